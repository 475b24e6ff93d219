"""The module object: constants, sealing, re-import, interpreters that are refused."""

import importlib
import subprocess
import sys

import toy
from checking import raises, run_checks


def check_constants():
    names = [f"const{i}" for i in range(6)]
    assert [getattr(toy, n) for n in names] == [4, -123456789012345678901234567890, ("a", 4), "\ud800", frozenset({"a", 4}), 0.5]
    assert toy.__doc__ == "toy docs" and toy.__name__ == "toy" and toy.__file__.endswith("toy.abi3.so")
    assert type(toy).__name__ == "module" and isinstance(toy, type(sys))


def check_sealed():
    text = "cannot set attribute 'add' of module 'toy': compiled modules are sealed after import (DIFF-003)"
    raises(AttributeError, text, setattr, toy, "add", 1)
    raises(AttributeError, text.replace("set", "delete", 1), delattr, toy, "add")
    raises(AttributeError, text.replace("'add'", "'new'"), setattr, toy, "new", 1)
    toy.__package__ = toy.__package__


def check_second_import_is_the_same():
    first = sys.modules.pop("toy")
    again = importlib.import_module("toy")
    assert again is first and again.count("limit") == 10
    assert importlib.reload(again) is again


def check_subinterpreters_are_refused():
    code = "import toy"
    name = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    interpreters = importlib.import_module(name)
    made = interpreters.create()
    try:
        result = interpreters.run_string(made, code)
        assert result is not None and "ImportError" in str(result), result
    except RuntimeError as error:
        assert "ImportError" in str(error) or "subinterpreter" in str(error), error
    finally:
        interpreters.destroy(made)


def check_starts_and_ends_cleanly():
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-W", "error", "-c", "import toy; p = toy.Point(1, 2.0); p.next = p"],
                          capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


run_checks(globals())
