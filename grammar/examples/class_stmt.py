class A: pass
class B(): pass
class C[T](A, B, metaclass=D, *e, **f):
    x = 1
