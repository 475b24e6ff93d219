"""The rows of FEATURES.md: every construct of the language reference with what finds it in a test's syntax tree.

A row: name, test on a node (`ast`), the IR ops that make it fast (empty: never fast). What syntax CPython 3.11 cannot parse is found by
a regular expression on the text instead.
"""

import ast
import re


def is_(*kinds):
    return lambda n: isinstance(n, kinds)


def has(kind, field):
    return lambda n: isinstance(n, kind) and bool(getattr(n, field, None))


def op(kind, operator):
    return lambda n: isinstance(n, kind) and isinstance(n.op, operator)


def compare(operator):
    return lambda n: isinstance(n, ast.Compare) and any(isinstance(o, operator) for o in n.ops)


def constant(type_):
    return lambda n: isinstance(n, ast.Constant) and type(n.value) is type_


def calls(name):
    return lambda n: isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == name


def decorated(name):
    def found(n):
        decorators = getattr(n, "decorator_list", [])
        return any(name in ast.unparse(d).split("(")[0].split(".") for d in decorators)

    return found


def names(*wanted):
    return lambda n: (isinstance(n, ast.Name) and n.id in wanted) or (isinstance(n, ast.Attribute) and n.attr in wanted)


def defines(name):
    return lambda n: isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and n.name == name


def base(*wanted):
    return lambda n: isinstance(n, ast.ClassDef) and any(ast.unparse(b).split("[")[0].split(".")[-1] in wanted for b in n.bases)


def inside(outer, inner):
    return lambda n: isinstance(n, outer) and any(isinstance(c, inner) for s in getattr(n, "body", []) for c in ast.walk(s))


def any_of(*tests):
    return lambda n: any(t(n) for t in tests)


def text(pattern):
    return re.compile(pattern, re.MULTILINE)


FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
LOOP = (ast.For, ast.While)
ARITHMETIC = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "//": ast.FloorDiv, "%": ast.Mod, "**": ast.Pow,
              "<<": ast.LShift, ">>": ast.RShift, "&": ast.BitAnd, "|": ast.BitOr, "^": ast.BitXor, "@": ast.MatMult}  # fmt: skip
FAST_INT = {"+": "IntAdd", "-": "IntSub", "*": "IntMul", "/": "IntTrueDiv", "//": "IntFloorDiv", "%": "IntMod", "**": "IntPow",
            "<<": "IntShl", ">>": "IntShr", "&": "IntAnd", "|": "IntOr", "^": "IntXor"}  # fmt: skip
SPECIAL = """__init__ __new__ __del__ __repr__ __str__ __bytes__ __format__ __lt__ __le__ __eq__ __ne__ __gt__ __ge__ __hash__ __bool__
__getattr__ __getattribute__ __setattr__ __delattr__ __get__ __set__ __delete__ __set_name__ __init_subclass__ __class_getitem__ __call__
__len__ __length_hint__ __getitem__ __setitem__ __delitem__ __missing__ __iter__ __next__ __reversed__ __contains__
__add__ __sub__ __mul__ __matmul__ __truediv__ __floordiv__ __mod__ __divmod__ __pow__ __lshift__ __rshift__ __and__ __xor__ __or__
__radd__ __rsub__ __rmul__ __rtruediv__ __rfloordiv__ __rmod__ __rdivmod__ __rpow__ __rlshift__ __rrshift__ __rand__ __rxor__ __ror__
__iadd__ __isub__ __imul__ __itruediv__ __ifloordiv__ __imod__ __ipow__ __ilshift__ __irshift__ __iand__ __ixor__ __ior__
__neg__ __pos__ __abs__ __invert__ __complex__ __int__ __float__ __index__ __round__ __trunc__ __floor__ __ceil__
__enter__ __exit__ __await__ __aiter__ __anext__ __aenter__ __aexit__""".split()


