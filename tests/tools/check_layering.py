#!/usr/bin/env python3
"""Refuses an #include that the architecture forbids. The rules are the two tables below; the linker enforces the same edges."""

import re
import sys

from repository import read, report, source_files

FRONT = ["frontend/base", "frontend/source", "frontend/diagnostics"]
CHECKED = [*FRONT, "frontend/ast", "typecheck/types", "typecheck/names", "typecheck/checked"]
TABLES = ["runtime/builtins"]

# folder -> folders whose headers it may include, besides its own
ALLOWED = {
    "frontend/base": [],
    "frontend/source": FRONT[:1],
    "frontend/diagnostics": FRONT[:2],
    "frontend/ast": FRONT,
    "frontend/parse": [*FRONT, "frontend/ast"],
    "typecheck": [*FRONT, "frontend/ast", *TABLES],
    "codegen/ir": FRONT,
    "codegen/passes": [*FRONT, "codegen/ir"],
    "codegen/build": [*CHECKED, "codegen/ir", *TABLES],
    "codegen/lower": [*FRONT, "codegen/ir", "codegen/lower", "interop/abi", "runtime/include", *TABLES],
    "codegen/emit": [*FRONT, "codegen/ir", "runtime/include"],
    "interop/abi": [*FRONT, "codegen/ir", "runtime/include", *TABLES],
    "interop/convert": ["runtime"],
    "runtime": ["interop/convert"],
    "codegen/driver": ["frontend", "typecheck", "codegen", "interop/abi", "runtime/builtins"],
    "tests/parse": ["frontend"],
    "tests/unit": ["frontend", "typecheck", "codegen", "interop/abi", "runtime"],
    "tests/fuzz": ["frontend", "typecheck", "codegen"],
}

# start of a system header -> folders that may include it
SYSTEM = {
    "antlr4": ["frontend/parse"],
    "llvm/": ["codegen/lower", "codegen/emit", "interop/abi", "codegen/driver/back_half.cpp", "tests/unit/lower"],
    "llvm-c/": ["codegen/lower", "codegen/emit", "interop/abi"],
    "lld/": ["codegen/emit"],
    "Python.h": ["runtime", "interop/convert"],
    "CLI/": ["codegen/driver"],
    "fmt/": ["frontend", "typecheck", "codegen", "interop/abi", "tests"],
    "catch2/": ["tests/unit"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)


def inside(path, folders):
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def own_folder(path):
    return max((folder for folder in ALLOWED if inside(path, [folder])), key=len, default=None)


def check_file(path):
    name = path.as_posix()
    folder = own_folder(name)
    for quote, target in INCLUDE.findall(read(path)):
        for start, users in SYSTEM.items():
            if target.startswith(start) and not inside(name, users):
                yield f"{name}: <{target}> belongs to {', '.join(users)}"
        if quote == '"' and "/" in target and own_folder(target) is not None:
            if folder is None:
                yield f"{name}: no rule says what this folder may include; add it to check_layering.py"
            elif not inside(target, [folder, *ALLOWED[folder]]):
                yield f"{name}: {folder} may not include {target}"


def main():
    findings = {}
    for path in source_files(".h", ".cpp", ".def", ".inc"):
        for message in check_file(path):
            findings[message] = message
    return report("layering", findings)


if __name__ == "__main__":
    sys.exit(main())
