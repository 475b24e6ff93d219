import sys
global_name = 1
del global_name
assert sys, "message"


def f():
    global a, b
    a = b = 1
    if a:
        return a, *[b]
    raise ValueError("x") from None


def g():
    x = 1

    def h():
        nonlocal x
        x = 2
    pass
    return


type Pair[T] = tuple[T, T]
type = 1
for i in [1]:
    continue
else:
    pass
while i:
    break
