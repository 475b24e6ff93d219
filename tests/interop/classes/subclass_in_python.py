# A Python subclass overrides methods; compiled code calls the overrides, through lists too.
import points


class Heavy(points.Point):
    def __init__(self, x, y, extra):
        super().__init__(x, y, "heavy")
        self.extra = extra

    def kind(self):
        return "heavy " + super().kind()

    def weight(self):
        return 10**self.extra


class Plain(points.Point):
    pass


class Odd(points.Point):
    @property
    def length(self):
        return -1.0


h, plain, odd = Heavy(1.0, 2.0, 3), Plain(0.0, 1.0), Odd(3.0, 4.0)
print(points.describe(h), h.extra)
print(points.describe(plain), points.describe(odd))
print(points.total_weight([h, plain, points.Point(0.0, 0.0), Heavy(0.0, 0.0, 20)]))
print(type(Plain.named("z")).__name__, Plain.named("z").label())
plain.anything = 5
print(plain.anything, [c.__name__ for c in Heavy.__mro__])
