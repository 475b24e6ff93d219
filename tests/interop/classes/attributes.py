# Fields read and written from Python; methods, properties and special methods called.
import shapes

p = shapes.Point(3.0, 4.0)
print(p.x, p.y, p.name, p.count, p.tags, p.norm2(), p.length, p)
p.x = 6.0
p.count += 2**70
p.tags.append("t")
p.name = "q"
print(p.x, p.count, p.tags, p.label(), shapes.describe(p))
print(p == shapes.Point(6.0, 4.0), p == 3, p.moved(1.0), p.moved(dy=2.0, dx=1.0))
print(shapes.Point.origin(), shapes.Point.named("n"), type(shapes.Point.named("n")).__name__)
print(shapes.Point.__name__, shapes.Point.__module__, shapes.Point.__qualname__, shapes.Point.__doc__)
print(isinstance(p, shapes.Point), hasattr(p, "x"), hasattr(p, "nope"), hasattr(shapes.Point, "x"))
try:
    p.nope
except AttributeError as e:
    print(e)
try:
    hash(p)
except TypeError as e:
    print(e)
