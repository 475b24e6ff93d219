#!/usr/bin/env python3
"""The differential fuzzer: random typed programs (generate.py) under CPython and compiled generic, fast and chaos; the printed bytes,
the exceptions and the way the process ends must be the same. Prints the seeds; a failing program is reduced (reduce.py) and kept.

  fuzz.py --spyc build/release/bin/spyc --seconds 60            new seeds until the time is over
  fuzz.py --spyc ... --seeds 100:400                            these
"""

import argparse
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tools")]

from generate import program  # noqa: E402
from reduce import reduced  # noqa: E402
from runner import common, compiled  # noqa: E402
from runner.pythons import find_pythons  # noqa: E402
from runner.run_mode import COMPARED, as_text  # noqa: E402

# At -O1 the same bodies come from the same IR passes quicker than through LLVM's optimiser; `--mode fast` is for longer runs.
MODES = [*compiled.compile_modes(common.Options(None, {}, None)), compiled.CompileMode("fast1", ("-O1",))]
BATCH = 20
PRELOAD = ("asyncio", "contextlib", "dataclasses", "enum", "functools", "itertools", "typing")  # of generate.py's programs
ORACLE_SECONDS = 4
# "name.spy:12:3: error[SPY3001]: ..."
FINDING = re.compile(r"^([A-Za-z_0-9]+)\.spy:\d+:\d+: error", re.MULTILINE)

# What the interpreter says of exceptions and warnings that nobody takes: where, is of the nearest Python frame (DIFF-004).
UNTAKEN = [
    (re.compile(r"(?<= at )0x[0-9a-f]+"), "0x"),
    (re.compile(r'(?m)^  File ".*", line \d+.*\n(?:    .*\n)*'), ""),
    (re.compile(r"(?m)^\S+:\d+: (?=\w*Warning: )(.*)\n(?:  .*\n)?"), r"\1\n"),
]


def told(record, key):
    """A record's entry as it is compared."""
    value = record.get(key)
    for pattern, put in UNTAKEN if key == "stdout" and value else ():
        value = pattern.sub(put, value)
    return value


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spyc", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seeds", help="FIRST:LAST, both included, instead of new ones")
    parser.add_argument("--python", default="3.11")
    parser.add_argument("--mode", action="append", help="generic, fast1, fast or chaos1 (repeatable; default all but fast)")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="where failing programs go")
    parser.add_argument("--strict", action="store_true", help="programs that the checker refuses fail too")
    parser.add_argument("--no-reduce", action="store_true")
    return parser.parse_args()


