# `types`: names for the classes of CPython's own.
from typing import Any, Callable, Coroutine, Mapping
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
    def __init__(self, mapping_or_iterable: Any = ..., /, **kwargs: Any) -> None: ...
    def __getattr__(self, name: str, /) -> Any: ...

class MappingProxyType[K, V_co](Mapping[K, V_co]):
    def __init__(self, mapping: Mapping[K, V_co]) -> None: ...
    def copy(self) -> dict[K, V_co]: ...
    def __or__(self, value: Mapping[K, Any], /) -> dict[K, Any]: ...
    def __ror__(self, value: Mapping[K, Any], /) -> dict[K, Any]: ...

# Known by name only.
AsyncGeneratorType = Any
BuiltinMethodType = Any
CellType = Any
ClassMethodDescriptorType = Any
CoroutineType = Coroutine
DynamicClassAttribute = Any
GenericAlias = Any
GetSetDescriptorType = Any
MemberDescriptorType = Any
MethodDescriptorType = Any
MethodWrapperType = Any
UnionType = Any
WrapperDescriptorType = Any
coroutine: Any = ...
get_original_bases: Any = ...
new_class: Any = ...
prepare_class: Any = ...
resolve_bases: Any = ...
