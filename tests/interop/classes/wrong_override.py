# An override in Python that returns another type is found out by the compiled caller (DIFF-001).
import points


class Liar(points.Point):
    def weight(self):
        return "many"


try:
    print(points.total_weight([Liar(0.0, 0.0)]))
except TypeError as e:
    print("TypeError")
