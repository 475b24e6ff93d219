match x:
    case [a, *_]: pass
    case [*b]: pass
