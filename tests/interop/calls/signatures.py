# Every way to call compiled functions from Python, and what CPython says about them.
import inspect
import pickle

import signatures as m

print(m.plain(1, 2), m.plain(a=1, b=2), m.plain(1, b=2), m.plain(*[1], **{"b": 2}), m.plain(2**70, 1))
print(m.defaults(1), m.defaults(1, 3), m.defaults(1, c="x"), m.defaults(c="z", a=0, b=9))
print(m.kinds(1, 2, key=3), m.kinds(1, 2, 3, 4, key=5, opt=6, z=7, y=8), m.kinds(1, b=2, key=3))
print(m.only(x=2), m.only(x=2, y=0.5), m.nothing())
for call in (
    lambda: m.plain(),
    lambda: m.plain(1),
    lambda: m.plain(1, 2, 3),
    lambda: m.plain(1, 2, a=3),
    lambda: m.plain(1, 2, wrong=3),
    lambda: m.defaults(),
    lambda: m.defaults(1, 2, "3", 4),
    lambda: m.kinds(1),
    lambda: m.kinds(1, 2),
    lambda: m.only(1),
    lambda: m.only(),
    lambda: m.nothing(1),
):
    try:
        print(call())
    except TypeError as error:
        print("TypeError:", error)
for f in (m.plain, m.defaults, m.kinds, m.only, m.nothing):
    print(f.__name__, f.__qualname__, f.__module__, f.__doc__, list(inspect.signature(f).parameters), callable(f))
print(inspect.signature(m.plain).parameters["a"].kind, inspect.signature(m.only).parameters["x"].kind)
print(pickle.loads(pickle.dumps(m.plain)) is m.plain)
print(list(map(m.plain, [1, 2], [3, 4])), sorted([3, 1], key=lambda v: m.plain(v, 0)), hash(m.plain) == hash(m.plain))
