# `json`: values are Any, checked where they enter typed code.
from typing import Any, Callable, Iterator

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
def detect_encoding(b: bytes | bytearray) -> str: ...

class JSONEncoder:
    item_separator: str
    key_separator: str
    skipkeys: bool
    ensure_ascii: bool
    check_circular: bool
    allow_nan: bool
    sort_keys: bool
    indent: Any
    def __init__(self, *, skipkeys: bool = False, ensure_ascii: bool = True, check_circular: bool = True, allow_nan: bool = True,
                 sort_keys: bool = False, indent: int | str | None = None, separators: tuple[str, str] | None = None,
                 default: Callable[[Any], Any] | None = None) -> None: ...
    def default(self, o: Any) -> Any: ...
    def encode(self, o: Any) -> str: ...
    def iterencode(self, o: Any, _one_shot: bool = False) -> Iterator[str]: ...

class JSONDecoder:
    object_hook: Any
    object_pairs_hook: Any
    parse_float: Any
    parse_int: Any
    parse_constant: Any
    strict: bool
    parse_object: Any
    parse_array: Any
    parse_string: Any
    memo: Any
    scan_once: Any
    def __init__(self, *, object_hook: Callable[[dict[str, Any]], Any] | None = None, parse_float: Callable[[str], Any] | None = None,
                 parse_int: Callable[[str], Any] | None = None, parse_constant: Callable[[str], Any] | None = None, strict: bool = True,
                 object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None) -> None: ...
    def decode(self, s: str, _w: Any = ...) -> Any: ...
    def raw_decode(self, s: str, idx: int = 0) -> tuple[Any, int]: ...

decoder: Any = ...
encoder: Any = ...
scanner: Any = ...
