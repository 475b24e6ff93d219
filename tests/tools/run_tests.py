#!/usr/bin/env python3
"""The test runner: the folder under tests/ is the mode (check, interop, ir, run). tests/README.md says what each compares.

  run_tests.py --spyc build/release/bin/spyc                 everything
  run_tests.py --spyc ... --mode run integers/ floats/       programs whose path contains one of the texts
  run_tests.py --spyc ... --update                           rewrite expectations, then read the diff
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from runner import check_mode, common, interop_mode, ir_mode, memory, run_mode  # noqa: E402
from runner.pythons import find_pythons  # noqa: E402

MODES = {"check": check_mode, "ir": ir_mode, "run": run_mode, "interop": interop_mode}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spyc", type=Path, required=True)
    parser.add_argument("--mode", choices=MODES, action="append", help="only this mode (repeatable)")
    parser.add_argument("--update", action="store_true", help="rewrite expectations instead of comparing")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, action="append", help="seed of a --chaos build (repeatable)")
    parser.add_argument("--python", action="append", help="only this version, e.g. 3.11 (repeatable)")
    parser.add_argument("--memory", choices=memory.CHECKERS, default="", help="run compiled programs under this checker; leaks are not counted")
    parser.add_argument("--compile", action="append", help="only this compile mode of run/ and interop/: generic, fast, chaos1 (repeatable)")
    parser.add_argument("--keep", type=Path, help="build here and keep it, instead of a temporary folder")
    parser.add_argument("--max-failures", type=int, default=30, help="how many failures to print in full")
    parser.add_argument("filters", nargs="*", help="only tests whose path contains one of these")
    return parser.parse_args()


def read_known_failures(mode):
    """tests/known_failures.txt: `path: why` lines. The list may only shrink: an entry that passes fails the run."""
    lines = (common.TESTS / "known_failures.txt").read_text().splitlines()
    entries = [line.split(":", 1)[0] for line in lines if line and not line.startswith("#")]
    return [entry for entry in entries if entry.startswith(mode + "/")]


def set_known_failures_aside(name, options, results):
    """Takes failures of listed tests out of the results; returns how many tests failed as the list says."""
    known = read_known_failures(name)
    failing = {entry for entry in known for test, _ in results.failures if test.startswith(entry)}
    results.failures = [(test, problem) for test, problem in results.failures if not test.startswith(tuple(known) or ("/",))]
    for entry in sorted(set(known) - failing):
        if options.selects(common.TESTS / entry) and len(options.pythons) == 3:  # some fail on one CPython only
            results.failures.append((entry, "passes, and stands in tests/known_failures.txt: take it off the list"))
    return len(failing)


def run_mode_named(name, options, max_failures):
    start, results = time.monotonic(), common.Results()
    files = MODES[name].run(options, results)
    known = set_known_failures_aside(name, options, results)
    for test, problem in sorted(results.failures)[:max_failures]:
        print(f"FAIL {test}\n    " + problem.replace("\n", "\n    "))
    for test, _ in sorted(results.failures)[max_failures:]:
        print(f"FAIL {test}")
    seconds = time.monotonic() - start
    print(f"{name}: {files} files, {results.passed} passed, {len(results.failures)} failed, {known} tests known to fail ({seconds:.1f} s)", flush=True)
    return len(results.failures)


def main():
    arguments = parse_arguments()
    spyc = arguments.spyc.resolve()
    if not spyc.exists():
        print(f"no compiler at {spyc}: run ./dev build", file=sys.stderr)
        return 2
    pythons = find_pythons(arguments.python or ("3.11", "3.12", "3.13"))
    if not pythons:
        print("no CPython 3.11, 3.12 or 3.13 found", file=sys.stderr)
        return 2
    work = arguments.keep or Path(tempfile.mkdtemp(prefix="spyc-tests-"))
    work.mkdir(parents=True, exist_ok=True)
    options = common.Options(
        spyc=spyc, pythons=pythons, work=work.resolve(), jobs=arguments.jobs, update=arguments.update,
        filters=tuple(arguments.filters), seeds=tuple(arguments.seed or (1,)),
        memory=arguments.memory, compile_modes=tuple(arguments.compile or ()),
    )
    print("CPythons: " + ", ".join(f"{v} ({p})" for v, p in pythons.items()), flush=True)
    try:
        failed = sum(run_mode_named(name, options, arguments.max_failures) for name in arguments.mode or MODES)
    finally:
        if arguments.keep is None:
            shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
