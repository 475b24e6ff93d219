"""The CPythons that the tests of this folder compare with."""
import glob
import os
import subprocess


def version_of(path):
    """(major, minor) of a working interpreter, else None."""
    try:
        text = subprocess.run([path, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return tuple(map(int, text.stdout.split())) if text.returncode == 0 else None


def find(versions=((3, 11), (3, 12), (3, 13))):
    """One interpreter for each version that is installed, as {version: path}."""
    found = {}
    for version in versions:
        name = "python%d.%d" % version
        managed = glob.glob(os.path.expanduser("~/.pyenv/versions/%d.%d*/bin/%s" % (*version, name)))
        for path in ["/usr/bin/" + name, "/usr/local/bin/" + name, *sorted(managed), name]:
            if version_of(path) == version:
                found[version] = path
                break
    return found


def newest():
    found = find()
    return found[max(found)]
