# DIFF-005: the depth at which RecursionError comes is another one; that it comes is not.
import diff_005 as m


def attempt(n):
    try:
        return m.depth(n)
    except RecursionError:
        return "RecursionError"


print(attempt(100), attempt(3000))
try:
    m.endless(0)
except RecursionError as error:
    print(type(error).__name__)
