# Lists, dicts, sets, tuples and text keep identity and content across the boundary.
import json

import pass_through as m

xs = m.make(5)
print(xs, type(xs) is list, json.dumps(xs), xs + [1], sorted(xs, reverse=True))
ys = [1, 2, 3]
print(m.same(ys) is ys, m.total(ys), m.total([]), m.total([2**62] * 4), m.total([2**63, -(2**63)]))
m.grow(ys, 3)
print(ys)
print(m.total_floats([0.1] * 10), m.total_floats([]), m.total_floats([float("inf")]))
print(m.counts("a b a".split()), m.pairs({"x": 1, "y": 2**65}), m.members({1, 3, 99}), m.members(set(range(100))))
print(m.nested([[1.0, 2.0], [], [0.5]]), m.text("añ😀"), m.text(""), m.optional(None), m.optional(2**63 - 1))


class MyList(list):
    def __iter__(self):
        return iter([7, 7])


class MyInt(int):
    def __add__(self, other):
        return 1000 + other

    __radd__ = __add__


class MyStr(str):
    pass


print(m.total(MyList([1, 2])), m.same(MyList()).__class__.__name__, m.text(MyStr("ab")))
print(m.total([True, False, True]), m.total([MyInt(1)]), m.optional(True))
big = list(range(1000))
print(m.total(big), m.total(big[::-1]), m.same(big)[999])
