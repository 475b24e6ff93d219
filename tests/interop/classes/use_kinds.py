# Python code subclasses, pickles, copies and collects classes of every kind.
import copy
import gc
import pickle
import sys
import weakref

import kinds


class Computed(kinds.Field):
    @property
    def x(self):
        return 1000

    @x.setter
    def x(self, value):
        self.stored = value


c = Computed(5, "c")
print(c.x, c.stored, c.double(), kinds.read(c), kinds.read_all([kinds.Field(1, "a"), c]))
c.set_x(9)
print(c.stored, c.x)


class Constant(kinds.Field):
    x = 7


k = Constant(3, "k")
print(k.x, kinds.read(k))


class Other(kinds.Field):
    def who(self):
        return "Other>" + super().who()


class Diamond(kinds.Sub, Other):
    pass


print(Diamond(1, "d").who(), [t.__name__ for t in Diamond.__mro__])
print(kinds.Mixed(4, "m").shout(), kinds.read(kinds.Mixed(4, "m")))


class PyMixed(kinds.Mixin, kinds.Field):
    def double(self):
        return -1


print(PyMixed(2, "p").shout(), kinds.read(PyMixed(2, "p")))


class Square(kinds.Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


print(Square(3.0).twice(), kinds.total_area([Square(1.0), Square(2.0)]))
for kind in (kinds.Shape, type("Open", (kinds.Shape,), {})):
    try:
        kind()
    except TypeError as e:
        print("TypeError", str(e).replace("kinds.", ""))


class One(kinds.Plugin, short="1"):
    pass


class Two(kinds.Plugin):
    pass


print(kinds.Plugin.names)
try:

    class Bad(kinds.Plugin, colour=1):
        pass

except TypeError as e:
    print("TypeError")

for value in (
    kinds.Field(1, "a"),
    kinds.Mixed(2, "b"),
    kinds.Outer.Inner(3),
    kinds.Coded("m", 4),
    kinds.Meter(1.5) and kinds.Field(10**30, "big"),
):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert type(again) is type(value), value
    shallow, deep = copy.copy(value), copy.deepcopy(value)
    print(type(again).__qualname__, type(shallow) is type(deep) is type(value), getattr(deep, "x", None))
e = pickle.loads(pickle.dumps(kinds.Coded("m", 4)))
print(e.args, e.code, str(e))

Local = kinds.local_class(10)
Again = kinds.local_class(20)
print(Local is Again, Local(1).get(), Again(1).get(), Local.__qualname__)


def referred():
    cls = kinds.local_class(1)
    thing = cls(2)
    return weakref.ref(cls), weakref.ref(thing)


refs = referred()
gc.collect()
print([r() is None for r in refs])
f = kinds.Field(1, "w")
r = weakref.ref(f)
seen = weakref.WeakValueDictionary(a=f)
s = weakref.WeakSet([f])
print(r() is f, len(seen), len(s))
del f
print(r(), len(seen), len(s))


def cycles():
    for i in range(1000):
        node = kinds.Node(i)
        node.next = kinds.Node(i)
        node.next.next = node


cycles()
gc.collect()
before = len(gc.get_objects())
cycles()
gc.collect()
print(len(gc.get_objects()) - before < 50)

long = kinds.chain(100_000)
for action in (repr, lambda n: n == kinds.chain(100_000)):
    try:
        action(long)
        print("no error")
    except RecursionError:
        print("RecursionError")
del long
gc.collect()
print(sys.getrefcount(kinds.Field) > 1)
