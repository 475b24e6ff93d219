#!/usr/bin/env python3
"""Checks compiled modules from outside: no DT_NEEDED entry, and no undefined symbol but CPython's (`Py*`, `_Py*`)."""

import re
import subprocess
import sys


def needed_libraries(path):
    dynamic = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)


def foreign_symbols(path):
    table = subprocess.run(["nm", "-D", "--undefined-only", path], capture_output=True, text=True, check=True).stdout
    names = [line.split()[-1].split("@")[0] for line in table.splitlines() if line.strip()]
    return [name for name in names if not re.match(r"_?Py", name)]


def problems(path):
    return [f"{path}: needs the library {name}" for name in needed_libraries(path)] + [
        f"{path}: undefined symbol {name} is not CPython's" for name in foreign_symbols(path)
    ]


def main():
    if len(sys.argv) < 2:
        print("usage: check_module_shell.py MODULE.so...", file=sys.stderr)
        return 2
    found = [problem for path in sys.argv[1:] for problem in problems(path)]
    print(*found, f"module shell: {len(sys.argv) - 1} modules, {len(found)} problems", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
