# Classes of CPython's own that have no name in `builtins`: of None, functions, modules, views of dicts.
from typing import Any, Iterable, ItemsView, KeysView, Literal, ValuesView

class NoneType:
    def __bool__(self) -> Literal[False]: ...

class NotImplementedType: ...
class ellipsis: ...

class function:
    __name__: str
    __qualname__: str
    __module__: str
    __doc__: str | None
    __defaults__: Any
    __kwdefaults__: Any
    __annotations__: dict[str, Any]
    __type_params__: tuple[Any, ...]
    __wrapped__: Any
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

class ModuleType:
    __name__: str
    __file__: str | None
    __doc__: str | None
    __package__: str | None
    __path__: list[str]
    __spec__: Any
    __loader__: Any
    __annotations__: dict[str, Any]
    __cached__: str | None
    __dict__: dict[str, Any]

class dict_keys[K_co, V_co](KeysView[K_co]):
    @property
    def mapping(self) -> Any: ...
    def __and__(self, other: Iterable[Any], /) -> set[K_co]: ...
    def __or__[S](self, other: Iterable[S], /) -> set[K_co | S]: ...
    def __sub__(self, other: Iterable[Any], /) -> set[K_co]: ...
    def __xor__[S](self, other: Iterable[S], /) -> set[K_co | S]: ...

class dict_values[K_co, V_co](ValuesView[V_co]):
    @property
    def mapping(self) -> Any: ...

class dict_items[K_co, V_co](ItemsView[K_co, V_co]):
    @property
    def mapping(self) -> Any: ...
    def __and__(self, other: Iterable[Any], /) -> set[tuple[K_co, V_co]]: ...
    def __or__[S](self, other: Iterable[S], /) -> set[tuple[K_co, V_co] | S]: ...
    def __sub__(self, other: Iterable[Any], /) -> set[tuple[K_co, V_co]]: ...
    def __xor__[S](self, other: Iterable[S], /) -> set[tuple[K_co, V_co] | S]: ...
