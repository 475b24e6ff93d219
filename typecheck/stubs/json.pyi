# `json`: values are Any, checked where they enter typed code.
from typing import Any, Callable

class JSONDecodeError(ValueError):
    msg: str
    doc: str
    pos: int
    lineno: int
    colno: int
    def __init__(self, msg: str, doc: str, pos: int) -> None: ...

def dumps(obj: Any, *, skipkeys: bool = False, ensure_ascii: bool = True, check_circular: bool = True,
          allow_nan: bool = True, cls: Any = None, indent: int | str | None = None,
          separators: tuple[str, str] | None = None, default: Callable[[Any], Any] | None = None, sort_keys: bool = False,
          **kw: Any) -> str: ...
def dump(obj: Any, fp: Any, *, skipkeys: bool = False, ensure_ascii: bool = True, check_circular: bool = True,
         allow_nan: bool = True, cls: Any = None, indent: int | str | None = None,
         separators: tuple[str, str] | None = None, default: Callable[[Any], Any] | None = None, sort_keys: bool = False,
         **kw: Any) -> None: ...
def loads(s: str | bytes | bytearray, *, cls: Any = None, object_hook: Any = None, parse_float: Any = None,
          parse_int: Any = None, parse_constant: Any = None, object_pairs_hook: Any = None, **kw: Any) -> Any: ...
def load(fp: Any, *, cls: Any = None, object_hook: Any = None, parse_float: Any = None, parse_int: Any = None,
         parse_constant: Any = None, object_pairs_hook: Any = None, **kw: Any) -> Any: ...
def __getattr__(name: str) -> Any: ...
