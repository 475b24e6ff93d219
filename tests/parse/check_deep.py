#!/usr/bin/env python3
"""Sources nested 100,000 deep give an error or a tree, never a crash; long chains that people generate work."""
import argparse
import os
import subprocess
import sys
import tempfile

DEEP = 100_000
CASES = {
    "parentheses": "(" * DEEP + "1" + ")" * DEEP,
    "brackets unclosed": "[" * DEEP,
    "minus": "-" * DEEP + "1",
    "not": "not " * DEEP + "1",
    "attributes": "a" + ".b" * DEEP,
    "calls": "f" + "()" * DEEP,
    "subscripts": "a" + "[0]" * DEEP,
    "additions": "1" + "+1" * DEEP,
    "powers": "1" + "**1" * DEEP,
    "lambdas": "lambda: " * DEEP + "1",
    "conditionals": "1 if 1 else " * DEEP + "1",
    "comparisons": "1" + "<1" * DEEP,
    "walrus": "(a := " * DEEP + "1" + ")" * DEEP,
    "blocks": "\n".join(" " * i + "if x:" for i in range(2000)),
    "elif": "if x: pass\n" + "elif x: pass\n" * DEEP,
    "else if": "\n".join(" " * i + "if x:\n" + " " * i + " pass\n" + " " * i + "else:" for i in range(300)),
    "patterns": "match x:\n case " + "[" * DEEP + "]" * DEEP + ": pass",
    "or patterns": "match x:\n case 1" + "|1" * DEEP + ": pass",
    "f-strings": 'f"{' * 300 + "x" + '}"' * 300,
    "decorators": "@f\n" * DEEP + "def g(): pass",
    "targets": "a = " * DEEP + "1",
    "comprehension": "[x" + " for x in y" * DEEP + "]",
    "if of comprehension": "[x for x in y" + " if x" * DEEP + "]",
    "strings": '"a" ' * DEEP,
    "semicolons": "x;" * DEEP,
    "dots": "from " + "." * DEEP + " import a",
    "arguments": "f(" + "a," * DEEP + ")",
    "awaits": "async def f():\n " + "await (" * DEEP + "x" + ")" * DEEP,
    "yields": "def f():\n " + "(yield " * DEEP + ")" * DEEP,
    "generic": "def f" + "[T: (lambda: " * DEEP,
    "unary mixed": "~-+" * DEEP + "1",
    "indents by tabs": "\n".join("\t" * i + "while x:" for i in range(500)),
}
# What must be accepted.
GOOD = {
    "2,500 additions": "x = " + "+".join(["'a'"] * 2500),
    "1,000 attributes": "a" + ".b" * 1000,
    "5,000 elif": "if x: pass\n" + "elif x: pass\n" * 5000,
    "90 brackets": "(" * 90 + "1" + ")" * 90,
    "90 blocks": "\n".join(" " * i + "if x:" for i in range(90)) + " pass",
    "50,000 elements": "[" + "1," * 50_000 + "]",
    "20,000 comparisons of and": "x = " + " and ".join(["a"] * 20_000),
}


def run(dump, text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "deep.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        return subprocess.run([dump, "--check"], input=path + "\n", capture_output=True, text=True, timeout=60)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    options = parser.parse_args()
    failed = 0
    for name, text in {**CASES, **GOOD}.items():
        result = run(options.dump, text)
        answer = result.stdout.strip()
        good = result.returncode == 0 and (answer == "ok" or (name in CASES and answer.startswith("error")))
        if not good:
            failed += 1
            print("%s: exit %d, %s" % (name, result.returncode, answer[:200]))
    print("%d deep or long sources, %d failed" % (len(CASES) + len(GOOD), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
