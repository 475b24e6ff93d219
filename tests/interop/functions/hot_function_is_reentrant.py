# Compiled code, Python code and compiled code again on one stack, with exceptions crossing both ways.
import calls

depth = 0


def again(i):
    global depth
    depth += 1
    if depth < 20:
        return sum(calls.apply(again, 2)) + i
    return i


print(calls.apply(again, 2), depth)
