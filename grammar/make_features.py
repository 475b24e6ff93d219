#!/usr/bin/env python3
"""Writes grammar/FEATURES.md from the tests: each construct of the language reference (features.py), each built-in function and each
method of the built-in types, with its state.

  fast       it compiles (a test in tests/run or tests/interop shows it) and has a lowering on raw values
  generic    it compiles, through CPython's own operations
  SPYnnnn    refused, with that diagnostic (a test in tests/check shows it)

`--check` changes nothing: it fails where a row of the file is missing or no longer true, and says where the tests now show more.
"""

import ast
import builtins
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

import features  # noqa: E402

TARGET = HERE / "FEATURES.md"
MARK = re.compile(r"#~(\^?) (SPY[45]\d{3})")


class Tests:
    """Sources of one kind of tests, parsed; what this Python cannot parse is kept as text."""

    def __init__(self, *folders):
        paths = sorted(p for folder in folders for p in (ROOT / "tests" / folder).rglob("*.spy"))
        self.texts = {p.relative_to(ROOT).as_posix(): p.read_text(errors="replace") for p in paths}
        self.trees = {}
        for name, text in self.texts.items():
            try:
                self.trees[name] = ast.parse(text)
            except (SyntaxError, ValueError):
                pass
        self.nodes = {name: list(ast.walk(tree)) for name, tree in self.trees.items()}

    def showing(self, detector):
        """Names of the tests in which it occurs."""
        if isinstance(detector, re.Pattern):
            return [name for name, text in self.texts.items() if detector.search(text)]
        return [name for name, nodes in self.nodes.items() if any(detector(n) for n in nodes)]


class Refusals:
    """(code, test) of the lines of tests/check that expect a 4xxx or 5xxx diagnostic."""

    def __init__(self, tests):
        self.tests, self.marks = tests, {}
        for name, text in tests.texts.items():
            for number, line in enumerate(text.splitlines(), 1):
                for up, code in MARK.findall(line):
                    self.marks.setdefault(name, {})[number - (1 if up else 0)] = code

    def of(self, detector):
        for name, lines in self.marks.items():
            if isinstance(detector, re.Pattern):
                texts = self.tests.texts[name].splitlines()
                found = [code for number, code in lines.items() if detector.search(texts[number - 1])]
            else:
                found = [lines[n.lineno] for n in self.tests.nodes.get(name, ()) if getattr(n, "lineno", None) in lines and detector(n)]
            if found:
                return found[0], name
        return None


def rows_of(path, macro):
    text = re.sub(r"//.*", "", (ROOT / path).read_text())
    return re.findall(rf"{macro}\(([^)]*)\)", text)


def fast_ops():
    return {row.split(",")[0].strip() for row in rows_of("codegen/lower/fast.def", r"SPY_FAST_\w+")}


def fast_calls(ops):
    """Qualified names of built-ins that become an op with a fast lowering."""
    rows = [[part.strip().strip('"') for part in row.split(",")] for row in rows_of("runtime/builtins/calls.def", "SPY_BUILTIN")]
    return {row[0] for row in rows if len(row) == 3 and row[2] in ops}


def receiver_types(tree):
    """Names that are annotated with a built-in type somewhere in the file: {name: {type}}."""
    known = {}
    for node in ast.walk(tree):
        pairs = []
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            pairs = [(node.target.id, node.annotation)]
        elif isinstance(node, ast.arg) and node.annotation is not None:
            pairs = [(node.arg, node.annotation)]
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name) and isinstance(node.iter, (ast.Tuple, ast.List)):
            for element in node.iter.elts:
                known.setdefault(node.target.id, set()).update(type_of(element, {}))
        for name, annotation in pairs:
            known.setdefault(name, set()).add(ast.unparse(annotation).split("[")[0])
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and type_of(node.value, {}):
            known.setdefault(node.targets[0].id, set()).update(type_of(node.value, {}))
    return known


DISPLAYS = {ast.List: "list", ast.ListComp: "list", ast.Dict: "dict", ast.DictComp: "dict", ast.Set: "set", ast.SetComp: "set", ast.Tuple: "tuple", ast.JoinedStr: "str"}


def type_of(node, known):
    if isinstance(node, ast.UnaryOp):
        return type_of(node.operand, known)
    if isinstance(node, ast.BinOp):
        return type_of(node.left, known)
    if isinstance(node, ast.Constant):
        return {type(node.value).__name__}
    if isinstance(node, ast.Name):
        return known.get(node.id, set()) | ({node.id} if hasattr(builtins, node.id) else set())
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return {node.func.id}
    return {DISPLAYS[type(node)]} if type(node) in DISPLAYS else set()


