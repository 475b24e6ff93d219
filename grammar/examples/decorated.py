@a
@b.c(1)
@(d := e)
def f(): pass
@g
class C: pass
@h
async def i(): pass
