# A compiled class looks and behaves like a class of Python.
import copy
import gc
import pickle
import weakref

import shapes
from shapes import Circle, Shape

s = Shape("a", size=2.0)
print(s, s.name, s.size, s.tags, s.parent, s.area(), s.describe(), s.double, Shape.count)
s.name, s.size = "b", 0.5
s.tags.append("t")
s.double = 9.0
s.parent = Shape.unit()
print(s.name, s.size, s.tags, s.parent.name, s.tags is s.tags, s.parent is s.parent)
print(type(Circle.named) is type(s.area), Shape.named("n").name, isinstance(Circle(1.0), Shape), issubclass(Circle, Shape))
print(Shape.__doc__, Shape.__name__, Shape.__qualname__, Shape.__module__, Circle.__mro__[1] is Shape, Circle.__bases__ == (Shape,))
print(Shape("x") == Shape("x"), Shape("x") != Shape("y"), len({Shape("x"), Shape("x")}), sorted([Shape("q", 3.0), Shape("r", 1.0)]))
print(shapes.describe_all([s, Circle(2.0), Shape.unit()]))


class Square(Shape):
    """Python's own subclass: methods called by compiled code."""

    def __init__(self, side):
        super().__init__("square", side)
        self.extra = "python attribute"

    def area(self):
        return super().area() + 0.25


class Odd(Circle):
    def describe(self):
        return "odd " + super().describe()


q = Square(3.0)
print(q.area(), q.describe(), q.extra, q.double, shapes.describe_all([q, Odd(1.0)]), isinstance(q, Shape), Square.named.__name__)
print(Shape.area(q), Shape.describe(q), Odd.mro()[1:3] == [Circle, Shape])
r = weakref.ref(q)
print(r() is q)
del q
gc.collect()
print(r() is None)
a, b = Shape("cycle a"), Shape("cycle b")
a.parent, b.parent = b, a
r = weakref.ref(a)
del a, b
gc.collect()
print("collected", r() is None)
p = pickle.loads(pickle.dumps(Circle(2.5)))
print(type(p).__name__, p.name, p.size, p.tags, p.area())
c = copy.copy(s)
d = copy.deepcopy(s)
print(c.tags is s.tags, d.tags is s.tags, d.tags, c.parent is s.parent, d.parent is s.parent)
for wrong in (lambda: Shape(), lambda: Shape("a", 1.0, 2), lambda: Shape("a", wrong=1), lambda: s.nothing, lambda: s.area(1)):
    try:
        print(wrong())
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
print(getattr(s, "size"), hasattr(s, "nope"), "area" in dir(s), callable(s.area), s.area.__self__ is s)
