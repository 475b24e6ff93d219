"""Compiles every sample, imports it from CPython, and shows that it gives CPython's results, and how much faster.

Each sample is a directory with a README, one or more .spy files and a `demo.py`, which imports them like any module, prints
results and ends with a line `seconds S`: the CPU time of its main work. The same `demo.py` runs on the source (executed
by CPython through `spyc.hook` with SPYC=off) and on the compiled modules; all other lines must be equal.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "tools"))

from runner.pythons import find_pythons  # noqa: E402

PACKAGE = HERE.parent / "interop" / "python"
SECONDS = re.compile(r"^seconds ([0-9.]+)$", re.MULTILINE)


def build(spyc: str, sample: pathlib.Path, out: pathlib.Path) -> None:
    sources = sorted(str(path) for path in sample.rglob("*.spy"))
    subprocess.run([spyc, "build", *sources, "--out-dir", str(out)], check=True)
    for extra in sample.iterdir():
        if extra.suffix not in (".spy", ".md", ".py") and extra.is_file():
            shutil.copy(extra, out)


def run_demo(python: str, sample: pathlib.Path, modules: pathlib.Path, compiled: bool) -> tuple[str, float]:
    paths = [str(modules)] if compiled else [str(modules), str(PACKAGE)]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(paths), PYTHONDONTWRITEBYTECODE="1", SPYC="off")
    code = "import runpy, sys; sys.path.pop(0); runpy.run_path(sys.argv[1], run_name='__main__')"
    if not compiled:
        code = "import spyc.hook; " + code
    done = subprocess.run([python, "-c", code, str(sample / "demo.py")], capture_output=True, text=True, env=environment, cwd=sample, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{sample.name} under {python}:\n{done.stdout}{done.stderr}")
    seconds = float(SECONDS.search(done.stdout).group(1))
    return SECONDS.sub("", done.stdout).rstrip(), seconds


def show(sample: pathlib.Path, spyc: str, pythons: list[str]) -> bool:
    title = (sample / "README.md").read_text().splitlines()[0].lstrip("# ")
    print(f"\n=== {title}", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        out = pathlib.Path(directory)
        build(spyc, sample, out)
        expected, source_seconds = run_demo(pythons[0], sample, sample, compiled=False)
        print("\n".join("    " + line for line in expected.splitlines()))
        equal = True
        for python in pythons:
            version = subprocess.check_output([python, "-c", "import platform; print(platform.python_version())"], text=True).strip()
            text, seconds = run_demo(python, sample, out, compiled=True)
            same = text == expected
            equal = equal and same
            ratio = f"{source_seconds / seconds:6.1f} times faster than the source under the first" if seconds else ""
            print(f"  compiled, CPython {version:<7} {'equal' if same else 'DIFFERENT'}; {ratio}", flush=True)
            if not same:
                print(text)
    return equal


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spyc", required=True)
    parser.add_argument("samples", nargs="*", help="names of samples (default: all)")
    options = parser.parse_args()
    spyc = str(pathlib.Path(options.spyc).resolve())
    pythons = list(find_pythons().values())
    if not pythons:
        print("no CPython 3.11 to 3.13 found", file=sys.stderr)
        return 1
    samples = sorted(path.parent for path in HERE.glob("*/demo.py") if not options.samples or path.parent.name in options.samples)
    results = []
    for sample in samples:
        try:
            results.append(show(sample, spyc, pythons))
        except (RuntimeError, subprocess.CalledProcessError) as error:
            print(f"  FAILED: {error}", flush=True)
            results.append(False)
    print(f"\n{sum(results)} of {len(results)} samples equal on {len(pythons)} CPythons")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
