# Instances are freed when unreferenced, cycles by the collector; weak references see it.
import gc
import weakref

import points

p = points.Point(1.0, 2.0)
ref = weakref.ref(p)
print(ref() is p)
del p
print(ref() is None)
ring = points.ring(5)
ref = weakref.ref(ring)
del ring
print(ref() is None)
gc.collect()
print(ref() is None)
p = points.Point(0.0, 0.0)
p.tags.append(p)
ref = weakref.ref(p)
del p
gc.collect()
print(ref() is None)
