# DIFF-006: a generator expression consumed where it stands has no entry of its own in tracebacks; a kept one has.
import traceback

import diff_006 as m


def names(function):
    try:
        function([0])
    except ZeroDivisionError as error:
        return [entry.name for entry in traceback.extract_tb(error.__traceback__)][1:]


print(names(m.total), names(m.first))
