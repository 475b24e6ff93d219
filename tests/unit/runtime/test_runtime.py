#!/usr/bin/env python3
"""The runtime seen from Python through toy.cpp. Usage: test_runtime.py RUNTIME_DIR WORK_DIR [PYTHON...]

Builds the toy once and runs the checks of this file under every CPython found; each check compares with what CPython
itself does for the same source."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKS = ["check_functions.py", "check_classes.py", "check_modules.py", "check_exceptions.py"]
# (file, as on an interpreter whose layouts are unknown)
RUNS = [(check, False) for check in [*CHECKS, "check_fast.py"]] + [(check, True) for check in CHECKS]


def main():
    runtime, work = sys.argv[1], sys.argv[2]
    subprocess.run([os.path.join(HERE, "build_toy.sh"), runtime, work], check=True)
    pythons = sys.argv[3:]
    if not pythons:
        sys.path.insert(0, os.path.join(HERE, "../../tools/runner"))
        from pythons import find_pythons

        pythons = list(find_pythons().values())
    failed = 0
    for python in pythons:
        for check, unknown in RUNS:
            environment = {**os.environ, "PYTHONPATH": f"{os.path.abspath(work)}:{HERE}", "PYTHONDONTWRITEBYTECODE": "1"}
            if unknown:
                environment["TOY_WITHOUT_LAYOUT"] = "1"
            command = [python, "-X", "faulthandler", os.path.join(HERE, check)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
            if done.returncode != 0:
                failed += 1
                print(f"FAILED {check}{' without layout' if unknown else ''} under {python}\n{done.stdout[-3000:]}{done.stderr[-5000:]}")
    print(f"runtime: {len(pythons)} interpreters, {len(pythons) * len(RUNS)} files, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
