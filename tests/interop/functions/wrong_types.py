# DIFF-001: an argument that violates its annotation is refused at the call. DIFF-002: an int for a float becomes one.
import calls


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except (TypeError, AttributeError) as e:
        print(f"{type(e).__name__}: {e}")


attempt(calls.add, "1")
attempt(calls.add, 1, 2.0)
attempt(calls.add, 1, b=None)
attempt(calls.halve, 3)
attempt(calls.halve, "x")
attempt(calls.identity, (1, 2))
attempt(calls.optional, 1.5)
attempt(calls.union, 1.5)
attempt(calls.mixed, 1, 2.0, "a", 3)
attempt(calls.mixed, 1, 2.0, flag=1)
attempt(calls.mixed, 1, 2.0, extra="x")
attempt(calls.apply, 5, 1)
