"""Finds the `spyc` program and asks it for compiled modules.

The environment variable SPYC names the compiler, or says `off`: then sources are executed instead of compiled. Without it the
compiler beside this package is taken (an installation, then a source tree), then the one on the PATH."""

import os
import shutil
import subprocess
from pathlib import Path


def is_off():
    return os.environ.get("SPYC", "") == "off"


def _candidates():
    named = os.environ.get("SPYC", "")
    if named and named != "off":
        yield named
    here = Path(__file__).resolve()
    for parent in here.parents:
        yield parent / "bin" / "spyc"  # prefix/lib/python3/dist-packages/spyc -> prefix/bin
        yield parent / "build" / "release" / "bin" / "spyc"  # the source tree
    on_path = shutil.which("spyc")
    if on_path:
        yield on_path


def find_compiler():
    for candidate in _candidates():
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return str(candidate)
    raise ImportError("the compiler `spyc` was not found: put it on the PATH or name it in the environment variable SPYC")


def compiled_module(source):
    """The path of the compiled module of a `.spy` file, from the cache or just made. ImportError with the diagnostics otherwise."""
    answer = subprocess.run(
        [find_compiler(), "build", "--cached", "--output", "full", os.fspath(source)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
    )
    path = answer.stdout.strip()
    if answer.returncode != 0 or not path:
        reason = answer.stderr.strip() or f"spyc ended with {answer.returncode}"
        raise ImportError(f"cannot compile {source}\n{reason}", path=os.fspath(source))
    return path
