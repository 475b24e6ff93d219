"""Expressions of scalar types."""

from .base import BOOL, BYTES, DICT, ENDIAN, FLOAT, GROUPS, INT, LIST_FLOAT, LIST_INT, LIST_STR, NAMES, OPT, SET, STR, TUPLE


class Scalars:
    def expr(self, type_, scope, depth=2):
        known = scope.of(type_)
        if known and self.chance(0.35 if depth > 0 else 0.8):
            return self.pick(known)
        if depth <= 0:
            return self.literal(type_, scope)
        if self.chance(0.12):
            return f"({self.expr(type_, scope, depth - 1)} if {self.expr(BOOL, scope, depth - 1)} else {self.expr(type_, scope, depth - 1)})"
        if self.chance(0.12):
            called = self.call(type_, scope, depth)
            if called:
                return called
        if type_ not in NAMES:
            return self.make_instance(type_, scope, depth - 1)
        return getattr(self, "make_" + NAMES[type_])(scope, depth - 1)

    def call(self, type_, scope, depth):
        found = [f for f in self.functions if f.result == type_]
        if found:
            function = self.pick(found)
            return f"{function.name}({self.arguments(function, scope, depth - 2)})"
        return None

    def literal(self, type_, scope):
        r = self.random
        if type_ == INT:
            edge = self.pick([0, 1, -1, 2, 3, 7, 10, 255, 2**31, -(2**31), 2**62, 2**63 - 1, 2**63, -(2**63), 2**64, 10**20, r.randrange(-50, 50), r.randrange(100)])
            return f"({edge})" if edge < 0 else str(edge)
        if type_ == FLOAT:
            return self.pick(["0.0", "1.0", "(-1.5)", "0.1", "3.14", "1e10", "1e300", "(-0.0)", "2.5", "1e-5", str(round(r.uniform(-100, 100), 3)).replace("-", "0.0 - ")])
        if type_ == BOOL:
            return self.pick(["True", "False"])
        if type_ == STR:
            return self.pick(["''", "'a'", "'abc'", "'hello world'", "'é'", "'日本'", "'😀x'", "' pad '", "'A,B,c'", "'12'", "('x' * 3)", repr(self.fresh("s"))])
        if type_ == LIST_INT:
            return "[" + ", ".join(self.literal(INT, scope) for _ in range(r.randrange(1, 5))) + "]"
        if type_ == LIST_STR:
            return "[" + ", ".join(self.literal(STR, scope) for _ in range(r.randrange(1, 4))) + "]"
        if type_ == LIST_FLOAT:
            return "[" + ", ".join(self.literal(FLOAT, scope) for _ in range(r.randrange(1, 4))) + "]"
        if type_ == DICT:
            return "{" + ", ".join(f"{self.literal(STR, scope)}: {self.literal(INT, scope)}" for _ in range(r.randrange(1, 4))) + "}"
        if type_ == SET:
            # In one order: CPython merges equal constants, and so the order of the first shows in all.
            numbers = {int(self.literal(INT, scope).strip("()")) for _ in range(r.randrange(1, 5))}
            return "{" + ", ".join(str(n) for n in sorted(numbers)) + "}"
        if type_ == TUPLE:
            return f"({self.literal(INT, scope)}, {self.literal(STR, scope)})"
        if type_ == OPT:
            return self.pick(["None", self.literal(INT, scope)])
        if type_ == BYTES:
            return self.pick(["b''", "b'ab'", "b'\\x00\\xff'", "b'hello, bytes'", "bytes(3)", "bytes([1, 2, 250])"])
        if type_ == GROUPS:
            return "{" + ", ".join(f"{k}: {self.literal(LIST_INT, scope)}" for k in range(r.randrange(3))) + "}"
        return f"{type_}({', '.join(self.literal(t, scope) for t in self.class_named(type_).fields.values())})"

    def make_int(self, scope, d):
        e = lambda t=INT: self.expr(t, scope, d)  # noqa: E731
        forms = [
            lambda: f"cut({e()} {self.pick('+-*')} {e()})",
            lambda: f"({e()} {self.pick(['+', '-'])} {e()})",
            lambda: f"({e()} {self.pick(['//', '%'])} {e()})",
            lambda: f"({e()} {self.pick(['&', '|', '^'])} {e()})",
            lambda: f"cut({e()} << ({e()} & 31))",
            lambda: f"({e()} >> ({e()} & 63))",
            lambda: f"cut(({e()} % 1000) ** ({e()} % 7))",
            lambda: f"({self.pick(['-', '~', '+'])}{e()})",
            lambda: f"abs({e()})",
            lambda: f"len({e(self.pick([STR, LIST_INT, LIST_STR, DICT, SET, BYTES, GROUPS]))})",
            lambda: f"{self.pick(['min', 'max'])}({e()}, {e()})",
            lambda: f"sum({e(LIST_INT)})",
            lambda: f"{e(LIST_INT)}[{e()}]",
            lambda: f"{e(LIST_INT)}[{e()} % 3]",
            lambda: f"{e(DICT)}[{e(STR)}]",
            lambda: f"{e(DICT)}.get({e(STR)}, {e()})",
            lambda: f"int({e(FLOAT)})",
            lambda: f"int({e(BOOL)})",
            lambda: f"int({e(STR)})",
            lambda: f"{e(STR)}.{self.pick(['find', 'count'])}({e(STR)})",
            lambda: f"{e(LIST_INT)}.{self.pick(['count', 'index'])}({e()})",
            lambda: f"{e(TUPLE)}[0]",
            lambda: f"({e()}).bit_length()",
            lambda: f"divmod({e()}, {e()})[{self.pick('01')}]",
            lambda: f"ord({e(STR)}[0])",
            lambda: f"round({e(FLOAT)})",
            lambda: self.comprehension_sum(scope, d),
            lambda: self.attribute(INT, scope, d),
            lambda: self.lambda_call(INT, scope, d),
            lambda: f"hash({e()})",
            lambda: f"pow({e()}, {e()} % 50, {e()} % 1009 + 1)",
            lambda: f"({e()} and {e()})",
            lambda: f"({e()} or {e()})",
            lambda: f"{e(BYTES)}[{e()} % 4]",
            lambda: f"{e(BYTES)}.{self.pick(['find', 'count'])}({e(BYTES)})",
            lambda: f"int.from_bytes({e(BYTES)}[:9], {self.pick(ENDIAN)})",
            lambda: f"{self.pick(['sum', 'len'])}({e(GROUPS)}.get({e()}, []))",
            lambda: self.of_generator(scope, d),
            lambda: self.of_lazy(scope, d),
            lambda: self.of_enum(INT, scope, d),
            lambda: self.of_operator(scope, d),
            lambda: self.walrus(scope, d),
        ]
        return self.pick(forms)()

    def make_float(self, scope, d):
        e = lambda t=FLOAT: self.expr(t, scope, d)  # noqa: E731
        forms = [
            lambda: f"({e()} {self.pick('+-*')} {e()})",
            lambda: f"({e()} / {e()})",
            lambda: f"({e()} {self.pick(['//', '%'])} {e()})",
            lambda: f"({e()} {self.pick('+-*')} {e(INT)})",
            lambda: f"({e(INT)} / {e(INT)})",
            lambda: f"float({e(INT)})",
            lambda: f"abs({e()})",
            lambda: f"(-{e()})",
            lambda: f"{self.pick(['min', 'max'])}({e()}, {e()})",
            lambda: f"round({e()}, 3)",
            lambda: f"float({e(STR)})",
            lambda: f"{e(LIST_FLOAT)}[{e(INT)} % 2]",
            lambda: f"(({e()} % 10.0) ** 2.0)",
            lambda: f"(abs({e()}) % 100.0) ** 0.5",
            lambda: f"sum({e(LIST_FLOAT)}, 0.0)",
            lambda: self.attribute(FLOAT, scope, d),
        ]
        return f"({self.pick(forms)()})"

    def make_bool(self, scope, d):
        e = lambda t=BOOL: self.expr(t, scope, d)  # noqa: E731
        compare = lambda: self.pick(["<", "<=", "==", "!=", ">", ">="])  # noqa: E731
        forms = [
            lambda: f"({e(INT)} {compare()} {e(INT)})",
            lambda: f"({e(INT)} {compare()} {e(INT)} {compare()} {e(INT)})",
            lambda: f"({e(FLOAT)} {compare()} {e(self.pick([FLOAT, INT]))})",
            lambda: f"({e(STR)} {compare()} {e(STR)})",
            lambda: f"({e(LIST_INT)} {compare()} {e(LIST_INT)})",
            lambda: f"(not {e()})",
            lambda: f"({e()} {self.pick(['and', 'or', '==', '!='])} {e()})",
            lambda: f"({e(INT)} {self.pick(['in', 'not in'])} {e(self.pick([LIST_INT, SET]))})",
            lambda: f"({e(STR)} in {e(self.pick([STR, DICT, LIST_STR]))})",
            lambda: f"({self.pick(scope.of(OPT) or ['{}.get(0)'.format('{0: 1}')])} is {self.pick(['', 'not '])}None)",
            lambda: f"bool({e(self.pick([INT, STR, LIST_INT, FLOAT, SET]))})",
            lambda: f"{self.pick(['any', 'all'])}([{e()}, {e()}])",
            lambda: f"{e(STR)}.{self.pick(['isdigit', 'isalpha', 'isupper', 'islower', 'isspace'])}()",
            lambda: f"{e(STR)}.{self.pick(['startswith', 'endswith'])}({e(STR)})",
            lambda: self.attribute(BOOL, scope, d),
            lambda: f"{self.pick(['any', 'all'])}({self.lazy(BOOL, scope, d)})",
            lambda: self.of_enum(BOOL, scope, d),
            lambda: self.compared(scope, d),
        ]
        return self.pick(forms)()

    def make_str(self, scope, d):
        e = lambda t=STR: self.expr(t, scope, d)  # noqa: E731
        forms = [
            lambda: f"trim({e()} + {e()})",
            lambda: f"({e()} * ({e(INT)} % 3))",
            lambda: f"{e()}[{e(INT)}]",
            lambda: f"{e()}[{e(INT)} : {e(INT)}]",
            lambda: f"{e()}[::{self.pick(['-1', '2', '-2', '3'])}]",
            lambda: f"str({e(self.pick([INT, FLOAT, BOOL, LIST_INT, OPT, TUPLE]))})",
            lambda: f"repr({e(self.pick([STR, FLOAT, DICT]))})",
            lambda: f"{e()}.{self.pick(['upper', 'lower', 'strip', 'title', 'swapcase', 'capitalize', 'lstrip', 'rstrip'])}()",
            lambda: f"{e()}.replace({e()}, {e()}, 2)",
            lambda: f"{e()}.join({e(LIST_STR)})",
            lambda: f"trim(f'{{{self.hole(e(INT))}}}|{{{self.hole(e(FLOAT))}:.2f}}|{{{self.hole(e())}!r}}')",
            lambda: f"f'{{{self.hole(e(INT))}:>{self.random.randrange(1, 12)}}}'",
            lambda: f"f'{{{self.hole(e(self.pick([BOOL, TUPLE, OPT])))}}}'",
            lambda: f"('%d:%s' % ({e(INT)}, {e()}))",
            lambda: f"'{{}}-{{!r}}'.format({e(INT)}, {e()})",
            lambda: f"{e(TUPLE)}[1]",
            lambda: f"{e(LIST_STR)}[{e(INT)}]",
            lambda: f"chr({e(INT)} % 1000 + 48)",
            lambda: f"{self.pick(['hex', 'bin', 'oct'])}({e(INT)})",
            lambda: f"{e()}.zfill({e(INT)} % 9)",
            lambda: f"({e()} or {e()})",
            lambda: self.attribute(STR, scope, d),
            lambda: self.lambda_call(STR, scope, d),
            lambda: f"{e()}.split(',')[0]",
            lambda: f"{e()}.partition({e()})[2]",
            lambda: e(BYTES) + self.pick([".hex()", ".decode('latin-1')", ".decode('ascii')"]),
            lambda: f"{self.pick([repr(','), repr('')])}.join({self.lazy(STR, scope, d)})",
            lambda: self.of_enum(STR, scope, d),
            lambda: self.driven(scope, d),
            lambda: self.shown(scope, d),
        ]
        return self.pick(forms)()

    def hole(self, text):
        """An expression inside an f-string: no quotes of the string, no backslashes, no braces at its ends."""
        if "'" in text or "{" in text or "\\" in text or "lambda" in text or "!" in text or ":" in text:
            return self.pick(["1 + 2", "-7", "2**40"])
        return f"({text})"

    def lambda_call(self, type_, scope, d):
        inner = scope.child()
        inner.names = {n: t for n, t in inner.names.items() if n not in inner.narrowed}  # closures see the declared type
        name = self.fresh("p")
        inner.names[name] = type_
        body = self.expr(type_, inner, d - 1)
        return f"(lambda {name}: {body})({self.expr(type_, scope, d - 1)})"

    def walrus(self, scope, d):
        """A name bound in the middle of an expression; not kept in the scope, because the rest of it may be skipped."""
        name = self.fresh("x")
        return f"(({name} := {self.expr(INT, scope, d)}) {self.pick('+-*')} {self.pick([name, f'({name} & 7)', f'len(str({name}))'])})"