def literals():
    yield "int literals", constant(int), ("ConstInt",)
    yield "float literals", constant(float), ("ConstFloat",)
    yield "imaginary literals", constant(complex), ()
    yield "str literals", constant(str), ("ConstObject",)
    yield "bytes literals", constant(bytes), ("ConstObject",)
    yield "`True`, `False`", constant(bool), ("ConstBool",)
    yield "`None`", constant(type(None)), ()
    yield "`...`", constant(type(...)), ()
    yield "f-strings", is_(ast.JoinedStr), ()
    yield "f-strings: format spec", lambda n: isinstance(n, ast.FormattedValue) and n.format_spec is not None, ()
    yield "f-strings: conversion", lambda n: isinstance(n, ast.FormattedValue) and n.conversion != -1, ()
    yield "list displays", is_(ast.List), ()
    yield "tuple displays", is_(ast.Tuple), ()
    yield "dict displays", is_(ast.Dict), ()
    yield "dict displays with `**`", lambda n: isinstance(n, ast.Dict) and None in n.keys, ()
    yield "set displays", is_(ast.Set), ()
    yield "stars in displays", lambda n: isinstance(n, (ast.List, ast.Tuple, ast.Set)) and isinstance(getattr(n, "ctx", ast.Load()), ast.Load) and any(isinstance(e, ast.Starred) for e in n.elts), ()
    yield "list comprehensions", is_(ast.ListComp), ("ListAppend",)
    yield "set comprehensions", is_(ast.SetComp), ()
    yield "dict comprehensions", is_(ast.DictComp), ()
    yield "generator expressions", is_(ast.GeneratorExp), ()
    yield "asynchronous comprehensions", lambda n: isinstance(n, ast.comprehension) and bool(n.is_async), ()


def expressions():
    for sign, kind in ARITHMETIC.items():
        yield f"`a {sign} b`", op(ast.BinOp, kind), (FAST_INT.get(sign, ""),)
        yield f"`a {sign}= b`", op(ast.AugAssign, kind), (FAST_INT.get(sign, ""),)
    for sign, kind, fast in (("-a", ast.USub, "IntNeg"), ("+a", ast.UAdd, "IntPos"), ("~a", ast.Invert, "IntInvert"), ("not a", ast.Not, "BoolNot")):
        yield f"`{sign}`", op(ast.UnaryOp, kind), (fast,)
    for sign, kind in (("<", ast.Lt), ("<=", ast.LtE), ("==", ast.Eq), ("!=", ast.NotEq), (">", ast.Gt), (">=", ast.GtE)):
        yield f"`a {sign} b`", compare(kind), ("IntCompare",)
    yield "`is`, `is not`", any_of(compare(ast.Is), compare(ast.IsNot)), ("ObjIs",)
    yield "`in`, `not in`", any_of(compare(ast.In), compare(ast.NotIn)), ("DictContains",)
    yield "chained comparisons", lambda n: isinstance(n, ast.Compare) and len(n.ops) > 1, ("IntCompare",)
    yield "`and`, `or`", is_(ast.BoolOp), ("ConstBool",)
    yield "conditional expressions", is_(ast.IfExp), ("ConstBool",)
    yield "assignment expressions", is_(ast.NamedExpr), ("ConstBool",)
    yield "lambda", is_(ast.Lambda), ()
    yield "lambda with defaults", lambda n: isinstance(n, ast.Lambda) and bool(n.args.defaults), ()
    yield "attribute references", is_(ast.Attribute), ("FieldGet",)
    yield "subscripts", is_(ast.Subscript), ("ListItem",)
    yield "slices", is_(ast.Slice), ()
    yield "calls", is_(ast.Call), ("Call",)
    yield "calls with keywords", has(ast.Call, "keywords"), ("Call",)
    yield "calls with `*`", lambda n: isinstance(n, ast.Call) and any(isinstance(a, ast.Starred) for a in n.args), ()
    yield "calls with `**`", lambda n: isinstance(n, ast.Call) and any(k.arg is None for k in n.keywords), ()
    yield "`super()`", calls("super"), ("Call",)
    yield "`await`", is_(ast.Await), ()
    yield "`yield`", is_(ast.Yield), ()
    yield "`yield from`", is_(ast.YieldFrom), ()


