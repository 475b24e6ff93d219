"""What the checking scripts share: where the repository is, which files it tracks, and lists of exemptions that may only shrink."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def source_files(*suffixes):
    """Files of the working tree with one of the suffixes, whether git tracks them yet or not; ignored files are left out."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listing.returncode == 0:
        names = listing.stdout.splitlines()
    else:  # an unpacked archive without .git
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file() and "build" not in p.relative_to(ROOT).parts[:1]]
    return [Path(name) for name in sorted(names) if name.endswith(suffixes) and (ROOT / name).is_file()]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def load_exemptions(name):
    """One entry a line; `#` starts a comment."""
    path = ROOT / "tests/tools" / name
    if not path.exists():
        return set()
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line}


def report(title, findings, exemptions=frozenset(), exemption_file=""):
    """Prints what is wrong and returns the exit code. `findings` maps a key (the form of an exemption) to its message.
    An exemption that is no longer needed is itself a finding: the list may only shrink."""
    problems = [message for key, message in sorted(findings.items()) if key not in exemptions]
    problems += [f"{exemption_file}: `{key}` needs no exemption any more, delete the line" for key in sorted(exemptions - findings.keys())]
    for problem in problems:
        print(problem)
    print(f"{title}: {len(problems)} problems, {len(exemptions)} exemptions")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit("this is a module of the checking scripts")
