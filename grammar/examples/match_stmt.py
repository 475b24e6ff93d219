match x:
    case 1:
        pass
match (x):
    case 1: pass
match = match[0] = match(1)
match * 2
print(match, case := 1)
