"""Functions and plain classes."""

from .base import BOOL, FLOAT, INT, LIST_INT, OPT, SCALARS, STR, TYPES, Class, Function, Scope

DECORATORS = {"@traced": "", "@functools.lru_cache(maxsize=8)": "hashable", "@functools.cache": "hashable"}
HASHABLE = (INT, FLOAT, BOOL, STR)


class Definitions:
    def function(self):
        name = self.fresh("f")
        params = [self.pick(TYPES) for _ in range(self.random.randrange(4))]
        decorator = self.pick(list(DECORATORS)) if self.chance(0.2) else None
        if decorator and DECORATORS[decorator]:
            params = [self.pick(HASHABLE) for _ in params]
        result = self.pick(TYPES)
        names = {f"a{i}": t for i, t in enumerate(params)}
        defaults = self.random.randrange(len(params)) if params and not decorator and self.chance(0.4) else 0
        if decorator:
            self.emit(decorator)
        self.emit(f"def {name}({self.parameters(names, defaults)}) -> {result}:")
        scope = Scope({**self.globals, **names}, names)
        written = self.pick(list(self.globals)) if self.globals and self.chance(0.3) else None
        if written:
            self.emit(f"    global {written}")
            scope.assignable.add(written)
        self.body(scope, result)
        self.functions.append(Function(name, params, result, tuple(names) if not decorator else (), defaults))

    def parameters(self, names, defaults):
        listed = [f"{n}: {t}" for n, t in names.items()]
        for at in range(len(listed) - defaults, len(listed)):
            listed[at] += f" = {self.literal(list(names.values())[at], Scope({}, ()))}"
        return ", ".join(listed)

    def body(self, scope, result, statements=None, inside=""):
        """`result` None: no value is returned (generators)."""
        self.result, self.in_loop, self.inside = result, 0, inside
        self.depth += 1
        for _ in range(statements or self.random.randrange(1, 5)):
            self.statement(scope, 2)
        if inside.endswith("iterator") or inside == "generator":
            self.emit(f"yield {self.expr(INT, scope)}")
        if result:
            self.emit(f"return {self.expr(result, scope)}")
        self.depth -= 1
        self.inside = ""
        self.emit("")

    def recursive(self):
        name = self.fresh("r")
        self.emit(f"def {name}(n: int, acc: int) -> int:")
        self.depth += 1
        scope = Scope({"n": INT, "acc": INT}, {"acc"})
        self.emit("if n <= 0:")
        self.emit(f"    return {self.expr(INT, scope, 2)}")
        self.result, self.in_loop = INT, 0
        self.statement(scope, 1)
        self.emit(f"return cut({name}(n - {self.pick('12')}, cut({self.expr(INT, scope, 2)})) {self.pick('+-*')} {self.pick(['n', 'acc', '3'])})")
        self.depth -= 1
        self.emit("")
        wrapper = self.fresh("f")
        self.emit(f"def {wrapper}(n: int) -> int:")
        self.emit(f"    return {name}(n % 12, n)")
        self.emit("")
        self.functions.append(Function(wrapper, [INT], INT, ("n",)))

    def global_(self):
        name, type_ = self.fresh("G"), self.pick((INT, INT, STR, LIST_INT, FLOAT))
        self.emit(f"{name}: {type_} = {self.literal(type_, Scope({}, ()))}")
        self.globals[name] = type_

    def class_(self):
        plain = [c for c in self.classes if c.kind == "plain"]
        base = self.pick(plain) if plain and self.chance(0.5) else None
        own = {self.fresh("m"): self.pick((INT, INT, FLOAT, STR, BOOL, LIST_INT, OPT)) for _ in range(self.random.randrange(1, 4))}
        cls = Class(self.fresh("C"), {**(base.fields if base else {}), **own}, dict(base.methods) if base else {})
        if base:
            cls.properties, cls.statics, cls.operators = dict(base.properties), dict(base.statics), set(base.operators)
        self.emit(f"class {cls.name}{f'({base.name})' if base else ''}:")
        self.depth += 1
        self.constructor(cls, base, own)
        self.classes.append(cls)
        me = {f"self.{n}": t for n, t in cls.fields.items()}
        for _ in range(self.random.randrange(1, 3)):
            self.method(cls, base, me)
        self.class_members(cls, me)
        self.shown_members(cls, own)
        self.depth -= 1
        self.emit("")

    def constructor(self, cls, base, own):
        self.emit(f"def __init__(self{''.join(f', {n}: {t}' for n, t in cls.fields.items())}) -> None:")
        if base:
            self.emit(f"    super().__init__({', '.join(base.fields)})")
        for field in own:
            self.emit(f"    self.{field} = {field}")
        self.emit("")

    def method(self, cls, base, me):
        inherited = [m for m in cls.methods if base and m in base.methods and cls.methods[m] is base.methods[m]]
        method = self.pick(inherited) if inherited and self.chance(0.5) else self.fresh("do")
        params, result = cls.methods.get(method, ([self.pick(SCALARS) for _ in range(self.random.randrange(3))], self.pick(TYPES)))
        names = {f"a{i}": t for i, t in enumerate(params)}
        self.emit(f"def {method}(self{''.join(f', {n}: {t}' for n, t in names.items())}) -> {result}:")
        self.member_body(me, names, result)
        cls.methods[method] = (params, result)

    def member_body(self, me, names, result, inside=""):
        """The body of a member of the newest class: does not make instances of it, so that it ends."""
        assignable = {n for n, t in me.items() if t in (INT, FLOAT, STR)}
        saved, self.classes = self.classes, self.classes[:-1]
        self.body(Scope({**me, **names}, assignable | set(names)), result, self.random.randrange(1, 4), inside)
        self.classes = saved

    def shown_members(self, cls, own):
        shown = " ".join(f"{{self.{f}!r}}" for f in cls.fields)
        self.emit("def __repr__(self) -> str:")
        self.emit(f"    return f'{cls.name}({shown})'")
        self.emit("")
        if self.chance(0.5):
            first = next(iter(own))
            self.emit("def __eq__(self, other: object) -> bool:")
            self.emit(f"    return isinstance(other, {cls.name}) and self.{first} == other.{first}")
            self.emit("")
