"""Raising, chaining, tracebacks, deep recursion, interrupts."""

import os
import signal
import sys
import threading
import time
import traceback

import toy
from checking import no_leak, raises, run_checks


def thrower(x):
    raise x


def source_chained(f, op):
    try:
        return f()
    except Exception as e:
        if op is True:
            raise KeyError("second") from e
        elif op is None:
            raise
        else:
            raise KeyError("second")


def check_what_can_be_raised():
    for thing in (ValueError, ValueError("x"), 3, int, None, "text", KeyboardInterrupt):
        try:
            toy.thrower(thing)
        except BaseException as error:
            compiled = error
        try:
            thrower(thing)
        except BaseException as error:
            source = error
        assert (type(compiled), compiled.args) == (type(source), source.args), (thing, compiled, source)


def check_chaining():
    def first():
        raise ValueError("first")

    for op in (True, False, None):
        errors = []
        for function in (toy.chained, source_chained):
            try:
                function(first, op)
            except Exception as error:
                errors.append(error)
        mine, theirs = errors
        for pick in (lambda e: e, lambda e: e.__cause__, lambda e: e.__context__, lambda e: e.__suppress_context__):
            assert repr(pick(mine)) == repr(pick(theirs)), (op, pick(mine), pick(theirs))
    assert sys.exc_info() == (None, None, None)
    raises(RuntimeError, "No active exception to reraise", toy.thrower, RuntimeError("No active exception to reraise"))


def check_context_of_the_caller():
    try:
        try:
            raise KeyError(1)
        except KeyError:
            toy.thrower(ValueError(2))
    except ValueError as error:
        assert repr(error.__context__) == "KeyError(1)"


def check_traceback():
    try:
        toy.thrower(ValueError("bad"))
    except ValueError:
        lines = traceback.format_exc().splitlines()
    source = toy.add.__globals__["thrower"]
    assert source is toy.thrower
    entry = next(i for i, line in enumerate(lines) if "toy.cpp" in line)
    assert lines[entry].endswith("toy.cpp\", line 12, in thrower"), lines
    assert lines[entry + 1].strip() != "" and lines[-1] == "ValueError: bad"
    error = None
    try:
        toy.thrower(ValueError("bad"))
    except ValueError as e:
        error = e
    frames = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    assert frames == ["check_traceback", "thrower"], frames


def check_recursion():
    raises(RecursionError, "maximum recursion depth exceeded", toy.dive)
    outcome = []

    def dive():
        try:
            toy.dive()
        except RecursionError as error:
            outcome.append(str(error))

    for size in (256 * 1024, 1024 * 1024, 0):
        threading.stack_size(size)
        thread = threading.Thread(target=dive)
        thread.start()
        thread.join()
    assert outcome == ["maximum recursion depth exceeded"] * 3


def check_interrupt():
    def interrupt():
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    started = time.perf_counter()
    try:
        toy.spin()
    except KeyboardInterrupt:
        pass
    assert time.perf_counter() - started < 2.0


def check_no_leaks():
    def use():
        for function in (toy.thrower, toy.chained):
            try:
                toy.chained(lambda: toy.thrower(ValueError("x")), True)
            except Exception:
                pass

    no_leak(use)


run_checks(globals())
