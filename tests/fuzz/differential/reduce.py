"""Reducer of failing programs: takes statements away, and puts parts of expressions in the place of the whole, as long as the program
still fails the same way. Works on CPython's syntax tree; the text is printed anew from it."""

import ast
import time

SECONDS = 90


def bodies(tree):
    """Lists of statements, innermost last."""
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers"):
            statements = getattr(node, field, None)
            if isinstance(statements, list) and statements:
                yield node, field, statements


def without_statements(tree):
    """Candidates: the tree with a run of statements gone (long runs first), or a compound statement replaced by its body."""
    for size in (16, 8, 4, 2, 1):
        for node, field, statements in list(bodies(tree)):
            for at in range(0, len(statements), size):
                removed = statements[at : at + size]
                if len(removed) < size and size > 1:
                    continue
                rest = statements[:at] + statements[at + size :]
                if not rest and field == "body" and not isinstance(node, ast.Module):
                    rest = [ast.Pass()]
                if rest == statements or (len(removed) == 1 and isinstance(removed[0], ast.Pass) and len(statements) == 1):
                    continue
                setattr(node, field, rest)
                yield tree
                setattr(node, field, statements)
    for node, field, statements in list(bodies(tree)):
        for at, statement in enumerate(statements):
            if field != "handlers" and isinstance(statement, (ast.If, ast.For, ast.While, ast.Try, ast.With)):
                setattr(node, field, statements[:at] + statement.body + statements[at + 1 :])
                yield tree
                setattr(node, field, statements)


def smaller_expressions(tree):
    """Candidates: an expression replaced by one of its parts, or by a constant."""
    for node in list(ast.walk(tree)):
        for field, value in ast.iter_fields(node):
            places = [(value, None)] if isinstance(value, ast.expr) else [(v, i) for i, v in enumerate(value) if isinstance(v, ast.expr)] if isinstance(value, list) else []
            for old, index in places:
                if field in ("targets", "target", "annotation", "returns", "bases", "func") or isinstance(old, (ast.Constant, ast.Name)):
                    continue
                parts = [c for c in ast.iter_child_nodes(old) if isinstance(c, ast.expr)]
                for new in [ast.Constant(0), ast.Constant(""), ast.Constant(True), *parts]:
                    put(node, field, index, new)
                    yield tree
                    put(node, field, index, old)


def put(node, field, index, value):
    if index is None:
        setattr(node, field, value)
    else:
        getattr(node, field)[index] = value


def reduced(text, fails):
    """The smallest text found within the time that still fails."""
    end = time.monotonic() + SECONDS
    best, changed = text, True
    while changed and time.monotonic() < end:
        changed = False
        for candidates in (without_statements, smaller_expressions):
            tree = ast.parse(best)
            for candidate in candidates(tree):
                if time.monotonic() > end:
                    return best
                shorter = ast.unparse(candidate) + "\n"
                if len(shorter) < len(best) and fails(shorter):
                    best, changed = shorter, True  # the change stays in the tree: the generator goes on from there
                    break
            if changed:
                break
    return best