def methods_used(tests):
    """{(type, method): first test}"""
    used = {}
    for name, nodes in tests.nodes.items():
        known = receiver_types(tests.trees[name])
        for node in nodes:
            if isinstance(node, ast.Attribute):
                for type_ in type_of(node.value, known):
                    used.setdefault((type_, node.attr), []).append(name)
    return used


def old_links():
    """{feature: test} of the present file: a link stays as long as it holds, so that new tests do not change the file."""
    if not TARGET.exists():
        return {}
    return dict(re.findall(r"^\| (.+?) \| [^|]* \| \[`[^`]*`\]\(\.\./(.+?)\) \|$", TARGET.read_text(), re.MULTILINE))


class Table:
    def __init__(self, links):
        self.links, self.lines, self.counts = links, [], {}

    def section(self, title):
        self.lines += ["", f"## {title}", "", "| feature | state | test |", "|---|---|---|"]
        self.title = title

    def row(self, name, state, tests):
        key = f"{name}"
        self.counts[state if not state.startswith("SPY") else "refused"] = self.counts.get(state if not state.startswith("SPY") else "refused", 0) + 1
        test = self.links.get(key) if self.links.get(key) in tests else (min(tests) if tests else None)
        link = f"[`{test.removeprefix('tests/')}`](../{test})" if test else "none yet"
        self.lines.append(f"| {key} | {state} | {link} |")


def constructs(table, positive, refusals, ops):
    for title, rows in features.SECTIONS.items():
        table.section(title)
        for name, detector, fast in rows():
            shown, refused = positive.showing(detector), refusals.of(detector)
            name = name.replace("|", "\\|")
            if shown:
                table.row(name, "fast" if ops & set(fast) else "generic", shown)
            elif refused:
                table.row(name, refused[0], [refused[1]])
            else:
                table.row(name, "not tested", [])


def builtin_functions(table, positive, refusals, fast):
    table.section("Built-in functions")
    for name in sorted(n for n in dir(builtins) if not n.startswith("_") and callable(getattr(builtins, n)) and n not in features.NOT_FUNCTIONS):
        if isinstance(getattr(builtins, name), type) and issubclass(getattr(builtins, name), BaseException):
            continue
        shown, refused = positive.showing(features.calls(name)), refusals.of(features.calls(name))
        if shown:
            table.row(f"`{name}()`", "fast" if f"builtins.{name}" in fast else "generic", shown)
        else:
            table.row(f"`{name}()`", refused[0] if refused else "not tested", [refused[1]] if refused else [])


def methods(table, positive, fast):
    used = methods_used(positive)
    for type_ in features.BUILTIN_TYPES:
        table.section(f"Attributes of `{type_.__name__}`")
        for name in (n for n in sorted(dir(type_)) if not n.startswith("_")):
            shown = used.get((type_.__name__, name), [])
            state = "fast" if f"{type_.__name__}.{name}" in fast else "generic"
            table.row(f"`{type_.__name__}.{name}`", state if shown else "not tested", shown)


def page():
    positive, negative = Tests("run", "interop"), Tests("check")
    refusals, ops = Refusals(negative), fast_ops()
    fast = fast_calls(ops)
    table = Table(old_links())
    constructs(table, positive, refusals, ops)
    builtin_functions(table, positive, refusals, fast)
    methods(table, positive, fast)
    counts = ", ".join(f"{count} {state}" for state, count in sorted(table.counts.items()))
    head = [
        "# Features: what of Python compiles, and how", "",
        "Made from the tests by `make_features.py`; do not edit. **fast**: with a lowering on raw values; **generic**: through CPython's own",
        "operations, with equal results; **SPYnnnn**: refused with that diagnostic (`spyc explain`). Each row names a test that shows it.", "",
        f"{counts}.",
    ]  # fmt: skip
    return "\n".join(head + table.lines) + "\n"


def states(text):
    return dict(re.findall(r"^\| (.+?) \| ([^|]*) \| [^|]*\|$", text, re.MULTILINE))


def check(text):
    said, shown = states(TARGET.read_text()), states(text)
    wrong = [f"{name}: {said.get(name, 'no row')}, the tests show: {shown.get(name, 'no such row')}"
             for name in sorted({*said, *shown}) if said.get(name) != shown.get(name)]  # fmt: skip
    more = [line for line in wrong if ": not tested, " in line]
    false = [line for line in wrong if line not in more]
    print(*false, f"features: {len(shown)} rows, {len(false)} wrong, {len(more)} shown by newer tests (grammar/make_features.py)", sep="\n")
    return 1 if false else 0


def main():
    text = page()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text)
        return 0
    return check(text)


if __name__ == "__main__":
    sys.exit(main())
