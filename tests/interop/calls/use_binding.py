# Binding of arguments in every form, right and wrong; what fails is worded as CPython words it.
import sys

import binding as m


def show(call):
    try:
        print(call())
    except TypeError as e:
        print("TypeError:", e)


class Text(str):
    pass


class Whole(int):
    pass


class Sub(m.Base):
    def show(self, prefix="sub"):
        return "overridden " + super().show(prefix)


def name(text):
    return "".join(list(text))  # equal to the name, another object


for call in [
    lambda: m.defaults(1), lambda: m.defaults(1, 3), lambda: m.defaults(1, c="x"), lambda: m.defaults(c="x", a=4),
    lambda: m.defaults(), lambda: m.defaults(1, 2, "x", 4), lambda: m.defaults(1, a=2), lambda: m.defaults(1, d=2),
    lambda: m.defaults(**{name("a"): 7, name("c"): "k"}), lambda: m.defaults(True, Whole(9), Text("t")),
    lambda: m.positional_only(1), lambda: m.positional_only(1, 2, c=3), lambda: m.positional_only(1, b=2),
    lambda: m.positional_only(a=1), lambda: m.positional_only(1, 2, 3), lambda: m.positional_only(),
    lambda: m.keyword_only(1, b=2), lambda: m.keyword_only(1, c="x", b=2), lambda: m.keyword_only(b=1, a=2),
    lambda: m.keyword_only(1), lambda: m.keyword_only(1, 2), lambda: m.keyword_only(1, b=2, d=3),
    lambda: m.star(1), lambda: m.star(1, 2, 3), lambda: m.star(a=4), lambda: m.star(), lambda: m.star(1, rest=2),
    lambda: m.star(1, Whole(2), True),
    lambda: m.star_star(), lambda: m.star_star(1, x=2, y=3), lambda: m.star_star(a=1, b=2), lambda: m.star_star(1, a=2),
    lambda: m.star_star(**{name("a"): 5, name("named"): 6}), lambda: m.star_star(1, 2), lambda: m.star_star(named=1),
    lambda: m.everything(1, c=2), lambda: m.everything(1, 2, 3, 4, c=5, d=6, e=7), lambda: m.everything(1, b=2, c=3, a=4),
    lambda: m.everything(1, 2, 3), lambda: m.everything(c=1), lambda: m.everything(1, 2, 3, b=4, c=5),
    lambda: m.everything(1, c=2, **{name("d"): 8, name("z"): 9}),
    lambda: m.unions(1), lambda: m.unions("s"), lambda: m.unions(None, lambda n: n * 2), lambda: m.unions(Text("u"), abs),
    lambda: m.types(int), lambda: m.types(Sub, ValueError("v")), lambda: m.types(type, None),
    lambda: m.closure(1)(2), lambda: m.closure(1)(2, by=3), lambda: m.closure(1)(), lambda: m.closure(1)(2, 3),
    lambda: m.forty(*range(33)), lambda: m.forty(*range(35)), lambda: m.forty(*range(32)), lambda: m.forty(*range(33), d4=40),
    lambda: m.Base(1.5).show(), lambda: m.Base(1.5, "n").show("-"), lambda: m.Base(1.5, tag=9).show(prefix="+"),
    lambda: m.Base(name="k", x=2.5).show(), lambda: m.Base(), lambda: m.Base(1.0, "a", 3),
    lambda: Sub(2.5).show(), lambda: Sub(2.5, tag=1).show("p"), lambda: m.Base.show(Sub(1.0)), lambda: Sub(),
    lambda: m.Base.kind(), lambda: Sub.kind(2), lambda: Sub(1.0).kind(), lambda: m.Base.join("a", "b"),
    lambda: Sub(1.0).join("a", "b", sep="+"), lambda: m.Base.join(),
]:
    show(call)

print(m.closure(1).__kwdefaults__, m.defaults.__defaults__, m.keyword_only.__kwdefaults__)

# Module attributes: the live value, whatever changed it.
print(m.counter, m.count(), m.counter, m.count(), m.counter)
for _ in range(3):
    m.count()
    print(m.counter, getattr(m, "counter"), m.__dict__["counter"])
for missing in ("nothing", "_nothing", "", "näh", "__nothing__"):
    try:
        getattr(m, missing)
    except AttributeError as e:
        print(e)
print(m.__name__, m.__doc__, m.__class__.__name__, hasattr(m, "__getattr__"))
m.__dict__["added"] = 1
print(m.added)
m.__dict__["added"] = 2
print(m.added)
del m.__dict__["added"]
print(hasattr(m, "added"))


# Nothing is kept: the counts of the arguments stay.
def references(call, *objects):
    call()
    before = [sys.getrefcount(o) for o in objects]
    for _ in range(100):
        call()
    return [sys.getrefcount(o) - b for o, b in zip(objects, before)]


big, text = 10**6, "some text"
print(references(lambda: m.everything(big, big, big, c=big, d=big, e=big), big))
print(references(lambda: m.star(big, big, big), big), references(lambda: m.defaults(big, big, text), big, text))
print(references(lambda: m.Base.join(text, text, sep=text), text), references(lambda: Sub(1.0, text).show(text), text))
