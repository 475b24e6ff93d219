a = b or c and not d
a = b < c == d != e is f is not g in h not in i >= j <= k > l
a = b | c ^ d & e << f >> g + h - i * j / k // l % m @ n ** o
a = -b ** -c ** ~d
a = not not b
a = (b or c) and (d or e)
a = b + c + d
