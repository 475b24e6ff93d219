import sys

found = []
early = sys.modules["late_names"]
for call in (lambda: early.add(1), early.name, early.Early().make, lambda: early.LIMIT):
    try:
        found.append(call())
    except (NameError, AttributeError) as error:
        found.append(str(error).split(" has ")[-1])
