def f(a: int, b: str = "", *c: *D, e: int = 1, **g: h): pass
