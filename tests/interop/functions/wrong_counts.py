# CPython's own words for calls that do not fit the parameters.
import calls


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except TypeError as e:
        print("TypeError:", e)


attempt(calls.add)
attempt(calls.add, 1, 2, 3)
attempt(calls.add, 1, c=2)
attempt(calls.add, 1, a=2)
attempt(calls.mixed)
attempt(calls.mixed, 1)
attempt(calls.mixed, b=1.0)
attempt(calls.nothing, 1)
attempt(calls.nothing, x=1)
attempt(calls.make_adder(1))
attempt(calls.make_adder(1), 1, 2)
