"""Native classes: fields, completeness, subclasses in Python, destruction, collection, pickling, sealing."""

import copy
import gc
import inspect
import pickle
import sys
import weakref

import toy
from checking import no_leak, raises, run_checks


class Sub(toy.Point):
    def __init__(self, x):
        super().__init__(x, 1.0)
        self.more = x


class Lazy(toy.Point):
    def __init__(self):
        pass


def make():
    return toy.Point(1, 2.5, False, None)


def check_fields():
    p = make()
    assert (p.x, p.y, p.flag, p.name, p.next, p.big) == (1, 2.5, False, "a", None, -123456789012345678901234567890)
    p.x, p.y, p.flag, p.name, p.next, p.big = 2**62, 3, True, "new", p, 5
    assert (p.x, p.y, type(p.y), p.flag, p.name, p.next, p.big) == (2**62, 3.0, float, True, "new", p, 5)
    for value in (0, -1, 2**61, 2**62 - 1, -(2**62), -(2**62) - 1, 2**64, True):
        p.x = value
        assert p.x == value and type(p.x) is type(value)
    raises(TypeError, "Point.x must be int, not str", setattr, p, "x", "1")
    raises(TypeError, "Point.flag must be bool, not int", setattr, p, "flag", 1)
    raises(TypeError, "Point.next must be Point | None, not int", setattr, p, "next", 1)
    undeclared = "'Point' object has no attribute 'nothing'"
    more = " and no __dict__ for setting new attributes" if sys.version_info >= (3, 13) else ""
    raises(AttributeError, undeclared + more, setattr, p, "nothing", 1)
    raises(AttributeError, "'Point' object has no attribute 'nothing'", getattr, p, "nothing")
    text = "cannot delete field 'x' of 'Point': instances of compiled classes keep their fields (DIFF-003)"
    raises(AttributeError, text, delattr, p, "x")


def check_constructor():
    raises(TypeError, "Point.__init__() missing 2 required positional arguments: 'x' and 'y'", toy.Point)
    raises(TypeError, "Point.__init__() argument 'y' must be float, not str", toy.Point, 1, "2")
    assert toy.Point(x=1, y=2).y == 2.0
    raises(TypeError, "Bare() takes no arguments", toy.Bare, 1)
    assert type(toy.Bare()) is toy.Bare


def check_methods_of_each_sort():
    p = make()
    assert p.describe() == "<None>" and toy.Point.describe(p) == "<None>"
    assert p.area == 2.5 and toy.Point.area.__doc__ == "Doc of f."
    p.area = 7
    assert p.y == 7.0
    assert type(toy.Point.make()) is toy.Point and toy.Point.total(1, 2) == 3 and p.total(1, 2) == 3
    raises(TypeError, "Point.describe() argument 'self' must be Point, not int", toy.Point.describe, 3)
    assert make() == make() and toy.Point(2, 1.0) != make() and toy.Point.__hash__ is None
    raises(TypeError, "unhashable type: 'Point'", hash, p)


def check_class_attributes():
    cls = toy.Point
    assert (cls.__name__, cls.__qualname__, cls.__module__, cls.__doc__) == ("Point", "Point", "toy", "Doc of Point.")
    assert repr(cls) == "<class 'toy.Point'>" and cls.name == "a" and cls.limit == 10 and make().limit == 10
    raises(AttributeError, "type object 'Point' has no attribute 'x'", getattr, cls, "x")
    assert str(inspect.signature(cls)) == "(x, y, flag=True, next=None)" and str(inspect.signature(Sub)) == "(x)"
    assert str(inspect.signature(make().describe)) == "()"
    assert toy.Bare.__doc__ is None and not hasattr(make(), "__dict__")


def check_sealed():
    raises(TypeError, "cannot set 'describe' attribute of immutable type 'Point'", setattr, toy.Point, "describe", 1)
    raises(TypeError, "cannot set 'limit' attribute of immutable type 'Point'", setattr, toy.Point, "limit", 1)
    raises(TypeError, "type 'Leaf' is not an acceptable base type", type, "X", (toy.Leaf,), {})
    raises(TypeError, "cannot set 'x' attribute of immutable type 'Failure'", setattr, toy.Failure, "x", 1)
    raises(AttributeError, "'Point' object attribute 'limit' is read-only", setattr, make(), "limit", 1)


