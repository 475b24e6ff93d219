# `types`: names for the classes of CPython's own.
from typing import Any, Callable
from _types import ModuleType as ModuleType
from _types import NoneType as NoneType
from _types import NotImplementedType as NotImplementedType
from _types import ellipsis as EllipsisType
from _types import function as FunctionType

LambdaType = FunctionType
TracebackType = Any
CodeType = Any
FrameType = Any
MethodType = Any
BuiltinFunctionType = Any
GeneratorType = Any

class SimpleNamespace:
    def __init__(self, **kwargs: Any) -> None: ...
    def __getattr__(self, name: str, /) -> Any: ...

class MappingProxyType[K, V_co]:
    def __init__(self, mapping: dict[K, V_co]) -> None: ...
    def __getitem__(self, key: K, /) -> V_co: ...
    def __len__(self) -> int: ...

def __getattr__(name: str) -> Any: ...
