# DIFF-003: modules and classes are sealed after import, instances have their declared fields only.
import diff_003 as m


def attempt(name, action):
    try:
        action()
        print(name, "was allowed")
    except (AttributeError, TypeError) as e:
        print(name, "raised", type(e).__name__)


p = m.Point(1)
attempt("setting a module variable", lambda: setattr(m, "LIMIT", 99))
attempt("replacing a function", lambda: setattr(m, "limit", len))
attempt("adding a module attribute", lambda: setattr(m, "new", 1))
attempt("deleting a module variable", lambda: delattr(m, "LIMIT"))
attempt("replacing a method", lambda: setattr(m.Point, "get", len))
attempt("adding a class attribute", lambda: setattr(m.Point, "extra", 1))
attempt("adding an instance attribute", lambda: setattr(p, "extra", 1))
attempt("deleting a field", lambda: delattr(p, "x"))
attempt("setting a field", lambda: setattr(p, "x", 5))
print(hasattr(p, "__dict__"), p.__class__.__name__)
helpers = ("__dict__", "__getstate__", "__new__", "__reduce_ex__", "__setstate__", "__signature__", "__weakref__", "x")
print([name for name in helpers if name in vars(m.Point)])
