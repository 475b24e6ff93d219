"""Compiles folders of tests in each compile mode. One spyc process per folder and mode; where that process fails, the files are
built one by one, so that a failure names its file."""

import dataclasses

from . import common


@dataclasses.dataclass(frozen=True)
class CompileMode:
    name: str
    arguments: tuple


def compile_modes(options):
    modes = [
        CompileMode("generic", ("-O0", "--generic-only")),
        CompileMode("fast", ("-O2",)),
        *(CompileMode(f"chaos{seed}", ("-O1", "--chaos", str(seed))) for seed in options.seeds),
    ]
    return [mode for mode in modes if not options.compile_modes or mode.name in options.compile_modes]


def compile_folder(options, mode, folder, files):
    """Builds `files` of `folder`; returns (folder of the modules, {file: what went wrong})."""
    out = options.work / mode.name / folder.relative_to(common.TESTS)
    out.mkdir(parents=True, exist_ok=True)
    names = [path.relative_to(folder) for path in files]
    arguments = ["build", *mode.arguments, "--out-dir", out]
    if common.run_spyc(options, [*arguments, *names], folder).returncode == 0:
        return out, {}
    failed = {}
    libraries = [name for name in names if name.stem.endswith("_lib")]
    for path, name in zip(files, names):
        library = out / name.with_suffix(".abi3.so")
        library.unlink(missing_ok=True)
        companions = [other for other in libraries if other != name]
        answer = common.run_spyc(options, [*arguments, name, *companions], folder)
        if answer.returncode != 0:
            failed[path] = f"spyc ended with {answer.returncode}\n{(answer.stdout + answer.stderr)[-1500:]}"
    return out, failed
