# What inspect and pydoc see.
import inspect

import calls

for name in ("add", "mixed", "optional", "nothing"):
    f = getattr(calls, name)
    signature = inspect.signature(f)
    kinds = [(p.name, p.kind.name, p.default is not p.empty) for p in signature.parameters.values()]
    print(name, kinds, f.__name__, f.__qualname__, f.__module__, f.__doc__)
    print(f.__annotations__.keys(), callable(f))
