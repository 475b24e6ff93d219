# Tracebacks name the file, line, function and source text of compiled frames.
import traceback

import tracebacks as m


def show(call):
    try:
        call()
    except Exception as error:
        while error is not None:
            print(type(error).__name__, error, isinstance(error, m.Failure) and error.code)
            for frame in traceback.extract_tb(error.__traceback__):
                if frame.filename.endswith(".spy"):
                    print("   ", frame.filename.rpartition("/")[2], frame.lineno, frame.name, "|", frame.line)
            error = error.__cause__ or error.__context__


show(lambda: m.divide(1, 0))
show(lambda: m.middle(5))
show(lambda: m.wrap(3))
show(lambda: m.Thing().method([1]))
print("".join(traceback.format_exception_only(m.Failure, m.Failure(7))).strip())
