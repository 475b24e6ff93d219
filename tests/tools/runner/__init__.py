"""The test runner, one module per mode. The entry is ../run_tests.py; README.md in tests/ says what each mode compares."""
