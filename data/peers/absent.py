"""Lets the source of a library be imported where packages that its losses do not use are not installed."""
import importlib.abc
import importlib.machinery
import sys
import types


class Absent(types.ModuleType):
    """A module whose every member can be called, inherited from and used to decorate, and does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(
            name,
            (),
            {
                "__init__": lambda self, *a, **k: None,
                "__call__": lambda self, *a, **k: a[0] if a else None,
                "__class_getitem__": classmethod(lambda cls, item: cls),
            },
        )


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, names):
        self.names = names

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = Absent(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


def allow(*names):
    sys.meta_path.append(Finder(set(names)))
