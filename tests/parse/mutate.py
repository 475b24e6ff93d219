#!/usr/bin/env python3
"""Random token mutations of Python source: spy-ast-dump must accept what CPython's compile() accepts, and only that.

  mutate.py --dump spy-ast-dump [--count N] [--seed S] [--show N] [--tolerance PERCENT]

Some statements of library files get one token deleted, doubled, swapped with its neighbour, replaced or inserted. The newest CPython found is the judge.
"""
import argparse
import ast
import io
import os
import random
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
import tokenize
import warnings

import pythons

EXTRA = ["(", ")", "[", "]", "{", "}", ",", ":", ";", ".", "=", ":=", "*", "**", "/", "-", "not", "in", "is", "and", "or",
         "if", "else", "for", "async", "await", "lambda", "yield", "from", "import", "as", "return", "def", "class",
         "global", "nonlocal", "del", "pass", "break", "continue", "with", "try", "except", "raise", "match", "case",
         "type", "x", "_", "1", "1.5", "2j", '"s"', 'b"b"', 'f"{x}"', 'f"{x=!r:>{w}}"', "...", "None", "True", "->", "@",
         "+=", "==", "<", "~", "|", "\n", "finally", "while", "assert", "elif", "__debug__", "print"]


def statements_of(path):
    """Texts of the shorter statements of a file."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    lines = text.splitlines(True)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.end_lineno - node.lineno < 14:
            first = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
            found.append(textwrap.dedent("".join(lines[first - 1:node.end_lineno])))
    return found


def fragments(random_source, files):
    """Endless valid fragments of source: one to three statements, sometimes in a function, a loop or a class."""
    pool = [s for path in random_source.sample(files, min(60, len(files))) for s in statements_of(path)]
    headers = ["", "def f(a, b=1, *c, d, **e):\n", "async def f(x):\n", "for x in y:\n", "class C:\n"]
    while True:
        text = "".join(random_source.choice(pool) for _ in range(random_source.randrange(1, 4)))
        for _ in range(random_source.randrange(3)):
            header = random_source.choice(headers)
            text = header + textwrap.indent(text, "    ") if header else text
        if accepts(text.encode("utf-8", "surrogatepass")):
            yield text


def tokens_of(text):
    """(begin, end) offsets of the tokens, or None when the text does not tokenize."""
    starts = [0]
    for line in text.splitlines(True):
        starts.append(starts[-1] + len(line))
    result = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.string.strip():
                result.append((starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]))
    except (tokenize.TokenError, SyntaxError, IndexError):
        return None
    return result


def mutate(random_source, text):
    tokens = tokens_of(text)
    if not tokens:
        return None
    index = random_source.randrange(len(tokens))
    begin, end = tokens[index]
    token = text[begin:end]
    kind = random_source.randrange(6)
    if kind == 0:
        return text[:begin] + text[end:]
    if kind == 1:
        return text[:end] + " " + token + text[end:]
    if kind == 2 and index + 1 < len(tokens):
        other = tokens[index + 1]
        return text[:begin] + text[other[0]:other[1]] + " " + token + text[other[1]:]
    replacement = random_source.choice(EXTRA)
    if random_source.randrange(3) == 0:
        other = random_source.choice(tokens)
        replacement = text[other[0]:other[1]]
    if kind < 5:
        return text[:begin] + " " + replacement + " " + text[end:]
    return text[:begin] + " " + replacement + " " + text[begin:]


def accepts(source):
    try:
        compile(source, "mutation", "exec", dont_inherit=True)
        return True
    except (SyntaxError, ValueError, OverflowError):
        return False


def worker(options):
    warnings.simplefilter("ignore")
    chooser = random.Random(options.seed)
    root = sysconfig.get_paths()["stdlib"]
    files = sorted(os.path.join(root, n) for n in os.listdir(root) if n.endswith(".py"))
    tests = os.path.join(root, "test")
    if os.path.isdir(tests):
        files += sorted(os.path.join(tests, n) for n in os.listdir(tests)
                        if n.endswith(".py") and n.startswith(("test_gram", "test_pat", "test_fstr", "test_synt", "test_type_p", "test_named", "test_corou", "test_scope")))
    source = fragments(chooser, files)
    texts = []
    while len(texts) < options.count:
        fragment = next(source)
        changed = mutate(chooser, fragment)
        if changed is not None:
            texts.append(changed)
    wrong_reject = wrong_accept = accepted = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, text in enumerate(texts):
            paths.append(os.path.join(folder, "%d.py" % number))
            with open(paths[-1], "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
                file.write(text)
        answers = subprocess.run([options.dump, "--check"], input="\n".join(paths) + "\n", capture_output=True, text=True,
                                 errors="replace").stdout.split("\n")[:-1]
    for text, answer in zip(texts, answers):
        theirs = accepts(text.encode("utf-8", "surrogatepass"))
        ours = answer == "ok"
        accepted += theirs
        if theirs != ours:
            wrong_accept += ours
            wrong_reject += theirs
            if wrong_accept + wrong_reject <= options.show:
                print("---- %s\n%s" % ("accepted, CPython rejects" if ours else "rejected, CPython accepts: " + answer, text.rstrip()))
    print("%d mutations (seed %d, CPython %d.%d): %d valid; %d valid ones rejected, %d invalid ones accepted"
          % (len(answers), options.seed, *sys.version_info[:2], accepted, wrong_reject, wrong_accept))
    return 1 if len(answers) != options.count or wrong_reject or wrong_accept > options.tolerance * options.count / 100 else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--tolerance", type=float, default=0.05)
    parser.add_argument("--worker", action="store_true")
    options = parser.parse_args()
    if options.worker:
        return worker(options)
    return subprocess.run([pythons.newest(), os.path.abspath(__file__), "--worker", *sys.argv[1:]]).returncode


if __name__ == "__main__":
    sys.exit(main())
