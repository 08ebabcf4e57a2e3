"""Numbers that cannot drift from their computation.

A notebook records each figure that prose may use with ``finding``; the record is an output of the
cell, so nbval compares it and the book reads it from there. Prose prints it by name. Whatever engine
compiles the book needs only ``collect`` and ``Finding``; the adapter for Sphinx is book/_ext/findings_role.py.
"""

import html
import json
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
        parts = [self.what, f"95 % interval {self.interval}" if self.hi else "", "" if self.n is None else f"n = {self.n}",
                 f"as of {self.as_of}" if self.as_of else "", f"tables: {', '.join(self.tables)}" if self.tables else "",
                 f"computed in notebook {Path(self.notebook).name[:2]}" if self.notebook else ""]
        return "; ".join(part for part in parts if part)

    def _repr_mimebundle_(self, **kwargs):
        line = f"{self.name} = {self.text}{self.unit and ' ' + self.unit} ({self.provenance()})"
        page = (f'<p class="finding-record" id="{self.anchor}"><code>{self.name}</code> '
                f'<strong>{html.escape(self.text)}</strong> {html.escape(self.unit)}'
                f'<span>{html.escape(self.provenance())}</span></p>')
        return {"text/plain": line, "text/html": page, MIME: {k: v for k, v in asdict(self).items() if k != "notebook"}}


def finding(name, value, what, unit="", n=None, lo=None, hi=None, as_of=None, tables=(), digits=None, text=None):
    """Record a figure that prose may print; shows it as an output of the cell.

    ``name`` is lower-case words joined by dots; ``value`` a number or short text; ``what`` says in words
    what it is; ``digits`` are the decimals to print (none for whole numbers and text); ``lo`` and ``hi``
    bound a 95 % interval in the same unit; ``as_of`` is the day the figure speaks about.
    Raises ValueError for a name of another form, or a number with decimals but no ``digits``.
    """
    if not name or any(not (c.islower() or c.isdigit() or c in "._") for c in name):
        raise ValueError(f"finding name {name!r}: expected lower-case words joined by dots")
    if isinstance(value, float) and digits is None and text is None:
        raise ValueError(f"finding {name}: say with how many digits {value!r} is to be printed")
    shown = _print(value, digits) if text is None else text
    plain = round(float(value), digits) if digits is not None else value if isinstance(value, str) else int(value)
    day = "" if as_of is None else f"{as_of:%Y-%m-%d}" if hasattr(as_of, "strftime") else str(as_of)
    display(Finding(name, plain, shown, what, unit, n, "" if lo is None else _print(lo, digits),
                    "" if hi is None else _print(hi, digits), day, tuple(tables)))


def _print(value, digits):
    return value if isinstance(value, str) else f"{value:,.{digits or 0}f}".replace(",", "\u202f")


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
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                yield path, output.get("data", {})
