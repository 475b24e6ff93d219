match x:
    case A(1, b, c=2, d=D(),): pass
    case A(): pass
    case a.B(_): pass
