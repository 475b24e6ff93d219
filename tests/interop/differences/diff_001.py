# DIFF-001: an argument that violates its annotation raises TypeError at the call.
import diff_001 as m

for call in (lambda: m.add("a", "b"), lambda: m.add(1, None), lambda: m.shout([1]), lambda: m.Box("text").n):
    try:
        print("returned", call())
    except TypeError as error:
        print("TypeError", COMPILED or error)
print(m.add(1, 2))
