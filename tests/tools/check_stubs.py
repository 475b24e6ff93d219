#!/usr/bin/env python3
"""Our stubs against the modules they describe, in every CPython that is installed: names exist, parameters agree with
`inspect.signature` in name, kind and whether they have a default. A stub describes the newest CPython that has the name: what
agrees with one of those that are installed is right. What the script cannot ask (built-ins without signature, overloads,
constructors that CPython writes as `__new__`) is left out; EXCEPTIONS says why a difference is meant.

The stubs are written with type parameters and their defaults: the script runs itself under CPython 3.13 to read them."""

import ast
import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

STUBS = Path(__file__).resolve().parents[2] / "typecheck" / "stubs"
# Special forms, what only the checker sees, and what is no part of CPython.
PRIVATE_MODULES = {"_types", "builtins", "typing", "typing_extensions", "__future__", "types", "collections.abc"}

# What differs on purpose: a name, and why.
EXCEPTIONS = {
    "argparse.ArgumentParser.add_subparsers": "all its options are keywords of another class",
    "asyncio.Condition.acquire": "made in `__init__`, from its lock",
    "asyncio.Condition.locked": "made in `__init__`, from its lock",
    "asyncio.Condition.release": "made in `__init__`, from its lock",
    "dataclasses.make_dataclass": "its options are those of `dataclass`",
    "hashlib.scrypt": "its defaults are refused",
    "sys.ps1": "only in an interactive interpreter",
    "sys.ps2": "only in an interactive interpreter",
    "sys.tracebacklimit": "only where a program has set it",
    "threading.Condition.acquire": "made in `__init__`, from its lock",
    "threading.Condition.release": "made in `__init__`, from its lock",
    "traceback.TracebackException.format": "`_ctx` is its own",
}

# Names that only other operating systems have, or other builds of CPython.
OTHER_SYSTEMS = {
    "os": "O_BINARY O_EXLOCK O_NOINHERIT O_RANDOM O_SEQUENTIAL O_SHLOCK O_SHORT_LIVED O_TEMPORARY O_TEXT P_DETACH P_OVERLAY "
          "add_dll_directory chflags get_handle_inheritable lchflags lchmod plock set_handle_inheritable startfile",
    "sys": "dllhandle getandroidapilevel gettotalrefcount getwindowsversion last_exc last_traceback last_type last_value winver",
    "time": "CLOCK_HIGHRES CLOCK_PROF CLOCK_UPTIME CLOCK_UPTIME_RAW",
}


def parameters(node, bound):
    """[name, kind, has a default] of each parameter, the receiver left out."""
    args = node.args
    positional = args.posonlyargs + args.args
    first_default = len(positional) - len(args.defaults)
    rows = []
    for index, arg in enumerate(positional):
        kind = "positional" if index < len(args.posonlyargs) else "either"
        rows.append([arg.arg, kind, index >= first_default])
    if args.vararg:
        rows.append([args.vararg.arg, "*", False])
    rows += [[arg.arg, "keyword", default is not None] for arg, default in zip(args.kwonlyargs, args.kw_defaults)]
    if args.kwarg:
        rows.append([args.kwarg.arg, "**", False])
    return rows[1:] if bound else rows


def decorators(node):
    return {ast.unparse(one).split(".")[-1] for one in node.decorator_list}


def declared(body, prefix, out, in_class):
    """Every name of a stub, with the signature where it has exactly one."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            marks = decorators(node)
            plain = not marks & {"overload", "property", "setter", "deleter"}
            bound = in_class and "staticmethod" not in marks
            asks = plain and not (in_class and node.name.startswith("__"))
            out.append([prefix + node.name, parameters(node, bound) if asks else None])
        elif isinstance(node, ast.ClassDef):
            out.append([prefix + node.name, None])
            declared(node.body, f"{prefix}{node.name}.", out, True)
        elif isinstance(node, ast.AnnAssign) and not in_class:
            out.append([prefix + node.target.id, None])
        elif isinstance(node, ast.Assign):
            out.append([prefix + node.targets[0].id, None])


def read_stubs():
    modules = {}
    for path in sorted(STUBS.glob("*.pyi")):
        if path.stem in PRIVATE_MODULES:
            continue
        names = []
        declared(ast.parse(path.read_text()).body, "", names, False)
        modules[path.stem] = names
    return modules


KINDS = {0: "positional", 1: "either", 2: "*", 3: "keyword", 4: "**"}


def real_parameters(value, bound):
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    rows = [[p.name, KINDS[int(p.kind)], p.default is not p.empty] for p in signature.parameters.values()]
    if bound and rows and rows[0][1] in ("positional", "either"):
        rows = rows[1:]
    return rows


def same(stub, real):
    """Names of positional-only parameters and of stars say nothing to callers."""
    def shown(rows):
        return [["", kind, default] if kind in ("positional", "*", "**") else [name, kind, default] for name, kind, default in rows]

    return shown(stub) == shown(real)


def compare(modules):
    """Runs in each CPython."""
    missing = object()
    for module_name, names in modules.items():
        module = importlib.import_module(module_name)
        for name, wanted in names:
            full = f"{module_name}.{name}"
            if full in EXCEPTIONS or name.split(".")[0].startswith("_") or name.endswith("__getattr__"):
                continue
            owner, value = None, module
            for part in name.split("."):
                owner, value = value, inspect.getattr_static(value, part, missing) if inspect.isclass(value) else getattr(value, part, missing)
                if value is missing:
                    break
            if value is missing and name not in OTHER_SYSTEMS.get(module_name, "").split():
                yield full, "there is no such name"
            if value is missing:
                continue
            if wanted is None:
                continue
            bound = inspect.isclass(owner) and not isinstance(value, staticmethod)
            if isinstance(value, (classmethod, staticmethod)):
                value, bound = getattr(owner, name.split(".")[-1]), False
            real = real_parameters(value, bound)
            if real is not None and not same(wanted, real):
                yield full, f"the stub has {wanted}, CPython {real}"


def main():
    if sys.argv[1:] == ["--read"]:
        json.dump(read_stubs(), sys.stdout)
        return 0
    if sys.argv[1:] == ["--compare"]:
        json.dump(dict(compare(json.load(sys.stdin))), sys.stdout)
        return 0
    from runner.pythons import find_pythons

    pythons = find_pythons()
    readers = [path for version, path in pythons.items() if version == "3.13"]
    if not readers:
        print("stubs: no CPython 3.13 to read them with")
        return 0
    stubs = subprocess.run([readers[0], __file__, "--read"], capture_output=True, text=True, check=True).stdout
    found = []
    for path in pythons.values():
        answer = subprocess.run([path, __file__, "--compare"], input=stubs, capture_output=True, text=True, check=True)
        found.append(json.loads(answer.stdout))
    problems = sorted(set.intersection(*map(set, found)))
    for name in problems:
        print(f"{name}: {found[-1][name]}")
    print(f"stubs ({len(json.loads(stubs))} modules, {len(pythons)} CPythons): {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