def statements():
    yield "assignment", is_(ast.Assign), ("ConstInt",)
    yield "assignment to several targets", lambda n: isinstance(n, ast.Assign) and len(n.targets) > 1, ("ConstInt",)
    yield "unpacking assignment", lambda n: isinstance(n, ast.Assign) and isinstance(n.targets[0], (ast.Tuple, ast.List)), ("TupleItem",)
    yield "unpacking with a star", lambda n: isinstance(n, (ast.Tuple, ast.List)) and isinstance(n.ctx, ast.Store) and any(isinstance(e, ast.Starred) for e in n.elts), ()
    yield "annotated assignment", is_(ast.AnnAssign), ("ConstInt",)
    yield "`del` of names", lambda n: isinstance(n, ast.Delete) and any(isinstance(t, ast.Name) for t in n.targets), ()
    yield "`del` of items", lambda n: isinstance(n, ast.Delete) and any(isinstance(t, ast.Subscript) and not isinstance(t.slice, ast.Slice) for t in n.targets), ()
    yield "`del` of slices", lambda n: isinstance(n, ast.Delete) and any(isinstance(t, ast.Subscript) and isinstance(t.slice, ast.Slice) for t in n.targets), ()
    yield "`del` of attributes", lambda n: isinstance(n, ast.Delete) and any(isinstance(t, ast.Attribute) for t in n.targets), ()
    yield "`assert`", is_(ast.Assert), ("ConstBool",)
    yield "`pass`", is_(ast.Pass), ("ConstInt",)
    yield "`if`, `elif`, `else`", is_(ast.If), ("ConstBool",)
    yield "`while`", is_(ast.While), ("IntCompare",)
    yield "`while` with `else`", has(ast.While, "orelse"), ("IntCompare",)
    yield "`for`", is_(ast.For), ("IntAdd",)
    yield "`for` with `else`", has(ast.For, "orelse"), ("IntAdd",)
    yield "`break`", is_(ast.Break), ("ConstInt",)
    yield "`continue`", is_(ast.Continue), ("ConstInt",)
    yield "`return`", is_(ast.Return), ("ConstInt",)
    yield "`raise`", is_(ast.Raise), ()
    yield "`raise` ... `from`", has(ast.Raise, "cause"), ()
    yield "`raise` alone", lambda n: isinstance(n, ast.Raise) and n.exc is None, ()
    yield "`try` ... `except`", has(ast.Try, "handlers"), ()
    yield "`try` ... `else`", has(ast.Try, "orelse"), ()
    yield "`try` ... `finally`", has(ast.Try, "finalbody"), ()
    yield "`except*`", is_(ast.TryStar), ()
    yield "leaving loops from `finally`", lambda n: isinstance(n, ast.Try) and any(isinstance(c, (ast.Break, ast.Continue, ast.Return)) for s in n.finalbody for c in ast.walk(s)), ()
    yield "`with`", is_(ast.With), ()
    yield "`with` of several managers", lambda n: isinstance(n, ast.With) and len(n.items) > 1, ()
    yield "`match`", is_(ast.Match), ()
    for kind in ("MatchValue", "MatchSingleton", "MatchSequence", "MatchMapping", "MatchClass", "MatchStar", "MatchAs", "MatchOr"):
        yield f"`match`: {kind[5:].lower()} patterns", is_(getattr(ast, kind)), ()
    yield "`match`: guards", lambda n: isinstance(n, ast.match_case) and n.guard is not None, ()
    yield "`import`", is_(ast.Import), ()
    yield "`from` ... `import`", is_(ast.ImportFrom), ()
    yield "relative imports", lambda n: isinstance(n, ast.ImportFrom) and n.level > 0, ()
    yield "`import *`", lambda n: isinstance(n, ast.ImportFrom) and n.names[0].name == "*", ()
    yield "imports in functions", inside(FUNCTION, (ast.Import, ast.ImportFrom)), ()
    yield "`global`", is_(ast.Global), ("GlobalGet",)
    yield "`nonlocal`", is_(ast.Nonlocal), ("CellGet",)
    yield "`type` statements", text(r"^\s*type \w+(\[.*\])? ="), ()
    yield "`async for`", is_(ast.AsyncFor), ()
    yield "`async with`", is_(ast.AsyncWith), ()


def functions():
    args = lambda field: lambda n: isinstance(n, FUNCTION) and bool(getattr(n.args, field))  # noqa: E731
    yield "`def`", is_(ast.FunctionDef), ("Call",)
    yield "defaults", args("defaults"), ("Call",)
    yield "positional-only parameters", args("posonlyargs"), ("Call",)
    yield "keyword-only parameters", args("kwonlyargs"), ("Call",)
    yield "`*args`", args("vararg"), ()
    yield "`**kwargs`", args("kwarg"), ()
    yield "nested functions", inside(FUNCTION, FUNCTION), ()
    yield "recursion", lambda n: isinstance(n, FUNCTION) and any(isinstance(c, ast.Name) and c.id == n.name for s in n.body for c in ast.walk(s)), ("Call",)
    yield "generators", lambda n: isinstance(n, ast.FunctionDef) and any(isinstance(c, (ast.Yield, ast.YieldFrom)) for s in n.body for c in ast.walk(s)), ()
    yield "`async def`", is_(ast.AsyncFunctionDef), ()
    yield "asynchronous generators", inside(ast.AsyncFunctionDef, ast.Yield), ()
    yield "decorators of one's own", lambda n: isinstance(n, FUNCTION) and any(isinstance(d, ast.Name) and d.id not in ("property", "staticmethod", "classmethod", "overload", "override", "final", "abstractmethod", "cache", "contextmanager") for d in n.decorator_list), ()
    for name in ("lru_cache", "cache", "wraps", "contextmanager", "singledispatch", "overload", "override", "final", "total_ordering", "cached_property"):
        yield f"`@{name}`", decorated(name), ()
    yield "type parameters of functions", text(r"^\s*(async )?def \w+\["), ()


