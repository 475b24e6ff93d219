with a: pass
with a as b, c as (d, e): pass
with (a as b, c, d as e.f,): pass
with (a, b): pass
with (a, b) as c: pass
with (a): pass
with (a) as b: pass
with (a).b: pass
with (a, *b): pass
with (a, b := c): pass
with (): pass
with ((a, b)): pass
with (a for a in b): pass
with (a as b): pass
