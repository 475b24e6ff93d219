# Deep recursion raises RecursionError, again and again, through compiled code alone and through Python.
import failing

for _ in range(3):
    try:
        failing.endless(0)
    except RecursionError:
        print("RecursionError")


def back(n):
    return failing.endless_callback(back, n + 1)


try:
    back(0)
except RecursionError:
    print("RecursionError")
print(failing.divide(7, 2))
