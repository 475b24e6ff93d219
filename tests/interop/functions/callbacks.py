# Compiled code calls Python functions, lambdas, bound methods, classes and itself; exceptions pass through.
import calls


class Scaler:
    def __init__(self, k):
        self.k = k

    def __call__(self, x):
        return x * self.k

    def method(self, x):
        return x - self.k


print(calls.apply(lambda i: i * i, 5), calls.apply(Scaler(3), 4), calls.apply(Scaler(1).method, 3), calls.apply(calls.factorial, 22)[-1])


def failing(i):
    if i == 2:
        raise KeyError("from callback")
    return i


try:
    calls.apply(failing, 5)
except KeyError as e:
    print(repr(e))


class Number(int):
    pass


print(calls.apply(Number, 3), [type(x).__name__ for x in calls.apply(Number, 2)])
