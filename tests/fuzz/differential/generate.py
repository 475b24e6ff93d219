"""Generator of random typed programs that end: `program(seed)` gives source text.

A program is a set of functions, generators, coroutines and classes, and a `main()` that calls them and prints what they give. Every
expression is made for a wanted type from the variables in scope, so the checker accepts it; loops run over short ranges, recursion
has a fuel parameter, and integers are cut down where they could grow without end, so every program ends. What may raise, raises: the
printing wrapper shows the exception's type and text. Nothing in a program depends on addresses, hashes of text, time or set order of
strings. The parts of the grammar are in parts/.
"""

from parts.base import INT, Base, Scope
from parts.choices import Choices
from parts.containers import Containers
from parts.definitions import Definitions
from parts.members import Members
from parts.scalars import Scalars
from parts.statements import Statements
from parts.suspended import Suspended

PRELUDE = '''
import asyncio
import functools
import itertools
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from enum import Enum, Flag, IntEnum, auto
from typing import AsyncIterator, Callable, Generator, Iterator, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class AppError(Exception):
    pass


class SubError(AppError):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Scope:
    def __init__(self, name: str, swallow: bool) -> None:
        self.name = name
        self.swallow = swallow

    def __enter__(self) -> "Scope":
        print("enter", trim(self.name))
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        print("exit", trim(self.name), repr(error)[:100])
        return self.swallow


def cut(n: int) -> int:
    return n if -(10**30) < n < 10**30 else n % 1000003


def show(label: str, value: object) -> None:
    text = repr(value)
    print(label, text if len(text) < 300 else text[:300])


def trim(s: str) -> str:
    return s[:40]


def grouped(numbers: list[int], by: int) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for n in numbers:
        groups.setdefault(n % by, []).append(n)
    return groups


def traced(function: Callable[P, T]) -> Callable[P, T]:
    @functools.wraps(function)
    def around(*args: P.args, **kwargs: P.kwargs) -> T:
        print("call", function.__name__, len(args), sorted(kwargs))
        return function(*args, **kwargs)

    return around


def drive(generator: Generator[int, int, str], plan: list[int]) -> str:
    seen: list[str] = []
    try:
        seen.append(str(next(generator)))
        for n in plan:
            seen.append(str(generator.throw(AppError("thrown")) if n % 5 == 4 else generator.send(n)))
    except StopIteration as stop:
        seen.append(f"stop {stop.value}")
    finally:
        generator.close()
    return " ".join(seen)
'''


class Program(Base, Scalars, Containers, Statements, Choices, Suspended, Members, Definitions):
    def text(self):
        self.lines += PRELUDE.strip().splitlines() + ["", ""]
        for part, most in ((self.enum, 1), (self.global_, 2), (self.manager, 1), (self.data_class, 1), (self.class_, 2)):
            for _ in range(self.random.randrange(most + 1)):
                part()
        for _ in range(self.random.randrange(2, 5)):
            self.pick([self.function] * 5 + [self.recursive, self.generator, self.generator, self.coroutine])()
        self.main()
        return "\n".join(self.lines) + "\n"

    def main(self):
        names = []
        for function in [*self.functions, *self.generators, *self.coroutines]:
            names.append(self.fresh("t"))
            self.emit(f"def {names[-1]}() -> None:")
            for _ in range(2 if function.params else 1):
                self.emit("    try:")
                self.emit(f"        show('{function.name}', {self.outcome(function)})")
                self.emit("    except Exception as e:")
                self.emit("        print(type(e).__name__, str(e)[:200], type(e.__context__).__name__, type(e.__cause__).__name__)")
            self.emit("")
        self.emit("def main() -> None:")
        self.emit("    pass")
        for name in names:
            self.emit(f"    {name}()")
        for cls in self.classes:
            self.emit("    try:")
            self.emit(f"        show('{cls.name}', {self.make_instance(cls.name, Scope({}, ()), 1)})")
            self.emit("    except Exception as e:")
            self.emit("        print(type(e).__name__, str(e)[:200])")
        self.emit("")
        self.emit("")
        self.emit("main()")

    def outcome(self, function):
        made = f"{function.name}({self.arguments(function, Scope({}, ()), 2)})"
        if function.result == "async iterator":
            return f"asyncio.run(collect({made}))"
        if function.result == "async":
            return f"asyncio.run({made})"
        if function.result == "generator":
            return f"drive({made}, [{', '.join(self.literal(INT, Scope({}, ())) for _ in range(3))}])"
        return f"list({made})" if function.result == "iterator" else made


COLLECT = '''

async def collect(source: AsyncIterator[int]) -> list[int]:
    return [n async for n in source]
'''
PRELUDE += COLLECT


def program(seed):
    return f"# seed {seed}\n" + Program(seed).text()


if __name__ == "__main__":
    import sys

    print(program(int(sys.argv[1])), end="")
