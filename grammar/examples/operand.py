a = b.c[d](e).f
x = 1, 1.5, 2j, 0xFF, 0o17, 0b1, 1_000, 1e5, .5, 5., 99999999999999999999999
y = None, True, False, ...
async def f():
    return await a.b() ** 2
