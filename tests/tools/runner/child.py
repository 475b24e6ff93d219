"""Runs test programs inside the CPython under test: `python child.py JOB ANSWERS`. Each task runs in a fork of its own, so that
a crash, an endless loop or a changed global stays with its test.

A task: id, kind ("program": import the module, its body is the program; "driver": execute a Python file that imports the module),
name, folder (of the sources), modules (folder of compiled modules, or null: execute the sources), file, leaks (bool), timeout.
A record: id, ended ("" or how it died), stdout, exception (list, outermost first), frames, exit, leaked, milliseconds."""

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import select
import signal
import sys
import time
import traceback

LEAST_LEAK = 0.5  # blocks a call
COMPREHENSIONS = {"<listcomp>", "<dictcomp>", "<setcomp>"}  # frames of their own up to 3.11, inlined since


class SourceLoader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname):  # no cached bytecode: the oracle is the text
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class SpyFinder(importlib.abc.MetaPathFinder):
    """Finds `.spy` sources of one folder: executes them, or loads the compiled module of the same name."""

    def __init__(self, folder, modules):
        self.folder, self.modules = folder, modules

    def find_spec(self, fullname, path=None, target=None):
        relative = fullname.replace(".", "/")
        for stem, is_package in ((f"{relative}/__init__", True), (relative, False)):
            source = os.path.join(self.folder, stem + ".spy")
            if os.path.exists(source):
                locations = [os.path.dirname(source)] if is_package else None
                if self.modules is None:
                    loader = SourceLoader(fullname, source)
                    return importlib.util.spec_from_file_location(fullname, source, loader=loader, submodule_search_locations=locations)
                library = os.path.join(self.modules, stem + ".abi3.so")
                loader = importlib.machinery.ExtensionFileLoader(fullname, library)
                return importlib.util.spec_from_file_location(fullname, library, loader=loader, submodule_search_locations=locations)
        return None


def describe(error):
    """Type and text of an exception and of what it chains to, in the order a traceback would show them."""
    seen, lines = set(), []
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        text = str(error)
        if isinstance(error, (ImportError, OSError)) and not isinstance(error, FileNotFoundError):
            text = text.split(" (")[0]
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}: {text}")
        if error.__cause__ is not None:
            lines.append("caused by")
            error = error.__cause__
        elif error.__context__ is not None and not error.__suppress_context__:
            lines.append("while handling")
            error = error.__context__
        else:
            error = None
    return lines


def frames(error, folder):
    entries = traceback.extract_tb(error.__traceback__)
    return [
        f"{os.path.basename(e.filename)}:{e.lineno}:{e.colno}-{e.end_lineno}:{e.end_colno} in {e.name}: {e.line}"
        for e in entries
        if e.filename.endswith(".spy") and e.name not in COMPREHENSIONS
    ]


def growth(function, warm_up, rounds):
    """Allocated blocks gained by `rounds` calls, after `warm_up` calls that fill caches and free lists."""

    def call(times):
        for _ in range(times):
            try:
                function()
            except Exception:
                pass

    call(warm_up)
    before = settled_blocks()
    call(rounds)
    return settled_blocks() - before


def settled_blocks():
    sys.stdout.flush()  # pending text is memory too
    gc.collect()
    return sys.getallocatedblocks()


def leaked_blocks(module):
    """Calls the program's `main()` again and again: the blocks by which a call makes memory grow; 0 where it does not."""
    main = getattr(module, "main", None)
    if not callable(main):
        return 0
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    start = time.perf_counter()
    try:
        main()
    except Exception:
        pass
    if time.perf_counter() - start > 0.5:
        return 0
    rounds = 20 if time.perf_counter() - start < 0.02 else 6
    # Growth must repeat to count, and go on: a resized table of the interpreter grows once, its cache of types' members
    # until it is full.
    least = float("inf")
    for count in (rounds, rounds, rounds, 5 * rounds, 30 * rounds, 10 * rounds):
        least = min(least, growth(main, 1, count) / count)
        if least < LEAST_LEAK:
            return 0
    return least


def execute(task):
    record = {}
    sys.path.insert(0, task["folder"])
    sys.meta_path.insert(0, SpyFinder(task["folder"], task["modules"]))
    module = None
    try:
        if task["kind"] == "driver":
            with open(task["file"], encoding="utf-8") as file:
                code = compile(file.read(), task["file"], "exec")
            exec(code, {"__name__": "__main__", "__file__": task["file"], "COMPILED": task["modules"] is not None})
        else:
            module = importlib.import_module(task["name"])
    except SystemExit as error:
        record["exit"] = str(error.code)
    except BaseException as error:
        record["exception"] = describe(error)
        record["frames"] = frames(error, task["folder"])
    sys.stdout.flush()
    if task.get("leaks") and module is not None:
        record["leaked"] = leaked_blocks(module)
    return record


def in_child(task, output, answer):
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        text = json.dumps(execute(task))
    except BaseException as error:
        text = json.dumps({"exception": [f"the driver failed: {error!r}"]})
    os.write(answer, text.encode())
    sys.stdout.flush()
    os._exit(0)


def wait(pid, reader, seconds):
    """Reads the child's answer; kills it when its time is over. Returns (answer, how it ended, its exit status)."""
    answer, deadline, ended = b"", time.monotonic() + seconds, ""
    while True:
        ready, _, _ = select.select([reader], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            os.kill(pid, signal.SIGKILL)
            ended = f"did not end within {seconds} s"
            break
        chunk = os.read(reader, 1 << 16)
        if not chunk:
            break
        answer += chunk
    status = os.waitpid(pid, 0)[1]
    if not ended and os.WIFSIGNALED(status):
        ended = "died of " + signal.Signals(os.WTERMSIG(status)).name
    return answer, ended, os.waitstatus_to_exitcode(status)


def run_task(task, scratch):
    output_path = os.path.join(scratch, "output")
    output = os.open(output_path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    reader, writer = os.pipe()
    start = time.monotonic()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        in_child(task, output, writer)
    os.close(writer)
    answer, ended, status = wait(pid, reader, task.get("timeout", 30))
    os.close(reader)
    os.close(output)
    record = json.loads(answer) if answer else {}
    with open(output_path, encoding="utf-8", errors="backslashreplace") as file:
        record["stdout"] = file.read(2_000_000)
    record.update(id=task["id"], ended=ended, pid=pid, status=status, milliseconds=round(1000 * (time.monotonic() - start)))
    return record


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    for name in job["preload"]:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    with open(sys.argv[2], "w", encoding="utf-8") as answers:
        for task in job["tasks"]:
            answers.write(json.dumps(run_task(task, job["scratch"])) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
