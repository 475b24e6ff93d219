"""Measures compiled programs against the same source under CPython, and against C++ twins.

Every program of programs.json is built by spyc, its result compared with CPython's, and then timed: CPython, compiled and
C++ take turns within one run, so that a change of the machine's speed hits all alike. Reported are medians of CPU time
and their ratios. Nothing here asserts a time; `--compare OLD.json` shows what moved.
"""

from __future__ import annotations

import argparse
import json
import math
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from measures import boundary, build_times, front_end_speed

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAMS = HERE / "programs"


def run_json(command: list[str]) -> dict:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def base_python() -> str:
    debian = pathlib.Path("/usr/bin/python3.11")  # Debian's optimised build, whatever else the PATH offers
    return str(debian) if debian.exists() else sys.executable


def build_twin(name: str, out: pathlib.Path) -> pathlib.Path | None:
    source = PROGRAMS / f"{name}.cpp"
    compiler = shutil.which("clang++-19") or shutil.which("g++")
    if not source.exists() or compiler is None:
        return None
    binary = out / f"{name}.twin"
    subprocess.run([compiler, "-O2", "-std=c++20", "-o", str(binary), str(source)], check=True)
    return binary


class Contestants:
    """The ways to run one program: name -> function of (n, repeat) giving the child's JSON."""

    def __init__(self, name: str, sources: pathlib.Path, spyc: str, python: str, out: pathlib.Path) -> None:
        subprocess.run([spyc, "build", str(sources / f"{name}.spy"), "--out-dir", str(out)], check=True)
        self.size = (out / f"{name}.abi3.so").stat().st_size
        child = [python, "-B", str(HERE / "child.py")]
        self.commands = {
            "cpython": lambda n, r: [*child, "source", str(sources), name, str(n), str(r)],
            "spyc": lambda n, r: [*child, "compiled", str(out), name, str(n), str(r)],
        }
        twin = build_twin(name, out)
        if twin is not None:
            self.commands["cpp"] = lambda n, r: [str(twin), str(n), str(r)]


def measure(name: str, n: int, contestants: Contestants, rounds: int) -> dict:
    seconds: dict[str, list[float]] = {who: [] for who in contestants.commands}
    peaks: dict[str, int] = {}
    results: dict[str, str] = {}
    for _ in range(rounds):
        for who, command in contestants.commands.items():
            repeat = 1 if who == "cpython" else 4
            report = run_json(command(n, repeat))
            seconds[who].append(min(report["seconds"]))
            results[who] = report["result"]
            peaks[who] = report.get("peak_kib", 0)
    medians = {who: statistics.median(values) for who, values in seconds.items()}
    row = {
        "program": name,
        "n": n,
        "seconds": medians,
        "over_cpython": medians["cpython"] / max(medians["spyc"], 1e-9),
        "peak_kib": peaks,
        "so_bytes": contestants.size,
        "equal": results["cpython"] == results["spyc"],
    }
    if "cpp" in medians:
        row["over_cpp"] = medians["spyc"] / max(medians["cpp"], 1e-9)
    return row


def print_row(row: dict, facts: dict) -> None:
    target = f"{facts['target']}x" if "target" in facts else ""
    cpp = f"{row['over_cpp']:6.2f}" if "over_cpp" in row else "     -"
    equal = "" if row["equal"] else "  RESULTS DIFFER"
    peak = row["peak_kib"]
    memory = f"{peak['spyc'] / 1024:5.0f}/{peak['cpython'] / 1024:.0f} MiB"
    print(
        f"{row['program']:<14} {row['seconds']['cpython'] * 1e3:9.1f} {row['seconds']['spyc'] * 1e3:9.2f} "
        f"{row['over_cpython']:8.1f}x {target:>6} {cpp}  {memory}{equal}",
        flush=True,
    )


def geometric_mean(values: list[float]) -> float:
    return math.exp(sum(math.log(v) for v in values) / len(values))


def compare(rows: list[dict], old_file: str) -> None:
    old = {row["program"]: row for row in json.loads(pathlib.Path(old_file).read_text())["programs"]}
    print(f"\nagainst {old_file}: ratio of the speed-ups, above 1 is better now")
    for row in rows:
        if row["program"] in old:
            print(f"  {row['program']:<14} {row['over_cpython'] / old[row['program']]['over_cpython']:.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spyc", required=True)
    parser.add_argument("--only", nargs="*", help="names of programs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    parser.add_argument("--compare", metavar="OLD", help="figures of an earlier --json")
    parser.add_argument("--programs-only", action="store_true", help="skip build times, front end and call boundary")
    parser.add_argument("--boundary", nargs="*", metavar="LABEL", help="calls across the boundary alone")
    parser.add_argument("--python", default=base_python(), help="the interpreter to compare with")
    options = parser.parse_args()
    spyc = str(pathlib.Path(options.spyc).resolve())
    table = json.loads((HERE / "programs.json").read_text())
    python = options.python
    if options.boundary is not None:
        with tempfile.TemporaryDirectory() as directory:
            boundary(spyc, python, pathlib.Path(directory), options.boundary)
        return 0
    rows = []
    print(f"{'program':<14} {'CPython ms':>10} {'spyc ms':>8} {'faster':>9} {'target':>6} {'/ C++':>6}  peak memory")
    with tempfile.TemporaryDirectory() as directory:
        out = pathlib.Path(directory)
        for name, facts in table.items():
            if options.only and name not in options.only:
                continue
            sources = ROOT / facts["directory"] if "directory" in facts else PROGRAMS
            row = measure(name, facts["n"], Contestants(name, sources, spyc, python, out), options.rounds)
            rows.append(row)
            print_row(row, facts)
        areas = sorted({table[row["program"]]["area"] for row in rows})
        for area in areas:
            mean = geometric_mean([row["over_cpython"] for row in rows if table[row["program"]]["area"] == area])
            print(f"{area + ', geometric mean':<34} {mean:8.1f}x")
        report: dict = {"programs": rows}
        if not options.programs_only and not options.only:
            report["boundary"] = boundary(spyc, python, out, [])
            report["build"] = build_times(spyc, out)
            report["front_end"] = front_end_speed(spyc, out)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(report, indent=1) + "\n")
    if options.compare:
        compare(rows, options.compare)
    return 0 if all(row["equal"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