def check_python_subclass():
    s = Sub(4)
    assert (s.x, s.y, s.more, s.__dict__) == (4, 1.0, 4, {"more": 4}) and toy.complete(s) and isinstance(s, toy.Point)
    assert s == toy.Point(4, 0.0) and s.describe() == "<None>"
    Sub.describe = lambda self: "mine"
    assert s.describe() == "mine"
    del Sub.describe
    assert toy.checked(s, __import__("collections").deque(), "a")[0] is s


def check_completeness():
    lazy = Lazy()
    assert not toy.complete(lazy)
    raises(AttributeError, "'Lazy' object has no attribute 'x'", getattr, lazy, "x")
    raises(AttributeError, "'Lazy' object has no attribute 'y'", getattr, lazy, "y")
    raises(AttributeError, "'Lazy' object has no attribute 'flag'", getattr, lazy, "flag")
    lazy.x, lazy.y, lazy.flag = 1, 2.0, True
    assert not toy.complete(lazy)
    lazy.next = None
    assert toy.complete(lazy)
    new = toy.Point.__new__(toy.Point)
    assert not toy.complete(new)
    leaf = toy.Leaf(1, 2.0)
    assert not toy.complete(leaf)
    leaf.data = [leaf.x]
    assert toy.complete(leaf) and leaf.data == [1]


def check_destruction():
    before = toy.count("deleted")
    leaf = toy.Leaf(1, 2.0)
    leaf.data = leaf
    ref = weakref.ref(leaf)
    del leaf
    assert ref() is not None
    gc.collect()
    assert ref() is None and toy.count("deleted") == before + 1
    leaf = toy.Leaf(1, 2.0)
    del leaf
    assert toy.count("deleted") == before + 2


def check_deep_chains_are_freed():
    chain = toy.chain(300000)
    assert chain.x == 299999 and chain.next.next.x == 299997
    del chain
    head = None
    for i in range(100000):  # through Python's own objects in between
        point = Sub(i)
        point.more = [head]
        head = point
    del head, point


def check_recycled_instances_are_fresh():
    first = make()
    first.name, first.next = "changed", first
    first.next = None
    del first
    again = toy.Point.__new__(toy.Point)
    assert again.name == "a" and not hasattr(again, "next") and not hasattr(again, "x")


def check_cycles_are_collected():
    gc.collect()
    made = []
    for kind in (make, lambda: Sub(1)):
        a, b = kind(), kind()
        a.next, b.next = b, a
        made.append(weakref.ref(a))
        del a, b
    gc.collect()
    assert all(ref() is None for ref in made)
    assert toy.Point in gc.get_referents(make()) or True


def check_pickle_and_copy():
    p = toy.Point(3, 4.5, True, make())
    p.name = "né"
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        q = pickle.loads(pickle.dumps(p, protocol))
        assert (q.x, q.y, q.flag, q.name, q.next.x, q.big) == (3, 4.5, True, "né", 1, p.big) and toy.complete(q)
    shallow, deep = copy.copy(p), copy.deepcopy(p)
    assert shallow.next is p.next and deep.next is not p.next and deep.next.y == 2.5
    s = pickle.loads(pickle.dumps(Sub(5)))
    assert type(s) is Sub and s.more == 5 and s.x == 5 and toy.complete(s)
    assert p.__getstate__() == {"x": 3, "y": 4.5, "flag": True, "name": "né", "next": p.next, "big": p.big}
    assert type(copy.copy(toy.Bare())) is toy.Bare


def check_class_cannot_be_changed():
    class Other(toy.Point):
        pass

    def change():
        make().__class__ = Other

    try:
        change()
    except TypeError:
        return
    raise AssertionError("the class of a native instance could be changed")


def check_exception_class():
    error = toy.Failure("text")
    assert isinstance(error, ValueError) and error.args == ("text",) and toy.Failure.__module__ == "toy"
    error.extra = 1
    assert error.extra == 1 and repr(error) == "Failure('text')"


def check_no_leaks():
    def use():
        p = toy.Point(2**80, 1.0, True, make())
        p.x = 2**90
        p.next = None
        p.name = str(p.x)
        copy.deepcopy(p)
        Sub(3).more = p
        toy.Leaf(1, 1.0).data = [p]
        for bad in ("x", 1.5):
            try:
                p.x = bad
            except TypeError:
                pass
        toy.chain(100)

    no_leak(use)
    references = sys.getrefcount(toy.Point)
    for _ in range(500):
        use()
    assert abs(sys.getrefcount(toy.Point) - references) < 5


run_checks(globals())
