"""Properties, static and class methods, operators of plain classes; data classes; enumerations."""

from .base import BOOL, FLOAT, INT, LIST_INT, OPT, SCALARS, STR, TUPLE, TYPES, Class, Scope

OPERATORS = {
    "add": ("def __add__(self, other: int) -> int:", INT),
    "len": ("def __len__(self) -> int:", None),
    "item": ("def __getitem__(self, at: int) -> int:", INT),
    "contains": ("def __contains__(self, at: int) -> bool:", BOOL),
    "call": ("def __call__(self, at: int) -> int:", INT),
    "iter": ("def __iter__(self) -> Iterator[int]:", None),
}


class Members:
    def class_members(self, cls, me):
        if self.chance(0.4):
            name, result = self.fresh("seen"), self.pick(SCALARS)
            self.emit("@property")
            self.emit(f"def {name}(self) -> {result}:")
            self.member_body(me, {}, result)
            cls.properties[name] = result
        if self.chance(0.3):
            name, result, of_class = self.fresh("make"), self.pick(SCALARS), self.chance(0.5)
            self.emit("@classmethod" if of_class else "@staticmethod")
            self.emit(f"def {name}({'cls, ' if of_class else ''}a0: int) -> {result}:")
            self.member_body({}, {"a0": INT}, result)
            cls.statics[name] = ([INT], result)
        for operator in self.random.sample(list(OPERATORS), self.random.randrange(3)):
            if operator not in cls.operators:
                self.operator(cls, operator, me)

    def operator(self, cls, operator, me):
        header, result = OPERATORS[operator]
        names = {"other": INT} if operator == "add" else {"at": INT} if result else {}
        self.emit(header)
        if operator == "len":
            self.emit(f"    return abs({self.expr(INT, Scope(me, ()), 0)}) % 7")
            self.emit("")
        else:
            self.member_body(me, names, result, "iterator" if operator == "iter" else "")
        cls.operators.add(operator)

    def of_operator(self, scope, d):
        known = [(c, o) for c in self.classes for o in c.operators]
        if not known:
            return self.literal(INT, scope)
        cls, operator = self.pick(known)
        target = self.instance(cls, scope, d)
        value = self.expr(INT, scope, d - 1)
        return {
            "add": f"({target} + {value})", "len": f"len({target})", "item": f"{target}[{value}]", "call": f"{target}({value})",
            "contains": f"int({value} in {target})", "iter": f"sum({target})",
        }[operator]

    # ---- data classes ------------------------------------------------------------------------------------------------
    def data_class(self):
        name, frozen, ordered = self.fresh("D"), self.chance(0.5), self.chance(0.5)
        options = [f"{option}=True" for option, chosen in (("frozen", frozen), ("order", ordered), ("slots", self.chance(0.3))) if chosen]
        types = (INT, INT, FLOAT, STR, BOOL, TUPLE) if frozen or ordered else (INT, FLOAT, STR, LIST_INT, OPT)
        fields = {self.fresh("m"): self.pick(types) for _ in range(self.random.randrange(1, 4))}
        self.emit(f"@dataclass({', '.join(options)})" if options else "@dataclass")
        self.emit(f"class {name}:")
        self.depth += 1
        defaulted = self.random.randrange(len(fields) + 1)
        for at, (field, type_) in enumerate(fields.items()):
            self.emit(f"{field}: {type_}{self.default(type_) if at >= defaulted else ''}")
        self.emit("")
        cls = Class(name, fields, {}, "frozen" if frozen else "data")
        cls.operators |= {"ordered"} if ordered else set()
        self.classes.append(cls)
        if self.chance(0.5):
            method, result = self.fresh("do"), self.pick(TYPES)
            self.emit(f"def {method}(self, a0: int) -> {result}:")
            me = {f"self.{n}": t for n, t in fields.items()}
            if frozen:
                saved, self.classes = self.classes, self.classes[:-1]
                self.body(Scope({**me, "a0": INT}, {"a0"}), result, self.random.randrange(1, 4))
                self.classes = saved
            else:
                self.member_body(me, {"a0": INT}, result)
            cls.methods[method] = ([INT], result)
        cls.operators.discard("ordered")
        cls.ordered = ordered
        self.depth -= 1
        self.emit("")

    def default(self, type_):
        literal = self.literal(type_, Scope({}, ()))
        return f" = field(default_factory=lambda: {literal})" if type_ == LIST_INT else f" = {literal}"

    def data(self):
        return [c for c in self.classes if c.kind != "plain"]

    def compared(self, scope, d):
        if not self.classes:
            return self.literal(BOOL, scope)
        cls = self.pick(self.classes)
        compare = self.pick(["==", "!=", "<", ">="] if getattr(cls, "ordered", False) else ["==", "!="])
        if self.chance(0.3) and cls.kind != "plain":
            return f"(asdict({self.instance(cls, scope, d)}) {self.pick(['==', '!='])} asdict({self.instance(cls, scope, d)}))"
        return f"({self.instance(cls, scope, d)} {compare} {self.instance(cls, scope, d)})"

    def shown(self, scope, d):
        """What an instance, or a copy of it with another field, shows."""
        if not self.classes:
            return self.literal(STR, scope)
        cls = self.pick(self.classes)
        target = self.instance(cls, scope, d)
        if cls.kind == "plain" or self.chance(0.4):
            return f"{self.pick(['repr', 'str'])}({target})[:60]"
        field = self.pick(list(cls.fields))
        return f"repr(replace({target}, {field}={self.expr(cls.fields[field], scope, d - 1)}))[:60]"

    # ---- enumerations ------------------------------------------------------------------------------------------------
    def enum(self):
        name, kind = self.fresh("E"), self.pick(["Enum", "IntEnum", "Flag"])
        members = [self.fresh("A") for _ in range(self.random.randrange(2, 5))]
        self.emit(f"class {name}({kind}):")
        for at, member in enumerate(members):
            value = "auto()" if self.chance(0.4) else str(1 << at) if kind == "Flag" else str(at + 1)
            self.emit(f"    {member} = {value}")
        if kind != "Flag" and self.chance(0.5):
            self.emit("")
            self.emit("    def label(self) -> str:")
            self.emit("        return f'{self.name}/{self.value}'")
        self.emit("")
        self.emit("")
        self.enums.append((name, kind, members))

    def of_enum(self, type_, scope, d):
        if not self.enums:
            return self.literal(type_, scope)
        name, kind, members = self.pick(self.enums)
        one, other = f"{name}.{self.pick(members)}", f"{name}.{self.pick(members)}"
        looked_up = f"{name}({self.expr(INT, scope, d)} % 6)"
        if type_ == INT:
            ways = [f"{one}.value", f"len({name})", f"len(list({name}))", f"{looked_up}.value"]
            ways += [f"({one} + {self.expr(INT, scope, d)})", f"int({other})"] if kind == "IntEnum" else []
            ways += [f"({one} | {other}).value", f"({one} ^ {other}).value"] if kind == "Flag" else []
        elif type_ == BOOL:
            ways = [f"({one} {self.pick(['==', '!=', 'is', 'is not'])} {other})", f"({looked_up} in ({one}, {other}))", f"({one} in {name})"]
            ways += [f"({one} < {other})"] if kind == "IntEnum" else [f"({one} in ({one} | {other}))"] if kind == "Flag" else []
        else:
            ways = [f"str({one})", f"repr({looked_up})", f"str({other}.name)", f"f'{{{one}}}'", f"{name}[{one}.name].name" if kind != "Flag" else f"repr({one} | {other})"]
        return self.pick(ways)
