# Data classes from Python: construction, subclasses, pickling, frozen ones, introspection.
import copy
import dataclasses
import pickle

import records

item = records.Item("a", price=2.5)
print(item, item == records.Item("a", 2.5), item != records.Item("b"), records.Item(name="c", tags=["t"]))
print(records.Item.__match_args__, records.Item.price, records.Item.kind, [f.name for f in dataclasses.fields(item)])
for bad in ((), (1, 2, 3, 4, 5)):
    try:
        records.Item(*bad)
    except TypeError as e:
        print(e)
try:
    records.Item("a", colour=1)
except TypeError as e:
    print(e)
for other in (copy.copy(item), copy.deepcopy(item), *(pickle.loads(pickle.dumps(item, p)) for p in range(2, 6))):
    print(other, other == item, other.tags is item.tags, other.kind is item.kind)
key = records.Key(1)
print(pickle.loads(pickle.dumps(key)) == key, copy.deepcopy(key), hash(key) == hash((1, "b")), key < records.Key(1, "c"))
for action in ("key.a = 2", "del key.b", "key.z = 1"):
    try:
        exec(action)
    except dataclasses.FrozenInstanceError as e:
        print(action, type(e).__name__, e)
object.__setattr__(key, "a", 5)
print(key)


class Special(records.Item):
    def __post_init__(self):
        self.extra = self.name * 2


class SpecialKey(records.Key):
    pass


s = Special("x")
print(s, s == records.Item("x"), s == Special("x"), type(s).__name__)
k = SpecialKey(3, "z")
k.more = 1
print(k, k.more, k == records.Key(3, "z"), hash(k) == hash(records.Key(3, "z")))
try:
    k.a = 1
except dataclasses.FrozenInstanceError as e:
    print(e)


@dataclasses.dataclass
class Extended(records.Item):
    count: int = 3


e = Extended("e", 9.0, count=4)
print(e, dataclasses.asdict(e)["count"], records.total([item, e]))
print(dataclasses.replace(item, name="n"), dataclasses.astuple(records.Key(7)), dataclasses.is_dataclass(records.Key))
print(records.Kind(2), pickle.loads(pickle.dumps(records.Kind.LARGE)) is records.Kind.LARGE, list(records.Kind))
p = records.Pair(1)
print(p, pickle.loads(pickle.dumps(p)), p._replace(left=2), p == (1, "r"), isinstance(p, tuple))
