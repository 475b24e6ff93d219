x = a if b else c if d else e
y = lambda: a
