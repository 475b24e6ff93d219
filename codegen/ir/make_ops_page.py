#!/usr/bin/env python3
"""Writes OPS.md, the reference page of the IR's ops, from ops.def. With --check: fails if the page is not what it would write."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROW = re.compile(r'SPY_OP\((\w+),\s*"([^"]+)",\s*"([^"]*)",\s*"([^"]*)",\s*"([^"]*)"\)\s*(?://\s*(.*))?$')
SECTION = re.compile(r"^// ---- (.*?) -+$")
IMMEDIATES = {
    "i": "integer", "x": "double", "o": "operator", "k": "constant", "n": "name", "f": "function", "c": "class",
    "d": "field", "g": "module variable", "t": "check", "m": "slot", "v": "variable name",
}
EFFECTS = [
    ("R", "raises"), ("r", "raises in generic bodies"), ("G", "guard"), ("P", "runs Python code"), ("H", "reads heap"),
    ("W", "writes heap"), ("A", "allocates"), ("C", "may collect"), ("V", "result is operand 0"), ("U", "result held by operand 0"),
    ("L", "result held by the heap"), ("B", "result borrowed"), ("N", "null is a value"), ("T", "terminator"),
]
HEAD = """# The ops of the IR

Made from `ops.def` by `make_ops_page.py`: change the table, then run the script. `ops.def` explains the notation.

"""


def cell(text):
    return text.replace("|", "\\|")


def page(table):
    out = [HEAD.rstrip("\n")]
    for line in table.splitlines():
        section, row = SECTION.match(line), ROW.match(line)
        if section:
            out += ["", f"## {section[1]}", "", "| op | operands and result | immediates | effects | |", "|---|---|---|---|---|"]
        elif row:
            _, mnemonic, signature, immediates, effects, comment = row.groups()
            words = ", ".join(IMMEDIATES[letter] for letter in immediates)
            known = dict(EFFECTS)
            facts = ", ".join(known[letter] for letter, _ in EFFECTS if letter in effects)
            shown = f"`{cell(signature)}`" if signature else ""
            out.append(f"| `{mnemonic}` | {shown} | {words} | {facts} | {cell(comment or '')} |")
        elif line.startswith("SPY_OP("):
            sys.exit(f"ops.def has a row that the page would miss: {line}")
    return "\n".join(out) + "\n"


def main():
    wanted = page((HERE / "ops.def").read_text())
    target = HERE / "OPS.md"
    if "--check" in sys.argv[1:]:
        if not target.exists() or target.read_text() != wanted:
            print("codegen/ir/OPS.md is not up to date: run codegen/ir/make_ops_page.py", file=sys.stderr)
            return 1
        return 0
    target.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
