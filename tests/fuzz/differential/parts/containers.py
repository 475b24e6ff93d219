"""Expressions of container types and of instances."""

from .base import BOOL, BYTES, DICT, ENDIAN, FLOAT, GROUPS, INT, LIST_FLOAT, LIST_INT, LIST_STR, SET, STR, TUPLE


class Containers:
    def make_list_int(self, scope, d):
        e = lambda t=LIST_INT: self.expr(t, scope, d)  # noqa: E731
        forms = [
            lambda: f"[{e(INT)}, {e(INT)}]",
            lambda: f"({e()} + {e()})[:8]",
            lambda: f"({e()} * ({e(INT)} % 3))[:8]",
            lambda: f"{e()}[{e(INT)} : {e(INT)}]",
            lambda: f"{e()}[::-1]",
            lambda: f"sorted({e(self.pick([LIST_INT, SET]))})",
            lambda: f"sorted({e()}, key=lambda v: v % 7, reverse={e(BOOL)})",
            lambda: f"list(range({e(INT)} % 6))",
            lambda: f"list(map(abs, {e()}))",
            lambda: f"list(filter(None, {e()}))",
            lambda: f"[*{e()}, *{e()}][:8]",
            lambda: f"list({e(DICT)}.values())",
            lambda: f"[ord(c) for c in {e(STR)}]",
            lambda: self.comprehension(scope, d),
            lambda: f"list(reversed({e()}))",
            lambda: f"[i * k for i, k in enumerate({e()})]",
            lambda: f"[a + b for a, b in zip({e()}, {e()})]",
            lambda: self.attribute(LIST_INT, scope, d),
            lambda: f"list({e(BYTES)})",
            lambda: f"{e(GROUPS)}.get({e(INT)}, {e()})",
            lambda: f"[n for row in {e(GROUPS)}.values() for n in row][:8]",
            lambda: f"list({self.lazy(INT, scope, d)})[:8]",
            lambda: self.list_of_generator(scope, d),
        ]
        return self.pick(forms)()

    def make_list_str(self, scope, d):
        e = lambda t=LIST_STR: self.expr(t, scope, d)  # noqa: E731
        forms = [
            lambda: f"[{e(STR)}, {e(STR)}]",
            lambda: f"{e(STR)}.split({self.pick(['', repr(','), repr(' '), repr('a')])})",
            lambda: f"list({e(STR)})",
            lambda: f"sorted({e()})",
            lambda: f"sorted({e()}, key=len)",
            lambda: f"[s.{self.pick(['upper', 'lower', 'strip'])}() for s in {e()}]",
            lambda: f"[str(n) for n in {e(LIST_INT)}]",
            lambda: f"list({e(DICT)})",
            lambda: f"{e()}[{e(INT)} :]",
            lambda: f"({e()} + {e()})[:6]",
        ]
        return self.pick(forms)()

    def make_list_float(self, scope, d):
        e = lambda t=LIST_FLOAT: self.expr(t, scope, d)  # noqa: E731
        return self.pick([
            lambda: f"[{e(FLOAT)}, {e(FLOAT)}]",
            lambda: f"[x * 0.5 for x in {e()}]",
            lambda: f"[float(n) for n in {e(LIST_INT)}]",
            lambda: f"({e()} + {e()})[:6]",
            lambda: f"[x for x in {e()} if x > {e(FLOAT)}]",
        ])()

    def make_dict(self, scope, d):
        e = lambda t=DICT: self.expr(t, scope, d)  # noqa: E731
        return self.pick([
            lambda: f"{{{e(STR)}: {e(INT)}, {e(STR)}: {e(INT)}}}",
            lambda: f"{{s: len(s) for s in {e(LIST_STR)}}}",
            lambda: f"{{**{e()}, {e(STR)}: {e(INT)}}}",
            lambda: f"({e()} | {e()})",
            lambda: f"dict(zip({e(LIST_STR)}, {e(LIST_INT)}))",
            lambda: f"{{k: v for k, v in {e()}.items() if v != {e(INT)}}}",
            lambda: f"dict(sorted({e()}.items()))",
            lambda: f"{e()}.copy()",
        ])()

    def make_set(self, scope, d):
        e = lambda t=SET: self.expr(t, scope, d)  # noqa: E731
        return self.pick([
            lambda: f"{{{e(INT)}, {e(INT)}}}",
            lambda: f"({e()} {self.pick('|&-^')} {e()})",
            lambda: f"set({e(LIST_INT)})",
            lambda: f"{{n % 5 for n in {e(LIST_INT)}}}",
        ])()

    def make_tuple(self, scope, d):
        e = lambda t: self.expr(t, scope, d)  # noqa: E731
        return self.pick([
            lambda: f"({e(INT)}, {e(STR)})",
            lambda: f"min([({e(INT)}, {e(STR)}), ({e(INT)}, {e(STR)})])",
            lambda: f"{e(TUPLE)}",
        ])()

    def make_optional(self, scope, d):
        e = lambda t: self.expr(t, scope, d)  # noqa: E731
        return self.pick([lambda: "None", lambda: e(INT), lambda: f"{e(DICT)}.get({e(STR)})"])()

    def make_bytes(self, scope, d):
        e = lambda t=BYTES: self.expr(t, scope, d)  # noqa: E731
        return self.pick([
            lambda: f"({e()} + {e()})[:20]",
            lambda: f"{e()}[{e(INT)} : {e(INT)}]",
            lambda: f"{e(STR)}.encode()",
            lambda: f"bytes(n & 255 for n in {e(LIST_INT)})",
            lambda: f"{e()}.replace({e()}, b'-', 2)",
            lambda: f"{e()}.{self.pick(['upper', 'lower', 'strip', 'title'])}()",
            lambda: f"({e(INT)}).to_bytes(9, {self.pick(ENDIAN)}, signed={e(BOOL)})",
            lambda: f"(b'%d|%s' % ({e(INT)}, {e()}))[:30]",
            lambda: f"bytes(reversed({e()}))",
        ])()

    def make_groups(self, scope, d):
        e = lambda t: self.expr(t, scope, d)  # noqa: E731
        return self.pick([
            lambda: f"{{{e(INT)}: {e(LIST_INT)}, {e(INT)}: {e(LIST_INT)}}}",
            lambda: f"{{n: list(range(n % 4)) for n in {e(LIST_INT)}}}",
            lambda: f"{{n: [n, *{e(LIST_INT)}][:4] for n in sorted({e(SET)})}}",
            lambda: f"grouped({e(LIST_INT)}, {e(INT)})",
            lambda: f"{{k: sorted(v) for k, v in {e(GROUPS)}.items()}}",
        ])()

    def make_instance(self, name, scope, d):
        return f"{name}({', '.join(self.expr(t, scope, d) for t in self.class_named(name).fields.values())})"

    def instance(self, cls, scope, d):
        known = scope.of(cls.name)
        return self.pick(known) if known else self.make_instance(cls.name, scope, d - 1)

    def attribute(self, type_, scope, d):
        """A field, a property or a method's result of an instance, or what a static or class method gives."""
        ways = []
        for cls in self.classes:
            ways += [(cls, f, None) for f, t in {**cls.fields, **cls.properties}.items() if t == type_]
            ways += [(cls, m, params) for m, (params, result) in {**cls.methods, **cls.statics}.items() if result == type_]
        if not ways:
            return self.literal(type_, scope)
        cls, member, params = self.pick(ways)
        target = cls.name if member in cls.statics and self.chance(0.7) else self.instance(cls, scope, d)
        if params is None:
            return f"{target}.{member}"
        return f"{target}.{member}({', '.join(self.expr(p, scope, d - 1) for p in params)})"

    def comprehension(self, scope, d):
        inner = scope.child()
        name = self.fresh("c")
        inner.names[name] = INT
        source = self.pick([self.expr(LIST_INT, scope, d - 1), f"range({self.random.randrange(6)})"])
        guard = f" if {self.expr(BOOL, inner, d - 1)}" if self.chance(0.5) else ""
        return f"[{self.expr(INT, inner, d - 1)} for {name} in {source}{guard}]"

    def comprehension_sum(self, scope, d):
        text = self.comprehension(scope, d)
        return f"{self.pick(['sum', 'len'])}({text})"
