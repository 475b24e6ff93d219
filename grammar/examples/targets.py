x = [a for a, in b]
for (a, b), [c, *d] in e: pass
