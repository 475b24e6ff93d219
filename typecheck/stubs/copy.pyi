# `copy`.
from typing import Any

Error = Exception

def copy[T](x: T) -> T: ...
def deepcopy[T](x: T, memo: dict[int, Any] | None = None, _nil: Any = ...) -> T: ...
