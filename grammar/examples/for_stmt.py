for a in b:
    c
for a, *b in c, *d:
    e
else:
    f
for x.a, y[0] in z: pass
