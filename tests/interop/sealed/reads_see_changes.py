# Module variables that compiled code changes are seen from Python.
import settings

print(settings.counter, settings.bump(), settings.bump(), settings.counter, settings.LIMIT, settings.names)
settings.names.append("x")
print(settings.names, settings.Config.default, settings.Config(3).default, sorted(n for n in dir(settings) if not n.startswith("__")))
print(settings.__name__, settings.__doc__, hasattr(settings, "__file__"), hasattr(settings, "__spec__"))
