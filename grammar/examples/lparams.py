f = lambda a, b=1, /, c=2, *d, e, g=3, **h: a
g = lambda: 1
