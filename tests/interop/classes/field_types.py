# DIFF-001 for fields: a value of another type is refused; DIFF-002: an int becomes a float.
import points

p = points.Point(1.0, 2.0)
for name, value in (("x", "no"), ("x", 3), ("name", 5), ("count", 1.5), ("count", True), ("tags", None), ("tags", ())):
    try:
        setattr(p, name, value)
        print(name, repr(getattr(p, name)))
    except TypeError as e:
        print("TypeError:", e)