class Fuzzer:
    """One run. `work` is its scratch folder."""

    def __init__(self, options, work, pythons, modes):
        self.options, self.pythons, self.modes = options, pythons, modes
        self.run_options = common.Options(spyc=options.spyc.resolve(), pythons=pythons, work=work, jobs=1)
        self.work, self.version = work, next(iter(pythons))
        self.ran = self.rejected = 0
        self.failures = []

    def records(self, folder, names, modules):
        tasks = [
            {"id": n, "kind": "program", "name": n, "folder": str(folder), "modules": modules and str(modules), "timeout": ORACLE_SECONDS * (1 if modules is None else 4)}
            for n in names
        ]
        return common.run_children(self.run_options, self.version, tasks, PRELOAD)

    def compile(self, folder, names, mode):
        """Builds all; returns (modules' folder, {name: refusal})."""
        out, refused, left = folder / mode.name, {}, list(names)
        while left:
            answer = common.run_spyc(self.run_options, ["build", *mode.arguments, "--out-dir", out, *(f"{n}.spy" for n in left)], folder)
            if answer.returncode == 0:
                break
            text = answer.stdout + answer.stderr
            bad = {n for n in FINDING.findall(text) if n in left}
            if not bad and len(left) > 1:  # which one is it?
                for name in left:
                    refused.update(self.compile(folder, [name], mode)[1])
                break
            for name in bad or left:
                refused[name] = f"spyc ended with {answer.returncode}\n" + "\n".join(
                    line for line in text.splitlines() if line.startswith(f"{name}.spy") or not bad)[:600]
            left = [n for n in left if n not in refused]
        return out, refused

    def problems(self, sources):
        """{name: (mode, what is wrong)} of {name: text}; programs that CPython does not finish are left out."""
        folder = Path(tempfile.mkdtemp(dir=self.work))
        for name, text in sources.items():
            (folder / f"{name}.spy").write_text(text)
        expected = {n: r for n, r in self.records(folder, sources, None).items() if not r.get("ended") and "Error" not in str(r.get("exception"))}
        found = {}
        for mode in self.modes:
            modules, refused = self.compile(folder, expected, mode)
            found.update({n: (mode.name, text) for n, text in refused.items() if n not in found})
            actual = self.records(folder, [n for n in expected if n not in refused], modules)
            for name, record in actual.items():
                if any(told(expected[name], key) != told(record, key) for key in COMPARED) and name not in found:
                    found[name] = (mode.name, common.diff(as_text(expected[name]), as_text(record), "CPython", "compiled", 12))
        shutil.rmtree(folder, ignore_errors=True)
        self.finished = len(expected)
        return found

    def batch(self, seeds):
        found = self.problems({f"p{seed}": program(seed) for seed in seeds})
        self.ran += self.finished
        for name, (mode, problem) in found.items():
            if problem.startswith("spyc ended with 1\n") and not self.options.strict:
                self.rejected += 1
                print(f"refused: seed {name[1:]}: " + problem.splitlines()[1], flush=True)
                continue
            self.failures.append(int(name[1:]))
            print(f"FAIL seed {name[1:]} [{mode}]\n    " + problem.replace("\n", "\n    "), flush=True)
            self.keep(name, mode, problem)

    def keep(self, name, mode, problem):
        text = program(int(name[1:]))
        if not self.options.no_reduce:
            saved, self.modes = self.modes, [m for m in self.modes if m.name == mode]
            kind = problem_kind(problem)
            text = reduced(text, lambda candidate: any(problem_kind(p) == kind for _, p in self.problems({"case": candidate}).values()))
            self.modes = saved
        self.options.keep.mkdir(parents=True, exist_ok=True)
        target = self.options.keep / f"{name}_{mode}.spy"
        target.write_text(text)
        print(f"    kept: {target} ({len(text.splitlines())} lines)", flush=True)


def problem_kind(problem):
    """What must stay the same while a program is reduced: the diagnostic, or that the outputs differ."""
    code = re.search(r"SPY\d{4}", problem)
    return code.group(0) if code else "died" if "died of" in problem else "differs"


def seed_batches(options):
    if options.seeds:
        first, last = map(int, options.seeds.split(":"))
        yield from (range(at, min(at + BATCH, last + 1)) for at in range(first, last + 1, BATCH))
        return
    at, end = int(time.time()) * 1000, time.monotonic() + options.seconds
    while time.monotonic() < end:
        yield range(at, at + BATCH)
        at += BATCH


def main():
    options = parse_arguments()
    pythons = find_pythons((options.python,))
    modes = [m for m in MODES if m.name in (options.mode or ("generic", "fast1", "chaos1"))]
    with tempfile.TemporaryDirectory(prefix="spyc-fuzz-") as work:
        fuzzer = Fuzzer(options, Path(work), pythons, modes)
        for seeds in seed_batches(options):
            print(f"seeds {seeds[0]}:{seeds[-1]}", flush=True)
            fuzzer.batch(seeds)
    print(f"differential fuzzer: {fuzzer.ran} programs, {fuzzer.rejected} refused, {len(fuzzer.failures)} failed {fuzzer.failures}")
    return 1 if fuzzer.failures else 0


if __name__ == "__main__":
    sys.exit(main())
