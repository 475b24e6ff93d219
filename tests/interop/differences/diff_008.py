# DIFF-008: `python -m` executes sources, and no extension modules.
import runpy

import diff_008 as m

print(m.name)
try:
    print(runpy.run_module("diff_008", run_name="__main__")["__name__"])
except ImportError as error:
    print(error)
