def f():
    yield
    yield 1
    yield 1, *x
    yield from f()
    return (yield)
