a = {}
a = {b: c, d: e,}
a = {b, c}
a = {b: c for b in d}
a = {b for b in c}
