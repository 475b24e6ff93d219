# Compiled generators and coroutines under Python: protocols, inspect, itertools, threads, collection, asyncio.
import asyncio
import collections.abc
import gc
import inspect
import itertools
import threading
import weakref

import library as m

print(list(m.count(5)), list(m.count(10, step=4)), list(itertools.islice(m.count(10**9), 3)))
g = m.talk("x", loud=True)
print(next(g), g.send(3), g.send(4))
try:
    g.send(-1)
except StopIteration as e:
    print("value", e.value)


def delegate():
    result = yield from m.talk("y")
    print("result", result)


d = delegate()
print(next(d), d.send(5))
try:
    d.send(-1)
except StopIteration:
    print("over")
for bad in (lambda: m.count(), lambda: m.talk()):
    try:
        bad()
    except TypeError as e:
        print("TypeError")
print(inspect.isgeneratorfunction(m.count), inspect.iscoroutinefunction(m.double), inspect.isasyncgenfunction(m.series))
print(inspect.iscoroutinefunction(m.count), asyncio.iscoroutinefunction(m.double), inspect.isgeneratorfunction(m.lazy))
print(inspect.iscoroutinefunction(m.Tree([1]).total), inspect.isgeneratorfunction(m.Tree.__iter__))
print(inspect.signature(m.count).parameters.keys(), inspect.signature(m.talk).parameters["loud"].kind.name)
g = m.count(3)
print(inspect.getgeneratorstate(g), next(g), inspect.getgeneratorstate(g), g.close(), inspect.getgeneratorstate(g))
print(isinstance(g, collections.abc.Generator), type(g).__name__)
c = m.double(2)
print(inspect.isawaitable(c), isinstance(c, collections.abc.Coroutine), asyncio.iscoroutine(c), inspect.getcoroutinestate(c))
c.close()
print(list(m.Tree([1, 2])), list(m.lazy([1, 2])), sum(m.Tree([3, 4])))


async def native(x):
    await asyncio.sleep(0)
    return await m.double(x) + 1


async def run():
    print(await native(5), await asyncio.gather(m.double(1), native(2), m.Tree([5]).total(None)))
    print([x async for x in m.series(4)])
    s = m.series(3)
    print(await s.__anext__(), await s.asend(None))
    await s.aclose()
    print([x async for x in s])
    task = asyncio.create_task(m.double(4), name="t")
    print(await asyncio.wait_for(task, 1), task.get_name())
    print(await asyncio.wait_for(m.double(7), timeout=1))


asyncio.run(run())

# One generator asked by several threads: each value once, or the error of a busy generator.
source, seen = m.count(3000), []


def ask():
    while True:
        try:
            seen.append(next(source))
        except StopIteration:
            return
        except ValueError:
            pass


threads = [threading.Thread(target=ask) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(seen) == list(range(3000)))


class Holder:
    pass


# A cycle through a suspended generator is collected.
h = Holder()
h.items = [1, 2]
h.g = m.talk("z")
next(h.g)
h.cycle = m.lazy([h and 1])
w = weakref.ref(h)
h.me = h
del h
gc.collect()
print(w() is None)
r = weakref.ref(m.count(1))
print(r() is None)
