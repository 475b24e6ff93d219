"""parse/: the AST of a file as `name.ast`, and its syntax errors as `name.stderr`."""

from concurrent.futures import ThreadPoolExecutor

from . import common


def check_file(options, path):
    answer = common.run_spyc(options, ["build", "--phase=parse", "--dump=ast", path.name], path.parent)
    if answer.returncode not in (0, 1):
        return f"spyc ended with {answer.returncode}\n{answer.stderr[-1500:]}"
    if (answer.returncode == 1) != bool(answer.stderr):
        return f"exit code {answer.returncode} with these diagnostics:\n{answer.stderr}"
    problems = [
        common.compare_snapshot(options, path.with_suffix(".ast"), answer.stdout),
        common.compare_snapshot(options, path.with_suffix(".stderr"), answer.stderr),
    ]
    return "\n".join(p for p in problems if p) or None


def run(options, results):
    files = common.tests_under("parse", (".spy",), options)
    with ThreadPoolExecutor(options.jobs) as pool:
        for path, problem in zip(files, pool.map(lambda p: check_file(options, p), files)):
            results.add(str(path.relative_to(common.TESTS)), problem)
    return len(files)
