def f(a, b, /, c, d=1, *e, g, h=2, **i): pass
def j(a, *, b,): pass
