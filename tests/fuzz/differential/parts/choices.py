"""`match` in all its patterns, and `except*`."""

from .base import BOOL, DICT, INT, LIST_INT, OPT, STR, TUPLE

# Patterns of a type: text and the names it binds; {0}, {1} are fresh names.
PATTERNS = {
    INT: [("0", {}), ("1 | 2 | -1", {}), ("True", {}), ("int({0})", {0: INT}), ("{0}", {0: INT})],
    STR: [("''", {}), ("'a' | 'abc'", {}), ("str({0})", {0: STR})],
    LIST_INT: [("[]", {}), ("[{0}]", {0: INT}), ("[{0}, *{1}]", {0: INT, 1: LIST_INT}), ("[_, {0}, *_]", {0: INT}), ("[0 | 1 as {0}, *_]", {0: INT})],
    TUPLE: [("(0, {0})", {0: STR}), ("({0}, 'a')", {0: INT}), ("({0}, {1})", {0: INT, 1: STR})],
    DICT: [("{{'a': {0}}}", {0: INT}), ("{{'abc': {0}, **{1}}}", {0: INT, 1: DICT}), ("{{}}", {})],
    OPT: [("None", {}), ("0 | 1", {}), ("int({0})", {0: INT})],
}


class Choices:
    def match(self, scope, level):
        cls = self.pick(self.classes) if self.classes and self.chance(0.3) else None
        type_ = cls.name if cls else self.pick(list(PATTERNS))
        patterns = self.class_patterns(cls) if cls else PATTERNS[type_]
        self.emit(f"match {self.expr(type_, scope, 2)}{' % 4' if type_ == INT else ''}:")
        self.depth += 1
        for pattern, binds in self.ordered(patterns):
            names = [self.fresh("v"), self.fresh("v")]
            inner = scope.child()
            inner.names.update({names[at]: t for at, t in binds.items()})
            guard = f" if {self.expr(BOOL, inner, 1)}"
            self.emit(f"case {pattern.format(*names)}{guard if self.chance(0.4) or pattern in ALL else ''}:")
            self.block(inner, self.random.randrange(1, 3), level - 1)
        if self.chance(0.6):
            self.emit("case _:")
            self.block(scope, 1, level - 1)
        self.depth -= 1

    def ordered(self, patterns):
        """Some of them, those that take all values last, without one behind another that takes its values."""
        return [p for p in patterns if self.chance(0.6)] or [patterns[0]]

    def class_patterns(self, cls):
        fields = [f for f in cls.fields if cls.fields[f] in (INT, STR)]
        found = [(f"{cls.name}({f}={{0}})", {0: cls.fields[f]}) for f in fields]
        return [(f"{cls.name}({fields[0]}=0)" if fields and cls.fields[fields[0]] == INT else f"{cls.name}()", {}), *found]

    def try_star(self, scope, level):
        if self.inside:
            return self.printed(scope, level)
        errors = ", ".join(self.error(scope) for _ in range(self.random.randrange(1, 4)))
        self.emit("try:")
        self.emit(f"    raise ExceptionGroup('several', [{errors}])")
        saved = self.in_loop, self.result
        self.in_loop, self.result = 0, None
        for kind in self.random.sample(["ValueError", "(KeyError, IndexError)", "AppError", "ArithmeticError"], self.random.randrange(1, 3)):
            name = self.fresh("e")
            self.emit(f"except* {kind} as {name}:")
            self.emit(f"    show({self.fresh('group')!r}, [type(x).__name__ for x in {name}.exceptions])")
            self.block(scope, 1, level - 1)
        self.in_loop, self.result = saved


# Patterns that take every value of their type: they need a guard unless nothing follows.
ALL = {"{0}", "int({0})", "str({0})", "({0}, {1})", "{{}}"}
