match x, y:
    case _: pass
match *x,:
    case _: pass
match x := y:
    case _: pass
