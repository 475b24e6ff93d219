while a := f():
    b
