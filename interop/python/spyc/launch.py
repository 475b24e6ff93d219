"""What `spyc run` starts: `python launch.py MODULE SOURCE ARGS...` runs the compiled MODULE (or, when that is empty, the source) as
`__main__`, with the import hook installed for the `.spy` files it imports."""

import importlib.machinery
import importlib.util
import os
import sys

# This folder, put first by CPython because the script is here, would shadow modules of the program.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

import spyc.hook  # noqa: E402


def load_main(library, source):
    stem = os.path.basename(source).partition(".")[0]
    # The library exports PyInit_<stem>, so the module is made under that name and then becomes __main__.
    spec = importlib.util.spec_from_file_location(stem, library, loader=importlib.machinery.ExtensionFileLoader(stem, library))
    module = importlib.util.module_from_spec(spec)
    module.__name__ = "__main__"
    module.__spec__ = None
    module.__file__ = source
    sys.modules["__main__"] = module
    spec.loader.exec_module(module)


def execute_source(source):
    import types

    module = types.ModuleType("__main__")
    module.__file__ = source
    module.__builtins__ = __builtins__
    sys.modules["__main__"] = module
    with open(source, "rb") as file:
        exec(compile(file.read(), source, "exec"), module.__dict__)


def of_program(trace, source):
    """The traceback from the program's own first entry on: what `python SOURCE` would show."""
    entry = trace
    while entry is not None and os.path.abspath(entry.tb_frame.f_code.co_filename) != source:
        entry = entry.tb_next
    return entry or trace


def main():
    library, source = sys.argv[1], sys.argv[2]
    sys.argv = [source, *sys.argv[3:]]
    sys.path[0] = os.path.dirname(os.path.abspath(source))
    try:
        if library:
            load_main(library, source)
        else:
            execute_source(source)
    except Exception as error:
        error.__traceback__ = of_program(error.__traceback__, os.path.abspath(source))
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(1)


if __name__ == "__main__":
    main()
