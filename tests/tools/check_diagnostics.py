#!/usr/bin/env python3
"""Each row of frontend/diagnostics/*.def must be emitted by the compiler, explained by a page, and tested. What is missing today
stands in diagnostic_exemptions.txt as `SPY3001 tested`; that list may only shrink."""

import re
import sys

from repository import ROOT, load_exemptions, read, report, source_files

ROW = re.compile(r'SPY_DIAG\(\s*(\d{4}),\s*(\w+),\s*"([\w-]+)",\s*(\w+),')
EXEMPTIONS = "diagnostic_exemptions.txt"
DEFINITIONS = "frontend/diagnostics/"


def rows():
    for path in sorted((ROOT / DEFINITIONS).glob("*.def")):
        for code, name, slug, _severity in ROW.findall(path.read_text()):
            yield f"SPY{code}", name, slug


def emitted_names():
    sources = [read(p) for p in source_files(".cpp", ".h", ".def") if not str(p).startswith((DEFINITIONS, "tests/"))]
    return set(re.findall(r"\bk([A-Z]\w+)", "\n".join(sources)))


def tested_codes():
    return {code for path in source_files(".spy", ".py", ".stderr", ".txt", ".json") if str(path).startswith("tests/") and path.name != EXEMPTIONS
            for code in re.findall(r"SPY\d{4}", read(path))}  # fmt: skip


def duplicates(all_rows):
    seen = set()
    for code, name, slug in all_rows:
        for key in (code, name, slug):
            if key in seen:
                yield key
            seen.add(key)


def main():
    all_rows = list(rows())
    emitted, tested = emitted_names(), tested_codes()
    findings = {f"{key} unique": f"{key} is used by two rows" for key in duplicates(all_rows)}
    for code, name, _slug in all_rows:
        page = ROOT / DEFINITIONS / "explain" / f"{code}.md"
        if name not in emitted:
            findings[f"{code} emitted"] = f"{code} ({name}) is reported nowhere"
        if not page.exists():
            findings[f"{code} explained"] = f"{code} ({name}) has no page {page.relative_to(ROOT)}"
        if code not in tested:
            findings[f"{code} tested"] = f"{code} ({name}) is expected by no test"
    return report(f"diagnostics ({len(all_rows)} rows)", findings, load_exemptions(EXEMPTIONS), f"tests/tools/{EXEMPTIONS}")


if __name__ == "__main__":
    sys.exit(main())
