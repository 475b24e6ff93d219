"""Generator of random typed programs that end: `program(seed)` gives source text.

A program is a set of functions and classes and a `main()` that calls them and prints what they give. Every expression is made for a
wanted type from the variables in scope, so the checker accepts it; loops run over short ranges, recursion has a fuel parameter, and
integers are cut down where they could grow without end, so every program ends. What may raise, raises: the printing wrapper shows the
exception's type and text. Nothing in a program depends on addresses, hashes of text, time or set order of strings.
"""

import random

INT, FLOAT, BOOL, STR = "int", "float", "bool", "str"
LIST_INT, LIST_STR, LIST_FLOAT, DICT, SET, TUPLE, OPT = "list[int]", "list[str]", "list[float]", "dict[str, int]", "set[int]", "tuple[int, str]", "int | None"
SCALARS = (INT, INT, INT, FLOAT, BOOL, STR)
TYPES = SCALARS + (INT, LIST_INT, LIST_INT, LIST_STR, LIST_FLOAT, DICT, SET, TUPLE, OPT)
ERRORS = ("ValueError", "KeyError", "IndexError", "ZeroDivisionError", "OverflowError", "TypeError", "RuntimeError", "AppError", "SubError")

PRELUDE = '''
from typing import Callable


class AppError(Exception):
    pass


class SubError(AppError):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


def cut(n: int) -> int:
    return n if -(10**30) < n < 10**30 else n % 1000003


def show(label: str, value: object) -> None:
    text = repr(value)
    print(label, text if len(text) < 300 else text[:300])


def trim(s: str) -> str:
    return s[:40]
'''


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


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.depth = 0
        self.functions = []  # (name, [types], result)
        self.classes = []  # (name, {field: type}, {method: ([types], result)})
        self.counter = 0
        self.in_loop = 0
        self.result = None
        self.helpers = 0

    # ---- text --------------------------------------------------------------------------------------------------------
    def emit(self, text):
        self.lines.append("    " * self.depth + text)

    def fresh(self, prefix):
        self.counter += 1
        return f"{prefix}{self.counter}"

    def chance(self, p):
        return self.random.random() < p

    def pick(self, choices):
        return choices[self.random.randrange(len(choices))]

    # ---- expressions -------------------------------------------------------------------------------------------------
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
        found = [f for f in self.functions if f[2] == type_]
        if found:
            name, params, _ = self.pick(found)
            args = [self.expr(p, scope, depth - 2) for p in params]
            return f"{name}({', '.join(args)})"
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
        return f"{type_}({', '.join(self.literal(t, scope) for t in self.class_named(type_)[1].values())})"

    def class_named(self, name):
        return next(c for c in self.classes if c[0] == name)

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
            lambda: f"len({e(self.pick([STR, LIST_INT, LIST_STR, DICT, SET]))})",
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
        ]
        return self.pick(forms)()

    def hole(self, text):
        """An expression inside an f-string: no quotes of the string, no backslashes, no braces at its ends."""
        if "'" in text or "{" in text or "\\" in text or "lambda" in text or "!" in text or ":" in text:
            return self.pick(["1 + 2", "-7", "2**40"])
        return f"({text})"

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

    def make_instance(self, name, scope, d):
        return f"{name}({', '.join(self.expr(t, scope, d) for t in self.class_named(name)[1].values())})"

    def attribute(self, type_, scope, d):
        """A field or a method's result of an instance."""
        ways = []
        for name, fields, methods in self.classes:
            ways += [(name, f, None) for f, t in fields.items() if t == type_]
            ways += [(name, m, params) for m, (params, result) in methods.items() if result == type_]
        if not ways:
            return self.literal(type_, scope)
        name, member, params = self.pick(ways)
        known = scope.of(name)
        target = self.pick(known) if known else self.make_instance(name, scope, d - 1)
        if params is None:
            return f"{target}.{member}"
        return f"{target}.{member}({', '.join(self.expr(p, scope, d - 1) for p in params)})"

    def lambda_call(self, type_, scope, d):
        inner = scope.child()
        name = self.fresh("p")
        inner.names[name] = type_
        body = self.expr(type_, inner, d - 1)
        return f"(lambda {name}: {body})({self.expr(type_, scope, d - 1)})"

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

    # ---- statements --------------------------------------------------------------------------------------------------
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
        compound = [self.if_, self.if_, self.for_, self.while_, self.try_, self.nested, self.with_none]
        leave = [self.leave]
        choices = simple + (compound if level > 0 else []) + (leave if self.chance(0.5) else [])
        return self.pick(choices)(scope, level)

    def assign(self, scope, level):
        type_ = self.pick(TYPES + tuple(c[0] for c in self.classes))
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
        known = [(n, c) for c in self.classes for n in scope.of(c[0])]
        if not known:
            return self.assign(scope, level)
        name, (_, fields, _) = self.pick(known)
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
        what = self.pick(["range", "range", "list", "str", "items", "enumerate", "step"])
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

    def with_none(self, scope, level):
        self.emit(f"with Scope({self.expr(STR, scope, 1)}, {self.pick(['True', 'False', 'False'])}):")
        self.block(scope, self.random.randrange(1, 3), level - 1)

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
        if self.result:
            ways += [f"return {self.expr(self.result, scope, 2)}"]
        condition = self.expr(BOOL, scope, 2)
        self.emit(f"if {condition}:")
        self.emit(f"    {self.pick(ways)}")
        return False

    # ---- definitions -------------------------------------------------------------------------------------------------
    def function(self):
        name = self.fresh("f")
        params = [self.pick(TYPES) for _ in range(self.random.randrange(4))]
        result = self.pick(TYPES)
        names = {f"a{i}": t for i, t in enumerate(params)}
        listed = ", ".join(f"{n}: {t}" for n, t in names.items())
        self.emit(f"def {name}({listed}) -> {result}:")
        self.body(Scope(names, names), result)
        self.functions.append((name, params, result))

    def body(self, scope, result, statements=None):
        self.result, self.in_loop = result, 0
        self.depth += 1
        for _ in range(statements or self.random.randrange(1, 5)):
            self.statement(scope, 2)
        self.emit(f"return {self.expr(result, scope)}")
        self.depth -= 1
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
        self.functions.append((wrapper, [INT], INT))

    def class_(self):
        base = self.pick(self.classes) if self.classes and self.chance(0.5) else None
        name = self.fresh("C")
        fields = dict(base[1]) if base else {}
        own = {self.fresh("m"): self.pick((INT, INT, FLOAT, STR, BOOL, LIST_INT, OPT)) for _ in range(self.random.randrange(1, 4))}
        fields.update(own)
        methods = dict(base[2]) if base else {}
        self.emit(f"class {name}{f'({base[0]})' if base else ''}:")
        self.depth += 1
        listed = "".join(f", {n}: {t}" for n, t in fields.items())
        self.emit(f"def __init__(self{listed}) -> None:")
        if base:
            self.emit(f"    super().__init__({', '.join(base[1])})")
        for field in own:
            self.emit(f"    self.{field} = {field}")
        self.emit("")
        self.classes.append((name, fields, methods))
        me = {f"self.{n}": t for n, t in fields.items()}
        assignable = {n for n, t in me.items() if t in (INT, FLOAT, STR)}
        written = set()
        for _ in range(self.random.randrange(1, 3)):
            inherited = [m for m in methods if base and m in base[2] and m not in written]
            method = self.pick(inherited) if inherited and self.chance(0.5) else self.fresh("do")
            written.add(method)
            params, result = methods.get(method, ([self.pick(SCALARS) for _ in range(self.random.randrange(3))], self.pick(TYPES)))
            names = {f"a{i}": t for i, t in enumerate(params)}
            self.emit(f"def {method}(self{''.join(f', {n}: {t}' for n, t in names.items())}) -> {result}:")
            scope = Scope({**me, **names}, assignable | set(names))
            saved = self.classes
            self.classes = saved[:-1]
            self.body(scope, result, self.random.randrange(1, 4))
            self.classes = saved
            methods = {**methods, method: (params, result)}
        shown = " ".join(f"{{self.{f}!r}}" for f in fields)
        self.emit("def __repr__(self) -> str:")
        self.emit(f"    return f'{name}({shown})'")
        self.emit("")
        if self.chance(0.5):
            first = next(iter(own))
            self.emit("def __eq__(self, other: object) -> bool:")
            self.emit(f"    return isinstance(other, {name}) and self.{first} == other.{first}")
            self.emit("")
        self.depth -= 1
        self.emit("")
        self.classes[-1] = (name, fields, methods)

    def main(self):
        for index, (name, params, result) in enumerate(list(self.functions)):
            self.emit(f"def t{index}() -> None:")
            scope = Scope({}, set())
            for _ in range(1 + (not params == [])):
                self.emit("    try:")
                args = ", ".join(self.expr(p, scope, 2) for p in params)
                self.emit(f"        show('{name}', {name}({args}))")
                self.emit("    except Exception as e:")
                self.emit("        print(type(e).__name__, str(e)[:200], type(e.__context__).__name__, type(e.__cause__).__name__)")
            self.emit("")
        self.emit("def main() -> None:")
        for index in range(len(self.functions)):
            self.emit(f"    t{index}()")
        for name, _, _ in self.classes:
            self.emit("    try:")
            self.emit(f"        show('{name}', {self.make_instance(name, Scope({}, set()), 1)})")
            self.emit("    except Exception as e:")
            self.emit("        print(type(e).__name__, str(e)[:200])")
        self.emit("")
        self.emit("")
        self.emit("main()")

    def scope_class(self):
        self.emit("class Scope:")
        self.emit("    def __init__(self, name: str, swallow: bool) -> None:")
        self.emit("        self.name = name")
        self.emit("        self.swallow = swallow")
        self.emit("")
        self.emit("    def __enter__(self) -> 'Scope':")
        self.emit("        print('enter', trim(self.name))")
        self.emit("        return self")
        self.emit("")
        self.emit("    def __exit__(self, kind: object, error: object, trace: object) -> bool:")
        self.emit("        print('exit', trim(self.name), repr(error)[:100])")
        self.emit("        return self.swallow")
        self.emit("")
        self.emit("")

    def text(self):
        self.lines += PRELUDE.strip().splitlines() + ["", ""]
        self.scope_class()
        for _ in range(self.random.randrange(1, 3)):
            self.class_()
        for _ in range(self.random.randrange(1, 4)):
            self.recursive() if self.chance(0.15) else self.function()
        self.main()
        return "\n".join(self.lines) + "\n"


NAMES = {
    INT: "int", FLOAT: "float", BOOL: "bool", STR: "str", LIST_INT: "list_int", LIST_STR: "list_str", LIST_FLOAT: "list_float",
    DICT: "dict", SET: "set", TUPLE: "tuple", OPT: "optional",
}


def program(seed):
    return f"# seed {seed}\n" + Program(seed).text()


if __name__ == "__main__":
    import sys

    print(program(int(sys.argv[1])), end="")
