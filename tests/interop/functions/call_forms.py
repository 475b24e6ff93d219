# Positionals, keywords, defaults, stars and results of every kind.
import calls

print(calls.add(1), calls.add(1, 2), calls.add(b=3, a=4), calls.add(*[5], **{"b": 6}))
print(calls.mixed(1, 2.0), calls.mixed(1, 2.5, "x", "y", flag=True, z=3), calls.mixed(1, b=0.5, a=7))
print(calls.optional(), calls.optional(None), calls.optional(5), calls.optional(x=2**70))
print(calls.union(21), calls.union("ab"), calls.union(True))
print(calls.factorial(5), calls.factorial(25), calls.factorial(60) % 10**9)
print(calls.nothing(), calls.anything(calls) is calls)
print(calls.add(2**62, 2**62), calls.add(2**63 - 1, 1), calls.add(-(2**63), -1), calls.add(10**50, -(10**50)))
print(calls.add(True, False), type(calls.add(True, 0)))
adder = calls.make_adder(5)
print(adder(1), adder(2**63), adder.__name__, adder.__qualname__)
