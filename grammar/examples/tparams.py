class C[T, *U, **V]: pass
