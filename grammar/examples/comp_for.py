x = [a for b in c if d if e for f in g]
async def f():
    return [a async for a in b]
