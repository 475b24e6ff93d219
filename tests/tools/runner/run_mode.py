"""run/: each file is a program. CPython executing the source is the oracle; each compile mode must print the same bytes, end with
the same exceptions and traceback lines or exit code, and calling its `main()` again must not leak, on every CPython found."""

from concurrent.futures import ThreadPoolExecutor

from . import common, compiled

COMPARED = ("ended", "stdout", "exception", "frames", "exit")

MOST_LEAKED_MORE = 0.75  # blocks a call than under CPython, whose own tables may grow with the calls


def task(path, modules, leaks):
    return {
        "id": str(path), "kind": "program", "name": path.stem, "folder": str(path.parent), "modules": modules and str(modules), "leaks": leaks,
    }


def as_text(record):
    parts = [record.get("stdout", "")]
    for key in ("exception", "frames"):
        parts += [f"{key}: {line}" for line in record.get(key, ())]
    parts += [f"{key}: {record[key]}" for key in ("exit", "ended") if record.get(key)]
    return "\n".join(parts)


def problem_of(expected, actual):
    if any(expected.get(key) != actual.get(key) for key in COMPARED):
        return common.diff(as_text(expected), as_text(actual), "CPython", "compiled")
    if actual.get("leaked", 0) - expected.get("leaked", 0) > MOST_LEAKED_MORE:
        return f"leaks {actual['leaked']:.2f} blocks a call of main()"
    return None


def supports(path, version):
    """`# python: 3.12` at the top: the source needs that version or a later one."""
    wanted = dict(common.headers(path.read_text(errors="surrogateescape"))).get("python")
    return wanted is None or tuple(map(int, version.split("."))) >= tuple(map(int, wanted.split(".")))


def check_oracle(path, record, results):
    """The oracle itself must be sane: a program that dies of a SyntaxError or a signal tests nothing."""
    bad = record.get("ended") or next((e for e in record.get("exception", ()) if "SyntaxError" in e or "driver failed" in e), "")
    if bad:
        results.add(f"{path.relative_to(common.TESTS)} [source]", f"CPython cannot run this test: {bad}")
    return not bad


def run(options, results):
    files = [p for p in common.tests_under("run", (".spy",), options)]
    folders = sorted({path.parent for path in files})
    jobs = [(folder, mode) for folder in folders for mode in compiled.compile_modes(options)]
    members = {folder: [p for p in files if p.parent == folder] for folder in folders}

    def oracle(folder):
        programs = [p for p in members[folder] if not p.stem.endswith("_lib")]
        answers = {}
        for version in options.pythons:
            tasks = [task(p, None, not options.memory) for p in programs if supports(p, version)]
            records = common.run_children(options, version, tasks)
            good = {key: r for key, r in records.items() if check_oracle(common.Path(key), r, results)}
            answers[version] = good
        return folder, answers

    def compiled_job(job):
        folder, mode = job
        everything = sorted(set(members[folder]) | set(folder.glob("*_lib.spy")))
        modules, failed = compiled.compile_folder(options, mode, folder, everything)
        for path, problem in failed.items():
            results.add(f"{path.relative_to(common.TESTS)} [{mode.name}]", problem)
        programs = [p for p in members[folder] if p not in failed and not p.stem.endswith("_lib")]
        for version, expected in oracles[folder].items():
            tasks = [task(p, modules, not options.memory) for p in programs if str(p) in expected]
            for key, record in common.run_children(options, version, tasks).items():
                name = f"{common.Path(key).relative_to(common.TESTS)} [{mode.name} {version}]"
                results.add(name, problem_of(expected[key], record))

    with ThreadPoolExecutor(options.jobs) as pool:
        oracles = dict(pool.map(oracle, folders))
        list(pool.map(compiled_job, jobs))
    return len(files)
