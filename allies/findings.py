"""Numbers that cannot drift from their computation.

A notebook records each figure that prose may use with ``finding``; the record is an output of the
cell, so nbval compares it and the book reads it from there. Prose prints it by name. Whatever engine
compiles the book needs only ``collect`` and ``Finding``; the adapter for Sphinx is book/_ext/provenance.py.
"""

import html
import json
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from IPython.display import display

MIME = "application/vnd.allies.finding+json"
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


@dataclass(frozen=True)
class Finding:
    """One recorded figure: its value, how it is printed, and all that a reader needs to judge it."""

    name: str
    value: int | float | str
    text: str
    what: str
    unit: str = ""
    n: int | None = None
    lo: str = ""
    hi: str = ""
    as_of: str = ""
    tables: tuple = ()
    notebook: str = ""

    @property
    def anchor(self):
        return "finding-" + self.name.replace(".", "-").replace("_", "-")

    @property
    def interval(self):
        return f"{self.lo} to {self.hi}" if self.hi else ""

    def provenance(self):
        """All but the value, in one line of words."""
        what = f"{self.what}, {self.unit}" if self.unit not in ("", "%") else self.what
        parts = [what, f"95 % interval {self.interval}" if self.hi else "", "" if self.n is None else f"n = {self.n}",
                 f"as of {self.as_of}" if self.as_of else "", f"tables: {', '.join(self.tables)}" if self.tables else "",
                 f"computed in notebook {Path(self.notebook).name[:2]}" if self.notebook else ""]
        return "; ".join(part for part in parts if part)

    def listing(self):
        """What ``python -m allies findings --json`` says of it, a dict."""
        return {"name": self.name, "value": self.value, "unit": self.unit, "n": self.n, "interval": [self.lo, self.hi] if self.hi else None,
                "as_of": self.as_of, "tables": list(self.tables), "notebook": self.notebook, "text": self.text, "what": self.what}

    def _repr_mimebundle_(self, **kwargs):
        line = f"{self.name} = {self.text} ({self.provenance()})"
        page = (f'<p class="finding-record" id="{self.anchor}"><code>{self.name}</code> '
                f'<strong>{html.escape(self.text)}</strong><span>{html.escape(self.provenance())}</span></p>')
        return {"text/plain": line, "text/html": page, MIME: {k: v for k, v in asdict(self).items() if k != "notebook"}}


def finding(name, value, what, unit="", n=None, lo=None, hi=None, as_of=None, tables=(), digits=None):
    """Record a figure that prose may print; shows it as an output of the cell.

    ``name`` is lower-case words joined by dots; ``value`` a number or short text; ``what`` says in words what it
    is; ``digits`` are the decimals to print (none for whole numbers and text); ``unit`` is printed in prose only
    if it is %; ``lo`` and ``hi`` bound a 95 % interval in the same unit; ``as_of`` is the day the figure speaks
    about; ``tables`` are the tables used. Raises ValueError for a name of another form, a number that is not
    finite or has decimals but no ``digits``, and an interval that does not hold the value.
    """
    if not name or any(not (c.islower() or c.isdigit() or c in "._") for c in name):
        raise ValueError(f"finding name {name!r}: expected lower-case words joined by dots")
    if not isinstance(value, str):
        numbers = [float(each) for each in (lo, value, hi) if each is not None]
        if not all(map(math.isfinite, numbers)) or numbers != sorted(numbers) or (lo is None) != (hi is None):
            raise ValueError(f"finding {name}: {value!r} with the interval {lo!r} to {hi!r} is no figure")
        if digits is None and value != int(value):
            raise ValueError(f"finding {name}: say with how many digits {value!r} is to be printed")
    if isinstance(tables, str):
        raise ValueError(f"finding {name}: tables is {tables!r}; expected a list of names")
    plain = value if isinstance(value, str) else int(value) if digits is None else round(float(value), digits)
    shown = _print(value, digits) + (" %" if unit == "%" else "")
    day = "" if as_of is None else f"{as_of:%Y-%m-%d}" if hasattr(as_of, "strftime") else str(as_of)
    display(Finding(name, plain, shown, what, unit, n, "" if lo is None else _print(lo, digits),
                    "" if hi is None else _print(hi, digits), day, tuple(tables)))


def _print(value, digits):
    return value if isinstance(value, str) else f"{value:,.{digits or 0}f}".replace(",", "\u202f").replace("-", "−")


def collect(notebooks=NOTEBOOKS):
    """All findings stored in the notebooks, a dict by name in reading order.

    Raises ValueError if two notebooks record the same name.
    """
    found = {}
    for path, data in _outputs(notebooks):
        if MIME in data:
            record = {each.name: data[MIME][each.name] for each in fields(Finding) if each.name in data[MIME]}
            if record["name"] in found:
                raise ValueError(f"finding {record['name']} is recorded in {found[record['name']].notebook} and again in {path.name}")
            found[record["name"]] = Finding(**record | {"notebook": path.stem, "tables": tuple(record["tables"])})
    return found


def pictures(notebooks=NOTEBOOKS):
    """All charts stored in the notebooks as HTML, a dict by the chart's name."""
    found = {}
    for _, data in _outputs(notebooks):
        text = "".join(data.get("text/plain", ""))
        if text.startswith("Figure "):
            found[text.partition(":")[0].removeprefix("Figure ")] = "".join(data["text/html"])
    return found


def _outputs(notebooks):
    """Path and data of every stored output, in reading order."""
    for path in sorted(Path(notebooks).glob("*.ipynb")):
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"notebooks/{path.name} is no JSON: {error}") from error
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                yield path, output.get("data", {})
