# DIFF-007: the order in which arguments and locals go at the end of a function, and when it raises.
import diff_007 as m

print(m.at_end())
print(m.at_raise())
