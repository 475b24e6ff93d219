#!/usr/bin/env python3
"""The driver and the Python package: files written by `build`, the cache, `run`, the import hook, concurrency, the module shell."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import check_module_shell
from repository import ROOT
from runner.pythons import find_pythons

PACKAGE = ROOT / "interop" / "python"
ADDER = "def add(a: int, b: int) -> int:\n    return a + b\n"
# One of many blocks of a large module: each uses what the one before it defines.
BLOCK = '''
class Shape{k}({base}):
    def __init__(self, size: int) -> None:
        super().__init__({size})
        self.size{k} = size

    def area(self) -> int:
        return self.size{k} * {k} + super().area()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shape{k}) and other.size{k} == self.size{k}


def upto{k}(n: int) -> Iterator[int]:
    for i in range(n):
        yield i * {k}


def scale{k}(words: list[str], by: float) -> dict[str, float]:
    found: dict[str, float] = {{}}
    for word in words:
        found[word + "{k}"] = len(word) * by + sum(upto{k}({k} % 5))
    return found


def step{k}(n: int) -> int:
    add: Callable[[int], int] = lambda x: x + n
    try:
        return add(n // (n % 3)) + step{before}(n + 1)
    except ZeroDivisionError:
        return -step{before}(n)
'''


def large_module(blocks):
    text = "from typing import Callable, Iterator\n\n\nclass Shape0:\n    def __init__(self) -> None:\n        self.shape = 0\n\n"
    text += "    def area(self) -> int:\n        return self.shape\n\n\ndef step0(n: int) -> int:\n    return n\n"
    for k in range(1, blocks + 1):
        text += BLOCK.format(k=k, before=k - 1, base=f"Shape{k - 1 if k % 8 else 0}", size="" if k == 1 or k % 8 == 0 else "size + 1")
    text += "\n\ndef main() -> None:\n"
    for k in range(1, blocks + 1):
        text += f"    print(Shape{k}({k}).area(), Shape{k}(1) == Shape{k}(1), step{k}({k} + 2**{k}), scale{k}(['a', 'bc'], {k} / 4))\n"
    return text


SPYC = ""
PYTHONS = {}


class Driver(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        self.cache = self.folder / "cache"

    def tearDown(self):
        self.scratch.cleanup()

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def environment(self, **extra):
        base = {k: v for k, v in os.environ.items() if not k.startswith(("SPYC", "PYTHON"))}
        return dict(base, SPYC_CACHE=str(self.cache), PYTHONDONTWRITEBYTECODE="1", NO_COLOR="1", **extra)

    def spyc(self, *arguments, **extra):
        return subprocess.run([SPYC, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, env=self.environment(**extra))

    def python(self, code, version=None, **extra):
        environment = self.environment(SPYC=extra.pop("SPYC", SPYC), PYTHONPATH=os.pathsep.join([str(self.folder), str(PACKAGE)]), **extra)
        executable = PYTHONS[version or min(PYTHONS)]
        return subprocess.run([executable, "-c", code], cwd=self.folder, capture_output=True, text=True, env=environment)

    def assert_prints(self, answer, text):
        self.assertEqual((answer.stdout, answer.returncode), (text, 0), answer.stderr)

    def test_build_and_import_everywhere(self):
        self.write("adder.spy", ADDER)
        self.assertEqual(self.spyc("build", "adder.spy").returncode, 0)
        for version in PYTHONS:
            self.assert_prints(self.python("import adder; print(adder.add(2**62, 2**62))", version), f"{2**63}\n")

    def test_module_shell(self):
        self.write("adder.spy", ADDER + "\n\ndef half(x: float) -> float:\n    return (x ** 0.5) / 2.0 % 3.0\n")
        for mode in (["-O0"], ["-O2"], ["--generic-only"]):
            self.assertEqual(self.spyc("build", *mode, "adder.spy").returncode, 0)
            self.assertEqual(check_module_shell.problems(str(self.folder / "adder.abi3.so")), [])

    def test_output_is_deterministic(self):
        self.write("adder.spy", ADDER)
        texts = set()
        for _ in range(2):
            self.assertEqual(self.spyc("build", "-o", "out.so", "adder.spy").returncode, 0)
            texts.add((self.folder / "out.so").read_bytes())
        self.assertEqual(len(texts), 1)

    def test_large_modules_are_compiled_in_parts(self):
        self.write("large.spy", large_module(15))
        oracle = self.python("import spyc.hook, large; large.main()", SPYC="off")
        self.assertEqual(oracle.returncode, 0, oracle.stderr)
        libraries = set()
        for processors in (os.sched_getaffinity(0), {min(os.sched_getaffinity(0))}):
            before = os.sched_getaffinity(0)
            os.sched_setaffinity(0, processors)
            answer = self.spyc("build", "large.spy", "-o", "large.abi3.so")
            os.sched_setaffinity(0, before)
            self.assertEqual(answer.returncode, 0, answer.stderr)
            libraries.add((self.folder / "large.abi3.so").read_bytes())
        self.assertEqual(len(libraries), 1)
        self.assertEqual(check_module_shell.problems(str(self.folder / "large.abi3.so")), [])
        self.assert_prints(self.python("import large; large.main()"), oracle.stdout)

    def test_failed_build_leaves_the_old_module(self):
        source = self.write("adder.spy", ADDER)
        self.assertEqual(self.spyc("build", "adder.spy").returncode, 0)
        before = (self.folder / "adder.abi3.so").read_bytes()
        source.write_text(ADDER.replace("a + b", "'x'"))
        self.assertEqual(self.spyc("build", "adder.spy").returncode, 1)
        self.assertEqual((self.folder / "adder.abi3.so").read_bytes(), before)
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.startswith(".")], [])

    def test_unwritable_target(self):
        self.write("adder.spy", ADDER)
        self.write("file", "not a folder")
        answer = self.spyc("build", "adder.spy", "--out-dir", "file/below")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("SPY6002", answer.stderr)

    def test_only_files_are_replaced(self):
        self.write("adder.spy", ADDER)
        os.mkfifo(self.folder / "pipe")
        (self.folder / "folder").mkdir()
        for target, why in (("pipe", "it is not a regular file"), ("folder", "it is a folder")):
            self.assertIn(f"cannot write `{target}`: {why}", self.spyc("build", "adder.spy", "-o", target).stderr)
        self.assertTrue((self.folder / "pipe").is_fifo())

    def test_what_is_no_text_is_one_error(self):
        for content in (b"x = 1\n\xff\xfe)(\n$\n", b"x = 1\n)\0(\n"):
            (self.folder / "binary.spy").write_bytes(content)
            answer = self.spyc("check", "binary.spy", "--output", "text")
            self.assertEqual(answer.returncode, 1)
            self.assertEqual(re.findall(r"SPY\d+", answer.stdout), ["SPY1012"])

    def test_several_modules_need_a_folder(self):
        self.write("a.spy", ADDER)
        self.write("b.spy", ADDER)
        self.assertIn("SPY6007", self.spyc("build", "a.spy", "b.spy", "-o", "x.so").stderr)

    def test_two_files_for_one_module(self):
        self.write("pkg/__init__.spy", "")
        self.write("pkg/part.spy", ADDER)
        self.write("pkg/part/__init__.spy", ADDER)
        self.assertIn("SPY6005", self.spyc("build", "pkg").stderr)

    def test_concurrent_builds(self):
        self.write("adder.spy", ADDER)
        command = [SPYC, "build", "-O0", "adder.spy"]
        running = [subprocess.Popen(command, cwd=self.folder, env=self.environment()) for _ in range(6)]
        self.assertEqual([p.wait() for p in running], [0] * 6)
        self.assert_prints(self.python("import adder; print(adder.add(1, 2))"), "3\n")

    def test_package_is_one_unit(self):
        self.write("pkg/__init__.spy", "from pkg.first import Thing\n")
        self.write("pkg/first.spy", "class Thing:\n    def __init__(self, n: int) -> None:\n        self.n = n\n")
        self.write("pkg/second.spy", "from pkg.first import Thing\n\n\ndef make(n: int) -> Thing:\n    return Thing(n)\n")
        self.assertEqual(self.spyc("build", "pkg", "--out-dir", "out").returncode, 0)
        code = "import sys; sys.path.insert(0, 'out'); import pkg.second; print(type(pkg.second.make(5)) is pkg.Thing, pkg.second.make(2**70).n, pkg.__file__.endswith('.so'))"
        for version in PYTHONS:
            self.assert_prints(self.python(code, version), f"True {2**70} True\n")

    def test_hook_compiles_and_caches(self):
        source = self.write("adder.spy", ADDER)
        code = "import spyc.hook, adder; print(adder.add(1, 2), adder.__file__.endswith('.so'))"
        self.assert_prints(self.python(code), "3 True\n")
        entries = sorted(self.cache.rglob("*.so"))
        self.assertEqual(len(entries), 1)
        self.assert_prints(self.python(code), "3 True\n")
        self.assertEqual(sorted(self.cache.rglob("*.so")), entries)
        source.write_text(ADDER.replace("a + b", "a - b"))
        self.assert_prints(self.python(code), "-1 True\n")

    def test_hook_off_executes_the_source(self):
        self.write("adder.spy", ADDER)
        code = "import spyc.hook, adder; print(adder.add('a', 'b'), adder.__file__.endswith('.spy'))"
        self.assert_prints(self.python(code, SPYC="off"), "ab True\n")

    def test_hook_reports_diagnostics(self):
        self.write("wrong.spy", ADDER.replace("a + b", "'text'"))
        code = "import spyc.hook\ntry:\n    import wrong\nexcept ImportError as e:\n    print('SPY' in str(e), 'wrong.spy' in str(e), e.path)"
        self.assert_prints(self.python(code), f"True True {self.folder / 'wrong.spy'}\n")

    def test_hook_finds_packages_and_prefers_newer_sources(self):
        self.write("pkg/__init__.spy", "from pkg.inner import one\n")
        inner = self.write("pkg/inner.spy", "def one() -> int:\n    return 1\n")
        code = "import spyc.hook, pkg, pkg.inner; print(pkg.one(), pkg.inner.one is pkg.one)"
        self.assert_prints(self.python(code), "1 True\n")
        self.assertEqual(self.spyc("build", "pkg").returncode, 0)
        self.assert_prints(self.python(code), "1 True\n")
        inner.write_text("def one() -> int:\n    return 11\n")
        os.utime(inner)
        os.utime(self.folder / "pkg/__init__.spy")
        self.assert_prints(self.python(code), "11 True\n")

    def test_run(self):
        self.write("tool.py", "VALUE = 40\n")
        self.write("helper.spy", "def plus(n: int) -> int:\n    return n + 2\n")
        self.write("app.spy", "import sys\n\nimport helper\nimport tool\n\nif __name__ == '__main__':\n    print(sys.argv[1:], helper.plus(tool.VALUE), __name__)\n    sys.exit(5)\n")
        for mode in ({}, {"SPYC": "off"}):
            answer = self.spyc("run", "app.spy", "-x", "two words", SPYC_PYTHON=PYTHONS[min(PYTHONS)], **mode)
            self.assertEqual((answer.stdout, answer.returncode), ("['-x', 'two words'] 42 __main__\n", 5), answer.stderr)

    def test_run_reports_findings(self):
        self.write("app.spy", "x: int = 'a'\n")
        answer = self.spyc("run", "app.spy")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("app.spy:1", answer.stderr)

    def test_a_module_for_another_processor_is_refused(self):
        self.write("adder.spy", ADDER)
        flags = Path("/proc/cpuinfo").read_text().split()
        for march, has in (("native", True), ("x86-64-v3", {"avx2", "bmi2", "fma"} <= set(flags)), ("bdver4", "xop" in flags)):
            self.assertEqual(self.spyc("build", f"--march={march}", "adder.spy").returncode, 0)
            for version in PYTHONS:
                answer = self.python("import adder\nprint(adder.add(2, 3))", version)
                if has:
                    self.assert_prints(answer, "5\n")
                else:
                    self.assertEqual(answer.returncode, 1)
                    self.assertIn("ImportError: this module was built for a processor", answer.stderr)

    def test_debug_information_names_parameters(self):
        self.write("steps.spy", "def steps(count: int) -> int:\n    return 0 if count < 1 else steps(count // 2) + steps(count - 3)\n")
        self.assertEqual(self.spyc("build", "-g", "steps.spy").returncode, 0)
        shown = subprocess.run(["readelf", "--debug-dump=info", self.folder / "steps.abi3.so"], capture_output=True, text=True)
        self.assertRegex(shown.stdout, r"DW_TAG_formal_parameter\)\n(.*\n)*? .*DW_AT_name +: .*\bcount\n")


def main():
    global SPYC
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spyc", required=True)
    options, rest = parser.parse_known_args()
    SPYC = str(Path(options.spyc).resolve())
    PYTHONS.update(find_pythons())
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
