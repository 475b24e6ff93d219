# RecursionError, never a crash, from every kind of deep recursion; in small threads too; and all is well afterwards.
import sys
import threading

import deep as m

N = 200000
chain = m.chain(N)


def back(f, n):
    return m.bounce(back, n + 1)


class Sub(m.Node):
    def length(self):
        return super().length() + 1


class Final(m.Node):
    gone = 0

    def __del__(self):
        Final.gone += 1


def enter():
    with chain:
        pass


KINDS = {
    "function": lambda: m.fn(0), "float": lambda: m.ffn(1.0), "str": lambda: m.sfn("s"), "mutual": lambda: m.even(0),
    "stars": lambda: m.kw(0), "comprehension": lambda: m.comp(0), "key function": lambda: m.key_fn(0),
    "finally": lambda: m.tri(0), "except": lambda: m.catching(0), "lambda": m.lam, "closure": m.clo,
    "repr": lambda: repr(chain), "eq": lambda: chain == m.chain(N), "hash": lambda: hash(chain),
    "len": lambda: len(chain), "call": lambda: chain(0), "getitem": lambda: chain[0], "contains": lambda: 1 in chain,
    "add": lambda: chain + 1, "bool": lambda: bool(chain), "lt": lambda: chain < chain, "with": enter,
    "property": lambda: chain.prop, "class method": lambda: chain.cm(0), "static method": lambda: chain.sm(0),
    "next": lambda: next(chain), "constructor": lambda: m.Deep(0), "compare lists": lambda: m.compare_nested(100000),
    "repr of lists": lambda: m.repr_nested(100000), "callback": lambda: m.bounce(back, 0),
}


def run(kinds, results):
    for name in kinds:
        try:
            results[name] = str(KINDS[name]())[:20]
        except RecursionError:
            results[name] = "RecursionError"


for _ in range(2):
    results = {}
    run(KINDS, results)
    print(results)

sys.setrecursionlimit(150)  # what a small stack holds, also for the source
threading.stack_size(1024 * 1024)
results = {}
thread = threading.Thread(target=run, args=(["function", "lambda", "callback", "key function", "constructor"], results))
thread.start()
thread.join()
print(results)
sys.setrecursionlimit(1000)

# Long chains are freed without recursion, whoever holds them.
sub = Sub(1, None)
final = Final(1, None)
for i in range(N):
    sub = Sub(i, sub)
    final = Final(i, final)
try:
    sub.length()
except RecursionError:
    print("RecursionError")
del sub, chain, final
print(Final.gone, m.chain(3).length())
