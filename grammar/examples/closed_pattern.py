match x:
    case 1 | -1 | 1.5 | 2 + 3j | -2 - 3j: pass
    case "a" "b" | b"c": pass
    case None | True | False: pass
    case a.b | c.d.e: pass
    case () | [] | {}: pass
    case (y, z): pass
    case (w): pass
