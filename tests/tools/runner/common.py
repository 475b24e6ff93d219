"""What the modes share: options, calling spyc, running programs in child.py, collecting results, comparing with expectations."""

import dataclasses
import difflib
import json
import os
import re
import subprocess
import tempfile
import threading
from pathlib import Path

from . import memory

ROOT = Path(__file__).resolve().parents[3]
TESTS = ROOT / "tests"
CHILD = Path(__file__).with_name("child.py")
SPYC_TIMEOUT = 120


@dataclasses.dataclass
class Options:
    spyc: Path
    pythons: dict  # "3.11" -> executable
    work: Path  # scratch folder of this run
    jobs: int = 2
    update: bool = False
    filters: tuple = ()
    seeds: tuple = (1,)
    memory: str = ""  # a checker of memory.py, for compiled programs
    compile_modes: tuple = ()  # names of compiled.py's; empty: all

    def selects(self, path):
        name = str(path.relative_to(TESTS))
        return not self.filters or any(text in name for text in self.filters)


@dataclasses.dataclass
class Results:
    """Counts and failures of one mode. Filled from several threads."""

    passed: int = 0
    failures: list = dataclasses.field(default_factory=list)
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def add(self, name, problem=None):
        with self.lock:
            if problem is None:
                self.passed += 1
            else:
                self.failures.append((name, problem))


def tests_under(mode, suffixes, options):
    folder = TESTS / mode
    return [p for p in sorted(folder.rglob("*")) if p.suffix in suffixes and p.is_file() and options.selects(p)]


def run_spyc(options, arguments, cwd):
    """Runs spyc; a crash or a hang becomes an exit code outside the documented ones, for the caller to report."""
    environment = dict(os.environ, NO_COLOR="1", SPYC_CACHE=str(options.work / "cache"))
    try:
        return subprocess.run(
            [str(options.spyc), *map(str, arguments)],
            cwd=cwd, capture_output=True, text=True, errors="replace", timeout=SPYC_TIMEOUT, env=environment,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(arguments, 124, "", f"spyc did not end within {SPYC_TIMEOUT} s\n")


def run_children(options, version, tasks, preload=()):
    """Runs tasks (see child.py) one after another in forks of one interpreter, which has imported `preload`; returns {id: record}."""
    with tempfile.TemporaryDirectory(dir=options.work) as scratch:
        checker = memory.CHECKERS[options.memory](scratch) if options.memory and tasks and tasks[0]["modules"] else memory.Checker()
        tasks = [dict(task, timeout=task.get("timeout", 30) * checker.slower) for task in tasks]
        job = {"tasks": tasks, "scratch": scratch, "preload": list(preload)}
        job_file, answer_file = Path(scratch) / "job.json", Path(scratch) / "answer.jsonl"
        job_file.write_text(json.dumps(job))
        environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1", PYTHONUTF8="1", SPYC=str(options.spyc), **checker.environment)
        server = subprocess.run(
            [*checker.command, options.pythons[version], str(CHILD), str(job_file), str(answer_file)],
            cwd=scratch, capture_output=True, text=True, errors="replace", env=environment, stdin=subprocess.DEVNULL,
        )
        lines = answer_file.read_text().splitlines() if answer_file.exists() else []
        records = {record["id"]: record for record in map(json.loads, lines)}
        for task in tasks:
            record = records.setdefault(task["id"], {"id": task["id"], "ended": "the driver failed: " + server.stderr[-400:]})
            if record.get("status") == memory.ERROR_EXIT:
                record["ended"] = "memory error:\n" + memory.report_of(scratch, record["pid"])
        return records


def diff(expected, actual, expected_name="expected", actual_name="actual", limit=40):
    lines = list(difflib.unified_diff(expected.splitlines(), actual.splitlines(), expected_name, actual_name, "", "", 2, ""))
    return "\n".join(lines[:limit] + (["..."] if len(lines) > limit else []))


def compare_snapshot(options, path, actual):
    """None when `actual` is what the file says; with --update the file is rewritten (or deleted when there is nothing to say)."""
    if options.update:
        if actual:
            path.write_text(actual)
        elif path.exists():
            path.unlink()
        return None
    expected = path.read_text() if path.exists() else ""
    if expected == actual:
        return None
    return diff(expected, actual, path.name, "actual")


def headers(text):
    """`# key: value` lines at the top of a test file, as a list of pairs."""
    pairs = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        match = re.match(r"#\s*([a-z-]+):\s*(.*)", line)
        if match:
            pairs.append((match.group(1), match.group(2).strip()))
    return pairs
