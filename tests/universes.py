"""What the tests of conclusions share: looking at single universes, and tables changed for one test."""

import functools

from allies import tables


class Universes:
    """The conclusions of one module, each with the chapter's own universe (dict name -> choice -> option)."""

    def __init__(self, module, chapters):
        self.all, self.chapters = {each.name: each for each in module.CONCLUSIONS}, chapters
        self.block = functools.cache(lambda name, option: self.all[name].block(option))

    def look(self, name, block, **other):
        """Verdicts of one block at the chapter's universe but for some choices; None keeps the axis."""
        wanted, (_, *choices) = self.chapters[name] | other, self.all[name].choices.items()
        return block[tuple(slice(None) if wanted[choice] is None else options.index(wanted[choice]) for choice, options in choices)]

    def own(self, name, **other):
        """The verdict of the chapter's universe but for some choices."""
        first = next(iter(self.all[name].choices))
        return self.look(name, self.block(name, (self.chapters[name] | other)[first]), **other)


def doctoring(module, monkeypatch):
    """Generator for a fixture: a function that reads one table changed, with nothing kept from before or after."""
    caches = [each for each in vars(module).values() if hasattr(each, "cache_clear")]
    load = tables.load

    def change(name, function):
        monkeypatch.setattr(tables, "load", lambda wanted, *rest: function(load(wanted, *rest)) if wanted == name else load(wanted, *rest))
        for each in caches:
            each.cache_clear()
    yield change
    for each in caches:
        each.cache_clear()
