"""check/: what the checker says. `#~ SPY3001 text` at the end of a line expects that diagnostic on that line (`#~^` one line up, the
text a part of the message); the full rendering is compared with `name.stderr`. A file without marks must be clean. A package (a folder
with `__init__.spy`) is one test, its files are checked as one unit."""

import re
from concurrent.futures import ThreadPoolExecutor

from . import common

MARK = re.compile(r"#~(\^*)\s*(SPY\d{4})\s*(.*?)\s*(?=#~|$)")
FINDING = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+):(?P<column>\d+): (?P<severity>\w+)\[(?P<code>SPY\d{4})\]: (?P<text>.*)$", re.MULTILINE)
CLEAN, FINDINGS = 0, 1


def marks(file, text):
    return [
        ((file, number - len(carets)), code, part)
        for number, line in enumerate(text.splitlines(), 1)
        for carets, code, part in MARK.findall(line)
    ]


def unmatched(expected, found):
    """Lines that say which marks and which findings have no partner."""
    found = list(found)
    for place, code, part in expected:
        partner = next((f for f in found if f[:2] == (place, code) and part in f[2]), None)
        if partner is None:
            yield f"{place[0]} line {place[1]}: expected {code} {part}"
        else:
            found.remove(partner)
    for place, code, text in found:
        yield f"{place[0]} line {place[1]}: unexpected {code} {text}"


def in_package(path):
    return (path.parent / "__init__.spy").exists()


def check_file(options, path):
    plain = options.work / ("check-" + str(path.relative_to(common.TESTS)).replace("/", "-") + ".txt")
    base, subject, members = path.parent, path.name, [path]
    if in_package(path):
        base, subject, members = path.parent.parent, path.parent.name, sorted(path.parent.rglob("*.spy"))
    answer = common.run_spyc(options, ["check", subject, "--output", "full", "--output", f"text:{plain}"], base)
    if answer.returncode not in (CLEAN, FINDINGS):
        return f"spyc check ended with {answer.returncode}\n{(answer.stdout + answer.stderr)[-1500:]}"
    text = plain.read_text(errors="replace") if plain.exists() else ""
    found = [((m["file"], int(m["line"])), m["code"], m["text"]) for m in FINDING.finditer(text)]
    expected = [mark for m in members for mark in marks(str(m.relative_to(base)), m.read_text(errors="replace"))]
    problems = list(unmatched(expected, found))
    if (answer.returncode == FINDINGS) != any(m["severity"] == "error" for m in FINDING.finditer(text)):
        problems.append(f"exit code {answer.returncode} does not fit the findings")
    snapshot = common.compare_snapshot(options, path.with_suffix(".stderr"), answer.stdout + answer.stderr)
    return "\n".join(problems + ([snapshot] if snapshot else [])) or None


def run(options, results):
    files = [f for f in common.tests_under("check", (".spy",), options) if f.name == "__init__.spy" or not in_package(f)]
    with ThreadPoolExecutor(options.jobs) as pool:
        for path, problem in zip(files, pool.map(lambda p: check_file(options, p), files)):
            results.add(str(path.relative_to(common.TESTS)), problem)
    return len(files)
