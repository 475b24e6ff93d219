# MemoryError, not a crash, wherever memory ends; what was taken is given back.
import resource

import hungry as m

with open("/proc/self/statm") as statm:
    used = int(statm.read().split()[0]) * resource.getpagesize()
for kind in ("ints", "floats", "nodes", "text", "table", "pairs", "closures"):
    for _ in range(1):
        resource.setrlimit(resource.RLIMIT_AS, (used + (32 << 20), -1))
        try:
            getattr(m, kind)()
        except MemoryError as e:
            answer = type(e).__name__
        resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
        print(kind, answer)
for call in (lambda: m.repeat(1 << 60), lambda: m.repeat(1 << 62)):
    try:
        call()
    except MemoryError:
        print("MemoryError")
resource.setrlimit(resource.RLIMIT_AS, (used + (32 << 20), -1))
print(m.caught())
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
print(m.repeat(3))
