#!/usr/bin/env python3
"""errors/*/*.spy against the .stderr beside it: the diagnostics as a terminal shows them, without colour.

  check_errors.py --dump spy-ast-dump [--update]

Every file must also be rejected by CPython's compile(), and every code of syntax.def must appear in some snapshot.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import warnings

import pythons

HERE = os.path.dirname(os.path.abspath(__file__))
# CPython accepts these: spyc refuses them on purpose (normal forms of names, other encodings).
STRICTER = {"name_not_normalised.spy", "future_barry.spy", "encoding_invalid.spy"}
JUDGE = "import sys; compile(open(sys.argv[1], 'rb').read(), 'x', 'exec')"


def codes_of_table():
    with open(os.path.join(HERE, "../../frontend/diagnostics/syntax.def"), encoding="utf-8") as table:
        return {"SPY" + code for code in re.findall(r"^SPY_DIAG\((\d+)", table.read(), re.M)}


def main():
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    os.chdir(os.path.join(HERE, "errors"))
    failed, seen = 0, set()
    judge = pythons.newest()
    files = sorted(glob.glob("*/*.spy"))
    for path in files:
        result = subprocess.run([options.dump, path], capture_output=True, text=True)
        snapshot = path[:-4] + ".stderr"
        seen |= set(re.findall(r"SPY\d+", result.stdout))
        if options.update:
            with open(snapshot, "w", encoding="utf-8") as out:
                out.write(result.stdout)
        expected = open(snapshot, encoding="utf-8").read() if os.path.exists(snapshot) else ""
        problem = None
        if result.returncode != 1:
            problem = "accepted" if result.returncode == 0 else "exit %d" % result.returncode
        elif result.stdout != expected:
            problem = "differs from %s (rewrite with --update):\n%s" % (snapshot, result.stdout)
        elif os.path.basename(path) not in STRICTER and subprocess.run([judge, "-W", "ignore", "-c", JUDGE, path], capture_output=True).returncode == 0:
            problem = "CPython accepts it"
        if problem:
            failed += 1
            print("%s: %s" % (path, problem))
    missing = sorted(codes_of_table() - seen)
    if missing:
        failed += 1
        print("no test shows " + ", ".join(missing))
    print("%d files with syntax errors, %d problems" % (len(files), failed))
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
