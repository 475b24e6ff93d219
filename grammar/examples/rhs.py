def f():
    x = yield 1
    y = 1, 2
