# Relative imports, __all__, submodules as attributes, special names, pickling by name, resources.
import bazaar, pickle, inspect, importlib.resources, sys
from bazaar import *
print(sorted(n for n in dir(bazaar) if not n.startswith("__")))
i = Item("a", 2.5)
print(pricing.total([i]), pricing.describe(i), shout("x"))
print(pickle.loads(pickle.dumps(i)).name, pickle.loads(pickle.dumps(pricing.total)) is pricing.total, pickle.loads(pickle.dumps(Item)) is Item)
print(bazaar.__file__.split("/")[-1].split(".")[0], bazaar.tools.text.__name__, bazaar.pricing.__package__, bazaar.__spec__.submodule_search_locations is not None)
print(importlib.resources.files("bazaar").name)
import bazaar.tools
print(bazaar.tools.text is sys.modules["bazaar.tools.text"])
print(bazaar.__doc__, bazaar.pricing.__spec__.parent, bazaar.model.Item.__module__)
