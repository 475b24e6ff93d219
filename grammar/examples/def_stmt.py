def f(): pass
def g[T](x: T, /) -> T:
    return x
