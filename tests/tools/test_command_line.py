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

    def test_github_output(self):
        self.write("two.spy", "def f(n: int) -> str:\n    return n\n")
        line = self.check("two.spy", "--output", "github").stdout
        self.assertRegex(line, r"^::error file=two\.spy,line=2,col=12,endLine=2,endColumn=13,title=SPY\d{4}::[^\n]+\n$")

    def test_sarif_output(self):
        self.write("my folder/fixable.spy", "def half(x: float) -> float:\n    return x\n\n\nprint(half(3))\n")
        self.check("wrong.spy", "my folder/fixable.spy", "clean.spy", "--output", "sarif:out.sarif")
        document = json.loads((self.folder / "out.sarif").read_text())
        self.assertEqual(document["version"], "2.1.0")
        (run,) = document["runs"]
        self.assertEqual(run["tool"]["driver"]["name"], "spyc")
        by_file = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: r for r in run["results"]}
        self.assertEqual(set(by_file), {"wrong.spy", "my%20folder/fixable.spy"})
        self.assertEqual({r["ruleId"] for r in run["results"]}, {rule["id"] for rule in run["tool"]["driver"]["rules"]})
        region = by_file["wrong.spy"]["locations"][0]["physicalLocation"]["region"]
        self.assertEqual((region["startLine"], region["startColumn"], region["endColumn"]), (2, 12, 15))
        (change,) = by_file["my%20folder/fixable.spy"]["fixes"][0]["artifactChanges"]
        self.assertIn("3.0", change["replacements"][0]["insertedContent"]["text"])

    def test_sarif_output_of_nothing(self):
        document = json.loads(self.check("clean.spy", "--output", "sarif").stdout)
        self.assertEqual(document["runs"][0]["results"], [])

    def test_sarif_structure(self):
        """What SARIF 2.1.0 requires of a log, and what it says of columns: UTF-16 code units, from 1, the end exclusive."""
        self.write("wide.spy", 's = "\U0001F600é"; n: int = "\U0001F600"\nm: int = None\n')
        document = json.loads(self.check("wide.spy", "wrong.spy", "--output", "sarif").stdout)
        self.assertLessEqual({"version", "runs"}, set(document))
        self.assertRegex(document["$schema"], r"sarif-2\.1\.0")
        (run,) = document["runs"]
        self.assertEqual(run["columnKind"], "utf16CodeUnits")
        driver = run["tool"]["driver"]
        self.assertTrue(driver["name"] and driver["version"])
        rules = [rule["id"] for rule in driver["rules"]]
        self.assertEqual(len(rules), len(set(rules)))
        for rule in driver["rules"]:
            self.assertTrue(rule["shortDescription"]["text"], rule)
        for result in run["results"]:
            self.assertIn(result["ruleId"], rules)
            self.assertIn(result["level"], ("none", "note", "warning", "error"))
            self.assertTrue(result["message"]["text"])
            for place in result["locations"] + result.get("relatedLocations", []):
                region = place["physicalLocation"]["region"]
                self.assertTrue(place["physicalLocation"]["artifactLocation"]["uri"])
                self.assertTrue(1 <= region["startLine"] <= region["endLine"] and 1 <= region["startColumn"] < region["endColumn"])
            for fix in result.get("fixes", []):
                for change in fix["artifactChanges"]:
                    self.assertTrue(change["artifactLocation"]["uri"])
                    self.assertTrue(all("deletedRegion" in one for one in change["replacements"]))
        wide = run["results"][0]["locations"][0]["physicalLocation"]["region"]
        self.assertEqual((wide["startColumn"], wide["endColumn"]), (21, 25))

    def test_github_escapes(self):
        self.write("a,b%/two.spy", 'x: int = "100%"  # 50%\nfrom typing import Literal\ny: Literal["a:b,c%"] = "d"\n')
        lines = self.check("a,b%/two.spy", "--output", "github").stdout.splitlines()
        self.assertEqual(len(lines), 2)
        for line in lines:
            self.assertTrue(line.startswith("::error file=a%2Cb%25/two.spy,line="), line)
            self.assertNotIn("\r", line)
        self.assertIn("`Literal['a:b,c%25']`", lines[1])  # text keeps colons and commas, properties do not

    def test_json_lines(self):
        """The members that frontend/diagnostics/README.md promises."""
        self.write("none.spy", "def f(n: int | None) -> int:\n    return n\n\n\nx: float = 3\n")
        first, second = map(json.loads, self.check("none.spy", "--output", "json").stdout.splitlines())
        for one in (first, second):
            self.assertEqual(list(one), ["code", "slug", "severity", "message", "place", "label", "notes", "help", "fixes"])
            self.assertRegex(one["code"], r"^SPY\d{4}$")
            for place in [one["place"], *(note["place"] for note in one["notes"]), *(fix["place"] for fix in one["fixes"])]:
                self.assertEqual(list(place), ["file", "begin", "end"])
                self.assertEqual(list(place["begin"]), ["line", "column", "offset"])
        self.assertEqual(first["place"]["begin"], {"line": 2, "column": 12, "offset": 40})
        self.assertEqual(first["notes"][0]["text"], "`n` is `int | None`")
        self.assertEqual(second["fixes"][0]["replacement"], "3.0")

    def test_settings_are_found_from_subfolders(self):
        self.write("project/pyproject.toml", '[tool.spyc.severity]\n"SPY3001" = "off"\n')
        self.write("project/src/deep/wrong.spy", 'x: int = "a"\n')
        for where, what in (("project/src/deep", "wrong.spy"), ("project/src", "deep"), ("project", "src"), (".", "project/src/deep/wrong.spy")):
            answer = spyc("check", what, cwd=self.folder / where)
            self.assertEqual((answer.stdout, answer.returncode), ("", 0), where)
        outside = self.write("outside/wrong.spy", 'x: int = "a"\n')
        self.assertEqual(self.check(outside).returncode, 1)

    def test_ignore_comments(self):
        code = self.check("wrong.spy").stdout.split("[")[1][:7]
        self.write("silent.spy", f'def f() -> int:\n    return "a"  # spyc: ignore[{code}] an old caller\n')
        self.assertEqual(self.check("silent.spy").stdout, "")
        self.write("above.spy", f'def f() -> int:\n    # spyc: ignore[{code.lower()}] for the next line\n    # of code\n    return "a"\n')
        self.assertEqual(self.check("above.spy").stdout, "")
        self.write("inside.spy", f'def f() -> int:\n    return "# spyc: ignore[{code}]"\n')
        self.assertEqual(self.check("inside.spy").returncode, 1)
        self.write("other.spy", 'def f() -> int:\n    return "a"  # spyc: ignore[unreachable]\n')
        answer = self.check("other.spy")
        self.assertEqual(answer.returncode, 1)
        self.assertIn(code, answer.stdout)
        self.assertIn("SPY6009", answer.stdout)

    def test_comments_that_silence_nothing(self):
        path = self.write("idle.spy", "x = 1  # spyc: ignore[SPY3001] was needed once\ny = 2  # spyc: ignore\nz = 3  # spyc: ignore[no-such]\n")
        answer = self.check("idle.spy")
        self.assertEqual(answer.returncode, 0)
        self.assertEqual([line.split("[")[1][:7] for line in answer.stdout.splitlines()], ["SPY6009", "SPY6010", "SPY6010"])
        self.check("idle.spy", "--fix")
        self.assertTrue(path.read_text().startswith("x = 1\ny = 2  #"), path.read_text())

    def test_files_shadow_modules_of_cpython(self):
        self.write("app/queue.py", "def hello():\n    return 3\n")
        self.write("app/main.spy", "import queue\n\nprint(queue.hello())\n")
        self.assertEqual(self.check("app/main.spy").stdout, "")
        self.write("app/other.spy", "import heapq\n\nprint(heapq.hello())\n")
        self.assertIn("SPY3020", self.check("app/other.spy").stdout)

    def test_units_share_stubs_and_nothing_else(self):
        """Each unit is checked as if it were alone: aliases, types of its own and shadowed modules stay with it."""
        self.write("a/queue.py", "def hello():\n    return 3\n")
        self.write("a/shadow.spy", "import logging\nimport queue\n\nprint(queue.hello(), logging.INFO)\n")
        self.write("b/plain.spy", "import queue\nfrom typing import AnyStr\n\n\ndef twice(x: AnyStr) -> AnyStr:\n    queue.hello()\n    return x + x\n")
        twins = [self.write(f"c/twin{n}.spy", f"class Twin:\n    def __init__(self) -> None:\n        self.x{n} = {n}\n\n\nprint(Twin().x1, [Twin()])\n") for n in (1, 2)]
        alone = "".join(self.check(path).stdout for path in ("a/shadow.spy", "b/plain.spy", "c/twin1.spy", "c/twin2.spy"))
        together = self.check("a", "b", *(path.relative_to(self.folder) for path in twins)).stdout
        self.assertEqual(together, alone)
        self.assertEqual([line.split(":")[0] for line in together.splitlines()], ["b/plain.spy", "c/twin2.spy"])

    def test_syntax_errors_are_not_silenced(self):
        self.write("broken.spy", "def f(:  # spyc: ignore[SPY1001]\n    pass\n")
        self.assertEqual(self.check("broken.spy").returncode, 1)

    def test_settings(self):
        code = self.check("wrong.spy").stdout.split("[")[1][:7]
        self.write("src/bad.spy", WRONG)
        self.write("src/gen/bad2.spy", WRONG)
        self.write("pyproject.toml", f'[tool.spyc]\npaths = ["src"]\nexclude = ["src/gen/*"]\n[tool.spyc.severity]\n{code} = "warning"\n')
        answer = self.check()
        self.assertEqual(answer.returncode, 0, answer.stdout)
        self.assertRegex(answer.stdout, rf"^\S*bad\.spy:2:12: warning\[{code}\]: .+\n$")
        self.write("pyproject.toml", f'[tool.spyc.severity]\n{code.lower()} = "off"\n')
        self.assertEqual(self.check("src").stdout, "")

    def test_settings_that_make_no_sense(self):
        for text in ("[tool.spyc]\nnonsense = 1\n", '[tool.spyc]\npaths = "src"\n', '[tool.spyc.severity]\nnope = "off"\n', "[tool.spyc\n",
                     '[tool.spyc.severity]\nunreachable = "loud"\n', '[tool.spyc.severity]\nSPY1001 = "off"\n', "[tool.spyc]\nseverity = 3\n"):  # fmt: skip
            self.write("pyproject.toml", text)
            answer = self.check("clean.spy")
            self.assertEqual(answer.returncode, 1, text)
            self.assertIn("SPY6008", answer.stdout, text)

    def test_statistics(self):
        answer = self.check("clean.spy", "--statistics")
        self.assertRegex(answer.stderr, r"\d+ lines in 1 files in [\d.]+ s: \d+ lines/s")

    def test_unreadable_file(self):
        answer = self.check("missing.spy")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("SPY6001", answer.stdout)

    def test_folder_that_does_not_exist(self):
        answer = self.check("nothing/")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("cannot read `nothing/`", answer.stderr + answer.stdout)

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

    def fixed(self, text, name="fixable.spy"):
        """The file after --fix, clean and, where it can run, with the same output as before."""
        path = self.write(name, text)
        self.check(name, "--fix")
        answer = self.check(name)
        self.assertEqual((answer.returncode, answer.stdout), (0, ""), path.read_text())
        return path.read_text()

    def same_output(self, before, after):
        outputs = [subprocess.run([sys.executable, "-c", text], capture_output=True, text=True) for text in (before, after)]
        self.assertEqual(outputs[0].returncode, 0, outputs[0].stderr)
        self.assertEqual(outputs[0].stdout, outputs[1].stdout)

    def test_fix_conversions(self):
        text = (
            "def half(x: float = 1) -> float:  # one\n    return x / 2\n\n\n"
            "def count(n: int) -> str:\n    return str(n + 0.5)\n\n\n"
            "n = 3  # three\nprint(half(3), half(n), [half(2)], count(int(True)))\n"
        )
        fixed = self.fixed(text)
        self.assertEqual(fixed, text.replace("= 1)", "= 1.0)").replace("half(3)", "half(3.0)").replace("half(n)", "half(float(n))")
                         .replace("half(2)", "half(2.0)"))
        self.same_output(text, fixed)

    def test_fix_annotations_from_defaults_and_calls(self):
        text = "def repeat(a, b=3, *, sep=\"\"):  # kept\n    return sep.join([a] * b)\n\n\nprint(repeat(\"x\", 2))\n"
        fixed = self.fixed(text)
        self.assertTrue(fixed.startswith('def repeat(a: str, b: int = 3, *, sep: str = "") -> str:  # kept\n'), fixed)
        self.same_output(text, fixed)

    def test_fix_optional(self):
        text = (
            "def show(n: int = None, who: \"str\" = None) -> str:\n    return f\"{n} {who}\"\n\n\n"
            "last: int = None  # nothing yet\nprint(show(), last)\n"
        )
        fixed = self.fixed(text)
        self.assertIn('n: int | None = None, who: "str | None" = None', fixed)
        self.assertIn("last: int | None = None  # nothing yet\n", fixed)
        self.same_output(text, fixed)

    def test_fix_override(self):
        text = (
            "from typing_extensions import override\n\n\nclass A:\n    def area(self) -> int:\n        return 1\n\n\n"
            "class B(A):\n    @override\n    def aera(self) -> int:  # two\n        return 2\n"
        )
        self.assertEqual(self.fixed(text), text.replace("aera", "area"))

    def test_fix_names_and_imports(self):
        text = (
            "#!/usr/bin/env python3\n# About.\n\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\n\n"
            "def f(x: Optional[int] = null, y: Optional[int] = None) -> flot:\n    return math.sqrt(x or y or 1)\n\n\nprint(f())\n"
        )
        lines = self.fixed(text).splitlines()
        self.assertEqual(lines[:3], ["#!/usr/bin/env python3", "# About.", '"""Doc."""'])
        self.assertEqual(sorted(lines[4:6]), ["from typing import Optional", "import math"])
        self.assertIn("def f(x: Optional[int] = None, y: Optional[int] = None) -> float:", lines)

    def test_fix_awaits_and_items(self):
        text = (
            "async def work() -> None: ...\n\n\nasync def main(ages: dict[str, int]) -> None:\n"
            "    for name, age in ages:  # pairs\n        print(name, age)\n    work()\n"
        )
        self.assertEqual(self.fixed(text), text.replace("in ages:", "in ages.items():").replace("    work()", "    await work()"))

    def test_fix_keeps_what_the_file_is(self):
        path = self.write("real.spy", "def half(x: float) -> float:\r\n    return x  # \u00e9\r\n\r\n\r\nprint(half(3))\r\n")
        path.write_bytes(path.read_text().replace("\r\n", "\n").replace("\n", "\r\n").encode())
        path.chmod(0o751)
        link = self.folder / "link.spy"
        link.symlink_to(path)
        self.check("link.spy", "--fix")
        self.assertTrue(link.is_symlink())
        self.assertEqual(path.stat().st_mode & 0o777, 0o751)
        self.assertEqual(path.read_bytes(), "def half(x: float) -> float:\r\n    return x  # \u00e9\r\n\r\n\r\nprint(half(3.0))\r\n".encode())
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.endswith(".new")], [])

    def test_fix_says_how_many_and_what_is_left(self):
        self.write("left.spy", "def half(x: float) -> float:\n    return x\n\n\nprint(half(3), half(\"x\"))\n")
        answer = self.check("left.spy", "--fix")
        self.assertEqual(answer.returncode, 1)
        self.assertEqual(answer.stderr, "1 fix applied\n")
        self.assertEqual(len(answer.stdout.splitlines()), 1)
        self.assertIn("SPY3055", answer.stdout)

    def test_words_that_were_meant(self):
        for arguments, meant in [(["chekc", "x"], "check"), (["check", "--stattistics", "x"], "--statistics"),
                                 (["explain", "SPY301"], "SPY3001"), (["explain", "type-mismtch"], "type-mismatch")]:
            answer = spyc(*arguments, cwd=self.folder)
            self.assertEqual(answer.returncode, 2, arguments)
            self.assertIn(f"did you mean `{meant}`?", answer.stderr)
        self.write("pyproject.toml", '[tool.spyc]\npahts = ["src"]\n[tool.spyc.severity]\nunreachble = "off"\nunreachable = "warnign"\n')
        answer = self.check("clean.spy")
        for meant in ("paths", "unreachable", "warning"):
            self.assertIn(f"did you mean `{meant}`?", answer.stdout)
        self.assertNotEqual(answer.returncode, 0)

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
