"""ir/<pass>/: what the compiler makes of single functions. The head of each file says what to show and what must hold:

    # dump: <function> <stage>      the text of that function at that stage is compared with `name.ir`
    # present: <regular expression> some line of the dumped text matches
    # absent: <regular expression>  no line does
"""

import re
from concurrent.futures import ThreadPoolExecutor

from . import common


def check_file(options, path):
    wanted = common.headers(path.read_text())
    dumps = [value.split() for key, value in wanted if key == "dump"]
    if not dumps:
        return "no `# dump: <function> <stage>` line"
    text = ""
    for function, stage in dumps:
        arguments = ["build", f"--phase={stage}", f"--dump=ir:{stage}", f"--function={function}", path.name]
        answer = common.run_spyc(options, arguments, path.parent)
        if answer.returncode != 0:
            return f"spyc ended with {answer.returncode}\n{(answer.stdout + answer.stderr)[-1500:]}"
        if not answer.stdout.strip():
            return f"no function `{function}` at stage {stage}"
        text += answer.stdout
    problems = [f"nothing matches /{v}/" for k, v in wanted if k == "present" and not re.search(v, text, re.MULTILINE)]
    problems += [f"something matches /{v}/" for k, v in wanted if k == "absent" and re.search(v, text, re.MULTILINE)]
    snapshot = common.compare_snapshot(options, path.with_suffix(".ir"), text)
    return "\n".join(problems + ([snapshot] if snapshot else [])) or None


def run(options, results):
    files = common.tests_under("ir", (".spy",), options)
    with ThreadPoolExecutor(options.jobs) as pool:
        for path, problem in zip(files, pool.map(lambda p: check_file(options, p), files)):
            results.add(str(path.relative_to(common.TESTS)), problem)
    return len(files)
