"""Loads single files of packages whose other files want models, data sets or packages that are not installed."""
import importlib.util
import sys
import types


def module(name, path):
    description = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = loaded = importlib.util.module_from_spec(description)
    description.loader.exec_module(loaded)
    return loaded


def stand_in(name, **members):
    """A module of the given members alone."""
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(members)
