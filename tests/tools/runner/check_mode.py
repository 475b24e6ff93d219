"""check/: what the checker says. `#~ SPY3001 text` at the end of a line expects that diagnostic on that line (`#~^` one line up, the
text a part of the message); the full rendering is compared with `name.stderr`. A file without marks must be clean."""

import re
from concurrent.futures import ThreadPoolExecutor

from . import common

MARK = re.compile(r"#~(\^*)\s*(SPY\d{4})\s*(.*?)\s*(?=#~|$)")
FINDING = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+):(?P<column>\d+): (?P<severity>\w+)\[(?P<code>SPY\d{4})\]: (?P<text>.*)$", re.MULTILINE)
CLEAN, FINDINGS = 0, 1


def marks(text):
    return [
        (number - len(carets), code, part)
        for number, line in enumerate(text.splitlines(), 1)
        for carets, code, part in MARK.findall(line)
    ]


def unmatched(expected, found):
    """Lines that say which marks and which findings have no partner."""
    found = list(found)
    for line, code, part in expected:
        partner = next((f for f in found if f[:2] == (line, code) and part in f[2]), None)
        if partner is None:
            yield f"line {line}: expected {code} {part}"
        else:
            found.remove(partner)
    for line, code, text in found:
        yield f"line {line}: unexpected {code} {text}"


def check_file(options, path):
    plain = options.work / ("check-" + str(path.relative_to(common.TESTS)).replace("/", "-") + ".txt")
    answer = common.run_spyc(options, ["check", path.name, "--output", "full", "--output", f"text:{plain}"], path.parent)
    if answer.returncode not in (CLEAN, FINDINGS):
        return f"spyc check ended with {answer.returncode}\n{(answer.stdout + answer.stderr)[-1500:]}"
    text = plain.read_text(errors="replace") if plain.exists() else ""
    found = [(int(m["line"]), m["code"], m["text"]) for m in FINDING.finditer(text)]
    problems = list(unmatched(marks(path.read_text(errors="replace")), found))
    if (answer.returncode == FINDINGS) != any(m["severity"] == "error" for m in FINDING.finditer(text)):
        problems.append(f"exit code {answer.returncode} does not fit the findings")
    snapshot = common.compare_snapshot(options, path.with_suffix(".stderr"), answer.stdout + answer.stderr)
    return "\n".join(problems + ([snapshot] if snapshot else [])) or None


def run(options, results):
    files = common.tests_under("check", (".spy",), options)
    with ThreadPoolExecutor(options.jobs) as pool:
        for path, problem in zip(files, pool.map(lambda p: check_file(options, p), files)):
            results.add(str(path.relative_to(common.TESTS)), problem)
    return len(files)
