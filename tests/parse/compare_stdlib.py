#!/usr/bin/env python3
"""Compares the trees of spy-ast-dump with those of CPython's `ast`, for every source file of each CPython's library.

Structure, names, constants and all four positions of every node must be equal; what CPython's compile() rejects must be
rejected. In f-strings positions are compared from 3.12 on: before, CPython did not know them.

  compare_stdlib.py --dump spy-ast-dump [--python PATH]... [--root FOLDER] [--verbose]
"""
import argparse
import ast
import os
import json
import struct
import subprocess
import sys
import sysconfig
import tokenize
import warnings

import pythons

KINDS = {"ExprStmt": "Expr", "NameExpr": "Name", "Comprehension": "comprehension", "Arguments": "arguments", "Arg": "arg",
         "Keyword": "keyword", "Alias": "alias", "WithItem": "withitem", "MatchCase": "match_case"}
FIELDS = {"Name": ("id", "ctx"), "arg": ("arg", "annotation")}
SKIPPED = {"type_comment", "type_ignores"}
OLD = sys.version_info < (3, 12)


class Difference(Exception):
    pass


def fields_of(kind, cls):
    return FIELDS.get(kind) or tuple(f for f in cls._fields if f not in SKIPPED)


def constant_text(value):
    """Type and text of a constant as json_tree.cpp writes them."""
    if value is None or value is True or value is False or value is Ellipsis:
        return {None: "None", True: "True", False: "False", Ellipsis: "Ellipsis"}[value], "0"
    if isinstance(value, int):
        return "int", "%x" % value
    if isinstance(value, complex):
        return "imaginary", "%x" % struct.unpack("<Q", struct.pack("<d", value.imag))
    if isinstance(value, float):
        return "float", "%x" % struct.unpack("<Q", struct.pack("<d", value))
    if isinstance(value, str):
        wtf8 = value.encode("utf-8", "surrogatepass")
        return ("wtf8", wtf8.hex()) if b"\xed" in wtf8 else ("str", value)
    return "bytes", value.hex()


def fail(path, message):
    raise Difference("%s: %s" % (".".join(path), message))


def compare_scalar(path, ours, theirs):
    if isinstance(theirs, (ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)):
        theirs = type(theirs).__name__
    elif theirs is True or theirs is False:
        theirs = str(theirs) if isinstance(ours, str) else int(theirs)
    elif theirs is None and ours == "None":
        theirs = "None"
    if ours != theirs:
        fail(path, "%r, CPython has %r" % (ours, theirs))


def compare_node(path, ours, theirs, positions):
    kind = KINDS.get(ours[0], ours[0])
    if kind != type(theirs).__name__:
        fail(path, "%s, CPython has %s" % (kind, type(theirs).__name__))
    if positions and hasattr(theirs, "lineno"):
        place = [theirs.lineno, theirs.col_offset, theirs.end_lineno, theirs.end_col_offset]
        if ours[1] != place:
            fail(path, "%s at %s, CPython has %s" % (kind, ours[1], place))
    if kind == "Constant":
        expected = constant_text(theirs.value)
        if expected[0] in ("None", "True", "False", "Ellipsis"):
            ours[3] = "0"
        if (ours[2], ours[3]) != expected or bool(ours[4]) != (theirs.kind == "u"):
            fail(path, "constant %s, CPython has %s" % (ours[2:], expected))
        return
    if kind == "JoinedStr" and OLD:
        positions = False
    if kind == "JoinedStr":  # 3.12.0 and 3.12.1 leave empty texts in format specs
        theirs.values = [v for v in theirs.values if not (isinstance(v, ast.Constant) and v.value == "")]
    for index, field in enumerate(fields_of(kind, type(theirs)), 2):
        compare(path + [field], ours[index], getattr(theirs, field), positions)


def compare(path, ours, theirs, positions):
    if isinstance(theirs, list):
        ours = ours[1:]
        if len(ours) != len(theirs):
            fail(path, "%d items, CPython has %d" % (len(ours), len(theirs)))
        for index, (a, b) in enumerate(zip(ours, theirs)):
            compare(path + [str(index)], a, b, positions)
    elif isinstance(theirs, ast.AST) and not isinstance(
            theirs, (ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)):
        if ours is None:
            fail(path, "nothing, CPython has %s" % type(theirs).__name__)
        compare_node(path, ours, theirs, positions)
    else:
        compare_scalar(path, ours, theirs)


def is_utf8(path):
    try:
        with open(path, "rb") as file:
            encoding, _ = tokenize.detect_encoding(file.readline)
        with open(path, encoding=encoding) as file:
            file.read()
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return True  # CPython rejects it: so must we
    return encoding in ("utf-8", "utf-8-sig", "ascii", "us-ascii")


def files_of(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in ("site-packages", "dist-packages", "__pycache__"))
        for name in sorted(names):
            if name.endswith((".py", ".spy")):
                yield os.path.join(folder, name)


def check_file(path, answer):
    """None when equal, "skipped", or the text of the difference."""
    with open(path, "rb") as file:
        source = file.read()
    tree = error = None
    try:
        tree = ast.parse(source, path)
        compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        error = problem
    ours = json.loads(answer)
    if isinstance(ours, dict):
        if error is not None or not is_utf8(path):
            return None if error is not None else "skipped"
        if any("SPY1018" in e for e in ours["errors"]):
            return "skipped"
        return "rejected, CPython accepts: " + ours["errors"][0]
    if error is not None:
        return None if isinstance(error, (RecursionError, MemoryError)) else "accepted, CPython rejects: %s" % error
    try:
        compare([], ours, tree.body, True)
    except Difference as difference:
        return str(difference)
    return None


def worker(options):
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    root = options.root or sysconfig.get_paths()["stdlib"]
    paths = list(files_of(root))
    dump = subprocess.Popen([options.dump, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    different = skipped = 0
    for path in paths:
        dump.stdin.write(os.fsencode(path) + b"\n")
        dump.stdin.flush()
        result = check_file(path, dump.stdout.readline())
        skipped += result == "skipped"
        if result not in (None, "skipped"):
            different += 1
            if different <= options.show:
                print("  %s\n    %s" % (path, result))
    dump.stdin.close()
    dump.wait()
    print("CPython %d.%d: %d files under %s, %d different, %d skipped (encoding, names that are not NFKC)"
          % (*sys.version_info[:2], len(paths), root, different, skipped))
    return 1 if different or not paths else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--python", action="append")
    parser.add_argument("--root")
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--worker", action="store_true")
    options = parser.parse_args()
    if options.worker:
        return worker(options)
    failed = 0
    for path in options.python or pythons.find().values():
        command = [path, os.path.abspath(__file__), "--worker", "--dump", options.dump, "--show", str(options.show)]
        failed |= subprocess.run(command + (["--root", options.root] if options.root else [])).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
