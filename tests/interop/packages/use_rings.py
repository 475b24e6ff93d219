# What is missing while modules of a cycle are imported has the messages of CPython.
try:
    import rings.first
except ImportError as error:
    print(str(error).split(" (/")[0])
import rings.early
import rings.late

print(rings.early.LATE, rings.early.answer(), rings.late.FOUND)
import rings.whole

print(rings.whole.through_parts())
