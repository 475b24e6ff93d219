# copy, deepcopy and pickle work as for the source's classes.
import copy
import pickle

import points

p = points.Point(1.5, 2.5, "orig")
p.tags.append("a")
p.count = 2**65
q = copy.copy(p)
r = copy.deepcopy(p)
for other in (q, r, *(pickle.loads(pickle.dumps(p, protocol)) for protocol in range(2, 6))):
    print(other, other.count, other.tags, other.tags is p.tags, other is p)
ring = points.ring(4)
twin = pickle.loads(pickle.dumps(ring))
print(twin.next.next.next.next is twin, [twin.value, twin.next.value, twin.next.next.value])
f = pickle.loads(pickle.dumps(points.describe))
print(f is points.describe, pickle.loads(pickle.dumps(points.Point)) is points.Point)


class Sub(points.Point):
    pass


Sub.__module__, Sub.__qualname__ = "__main__", "Sub"
s = Sub(1.0, 2.0)
s.more = [1]
t = copy.deepcopy(s)
print(type(t).__name__, t.more, t.x, t.more is s.more)
