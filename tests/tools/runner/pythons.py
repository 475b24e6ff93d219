"""Finds the CPythons that modules are tested on: 3.11, 3.12 and 3.13 where they really run."""

import glob
import os
import shutil
import subprocess

VERSIONS = ("3.11", "3.12", "3.13")


def candidates(version):
    name = f"python{version}"
    # Debian's interpreter first: it is the reference for speed, and a shim on the PATH may name another or none.
    yield f"/usr/bin/{name}"
    yield f"/usr/local/bin/{name}"
    on_path = shutil.which(name)
    if on_path:
        yield on_path
    root = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    yield from sorted(glob.glob(f"{root}/versions/{version}*/bin/{name}"), reverse=True)


def real_executable(path, version):
    """The interpreter behind `path`, or None where it does not run or is another version (a shim without its target)."""
    probe = "import sys; print(sys.executable); print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([path, "-c", probe], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = answer.stdout.split()
    return lines[0] if answer.returncode == 0 and len(lines) == 2 and lines[1] == version else None


def find_pythons(wanted=VERSIONS):
    found = {}
    for version in wanted:
        for path in candidates(version):
            executable = real_executable(path, version) if os.path.exists(path) else None
            if executable:
                found[version] = executable
                break
    return found


if __name__ == "__main__":
    for version, executable in find_pythons().items():
        print(version, executable)
