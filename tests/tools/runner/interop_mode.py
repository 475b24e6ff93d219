"""interop/: a Python driver (`name.py`) beside Strict Python modules. The driver runs against the executed sources and against the
compiled modules, on each CPython, from one .so; it must print the same. Where a difference is documented (grammar/DIFFERENCES.md),
`name.source.out` and `name.compiled.out` say what each prints instead."""

from concurrent.futures import ThreadPoolExecutor

from . import common, compiled, run_mode


def task(driver, modules):
    return {
        "id": str(driver), "kind": "driver", "name": driver.stem, "file": str(driver), "folder": str(driver.parent),
        "modules": modules and str(modules), "timeout": 60,
    }


def is_documented_difference(driver):
    return driver.with_suffix(".compiled.out").exists()


def check_difference(options, driver, kind, record):
    return common.compare_snapshot(options, driver.with_suffix(f".{kind}.out"), run_mode.as_text(record))


def run(options, results):
    drivers = common.tests_under("interop", (".py",), options)
    folders = sorted({driver.parent for driver in drivers})

    def oracle(folder, version):
        mine = [d for d in drivers if d.parent == folder and run_mode.supports(d, version)]
        records = common.run_children(options, version, [task(d, None) for d in mine])
        good = {key: r for key, r in records.items() if run_mode.check_oracle(common.Path(key), r, results)}
        for key, record in good.items():
            driver = common.Path(key)
            if is_documented_difference(driver):
                results.add(f"{driver.relative_to(common.TESTS)} [source {version}]", check_difference(options, driver, "source", record))
        return good

    def job(item):
        folder, mode = item
        sources = sorted(folder.rglob("*.spy"))
        modules, failed = compiled.compile_folder(options, mode, folder, sources)
        for path, problem in failed.items():
            results.add(f"{path.relative_to(common.TESTS)} [{mode.name}]", problem)
        for version in options.pythons:
            expected = oracles[folder, version]
            tasks = [task(d, modules) for d in drivers if d.parent == folder and str(d) in expected]
            for key, record in common.run_children(options, version, tasks).items():
                driver = common.Path(key)
                name = f"{driver.relative_to(common.TESTS)} [{mode.name} {version}]"
                if is_documented_difference(driver):
                    results.add(name, check_difference(options, driver, "compiled", record))
                else:
                    results.add(name, run_mode.problem_of(expected[key], record))

    with ThreadPoolExecutor(options.jobs) as pool:
        keys = [(folder, version) for folder in folders for version in options.pythons]
        oracles = dict(zip(keys, pool.map(lambda key: oracle(*key), keys)))
        list(pool.map(job, [(folder, mode) for folder in folders for mode in compiled.compile_modes(options)]))
    return len(drivers)
