#!/usr/bin/env python3
"""The command line of spyc: exit codes, output formats, explain, --fix, and the 6xxx diagnostics. Needs no back half."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

CLEAN = "def twice(n: int) -> int:\n    return n * 2\n"
WRONG = 'def twice(n: int) -> int:\n    return "a"\n'
SPYC = ""


def spyc(*arguments, cwd=None):
    return subprocess.run([SPYC, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, env=dict(os.environ, NO_COLOR="1"))


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        self.write("clean.spy", CLEAN)
        self.write("wrong.spy", WRONG)

    def tearDown(self):
        self.scratch.cleanup()

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def check(self, *arguments):
        return spyc("check", *arguments, cwd=self.folder)

    def test_exit_codes(self):
        self.assertEqual(self.check("clean.spy").returncode, 0)
        self.assertEqual(self.check("wrong.spy").returncode, 1)
        for wrong in ([], ["--no-such-option"], ["check"], ["check", "clean.spy", "--output", "xml"], ["build", "x", "--phase=z"]):
            self.assertEqual(spyc(*wrong, cwd=self.folder).returncode, 2, wrong)

    def test_text_output(self):
        answer = self.check("wrong.spy")
        self.assertRegex(answer.stdout, r"^wrong\.spy:2:12: error\[SPY\d{4}\]: .+\n$")
        self.assertEqual(answer.stderr, "")

    def test_full_output(self):
        answer = self.check("wrong.spy", "--output", "full")
        self.assertIn('return "a"', answer.stdout)
        self.assertIn("^^^", answer.stdout)
        self.assertTrue(answer.stdout.endswith("1 error\n"), answer.stdout)

    def test_json_output_to_a_file_beside_text(self):
        answer = self.check("wrong.spy", "--output", "json:out.json", "--output", "text")
        lines = (self.folder / "out.json").read_text().splitlines()
        record = json.loads(lines[0])
        self.assertEqual(len(lines), 1)
        self.assertIn(record["code"], answer.stdout)
        self.assertIn("message", record)

    def test_output_that_cannot_be_written(self):
        self.assertEqual(self.check("clean.spy", "--output", "json:no/such/folder/x").returncode, 2)

    def test_unreadable_file(self):
        answer = self.check("missing.spy")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("SPY6001", answer.stdout)

    def test_not_a_module_name(self):
        self.write("not-a-name.spy", CLEAN)
        self.assertIn("SPY6003", self.check("not-a-name.spy").stdout)

    def test_folder_without_sources(self):
        (self.folder / "empty").mkdir()
        self.assertIn("SPY6004", self.check("empty").stdout)

    def test_folder_and_several_files(self):
        answer = self.check(".")
        self.assertEqual(answer.returncode, 1)
        self.assertEqual(answer.stdout.count("error["), 1)
        self.assertEqual(self.check("clean.spy", "wrong.spy").returncode, 1)

    def test_module_imported_from_the_same_command(self):
        self.write("user.spy", "from clean import twice\n\n\ndef f() -> int:\n    return twice('x')\n")
        answer = self.check("user.spy", "clean.spy")
        self.assertEqual(answer.returncode, 1, answer.stdout)
        self.assertIn("user.spy:5", answer.stdout)

    def test_package_with_relative_import(self):
        self.write("pkg/__init__.spy", "from .inner import one\n")
        self.write("pkg/inner.spy", "def one() -> int:\n    return 1\n")
        self.write("pkg/other.spy", "from .inner import one\nfrom . import inner\n\n\ndef f() -> str:\n    return one()\n")
        answer = self.check("pkg")
        self.assertEqual(answer.stdout.count("error["), 1, answer.stdout)
        self.assertIn("other.spy:6", answer.stdout)

    def test_explain(self):
        code = self.check("wrong.spy").stdout.split("[")[1][:7]
        page = spyc("explain", code)
        self.assertEqual(page.returncode, 0)
        self.assertIn(code, page.stdout)
        self.assertEqual(spyc("explain", code[3:]).stdout, page.stdout)
        self.assertEqual(spyc("explain", "SPY0000").returncode, 2)
        self.assertIn(code, spyc("explain").stdout)

    def test_version_is_quick(self):
        times = []
        for _ in range(10):
            start = time.perf_counter()
            answer = spyc("--version")
            times.append(time.perf_counter() - start)
        self.assertEqual(answer.returncode, 0)
        self.assertRegex(answer.stdout, r"^spyc \d+\.\d+\.\d+ \(.+\)$")
        self.assertLess(min(times), 0.05)

    def test_fix_applies_edits(self):
        path = self.write("fixable.spy", "def half(x: float) -> float:\n    return x / 2.0\n\n\nprint(half(3))\n")
        self.assertEqual(self.check("fixable.spy").returncode, 1)
        self.check("fixable.spy", "--fix")
        self.assertEqual(self.check("fixable.spy").returncode, 0, path.read_text())

    def test_syntax_error(self):
        self.write("broken.spy", "def f(:\n    pass\n")
        answer = self.check("broken.spy")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("broken.spy:1:", answer.stdout)


def main():
    global SPYC
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spyc", required=True)
    options, rest = parser.parse_known_args()
    SPYC = str(Path(options.spyc).resolve())
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
