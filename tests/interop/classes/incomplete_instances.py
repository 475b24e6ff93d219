# An instance whose __init__ never ran raises AttributeError for its fields; compiled code does too.
import points

raw = points.Point.__new__(points.Point)
for action in (lambda: raw.x, lambda: raw.name, lambda: raw.count, lambda: raw.norm2(), lambda: points.describe(raw)):
    try:
        print(action())
    except AttributeError as e:
        print("AttributeError", "attribute" in str(e))
raw.x, raw.y, raw.name, raw.count, raw.tags = 1.0, 2.0, "late", 0, []
print(points.describe(raw), raw)


class Lazy(points.Point):
    def __init__(self):
        pass


lazy = Lazy()
try:
    lazy.norm2()
except AttributeError:
    print("AttributeError")
