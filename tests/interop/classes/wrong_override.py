# An override in Python that returns another type is found out by the compiled caller (DIFF-001).
import shapes


class Liar(shapes.Point):
    def weight(self):
        return "many"


try:
    print(shapes.total_weight([Liar(0.0, 0.0)]))
except TypeError as e:
    print("TypeError")
