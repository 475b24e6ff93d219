# Fields read and written from Python; methods, properties and special methods called.
import points

p = points.Point(3.0, 4.0)
print(p.x, p.y, p.name, p.count, p.tags, p.norm2(), p.length, p)
p.x = 6.0
p.count += 2**70
p.tags.append("t")
p.name = "q"
print(p.x, p.count, p.tags, p.label(), points.describe(p))
print(p == points.Point(6.0, 4.0), p == 3, p.moved(1.0), p.moved(dy=2.0, dx=1.0))
print(points.Point.origin(), points.Point.named("n"), type(points.Point.named("n")).__name__)
print(points.Point.__name__, points.Point.__module__, points.Point.__qualname__, points.Point.__doc__)
print(isinstance(p, points.Point), hasattr(p, "x"), hasattr(p, "nope"), hasattr(points.Point, "x"))
try:
    p.nope
except AttributeError as e:
    print(e)
try:
    hash(p)
except TypeError as e:
    print(e)
