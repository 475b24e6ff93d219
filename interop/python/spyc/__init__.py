"""Strict Python for CPython: `import spyc.hook` makes `.spy` files importable, compiled and cached."""

__version__ = "0.1.0"
