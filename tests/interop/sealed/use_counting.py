# A unit's own code writes the variables of its classes, also through `cls`, after import and for Python's subclasses.
import counting


class Mine(counting.Plugin):
    pass


counting.Plugin("a")
counting.Loud("b")
Mine("c")
Mine("d")
print(counting.counts(), Mine.made, counting.Plugin.made, counting.Loud.made)
counting.Loud.reset()
Mine.reset()
print(counting.counts(), Mine.made, counting.Loud.made, "made" in vars(Mine))
