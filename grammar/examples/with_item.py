with a as b[0], c: pass
