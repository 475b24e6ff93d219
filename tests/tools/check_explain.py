#!/usr/bin/env python3
"""Runs the examples of the explain pages: a block ```python fail must give the page's diagnostic, ```python ok must be clean.
A block may name its file: ```python fail file=name.spy."""

import argparse
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from repository import ROOT

BLOCK = re.compile(r"^```python (fail|ok)(?: file=(\S+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)
FINDING = re.compile(r"\[(SPY\d{4})\]")


def check_block(spyc, page, kind, name, text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (name or "example.spy")
        path.write_text(text)
        answer = subprocess.run([spyc, "check", "--output", "text", path], capture_output=True, text=True)
    codes = FINDING.findall(answer.stdout)
    where = f"{page.name}: the `{kind}` example"
    if answer.returncode not in (0, 1):
        return f"{where} ends spyc with {answer.returncode}: {answer.stderr[-300:]}"
    if kind == "fail" and page.stem not in codes:
        return f"{where} gives {codes or 'nothing'}:\n{answer.stdout}"
    if kind == "ok" and codes:
        return f"{where} is not clean:\n{answer.stdout}"
    return None


def check_page(spyc, page):
    blocks = BLOCK.findall(page.read_text())
    # 6xxx and 9xxx are not about a source text: their pages need no example.
    if page.stem[3] not in "69" and {kind for kind, _, _ in blocks} != {"fail", "ok"}:
        yield f"{page.name}: needs one failing and one corrected example"
    for kind, name, text in blocks:
        problem = check_block(spyc, page, kind, name, text)
        if problem:
            yield problem


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spyc", required=True)
    spyc = str(Path(parser.parse_args().spyc).resolve())
    pages = sorted((ROOT / "frontend/diagnostics/explain").glob("SPY*.md"))
    with ThreadPoolExecutor(2) as pool:
        problems = [p for found in pool.map(lambda page: list(check_page(spyc, page)), pages) for p in found]
    print(*problems, f"explain: {len(pages)} pages, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
