"""Measures other than program speed: the call boundary, build times, the speed of the front end and the checker."""

from __future__ import annotations

import json
import pathlib
import statistics
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent


def boundary(spyc: str, python: str, out: pathlib.Path, labels: list[str]) -> dict:
    subprocess.run([spyc, "build", str(HERE / "boundary.spy"), "--out-dir", str(out)], check=True)
    child = [python, "-B", str(HERE / "boundary_child.py"), str(HERE), str(out), *labels]
    rows = json.loads(subprocess.check_output(child))
    print(f"\n{'call from Python':<32} {'Python ns':>10} {'spyc ns':>9} {'faster':>7} {'median':>7}")
    for label, (source, compiled, median) in rows.items():
        mark = "" if source >= compiled else "  below 1"
        print(f"{label:<32} {source:10.1f} {compiled:9.1f} {source / compiled:6.2f}x {median:6.2f}x{mark}")
    return rows


def synthetic(lines: int) -> str:
    """A module of about `lines` lines: functions over ints, floats and lists, and a class now and then."""
    block = '''
def total_{k}(xs: list[int], limit: int) -> int:
    total = {k}
    for x in xs:
        if x > limit:
            total += x * {k}
        else:
            total -= limit // 3
    return total


class Point{k}:
    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y

    def scaled(self, by: float) -> "Point{k}":
        return Point{k}(self.x * by, self.y * by)

    def norm2(self) -> float:
        return self.x * self.x + self.y * self.y


def join_{k}(words: list[str]) -> str:
    parts: list[str] = []
    for word in words:
        parts.append(word.upper() + str(len(word)))
    return ", ".join(parts)

'''
    per_block = block.count("\n")
    return "".join(block.format(k=k) for k in range(1, max(2, lines // per_block + 1)))


def median_seconds(command: list[str], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def build_times(spyc: str, out: pathlib.Path) -> dict:
    print(f"\n{'build':<22} {'seconds':>9}")
    figures = {"--version": median_seconds([spyc, "--version"], 9)}
    print(f"{'spyc --version':<22} {figures['--version']:9.4f}")
    for lines, runs in ((50, 5), (1000, 2)):
        source = out / f"lines_{lines}.spy"
        source.write_text(synthetic(lines))
        for level in ("-O0", "-O2"):
            label = f"{lines} lines {level}"
            figures[label] = median_seconds([spyc, "build", level, str(source), "--out-dir", str(out)], runs)
            print(f"{label:<22} {figures[label]:9.3f}", flush=True)
    return figures


def front_end_speed(spyc: str, out: pathlib.Path) -> dict:
    lines = 50_000
    source = out / "front_end.spy"
    source.write_text(synthetic(lines))
    actual = source.read_text().count("\n")
    small = out / "front_end_small.spy"
    small.write_text(synthetic(50))
    start_up = median_seconds([spyc, "check", str(small)], 9)
    seconds = median_seconds([spyc, "check", str(source)], 3)
    rate = actual / max(seconds - start_up, 1e-9)
    print(f"\ncheck: {actual} lines in {seconds:.3f} s, start-up {start_up * 1e3:.1f} ms: {rate:,.0f} lines/s")
    return {"lines": actual, "seconds": seconds, "start_up": start_up, "lines_per_second": rate}
