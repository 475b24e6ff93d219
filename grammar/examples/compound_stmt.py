if a: pass
for b in c: pass
while d: pass
with e: pass
try: pass
finally: pass
def f(): pass
class C: pass
async def g(): pass
match h:
    case _: pass
@i
def j(): pass