def classes():
    yield "`class`", is_(ast.ClassDef), ("FieldGet",)
    yield "inheritance", has(ast.ClassDef, "bases"), ("FieldGet",)
    yield "multiple bases", lambda n: isinstance(n, ast.ClassDef) and len(n.bases) > 1, ()
    yield "nested classes", inside(ast.ClassDef, ast.ClassDef), ()
    yield "classes in functions", inside(FUNCTION, ast.ClassDef), ()
    yield "class keywords", has(ast.ClassDef, "keywords"), ()
    yield "class decorators", has(ast.ClassDef, "decorator_list"), ()
    yield "properties", decorated("property"), ("Call",)
    yield "property setters", decorated("setter"), ("Call",)
    yield "property deleters", decorated("deleter"), ()
    yield "static methods", decorated("staticmethod"), ("Call",)
    yield "class methods", decorated("classmethod"), ("Call",)
    yield "abstract methods", decorated("abstractmethod"), ()
    yield "class variables", lambda n: isinstance(n, ast.ClassDef) and any(isinstance(s, ast.Assign) for s in n.body), ()
    yield "fields in the class body", lambda n: isinstance(n, ast.ClassDef) and any(isinstance(s, ast.AnnAssign) for s in n.body), ("FieldGet",)
    yield "private names `__x`", lambda n: isinstance(n, ast.Attribute) and n.attr.startswith("__") and not n.attr.endswith("__"), ("FieldGet",)
    yield "`__slots__`", names("__slots__"), ()
    yield "exceptions of one's own", base("Exception", "ValueError", "KeyError", "RuntimeError", "TypeError", "LookupError", "OSError"), ()
    yield "subclasses of built-in containers", base("list", "dict", "set", "tuple", "str", "int", "float", "bytes", "frozenset"), ()
    for name in ("Protocol", "Generic", "ABC", "NamedTuple", "TypedDict", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"):
        yield f"`{name}`", base(name), ()
    yield "`@dataclass`", decorated("dataclass"), ()
    yield "type parameters of classes", text(r"^\s*class \w+\["), ()
    yield "metaclasses", lambda n: isinstance(n, ast.ClassDef) and any(k.arg == "metaclass" for k in n.keywords), ()
    for name in SPECIAL:
        yield f"`{name}`", defines(name), ("Call",) if name == "__init__" else ()


def types():
    subscript = lambda *wanted: lambda n: isinstance(n, ast.Subscript) and ast.unparse(n.value).split(".")[-1] in wanted  # noqa: E731
    yield "`X | Y`", lambda n: isinstance(n, ast.arg) and isinstance(n.annotation, ast.BinOp), ()
    for name in ("Optional", "Union", "Callable", "Literal", "Final", "ClassVar", "Annotated", "Concatenate", "TypeGuard", "TypeIs", "Required", "NotRequired", "Unpack", "type"):
        yield f"`{name}[...]`", subscript(name), ()
    for name in ("Any", "Never", "NoReturn", "Self", "LiteralString"):
        yield f"`{name}`", names(name), ()
    for name in ("TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "cast", "assert_type", "reveal_type", "assert_never"):
        yield f"`{name}()`", calls(name), ()
    yield "`TYPE_CHECKING`", names("TYPE_CHECKING"), ()
    yield "annotations as text", lambda n: isinstance(n, ast.arg) and isinstance(n.annotation, ast.Constant) and isinstance(n.annotation.value, str), ()
    yield "`from __future__ import annotations`", lambda n: isinstance(n, ast.ImportFrom) and n.module == "__future__", ()


SECTIONS = {"Literals and displays": literals, "Expressions": expressions, "Statements": statements, "Functions": functions, "Classes": classes, "Types": types}
BUILTIN_TYPES = (int, float, complex, bool, str, bytes, bytearray, memoryview, list, tuple, dict, set, frozenset, range, slice)
# Refused by the dialect as names; the rest of the built-in functions are rows.
NOT_FUNCTIONS = {"copyright", "credits", "license", "exit", "quit", "help", "breakpoint"}
