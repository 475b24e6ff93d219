a = f"{b!r} {c!s:>10} {d:{e}.{f}} {g=} {h = !a:x} {*i, j} {k:%H:%M}"
