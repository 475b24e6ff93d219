"""ir/<pass>/: what the compiler makes of single functions. The head of each file says what to show and what must hold:

    # dump: <function> <stage>      the text of that function at that stage (raw, optimised, split) is compared with `name.ir`
    # dump: <function> llvm         the LLVM functions whose name ends so, after the optimiser; only the patterns are checked
    # present: <regular expression> some line of the dumped text matches
    # absent: <regular expression>  no line does
"""

import re
from concurrent.futures import ThreadPoolExecutor

from . import common


def llvm_functions(text, name):
    """The definitions whose symbol ends with the name, as one text."""
    definition = re.compile(r"^define [^\n]*@\"?[^\n(]*\b" + re.escape(name) + r"\"?\(.*?^}\n", re.MULTILINE | re.DOTALL)
    return "".join(match.group() for match in definition.finditer(text))


def check_file(options, path):
    wanted = common.headers(path.read_text())
    dumps = [value.split() for key, value in wanted if key == "dump"]
    if not dumps:
        return "no `# dump: <function> <stage>` line"
    text, snapshot_text = "", ""
    for function, stage in dumps:
        is_llvm = stage == "llvm"
        arguments = ["build", "--dump=llvm"] if is_llvm else ["build", f"--dump=ir:{stage}", f"--function={function}"]
        answer = common.run_spyc(options, [*arguments, path.name], path.parent)
        if answer.returncode != 0:
            return f"spyc ended with {answer.returncode}\n{(answer.stdout + answer.stderr)[-1500:]}"
        shown = llvm_functions(answer.stdout, function) if is_llvm else answer.stdout
        if not shown.strip():
            return f"no function `{function}` at stage {stage}"
        text += shown
        snapshot_text += "" if is_llvm else shown
    problems = [f"nothing matches /{v}/" for k, v in wanted if k == "present" and not re.search(v, text, re.MULTILINE)]
    problems += [f"something matches /{v}/" for k, v in wanted if k == "absent" and re.search(v, text, re.MULTILINE)]
    snapshot = common.compare_snapshot(options, path.with_suffix(".ir"), snapshot_text)
    return "\n".join(problems + ([snapshot] if snapshot else [])) or None


def run(options, results):
    files = common.tests_under("ir", (".spy",), options)
    with ThreadPoolExecutor(options.jobs) as pool:
        for path, problem in zip(files, pool.map(lambda p: check_file(options, p), files)):
            results.add(str(path.relative_to(common.TESTS)), problem)
    return len(files)
