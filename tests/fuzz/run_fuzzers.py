#!/usr/bin/env python3
"""Runs every libFuzzer program of a build for some seconds, seeded with the sources of tests/ and samples/. Keeps what it finds in
build/fuzz/corpus/<program>; a crash ends the run with its input's path."""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def seed(program, corpus):
    corpus.mkdir(parents=True, exist_ok=True)
    suffix = ".ir" if "_ir" in program.name else ".spy"
    for source in [*ROOT.glob(f"tests/**/*{suffix}"), *ROOT.glob(f"samples/**/*{suffix}")]:
        target = corpus / "-".join(source.relative_to(ROOT).parts)
        if not target.exists():
            shutil.copy(source, target)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("seconds", type=int, nargs="?", default=60)
    options = parser.parse_args()
    programs = sorted(p for p in (options.build / "bin").glob("fuzz_*") if p.is_file())
    if not programs:
        print(f"no fuzzers in {options.build}/bin", file=sys.stderr)
        return 2
    failed = 0
    for program in programs:
        corpus = (options.build / "corpus" / program.name).resolve()
        seed(program, corpus)
        print(f"{program.name}: {options.seconds} s", flush=True)
        command = [program.resolve(), corpus, f"-max_total_time={options.seconds}", "-timeout=10", "-rss_limit_mb=4096", "-print_final_stats=1"]
        failed += subprocess.run(command, cwd=options.build).returncode != 0
    print(f"fuzzers: {len(programs)} ran, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
