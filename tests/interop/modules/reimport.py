# The import system's attributes, a second import, and dir().
import importlib
import sys

import library

print(library.__name__, library.__doc__, library.__spec__.name, library.__package__)
print(importlib.import_module("library") is library, sys.modules["library"] is library)
print(library.VERSION, library.greeting("you"), library.table["b"])
from library import greeting as g, Thing

print(g is library.greeting, Thing().value(), g.__module__)
