"""Times calls across the boundary in this interpreter: `boundary_child.py MODE DIRECTORY`. Prints nanoseconds as JSON."""

import json
import sys
import timeit

from child import load

CALLS = {
    "int -> int": "m.on_int(5)",
    "float -> float": "m.on_float(1.5)",
    "str -> str": "m.on_str('text')",
    "list -> int": "m.on_list(xs)",
    "default": "m.with_default(5)",
    "keyword": "m.with_default(5, step=3)",
    "construct": "m.Point(1.0, 2.0)",
    "method": "p.norm2()",
    "attribute read": "p.x",
}


def main() -> None:
    module = load(sys.argv[1], sys.argv[2], "boundary")
    scope = {"m": module, "xs": [1, 2, 3], "p": module.Point(1.0, 2.0)}
    count = 100_000
    print(json.dumps({label: min(timeit.repeat(call, number=count, repeat=5, globals=scope)) / count * 1e9 for label, call in CALLS.items()}))


main()
