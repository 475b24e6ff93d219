"""`import spyc.hook`: from now on, `.spy` files on the module search path import like `.py` files, compiled on first use.

A compiled module found by CPython itself (`name.abi3.so` beside the source) is left to CPython when it is not older than the source.
With SPYC=off in the environment the sources are executed instead. Installing twice is harmless."""

import importlib.machinery
import importlib.util
import os
import sys

from spyc import compiler


class SourceLoader(importlib.machinery.SourceFileLoader):
    """Executes a `.spy` file as Python."""

    def get_code(self, fullname):  # bytecode caches belong to `.py` files
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class CompiledLoader(importlib.machinery.ExtensionFileLoader):
    """Loads the compiled module, and still shows the source to those who ask for it (linecache, inspect)."""

    def __init__(self, name, library, source):
        super().__init__(name, library)
        self.source_path = source

    def get_source(self, fullname):
        with open(self.source_path, encoding="utf-8") as file:
            return file.read()


class SpyFinder:
    """A meta path finder for `.spy` files."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        last = fullname.rpartition(".")[2]
        for folder in sys.path if path is None else path:
            if not isinstance(folder, str):
                continue
            for source, is_package in (
                (os.path.join(folder or ".", last, "__init__.spy"), True),
                (os.path.join(folder or ".", last + ".spy"), False),
            ):
                if os.path.isfile(source):
                    return cls.spec_for(fullname, os.path.abspath(source), is_package)
        return None

    @classmethod
    def spec_for(cls, fullname, source, is_package):
        if compiler.is_off():
            loader = SourceLoader(fullname, source)
            location = source
        else:
            location = cls.library_beside(source) or compiler.compiled_module(source)
            loader = CompiledLoader(fullname, location, source)
        return importlib.util.spec_from_file_location(
            fullname, location, loader=loader, submodule_search_locations=[os.path.dirname(source)] if is_package else None
        )

    @staticmethod
    def library_beside(source):
        library = os.path.splitext(source)[0] + ".abi3.so"
        try:
            return library if os.stat(library).st_mtime_ns >= os.stat(source).st_mtime_ns else None
        except OSError:
            return None


def install():
    if SpyFinder not in sys.meta_path:
        # Before the path finder, or it would load a stale library that lies beside a newer source.
        at = next((i for i, f in enumerate(sys.meta_path) if f is importlib.machinery.PathFinder), len(sys.meta_path))
        sys.meta_path.insert(at, SpyFinder)


def uninstall():
    if SpyFinder in sys.meta_path:
        sys.meta_path.remove(SpyFinder)


install()
