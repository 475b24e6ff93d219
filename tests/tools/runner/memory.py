"""Memory checkers under which compiled programs may run (`run_tests.py --memory NAME`). A program whose process reports an error ends
with ERROR_EXIT; the end of the report is what the test fails with. Leaks are not their business: child.py counts blocks."""

import dataclasses
import subprocess
from pathlib import Path

ERROR_EXIT = 99
SUPPRESSIONS = Path("/usr/lib/valgrind/python3.supp")  # of Debian's package valgrind; what CPython itself does


@dataclasses.dataclass
class Checker:
    """command: what stands before the interpreter; environment: added to its own; slower: factor for time limits."""

    command: tuple = ()
    environment: dict = dataclasses.field(default_factory=dict)
    slower: int = 1


def debug(_reports):
    """CPython's allocators with guard bytes and filled memory: a damaged block aborts the process."""
    return Checker(environment={"PYTHONMALLOC": "malloc_debug"}, slower=2)


def valgrind(reports):
    options = ["--quiet", f"--error-exitcode={ERROR_EXIT}", f"--log-file={reports}/%p", "--leak-check=no", "--num-callers=30", "--max-stackframe=20000000"]
    if SUPPRESSIONS.exists():
        options.append(f"--suppressions={SUPPRESSIONS}")
    return Checker(("valgrind", *options), {"PYTHONMALLOC": "malloc"}, 60)


def asan(reports):
    """For a compiler built with SPYC_SANITIZE_RUNTIME: the interpreter must load AddressSanitizer before the modules do."""
    library = subprocess.run(["clang-19", "--print-file-name=libclang_rt.asan-x86_64.so"], capture_output=True, text=True, check=True).stdout.strip()
    settings = f"detect_leaks=0:exitcode={ERROR_EXIT}:log_path={reports}/asan:allocator_may_return_null=1:handle_segv=0:detect_stack_use_after_return=0"
    return Checker((), {"LD_PRELOAD": library, "ASAN_OPTIONS": settings, "PYTHONMALLOC": "malloc"}, 10)


CHECKERS = {"debug": debug, "valgrind": valgrind, "asan": asan}


def report_of(reports, pid):
    """The end of what the checker wrote about process `pid`."""
    texts = [path.read_text(errors="replace") for path in Path(reports).glob(f"*{pid}")]
    return "".join(texts)[:3000]
