# Every compiled frame is in the traceback: file, line, function and source text.
import traceback

import failing


def show(f, *args):
    try:
        f(*args)
    except Exception as e:
        frames = [(fr.name, fr.lineno, fr.line, fr.filename.endswith("failing.spy")) for fr in traceback.extract_tb(e.__traceback__)[1:]]
        print(type(e).__name__, e, frames, repr(e.__cause__), repr(e.__context__), e.__suppress_context__)


show(failing.inner, 2)
show(failing.divide, 1, 0)
show(failing.chained, 1)
show(failing.contextual)
show(failing.Failing, 0)
show(failing.Failing(2).method)
