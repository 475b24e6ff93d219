# An instance whose __init__ never ran raises AttributeError for its fields; compiled code does too.
import shapes

raw = shapes.Point.__new__(shapes.Point)
for action in (lambda: raw.x, lambda: raw.name, lambda: raw.count, lambda: raw.norm2(), lambda: shapes.describe(raw)):
    try:
        print(action())
    except AttributeError as e:
        print("AttributeError", "attribute" in str(e))
raw.x, raw.y, raw.name, raw.count, raw.tags = 1.0, 2.0, "late", 0, []
print(shapes.describe(raw), raw)


class Lazy(shapes.Point):
    def __init__(self):
        pass


lazy = Lazy()
try:
    lazy.norm2()
except AttributeError:
    print("AttributeError")
