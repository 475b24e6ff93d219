"""Fast helpers against CPython's own operators; Ellipsis stands for a guard that failed."""

import math
import operator
import random
import struct

import toy
from checking import raises, run_checks

assert toy.layout_ok() is True
EDGES = [0, 1, -1, 2, -2, 3, 7, -7, 10, 63, 64, 2**31, -(2**31), 2**53, 2**53 + 1, 2**62, -(2**62), 2**63 - 1, -(2**63)]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, -3.0, 0.1, 1e-300, 5e-324, -5e-324, 1e300, 1.7976931348623157e308, math.inf, -math.inf,
          math.nan, 2.0**53, 123456.789, -7.25, 2.2250738585072014e-308]


def expected_int(function, *operands):
    try:
        value = function(*operands)
    except (ZeroDivisionError, ValueError, OverflowError):
        return Ellipsis
    if isinstance(value, int) and not -(2**63) <= value < 2**63 or isinstance(value, complex):
        return Ellipsis
    return value


def bits(value):
    return value if not isinstance(value, float) else "nan" if value != value else struct.pack("<d", value)


def check_int_arithmetic():
    table = {"floordiv": operator.floordiv, "mod": operator.mod, "shr": operator.rshift}
    for a in EDGES:
        for b in EDGES:
            for name, function in table.items():
                assert toy.fast_int(name, a, b) == expected_int(function, a, b), (name, a, b)
            if b < 200:
                assert toy.fast_int("shl", a, b) in (expected_int(operator.lshift, a, b), Ellipsis), ("shl", a, b)
                power = expected_int(operator.pow, a, b) if b >= 0 else Ellipsis
                assert toy.fast_int("pow", a, b) == power, ("pow", a, b)
            quotient = toy.fast_int("truediv", a, b)
            assert quotient is Ellipsis or quotient == a / b
            if 0 < abs(b) <= 2**53 and abs(a) <= 2**53:
                assert quotient == a / b
        assert toy.fast_int("hash", a, 0) == hash(a)
    assert toy.fast_int("shl", 1, 61) == 2**61 and toy.fast_int("shl", -1, 62) == -(2**62)


def check_float_arithmetic():
    rng = random.Random(1)
    pairs = [(a, b) for a in FLOATS for b in FLOATS]
    for _ in range(20000):
        a, b = (struct.unpack("<d", rng.randbytes(8))[0] for _ in range(2))
        pairs += [(a, b), (rng.uniform(-100, 100), rng.uniform(-3, 3)), (a, math.ldexp(b, rng.randint(-30, 30)) if abs(b) < 1e290 else b)]
    for a, b in pairs:
        for name, function in (("floordiv", operator.floordiv), ("mod", operator.mod)):
            assert bits(toy.fast_float(name, a, b)) == bits(expected_int(function, a, b)), (name, a, b)
    for a, b in pairs[:8000]:
        assert bits(toy.fast_float("pow", a, b)) == bits(expected_int(operator.pow, a, b)), ("pow", a, b)
        if b and math.isfinite(a) and not math.isnan(b):
            assert bits(toy.fast_float("fmod", a, b)) == bits(math.fmod(a, b)), ("fmod", a, b)
        assert toy.fast_float("int", a, 0.0) == expected_int(int, a), ("int", a)


def check_unboxing():
    for value in EDGES + [2**30, 2**30 - 1, 2**60, 2**60 - 1, -(2**60), 2**63, -(2**63) - 1, 2**100]:
        assert toy.fast_object("unbox", value, None) == expected_int(int, value)
    for value in (True, 1.0, "1", None):
        assert toy.fast_object("unbox", value, None) is Ellipsis


def check_lists():
    items = [1, 2.5, "x", 2**70, True]
    for i in range(-6, 7):
        inside = -5 <= i < 5
        assert toy.fast_object("list_item", items, i) is (items[i] if inside else Ellipsis)
    assert [toy.fast_object("list_item_int", items, i) for i in range(6)] == [1, ..., ..., ..., ..., ...]
    assert [toy.fast_object("list_item_float", items, i) for i in range(3)] == [..., 2.5, ...]
    grown = []
    for i in range(1000):
        assert toy.fast_object("list_append", grown, i) == 0
    assert grown == list(range(1000)) and toy.fast_object("list_set", grown, -1) == 0 and grown[-1] == "list_set"
    assert toy.fast_object("list_set", grown, 1000) == 1
    popped = [toy.fast_object("list_pop", grown, None) for _ in range(1000)]
    assert popped == ["list_set"] + list(range(998, -1, -1)) and grown == [] and toy.fast_object("list_pop", grown, None) is Ellipsis
    assert [toy.fast_object("tuple_item", (5, 6), i) for i in (-3, -2, 0, 1, 2)] == [..., 5, 5, 6, ...]


def check_strings():
    texts = ["", "a", "b", "abc", "abd", "abcdefghi", "abcdefghj", "é", "éa", "ÿÿ", "€", "€uro", "😀", "a😀b", "abc" * 100, "\0", "\ud800"]
    for a in texts:
        for b in texts:
            assert toy.fast_object("str_eq", a, b) == (a == b) and toy.fast_object("str_concat", a, b) == a + b
            sign = toy.fast_object("str_compare", a, b)
            assert (sign > 0) - (sign < 0) == (a > b) - (a < b)
        for i in range(-len(a) - 1, len(a) + 1):
            inside = -len(a) <= i < len(a)
            assert toy.fast_object("str_item", a, i) == (a[i] if inside else Ellipsis)
            assert toy.fast_object("str_code", a, i) == (ord(a[i]) if inside else Ellipsis)
        assert toy.fast_object("str_ord", a, None) == (ord(a) if len(a) == 1 else Ellipsis)


def check_truth_and_iteration():
    for value in (True, False, None, 0, 5, "", "x", [], [0], (), (1,), {}, {1: 2}, 0.0, -0.0, math.nan):
        assert toy.fast_object("truth", value, None) == bool(value)
    iterator = iter([1, 2])
    assert [toy.fast_object("next", iterator, None) for _ in range(3)] == [1, 2, ...]

    def generator():
        yield 1
        raise KeyError("in")

    g = generator()
    assert toy.fast_object("next", g, None) == 1
    raises(KeyError, "'in'", toy.fast_object, "next", g, None)
    raises(TypeError, "'int' object is not an iterator", toy.fast_object, "next", 3, None)


def check_unpacking():
    def one(seq):
        a, b = seq
        return a, b

    def star(seq):
        a, *b, c = seq
        return a, b, c

    for seq in ((1, 2), [1, 2], (1,), [1, 2, 3], "ab", "abc", 5, None, iter([1, 2]), {1: 2, 3: 4}, range(5), ()):
        for name, function, number in (("unpack", one, 2), ("unpack_star", star, 1)):
            if not hasattr(seq, "__next__"):
                try:
                    wanted = function(seq)
                except (TypeError, ValueError) as error:
                    raises(type(error), str(error), toy.fast_object, name, seq, number)
                else:
                    assert toy.fast_object(name, seq, number) == wanted


def check_imports_and_casts():
    assert toy.fast_object("import_from", math, "pi") is math.pi
    for module, name in ((math, "nothing"), (struct, "nothing"), (random, "nothing")):
        try:
            exec(f"from {module.__name__} import {name}")
        except ImportError as error:
            raises(ImportError, str(error), toy.fast_object, "import_from", module, name)
    assert toy.fast_object("cast_int", 5, None) == 5
    raises(TypeError, "value must be int, not str", toy.fast_object, "cast_int", "x", None)


run_checks(globals())
