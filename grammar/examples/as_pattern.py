match x:
    case 1 | 2 | 3 as y: pass
    case (1 as z): pass
