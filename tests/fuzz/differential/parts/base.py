"""What all parts of the generator share: the types, the scope, the choices, the text."""

import random

INT, FLOAT, BOOL, STR, BYTES = "int", "float", "bool", "str", "bytes"
LIST_INT, LIST_STR, LIST_FLOAT, SET = "list[int]", "list[str]", "list[float]", "set[int]"
DICT, GROUPS, TUPLE, OPT = "dict[str, int]", "dict[int, list[int]]", "tuple[int, str]", "int | None"
SCALARS = (INT, INT, INT, FLOAT, BOOL, STR)
TYPES = SCALARS + (INT, LIST_INT, LIST_INT, LIST_STR, LIST_FLOAT, DICT, SET, TUPLE, OPT, BYTES, GROUPS)
ERRORS = ("ValueError", "KeyError", "IndexError", "ZeroDivisionError", "OverflowError", "TypeError", "RuntimeError", "AppError", "SubError")
ENDIAN = ('"big"', '"little"')
# The method make_<...> that makes an expression of a type.
NAMES = {
    INT: "int", FLOAT: "float", BOOL: "bool", STR: "str", BYTES: "bytes", LIST_INT: "list_int", LIST_STR: "list_str",
    LIST_FLOAT: "list_float", DICT: "dict", GROUPS: "groups", SET: "set", TUPLE: "tuple", OPT: "optional",
}


class Scope:
    """Variables in reach: name -> type, and which may be assigned."""

    def __init__(self, names, assignable):
        self.names, self.assignable, self.narrowed = dict(names), set(assignable), set()

    def of(self, type_):
        return [name for name, known in self.names.items() if known == type_]

    def child(self):
        child = Scope(self.names, self.assignable)
        child.narrowed |= self.narrowed
        return child


class Class:
    """A class of the program. `fields` are what its constructor takes, in order."""

    def __init__(self, name, fields, methods, kind="plain"):
        self.name, self.fields, self.methods, self.kind = name, fields, methods, kind  # methods: {name: ([types], result)}
        self.properties = {}  # name -> type
        self.statics = {}  # static and class methods, like methods
        self.operators = set()  # "add", "len", "item", "iter", "contains", "call"


class Function:
    """A function of the program; `names` where it takes keywords, `defaults` of its last parameters may be left out."""

    def __init__(self, name, params, result, names=(), defaults=0):
        self.name, self.params, self.result, self.names, self.defaults = name, params, result, names, defaults


class Base:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.depth = 0
        self.counter = 0
        self.functions = []  # Function
        self.classes = []  # Class
        self.generators = []  # Function; result "iterator" or "generator" (takes ints, gives a str)
        self.coroutines = []  # Function; result "async iterator" for asynchronous generators
        self.managers = []  # Function: with cm(n) as v, an int
        self.enums = []  # (name, kind, [members])
        self.globals = {}  # name -> type
        self.in_loop = 0
        self.result = None
        self.inside = ""  # "", "iterator", "generator", "async", "async iterator": what the function being written is

    def emit(self, text):
        self.lines.append("    " * self.depth + text)

    def fresh(self, prefix):
        self.counter += 1
        return f"{prefix}{self.counter}"

    def chance(self, p):
        return self.random.random() < p

    def pick(self, choices):
        return choices[self.random.randrange(len(choices))]

    def class_named(self, name):
        return next(c for c in self.classes if c.name == name)

    def arguments(self, function, scope, depth):
        """Positional ones, then keywords in any order; defaults may be left out."""
        values = [self.expr(p, scope, depth) for p in function.params]
        if function.defaults and self.chance(0.4):
            values = values[: len(values) - self.random.randrange(1, function.defaults + 1)]
        if not function.names or not values or self.chance(0.7):
            return ", ".join(values)
        first = self.random.randrange(len(values))
        keywords = [f"{n}={v}" for n, v in list(zip(function.names, values))[first:]]
        self.random.shuffle(keywords)
        return ", ".join(values[:first] + keywords)
