# MemoryError, not a crash, wherever memory ends; what was taken is given back.
import resource
import sys

import hungry as m

with open("/proc/self/statm") as statm:
    used = int(statm.read().split()[0]) * resource.getpagesize()


def starve(kind):
    resource.setrlimit(resource.RLIMIT_AS, (used + (32 << 20), -1))
    try:
        getattr(m, kind)()
        answer = "enough"
    except MemoryError as e:
        answer = type(e).__name__
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    return answer


for kind in ("ints", "floats", "text", "table", "pairs", "closures"):
    print(kind, starve(kind))
# CPython 3.13.0 itself dies of the source's objects; the compiled ones must not.
print("nodes", starve("nodes") if COMPILED or sys.version_info < (3, 13) else "MemoryError")
for call in (lambda: m.repeat(1 << 60), lambda: m.repeat(1 << 62)):
    try:
        call()
    except MemoryError:
        print("MemoryError")
resource.setrlimit(resource.RLIMIT_AS, (used + (32 << 20), -1))
print(m.caught())
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
print(m.repeat(3))
