a = []
a = [b]
a = [b, c,]
a = [b for b in c]
