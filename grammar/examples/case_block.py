match x:
    case 1 if y:
        pass
    case 2: pass
