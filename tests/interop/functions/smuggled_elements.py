# Elements of a list from Python are checked when they are read: never a wrong bit pattern.
import smuggled

print(smuggled.total([1, 2, 3]), smuggled.total([2**62, 2**62, 2**63]), smuggled.total([True, 2]))
for bad in ([1, "x"], [1, None], [1.5]):
    try:
        print(smuggled.total(bad))
    except TypeError as e:
        print("TypeError")
