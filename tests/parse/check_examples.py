#!/usr/bin/env python3
"""grammar/examples/*.spy: each has CPython's tree, and together they use every rule of the grammar.

  check_examples.py --dump spy-ast-dump
"""
import argparse
import glob
import os
import re
import subprocess
import sys

import pythons

HERE = os.path.dirname(os.path.abspath(__file__))
GRAMMAR = os.path.join(HERE, "../../grammar")


def rules_of_grammar():
    with open(os.path.join(GRAMMAR, "SpyParser.g4"), encoding="utf-8") as grammar:
        return set(re.findall(r"^([a-z_]+)\b[^:;]*(?=:)", grammar.read(), re.M)) - {"parser", "options"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    options = parser.parse_args()
    failed = 0
    named = {os.path.basename(p)[:-4] for p in glob.glob(os.path.join(GRAMMAR, "examples/*.spy"))}
    missing = sorted(rules_of_grammar() - named)
    if missing:
        failed = 1
        print("rules without an example: " + ", ".join(missing))
    compare = os.path.join(HERE, "compare_stdlib.py")
    command = [sys.executable, compare, "--dump", options.dump, "--root", os.path.join(GRAMMAR, "examples")]
    failed |= subprocess.run(command + ["--python", pythons.newest()]).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
