# Three modules with the same last name in one library (and a package and its member): each import gets its own.
import importlib
import pickle
import sys

import depot
import depot.depot
import depot.south.util
from depot.north import util

print(depot.north(), depot.south.util.name(), util.name(), depot.depot.own())
print(sorted(n for n in sys.modules if n.split(".")[0] == "depot"))
print(util is depot.south.util, util.__name__, depot.south.util.__spec__.name, depot.util is depot.south.util)
crate = pickle.loads(pickle.dumps(depot.south.util.Crate("x")))
print(type(crate).__module__, crate.label)
del sys.modules["depot.north.util"]
print(importlib.import_module("depot.north.util").name())
