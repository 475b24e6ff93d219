# The frames of tracebacks, of causes and of contexts, equal to the source's: function, line, text.
import io
import sys
import traceback

import traces as m


def frames(error):
    return [(f.name, f.lineno, f.line) for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".spy")]


def show(name, call):
    try:
        call()
        print(name, "passes")
        return
    except Exception as e:
        error = e
    depth = 0
    while error is not None:
        print(name, depth, type(error).__name__, error, frames(error), error.__suppress_context__)
        error, depth = error.__cause__ or error.__context__, depth + 1


def back(n):
    return m.caller(lambda k: m.small(k - 1), n)


CALLS = {
    "small": lambda: m.small(0), "twice": lambda: m.twice(1), "many": lambda: m.many(3), "table": lambda: m.table("b"),
    "parse": lambda: m.parse("x"), "index": lambda: m.index([1], 3), "divide": lambda: m.divide(1, 0),
    "attribute": lambda: m.attribute(3), "deep": lambda: m.deep(4), "init": lambda: m.Thing(0), "other init": lambda: m.Other(0),
    "property": lambda: m.Thing(1).prop, "static": lambda: m.Thing.static(0), "class": lambda: m.Other.create(0),
    "method": lambda: m.Thing(1).method(0), "override": lambda: m.Other(1).method(0), "add": lambda: m.Thing(1) + 0,
    "len": lambda: len(m.Thing(1)), "closure": lambda: m.closure(0)(), "lambda": lambda: m.lambdas(0),
    "callback": lambda: back(1), "own callback": lambda: m.caller(m.small, 0), "again": lambda: m.again(0),
    "named again": lambda: m.named_again(0), "translated": lambda: m.translated(2), "while handling": lambda: m.while_handling(0),
    "suppressed": lambda: m.suppressed(0), "finally raises": lambda: m.finally_raises(0),
    "finally passes": lambda: m.finally_passes(0), "with": lambda: m.in_with(0), "exit raises": m.exit_raises,
    "assert": lambda: m.asserts(0), "loop": lambda: m.loop_handlers(10), "stop": m.stop, "big": lambda: m.big(7),
}
for name, call in CALLS.items():
    show(name, call)
    show(name, call)

# Kept and raised again: the entries add up as they do for the source.
kept = m.keep(1)
print(frames(kept))
for _ in range(2):
    try:
        raise kept
    except ValueError:
        print(frames(kept))

# As the interpreter prints it, without the marks under the text.
for name in ("translated", "while handling", "exit raises"):
    try:
        CALLS[name]()
    except Exception as e:
        out = io.StringIO()
        traceback.print_exception(e, file=out)
        for line in out.getvalue().splitlines():
            if set(line.strip()) <= set("^~") or "use_traces" in line:
                continue
            print(line.replace(line[line.find('"') + 1 : line.rfind("/") + 1], "") if "File" in line else line)
print(sys.exc_info())
