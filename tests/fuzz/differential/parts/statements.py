"""Statements."""

from .base import BOOL, DICT, ERRORS, FLOAT, GROUPS, INT, LIST_INT, LIST_STR, OPT, SET, STR, TUPLE, TYPES


class Statements:
    def block(self, scope, count, level):
        self.depth += 1
        before = len(self.lines)
        inner = scope.child()
        for _ in range(count):
            if self.statement(inner, level):
                break
        if len(self.lines) == before:
            self.emit("pass")
        self.depth -= 1

    def statement(self, scope, level):
        """Emits one; True where control cannot go on behind it."""
        simple = [self.assign] * 4 + [self.augmented] * 3 + [self.mutate] * 2 + [self.unpack, self.printed, self.set_field]
        simple += [self.suspend] * 5 if self.inside else []
        compound = [self.if_, self.if_, self.for_, self.while_, self.try_, self.nested, self.with_, self.match, self.match, self.try_star]
        choices = simple + (compound if level > 0 else []) + ([self.leave] if self.chance(0.5) else [])
        return self.pick(choices)(scope, level)

    def assign(self, scope, level):
        type_ = self.pick(TYPES + tuple(c.name for c in self.classes))
        known = [n for n in scope.of(type_) if n in scope.assignable]
        value = self.expr(type_, scope)
        if known and self.chance(0.5):
            self.emit(f"{self.pick(known)} = {value}")
            return False
        name = self.fresh("v")
        self.emit(f"{name}: {type_} = {value}")
        scope.names[name] = type_
        scope.assignable.add(name)

    def augmented(self, scope, level):
        known = [n for t in (INT, FLOAT, STR, LIST_INT, SET) for n in scope.of(t) if n in scope.assignable]
        if not known:
            return self.assign(scope, level)
        name = self.pick(known)
        type_ = scope.names[name]
        if type_ == INT:
            op = self.pick(["+=", "-=", "*=", "//=", "%=", "&=", "|=", "^=", ">>="])
            value = self.expr(INT, scope)
            self.emit(f"{name} {op} {f'({value}) & 31' if op == '>>=' else value}")
            self.emit(f"{name} = cut({name})")
        elif type_ == FLOAT:
            self.emit(f"{name} {self.pick(['+=', '-=', '*=', '/='])} {self.expr(FLOAT, scope)}")
        elif type_ == STR:
            self.emit(f"{name} += {self.expr(STR, scope)}")
            self.emit(f"{name} = trim({name})")
        elif type_ == LIST_INT:
            self.emit(f"{name} += {self.expr(LIST_INT, scope)}[:3]")
        else:
            self.emit(f"{name} {self.pick(['|=', '&=', '-=', '^='])} {self.expr(SET, scope)}")

    def mutate(self, scope, level):
        e = lambda t: self.expr(t, scope, 2)  # noqa: E731
        lists, dicts, sets = scope.of(LIST_INT), scope.of(DICT), scope.of(SET)
        ways = []
        if scope.of(GROUPS):
            x = self.pick(scope.of(GROUPS))
            ways += [f"{x}.setdefault({e(INT)} % 5, []).append({e(INT)})", f"{x}[{e(INT)} % 3][{e(INT)}] = {e(INT)}", f"{x}.pop({e(INT)})",
                     f"{x}[{e(INT)}] = {e(LIST_INT)}"]
        if lists and self.in_loop < 2:
            x = self.pick(lists)
            ways += [f"{x}.append({e(INT)})", f"{x}[{e(INT)}] = {e(INT)}", f"{x}[{e(INT)} % 3] += {e(INT)}", f"{x}.sort()", f"{x}.reverse()",
                     f"{x}.insert({e(INT)} % 3, {e(INT)})", f"{x}.pop({e(INT)} % 3)", f"{x}[1:2] = {e(LIST_INT)}[:2]", f"del {x}[{e(INT)} % 2]",
                     f"{x}.remove({e(INT)})", f"{x}.extend({e(LIST_INT)}[:2])", f"{x}.pop()"]
        if dicts:
            x = self.pick(dicts)
            ways += [f"{x}[{e(STR)}] = {e(INT)}", f"{x}.update({e(DICT)})", f"{x}.pop({e(STR)}, 0)", f"{x}.setdefault({e(STR)}, {e(INT)})",
                     f"del {x}[{e(STR)}]", f"{x}[{e(STR)}] += {e(INT)} % 100"]
        if sets:
            x = self.pick(sets)
            ways += [f"{x}.add({e(INT)})", f"{x}.discard({e(INT)})", f"{x}.remove({e(INT)})"]
        if not ways:
            return self.assign(scope, level)
        self.emit(self.pick(ways))

    def unpack(self, scope, level):
        a, b = self.fresh("v"), self.fresh("v")
        if self.chance(0.5):
            self.emit(f"{a}, {b} = {self.expr(TUPLE, scope)}")
            scope.names.update({a: INT, b: STR})
        else:
            self.emit(f"{a}, *{b} = {self.expr(LIST_INT, scope)}")
            scope.names.update({a: INT, b: LIST_INT})
        scope.assignable.update((a, b))

    def printed(self, scope, level):
        self.emit(f"show({self.fresh('at')!r}, {self.expr(self.pick(TYPES), scope)})")

    def set_field(self, scope, level):
        known = [(n, c) for c in self.classes for n in scope.of(c.name) if c.kind != "frozen"]
        if not known:
            return self.assign(scope, level)
        name, cls = self.pick(known)
        fields = cls.fields
        field = self.pick(list(fields))
        if fields[field] == INT and self.chance(0.4):
            self.emit(f"{name}.{field} += {self.expr(INT, scope)} % 1000")
        else:
            self.emit(f"{name}.{field} = {self.expr(fields[field], scope)}")

    def if_(self, scope, level):
        optional = [n for n in scope.of(OPT) if not n.startswith("self.")]
        if optional and self.chance(0.4):
            name = self.pick(optional)
            self.emit(f"if {name} is not None:")
            inner = scope.child()
            inner.names[name] = INT
            inner.assignable.discard(name)
            inner.narrowed.add(name)
            self.block(inner, self.random.randrange(1, 3), level - 1)
        else:
            self.emit(f"if {self.expr(BOOL, scope)}:")
            self.block(scope, self.random.randrange(1, 4), level - 1)
        if self.chance(0.3):
            self.emit(f"elif {self.expr(BOOL, scope)}:")
            self.block(scope, self.random.randrange(1, 3), level - 1)
        if self.chance(0.5):
            self.emit("else:")
            self.block(scope, self.random.randrange(1, 3), level - 1)

    def loop_body(self, scope, level):
        self.in_loop += 1
        self.block(scope, self.random.randrange(1, 4), level - 1)
        self.in_loop -= 1
        if self.chance(0.2):
            self.emit("else:")
            saved, self.in_loop = self.in_loop, 0 if self.in_loop == 0 else self.in_loop
            self.block(scope, 1, level - 1)
            self.in_loop = saved

    def for_(self, scope, level):
        name = self.fresh("i")
        inner = scope.child()
        what = self.pick(["range", "range", "list", "str", "items", "enumerate", "step", "generator", "lazy", "zip"])
        if what == "range":
            self.emit(f"for {name} in range({self.random.randrange(5)}):")
            inner.names[name] = INT
        elif what == "step":
            self.emit(f"for {name} in range({self.expr(INT, scope, 1)} % 7, {self.random.randrange(-3, 9)}, {self.pick(['1', '2', '-1', '-2'])}):")
            inner.names[name] = INT
        elif what == "list":
            self.emit(f"for {name} in {self.expr(LIST_INT, scope)}[:4]:")
            inner.names[name] = INT
        elif what == "str":
            self.emit(f"for {name} in {self.expr(STR, scope)}[:4]:")
            inner.names[name] = STR
        elif what == "items":
            value = self.fresh("i")
            self.emit(f"for {name}, {value} in list({self.expr(DICT, scope)}.items())[:3]:")
            inner.names.update({name: STR, value: INT})
        elif what == "generator" and self.generators:
            self.emit(f"for {name} in {self.iterator(scope, 1)}:")
            inner.names[name] = INT
        elif what == "lazy":
            self.emit(f"for {name} in {self.lazy(INT, scope, 2)}:")
            inner.names[name] = INT
        elif what == "zip":
            value = self.fresh("i")
            self.emit(f"for {name}, {value} in zip({self.expr(LIST_STR, scope)}, {self.expr(LIST_INT, scope)}[:4]):")
            inner.names.update({name: STR, value: INT})
        else:
            value = self.fresh("i")
            self.emit(f"for {name}, {value} in enumerate({self.expr(LIST_STR, scope)}[:3], {self.random.randrange(3)}):")
            inner.names.update({name: INT, value: STR})
        self.loop_body(inner, level)

    def while_(self, scope, level):
        name = self.fresh("w")
        self.emit(f"{name} = {self.random.randrange(1, 5)}")
        self.emit(f"while {name} > 0{self.pick(['', ' and ' + self.expr(BOOL, scope, 1)])}:")
        self.depth += 1
        self.emit(f"{name} -= 1")
        self.depth -= 1
        inner = scope.child()
        inner.names[name] = INT
        self.loop_body(inner, level)

    def try_(self, scope, level):
        self.emit("try:")
        self.block(scope, self.random.randrange(1, 4), level - 1)
        handled = self.chance(0.85)
        if handled:
            for _ in range(self.random.randrange(1, 3)):
                name = self.fresh("e")
                kind = self.pick(["Exception", "(ValueError, IndexError)", "ArithmeticError", "LookupError", *ERRORS])
                self.emit(f"except {kind} as {name}:")
                self.depth += 1
                self.emit(f"show({self.fresh('caught')!r}, str({name}) + type({name}).__name__)")
                if self.chance(0.2):
                    self.emit(self.pick(["raise", f"raise AppError('again') from {name}", "raise KeyError('other')"]))
                self.depth -= 1
                if self.lines[-1].lstrip().startswith("show"):
                    self.block(scope, 1, level - 1)
            if self.chance(0.3):
                self.emit("else:")
                self.block(scope, 1, level - 1)
        if not handled or self.chance(0.4):
            self.emit("finally:")
            saved, self.in_finally = getattr(self, "in_finally", 0), 1
            self.block(scope, self.random.randrange(1, 3), level - 1)
            self.in_finally = saved

    def with_(self, scope, level):
        inner = scope.child()
        if self.managers and self.chance(0.5):
            manager, name = self.pick(self.managers), self.fresh("v")
            self.emit(f"with {manager.name}({self.expr(INT, scope, 1)}) as {name}:")
            inner.names[name] = INT
        else:
            self.emit(f"with Scope({self.expr(STR, scope, 1)}, {self.pick(['True', 'False', 'False'])}):")
        self.block(inner, self.random.randrange(1, 3), level - 1)

    def nested(self, scope, level):
        """A closure that reads, and may write, a variable of the function around it; called once or twice."""
        known = [n for n in scope.of(INT) if n in scope.assignable and n.startswith("v")]
        name, param = self.fresh("inner"), self.fresh("p")
        self.emit(f"def {name}({param}: int) -> int:")
        self.depth += 1
        inner = scope.child()
        inner.assignable = set()
        inner.names = {n: t for n, t in inner.names.items() if n not in inner.narrowed}  # closures see the declared type
        inner.names[param] = INT
        target = self.pick(known) if known and self.chance(0.6) else None
        if target:
            self.emit(f"nonlocal {target}")
            self.emit(f"{target} = cut({target} + {self.expr(INT, inner, 2)})")
        if self.chance(0.3):
            self.emit(f"if {self.expr(BOOL, inner, 1)}:")
            self.emit(f"    raise {self.error(inner)}")
        self.emit(f"return {self.expr(INT, inner, 2)}")
        self.depth -= 1
        result = self.fresh("v")
        self.emit(f"{result} = {name}({self.expr(INT, scope, 2)})")
        scope.names[result] = INT

    def error(self, scope):
        kind = self.pick(ERRORS)
        if kind == "SubError":
            return f"SubError({self.expr(INT, scope, 1)}, {self.expr(STR, scope, 1)})"
        return f"{kind}({self.expr(self.pick([STR, INT]), scope, 1)})"

    def leave(self, scope, level):
        ways = [f"raise {self.error(scope)}"]
        if self.in_loop:
            ways += ["break", "continue", "break", "continue"]
        if self.inside.endswith("iterator"):
            ways += ["return"]
        elif self.result:
            ways += [f"return {self.expr(self.result, scope, 2)}"]
        condition = self.expr(BOOL, scope, 2)
        self.emit(f"if {condition}:")
        self.emit(f"    {self.pick(ways)}")
        return False
