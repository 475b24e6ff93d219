match x:
    case {"a": 1, b.c: d, -1: e, None: f, **g}: pass
    case {**h}: pass
