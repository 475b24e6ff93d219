"""Small helpers of the check_*.py files."""

import gc
import os
import sys


def outcome(function, *args, **kwargs):
    """What a call does: its value, or the type and text of its exception."""
    try:
        return ("value", function(*args, **kwargs))
    except BaseException as error:
        return (type(error).__name__, str(error))


def same(compiled, source, *args, **kwargs):
    """Both functions do the same with these arguments."""
    a, b = outcome(compiled, *args, **kwargs), outcome(source, *args, **kwargs)
    assert repr(a) == repr(b), f"{args} {kwargs}\ncompiled: {a}\nCPython:  {b}"


def raises(kind, text, function, *args, **kwargs):
    got = outcome(function, *args, **kwargs)
    assert got == (kind.__name__, text), f"{got}\nexpected {kind.__name__}: {text}"


def no_leak(function, rounds=400):
    """The function leaves no memory blocks behind."""
    for _ in range(300):
        function()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(rounds):
        function()
    gc.collect()
    grown = sys.getallocatedblocks() - before
    assert grown < rounds / 2, f"{function.__name__}: {grown} blocks grown in {rounds} rounds"


def run_checks(names):
    if os.environ.get("TOY_WITHOUT_LAYOUT"):
        import toy

        toy.without_layout()
    for name, check in sorted(names.items()):
        if name.startswith("check_") and callable(check):
            check()
