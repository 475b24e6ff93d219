#!/usr/bin/env python3
"""Refuses files over 800 lines and functions over 80 lines. size_exemptions.txt holds `path` or `path:function`."""

import ast
import re
import sys

from repository import load_exemptions, read, report, source_files

FILE_LIMIT = 800
FUNCTION_LIMIT = 80
EXEMPTIONS = "size_exemptions.txt"

LITERALS = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
NOT_A_FUNCTION = re.compile(r"^(?:\[\[\w+\]\]\s*)?(?:(?:inline|static|export|extern|typedef|template\s*<.*>)\s+)*(?:namespace|class|struct|union|enum)\b", re.DOTALL)


def cpp_functions(text):
    """(name, first line, length) of the outermost function bodies, by matching braces in text without literals and comments."""
    text = LITERALS.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    text = re.sub(r"(?m)^\s*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    stack, head_start, parens = [], 0, 0
    for match in re.finditer(r"[{};()]", text):
        char, place = match.group(), match.start()
        if char in "()":
            parens += 1 if char == "(" else -1
        elif char == ";" and parens == 0:
            head_start = place + 1
        elif char == "{":
            head = text[head_start:place].strip()
            name = re.search(r"([\w:~]+|operator\S+)\s*\(", head)
            opens_scope = NOT_A_FUNCTION.match(head) or re.search(r"\bnamespace\b[^()]*$", head)
            is_function = parens == 0 and name is not None and not opens_scope
            inside_function = any(entry[0] for entry in stack)
            stack.append((name.group(1) if is_function and not inside_function else None, place, parens))
            head_start, parens = place + 1, 0
        elif char == "}" and stack:
            name, start, parens = stack.pop()
            head_start = place + 1
            if name:
                first = text.count("\n", 0, start) + 1
                yield name, first, text.count("\n", start, place) + 1


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def main():
    findings = {}
    for path in source_files(".h", ".cpp", ".py", ".cmake"):
        text = read(path)
        lines = text.count("\n")
        if lines > FILE_LIMIT:
            findings[str(path)] = f"{path}: {lines} lines, more than {FILE_LIMIT}: split it by construct"
        functions = python_functions(text) if path.suffix == ".py" else cpp_functions(text)
        for name, line, length in functions:
            if length > FUNCTION_LIMIT:
                findings[f"{path}:{name}"] = f"{path}:{line}: `{name}` has {length} lines, more than {FUNCTION_LIMIT}"
    return report("sizes", findings, load_exemptions(EXEMPTIONS), f"tests/tools/{EXEMPTIONS}")


if __name__ == "__main__":
    sys.exit(main())
