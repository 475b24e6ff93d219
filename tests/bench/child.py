"""Runs one benchmark program in this interpreter: `child.py MODE DIRECTORY NAME N REPEAT`.

MODE is `source` (the .spy file executed by this CPython) or `compiled` (the shared library in DIRECTORY). Prints one JSON
object: the CPU seconds of each repetition, the result's repr, and the peak resident set in KiB.
"""

import importlib.machinery
import importlib.util
import json
import pathlib
import resource
import sys
import time


def load(mode: str, directory: str, name: str):
    path = pathlib.Path(directory) / (f"{name}.spy" if mode == "source" else f"{name}.abi3.so")
    if mode == "source":
        loader = importlib.machinery.SourceFileLoader(name, str(path))
    else:
        loader = importlib.machinery.ExtensionFileLoader(name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def main() -> None:
    mode, directory, name, n, repeat = sys.argv[1:]
    sys.dont_write_bytecode = True
    module = load(mode, directory, name)
    seconds = []
    for _ in range(int(repeat)):
        start = time.process_time()
        result = module.run(int(n))
        seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "result": repr(result), "peak_kib": peak}))


if __name__ == "__main__":
    main()
