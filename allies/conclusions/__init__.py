"""The conclusions of the book as functions of the choices behind them, for ``allies.multiverse``: one module per field."""

from importlib import import_module
from pkgutil import iter_modules

# Every module here has a list CONCLUSIONS.
ALL = {each.name: each for module in sorted(module.name for module in iter_modules(__path__)) for each in import_module(f"{__name__}.{module}").CONCLUSIONS}
