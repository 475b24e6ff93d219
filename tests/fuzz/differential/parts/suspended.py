"""Generators, lazy expressions, coroutines, context managers made of generators."""

from .base import BOOL, INT, LIST_INT, STR, Function, Scope


class Suspended:
    # ---- generators --------------------------------------------------------------------------------------------------
    def generator(self):
        name, sends = self.fresh("g"), self.chance(0.4)
        params = [self.pick((INT, INT, STR, LIST_INT)) for _ in range(self.random.randrange(3))]
        names = {f"a{i}": t for i, t in enumerate(params)}
        type_ = "Generator[int, int, str]" if sends else "Iterator[int]"
        self.emit(f"def {name}({', '.join(f'{n}: {t}' for n, t in names.items())}) -> {type_}:")
        kind = "generator" if sends else "iterator"
        self.body(Scope({**self.globals, **names}, names), STR if sends else None, inside=kind)
        self.generators.append(Function(name, params, kind, tuple(names)))

    def suspend(self, scope, level):
        """A `yield` or an `await`, whichever the function may have."""
        name = self.fresh("v")
        if self.inside == "generator" and self.chance(0.6):
            self.emit(f"{name} = yield {self.expr(INT, scope)}")
            scope.names[name] = INT
        elif self.inside == "async" or (self.inside == "async iterator" and self.chance(0.5)):
            return self.await_(scope, level)
        elif self.inside == "iterator" and self.chance(0.3):
            self.emit(f"yield from {self.pick([self.iterator(scope, 1), self.expr(LIST_INT, scope) + '[:3]', f'range({self.random.randrange(4)})'])}")
        elif self.inside == "generator" and self.chance(0.4) and any(g.result == "generator" for g in self.generators):
            inner = self.pick([g for g in self.generators if g.result == "generator"])
            self.emit(f"{name} = yield from {inner.name}({self.arguments(inner, scope, 1)})")
            scope.names[name] = STR
        else:
            self.emit(f"yield {self.expr(INT, scope)}")

    def iterator(self, scope, d):
        known = [g for g in self.generators if g.result == "iterator"]  # iteration sends None to those that want ints
        if not known:
            return f"iter({self.expr(LIST_INT, scope, d)})"
        generator = self.pick(known)
        return f"{generator.name}({self.arguments(generator, scope, d - 1)})"

    def of_generator(self, scope, d):
        made = self.iterator(scope, d)
        return self.pick([f"sum({made})", f"next({made}, {self.expr(INT, scope, d)})", f"max({made}, default=0)", f"next({made})", f"len(list({made}))"])

    def list_of_generator(self, scope, d):
        made = self.iterator(scope, d)
        return self.pick([f"list({made})[:8]", f"[*{made}][:8]", f"sorted({made})[:8]", f"[n for n in {made} if n > 0][:8]", f"list(itertools.islice({made}, 3))"])

    def driven(self, scope, d):
        known = [g for g in self.generators if g.result == "generator"]
        if not known:
            return self.literal(STR, scope)
        generator = self.pick(known)
        return f"drive({generator.name}({self.arguments(generator, scope, d - 1)}), {self.expr(LIST_INT, scope, d)}[:4])[:80]"

    def lazy(self, type_, scope, d):
        """A generator expression: evaluated as far as it is asked for."""
        inner, name = scope.child(), self.fresh("c")
        inner.names[name] = INT
        source = self.pick([self.expr(LIST_INT, scope, d - 1), f"range({self.random.randrange(6)})"])
        guard = f" if {self.expr(BOOL, inner, d - 1)}" if self.chance(0.4) else ""
        return f"({self.expr(type_, inner, d - 1)} for {name} in {source}{guard})"

    def of_lazy(self, scope, d):
        made = self.lazy(INT, scope, d)
        return self.pick([f"sum({made})", f"next({made}, {self.expr(INT, scope, d - 1)})", f"min({made}, default=1)", f"len(set({made}))"])

    def manager(self):
        name = self.fresh("cm")
        self.emit("@contextmanager")
        self.emit(f"def {name}(a0: int) -> Iterator[int]:")
        self.depth += 1
        self.emit(f"print('open {name}')")
        self.emit("try:")
        self.emit(f"    yield {self.expr(INT, Scope({'a0': INT}, ()), 2)}")
        if self.chance(0.4):
            self.emit(f"except {self.pick(['ValueError', 'LookupError', 'AppError'])} as e:")
            self.emit("    print('swallowed', type(e).__name__)")
        self.emit("finally:")
        self.emit(f"    print('close {name}')")
        self.depth -= 1
        self.emit("")
        self.managers.append(Function(name, [INT], "manager"))

    # ---- coroutines --------------------------------------------------------------------------------------------------
    def coroutine(self):
        name, yields = self.fresh("co"), self.chance(0.3)
        params = [self.pick((INT, STR, LIST_INT)) for _ in range(self.random.randrange(3))]
        names = {f"a{i}": t for i, t in enumerate(params)}
        result = "AsyncIterator[int]" if yields else INT
        self.emit(f"async def {name}({', '.join(f'{n}: {t}' for n, t in names.items())}) -> {result}:")
        kind = "async iterator" if yields else "async"
        self.body(Scope({**self.globals, **names}, names), None if yields else INT, inside=kind)
        self.coroutines.append(Function(name, params, kind))

    def await_(self, scope, level):
        one = [c for c in self.coroutines if c.result == "async"]
        many = [c for c in self.coroutines if c.result == "async iterator"]
        name = self.fresh("v")
        if one and self.chance(0.4):
            made = [f"{c.name}({self.arguments(c, scope, 1)})" for c in (self.pick(one), self.pick(one))]
            self.emit(self.pick([f"{name} = await {made[0]}", f"{name} = sum(await asyncio.gather({made[0]}, {made[1]}))"]))
            scope.names[name] = INT
        elif many and level > 0 and self.chance(0.6):
            made = self.pick(many)
            text = f"{made.name}({self.arguments(made, scope, 1)})"
            if self.chance(0.4):
                self.emit(f"{name} = [n + 1 async for n in {text}][:8]")
                scope.names[name] = LIST_INT
                return
            self.emit(f"async for {name} in {text}:")
            inner = scope.child()
            inner.names[name] = INT
            self.loop_body(inner, level)
        else:
            self.emit("await asyncio.sleep(0)")
