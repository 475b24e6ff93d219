"""Function objects, binding of arguments, checks and conversions at the boundary."""

import collections
import copy
import functools
import inspect
import pickle
import sys
import types
import weakref

import toy
from checking import no_leak, raises, run_checks, same


def kinds(a, b, /, c, d=4, *args, e, f=6, **kw):
    return (a, b, c, d, args, e, f, kw)


def plain(a, /, b, c=3, *, e, f=6):
    return (a, b, c, e, f)


def check_binding_of_every_kind():
    calls = [
        ((1, 2, 3), {"e": 5}), ((1, 2, 3, 4, 5, 6), {"e": 5, "z": 1}), ((1, 2), {"c": 3, "e": 5}), ((1, 2), {}), ((1,), {}),
        ((), {}), ((1, 2, 3), {}), ((1, 2, 3), {"e": 5, "a": 7}), ((1, 2, 3), {"e": 5, "c": 7}), ((1, 2), {"e": 1, "d": 9, "c": 8}),
    ]
    for args, kwargs in calls:
        same(toy.kinds, kinds, *args, **kwargs)


def check_errors_of_plain_functions():
    calls = [
        ((1, 2), {"e": 5}), ((1, 2, 3, 4), {"e": 5}), ((1, 2, 3, 4), {}), ((1, 2, 3, 4, 5), {"e": 5, "f": 6}), ((1,), {"e": 1}),
        ((), {"e": 1}), ((), {}), ((), {"a": 1, "e": 2}), ((), {"a": 1, "b": 2, "e": 2}), ((1, 2), {"e": 1, "b": 3}),
        ((1, 2), {}), ((1,), {"b": 2, "e": 3, "f": 4}), ((1, 2, 3, 4), {"e": 1, "f": 2}), ((1, 2), {"e": 1, "nothing_like_it": 3}),
    ]
    for args, kwargs in calls:
        same(toy.plain, plain, *args, **kwargs)


def check_suggestion_for_a_keyword():
    def add(a, b):
        return a + b

    def named(x, y, op):
        return x

    add.__qualname__ = "add"
    named.__qualname__ = "checked"
    for word in ("xy", "xx", "z", "X", "o", "oop", "opp", "pp", "p", "yy", "y1", "opop", "é", "\U0001F600"):
        same(toy.checked, named, **{word: 1})
    same(toy.add, add, 1, qwertyuiop=2)
    same(toy.add, add, 1)
    same(toy.add, add)
    same(toy.add, add, 1, 2, 3)
    same(toy.add, add, b=1, a=2)


def check_types_of_arguments():
    assert toy.add(2, 3) == 5 and toy.add(a=2**70, b=1) == 2**70 + 1 and toy.add(True, 2) == 3
    raises(TypeError, "add() argument 'b' must be int, not str", toy.add, 1, "2")
    raises(TypeError, "add() argument 'a' must be int, not None", toy.add, None, 2)
    raises(TypeError, "add() argument 'a' must be int, not float", toy.add, 1.0, 2)
    value, rest = toy.half(3, 4, 5.5, True)
    assert (value, type(value), rest, [type(r) for r in rest]) == (3.0, float, (4.0, 5.5, 1.0), [float] * 3)
    raises(OverflowError, "int too large to convert to float", toy.half, 10**400)
    raises(TypeError, "half() argument 'args' must be float, not str", toy.half, 1.0, 2.0, "x")


def check_other_checks():
    deque = collections.deque()
    assert toy.checked(None, deque, "a")[1] is deque
    point = toy.Point(1, 2.0)
    assert toy.checked(point, deque, "b")[0] is point
    raises(TypeError, "checked() argument 'x' must be Point | None, not int", toy.checked, 3, deque, "a")
    raises(TypeError, "checked() argument 'y' must be deque, not list", toy.checked, None, [], "a")
    raises(TypeError, "checked() argument 'op' must be Literal['a', 'b'], not str", toy.checked, None, deque, "c")


def check_attributes():
    f = toy.add
    assert (f.__name__, f.__qualname__, f.__module__, f.__doc__) == ("add", "add", "toy", "Doc of f.")
    assert toy.ident.__doc__ is None and toy.kinds.__defaults__ == (4,) and toy.kinds.__kwdefaults__ == {"f": 6}
    assert toy.half.__annotations__ == {"x": "a"} and f.__annotations__ == {}
    assert str(inspect.signature(f)) == "(a, b)" and repr(f).startswith("<function add at 0x")
    assert type(f).__name__ == "function" and callable(f) and f.__globals__ is vars(toy)
    assert not hasattr(f, "__code__")


def check_identity_of_functions():
    assert pickle.loads(pickle.dumps(toy.add)) is toy.add and copy.copy(toy.add) is toy.add and copy.deepcopy(toy.add) is toy.add
    assert weakref.ref(toy.add)() is toy.add and hash(toy.add) == hash(toy.add)

    @functools.wraps(toy.add)
    def wrapper():
        pass

    assert wrapper.__wrapped__ is toy.add and wrapper.__name__ == "add"
    counter = toy.make_counter()
    functools.update_wrapper(counter, check_attributes)
    assert counter.__name__ == "check_attributes" and counter.__wrapped__ is check_attributes


def check_binding_as_method():
    class Holder(int):
        plus = toy.add
        both = staticmethod(toy.add)

    assert Holder(3).plus(4) == 7 and Holder.plus(3, 4) == 7 and Holder.both(1, 2) == 3
    assert isinstance(Holder(3).plus, types.MethodType) and Holder.__dict__["plus"] is toy.add


def check_closures():
    first, second = toy.make_counter(), toy.make_counter()
    assert [first(5), first(2), second(1), first(1)] == [5, 7, 1, 8]
    assert first.__qualname__ == "make_counter.<locals>.counter" and len(first.__closure__) == 1
    raises(TypeError, "make_counter.<locals>.counter() argument 'n' must be int, not str", first, "x")


def check_exit_boxes_live_values():
    marker = object()
    assert toy.leave(marker) == (7, -(2**63), 2.5, True, marker, None)


def check_no_leaks():
    def calls():
        toy.kinds(1, 2, 3, 4, 5, e=1, g=2)
        toy.half(1, 2, 3)
        toy.make_counter()(5)
        toy.leave([])
        for bad in ((), (1,), (1, "x"), (1, 2, 3)):
            try:
                toy.add(*bad)
            except TypeError:
                pass

    no_leak(calls)
    before = sys.getrefcount(None) if sys.version_info < (3, 12) else 0
    for _ in range(1000):
        calls()
    after = sys.getrefcount(None) if sys.version_info < (3, 12) else 0
    assert abs(after - before) < 20, after - before


run_checks(globals())
