if a:
    b
elif c:
    d
elif (e := f):
    g
else:
    h
