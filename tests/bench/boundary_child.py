"""Times calls across the boundary: `boundary_child.py SOURCE_DIRECTORY COMPILED_DIRECTORY [LABEL...]`.

The source and the compiled module are both loaded into this interpreter, and take turns: what disturbs one disturbs the
other. Prints JSON: label -> [nanoseconds of the source, of the compiled module, median of the turns' ratios].
"""

import json
import statistics
import sys
import timeit

from child import load

CALLS = {
    "no arguments": "nothing()",
    "int -> int": "on_int(5)",
    "big int -> int": "on_int(123456789)",
    "int, int -> int": "on_two(5, 6)",
    "float -> float": "on_float(1.5)",
    "bool -> bool": "on_bool(True)",
    "str -> str": "on_str('text')",
    "Optional": "on_optional(None)",
    "list -> int": "on_list(xs)",
    "-> list": "make_list(5)",
    "-> tuple": "make_tuple(5)",
    "instance -> float": "on_point(p)",
    "default": "with_default(5)",
    "keyword": "with_default(5, step=3)",
    "keyword only": "keyword_only(5, step=3)",
    "keyword only, default": "keyword_only(5)",
    "eight arguments": "many(1, 2, 3, 4, 5, 6, 7, 8)",
    "*args": "star(1, 2, 3)",
    "**kwargs": "star_star(a=1, b=2)",
    "f(*args)": "on_two(*pair)",
    "closure": "add3(5)",
    "module.function": "m.on_int(5)",
    "module.variable": "m.LIMIT",
    "construct": "Point(1.0, 2.0)",
    "construct, keywords": "Point(x=1.0, y=2.0)",
    "construct, plain": "Plain()",
    "method": "p.norm2()",
    "method, argument": "p.scaled(2.0)",
    "bound method": "bound()",
    "property": "p.length1",
    "static method": "p.unit()",
    "class method": "p.dimensions()",
    "read float": "p.x",
    "read int": "p.n",
    "read bool": "p.flag",
    "read str": "p.name",
    "write float": "p.x = 3.0",
    "write int": "p.n = 9",
    "write str": "p.name = 'other'",
    "subclass: method": "s.norm2()",
    "subclass: construct": "Sub(1.0, 2.0)",
    "subclass: read float": "s.x",
    "subclass: override, 100 calls": "s.call_kind(100)",
    "callback, 100 calls": "apply(double, 100)",
    "iterate 100": "for _ in Countdown(100): pass",
    "sort 50": "sorted(keys)",
    "dict get": "table[key]",
    "==": "key == other",
    "<": "key < other",
    "+": "key + other",
    "len": "len(key)",
    "truth": "not key",
    "[]": "key[2]",
    "in": "2 in key",
    "call an instance": "key(2)",
    "repr": "repr(key)",
    "with": "with guarded: pass",
    "raises": "try:\n refuse(1)\nexcept ValueError: pass",
}
TURNS = 15


def scope_of(m):
    class Sub(m.Point):
        def kind(self):
            return 2

    keys = [m.Key(i * 7919 % 50) for i in range(50)]
    scope = dict(vars(m))
    point = m.Point(1.0, 2.0)
    scope.update(m=m, Sub=Sub, p=point, s=Sub(1.0, 2.0), xs=[1, 2, 3], pair=(5, 6), add3=m.adder(3), bound=point.norm2)
    scope.update(keys=keys, table={key: 1 for key in keys}, key=keys[7], other=m.Key(8), guarded=m.Guarded())
    scope.update(double=lambda n: n + n)
    return scope


def compare(statement, scopes):
    timers = [timeit.Timer(statement, globals=scope) for scope in scopes]
    count = max(20, int(0.002 / max(timers[0].timeit(20) / 20, 1e-8)))
    rows = [[timer.timeit(count) / count * 1e9 for timer in timers] for _ in range(TURNS)]
    return [min(row[0] for row in rows), min(row[1] for row in rows), statistics.median(row[0] / row[1] for row in rows)]


def main():
    sys.dont_write_bytecode = True
    source, compiled, *labels = sys.argv[1:]
    scopes = []
    for mode, directory in (("source", source), ("compiled", compiled)):
        scopes.append(scope_of(load(mode, directory, "boundary")))
        del sys.modules["boundary"]
    chosen = {label: CALLS[label] for label in labels or CALLS}
    print(json.dumps({label: compare(statement, scopes) for label, statement in chosen.items()}))


main()
