async def f():
    async for a in b:
        pass
    async with c as d:
        pass
    await e
