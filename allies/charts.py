"""One style for all figures and tables of the book; knows no topic.

A figure is shown as SVG inside the page: its colours are CSS variables with a fallback, so that they
follow the reader's light or dark mode, its text stays text, and nbval can compare it letter by letter.
Colours are Okabe and Ito's (2008) set, darkened where contrast on white is too low; no chart relies on
colour alone.
"""

import html
import io
import math
import re
from functools import cache, partial, wraps
from numbers import Number

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.figure import Figure as Canvas

from allies import tables

INK, GRID, PAPER = "#1b1b1b", "#c9c9c9", "#fefefe"
BLUE, ORANGE, GREEN, PURPLE, SKY, GREY = "#0067a6", "#b35900", "#00785a", "#a1457f", "#3a8dc4", "#767676"
COLOURS = {"ink": INK, "grid": GRID, "paper": PAPER, "blue": BLUE, "orange": ORANGE, "green": GREEN,
           "purple": PURPLE, "sky": SKY, "grey": GREY}
STYLE = {
    "font.size": 11, "font.family": "DejaVu Sans", "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": GREY,
    "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": False, "grid.color": GRID, "grid.linewidth": 0.8, "legend.frameon": False,
    "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none",
    "svg.fonttype": "none", "hatch.linewidth": 0.8,
}


class Chart:
    """A finished figure with its alternative text; a notebook shows it by naming it last in a cell."""

    def __init__(self, canvas, name, alt):
        if not alt.endswith("."):
            raise ValueError(f"figure {name}: the alternative text must be a sentence that states the finding")
        self.name, self.alt, self.svg = name, alt, _svg(canvas, name)

    def _repr_mimebundle_(self, **kwargs):
        picture = self.svg.replace("<svg ", f'<svg role="img" aria-label="{html.escape(self.alt)}" class="chart" ', 1)
        return {"text/plain": f"Figure {self.name}: {self.alt}",
                "text/html": f'<div class="chart-frame" tabindex="0" role="region" aria-label="Figure {self.name}">{picture}</div>'}


def _svg(canvas, name):
    with mpl.rc_context({"svg.hashsalt": name}):
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight", pad_inches=0.05)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg [^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg [^>]*?) height="[^"]*"', r"\1", svg, count=1)
    # matplotlib's style rule would reach every element of the page.
    svg = svg.replace("<style type=\"text/css\">*{", '<style type="text/css">.chart *{')
    svg = re.sub(r"(\d\.\d{2})\d+", r"\1", svg)  # hundredths of a point are enough for any eye
    for token, colour in COLOURS.items():
        svg = svg.replace(colour, f"var(--chart-{token}, {colour})")
    return re.sub(r"\n\s*", "\n", svg).strip()


def canvas(width, height, **axes):
    """An empty figure of so many inches, and its axes."""
    figure = Canvas(figsize=(width, height))
    return figure, figure.subplots(**axes)


def styled(draw):
    """Decorator: draw in the book's style."""
    @wraps(draw)
    def drawn(*args, **kwargs):
        with mpl.rc_context(STYLE):
            return draw(*args, **kwargs)
    return drawn


def _fill(colour, hatch):
    """Face, hatch and edge of an area in one of COLOURS."""
    face = COLOURS[colour]
    edge = INK if colour == "paper" else PAPER if hatch or colour == "grid" else face
    return {"facecolor": face, "hatch": hatch, "edgecolor": edge, "linewidth": 0}


def years_axis(axis, first, last, step=5):
    """A time axis from one year to another with a label every ``step`` years."""
    axis.set_xlim(pd.Timestamp(first), pd.Timestamp(last))
    axis.xaxis.set_major_locator(mdates.YearLocator(step))
    axis.xaxis.set_minor_locator(mdates.YearLocator(1))
    axis.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))


@styled
def lanes(bars, marks, labels, kinds, name, alt, first, last):
    """Swim lanes: one lane per entry of ``labels`` (dict key -> label).

    ``bars``: DataFrame lane, start, end, kind; ``marks``: DataFrame lane, date, date_latest: a
    triangle above the lane, with a line to the latest reading; ``kinds``: dict kind -> (colour name, hatch, height, label).
    """
    figure, axis = canvas(9.5, 0.42 * len(labels) + 1.3)
    position = {lane: len(labels) - 1 - number for number, lane in enumerate(labels)}
    for kind, (colour, hatch, height, _) in kinds.items():
        for bar in bars[bars["kind"] == kind].itertuples():
            axis.barh(position[bar.lane], bar.end - bar.start, left=bar.start, height=height, **_fill(colour, hatch))
    for mark in marks.itertuples():
        height = position[mark.lane] + 0.42
        axis.plot([mark.date, mark.date_latest], [height] * 2, color=INK, linewidth=1.6)
        axis.plot(mark.date, height, "v", color=INK, markersize=5)
    handles = [mpl.patches.Patch(**_fill(c, h), label=t) for c, h, _, t in kinds.values()]
    axis.set_yticks(list(position.values()), list(labels.values()))
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    years_axis(axis, first, last)
    axis.grid(axis="x")
    axis.set_axisbelow(True)
    axis.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.42, -0.09), ncols=len(handles), fontsize=10)
    return Chart(figure, name, alt)


@styled
def steps(curves, name, alt, xlabel, ylabel):
    """Step curves with a name at each drop.

    ``curves``: dict label -> DataFrame x, y, text.
    """
    figure, axis = canvas(9, 4.6)
    for (label, curve), colour, line in zip(curves.items(), (BLUE, ORANGE, GREEN), ("-", "--", "-.")):
        axis.step(curve["x"], curve["y"], where="post", color=colour, linestyle=line, linewidth=2.2, label=label)
        for point in curve[curve["text"] != ""].itertuples():
            axis.annotate(point.text, (point.x, point.y), xytext=(6, 4), textcoords="offset points", color=colour, fontsize=10)
    axis.set_xlabel(xlabel)
    axis.set_ylabel(ylabel)
    axis.set_ylim(0, 1.05)
    axis.set_xlim(0)
    axis.grid(axis="y")
    axis.legend(loc="lower left")
    return Chart(figure, name, alt)


@styled
def matrix(cells, rows, columns, symbols, name, alt):
    """A grid of symbols.

    ``cells``: DataFrame row, column, kind; ``rows`` and ``columns``: dict key -> label; ``symbols``: dict
    kind -> (marker, colour name, label). Empty places stay empty.
    """
    figure, axis = canvas(0.48 * len(columns) + 4.2, 0.36 * len(rows) + 2.6)
    x = {key: number for number, key in enumerate(columns)}
    y = {key: len(rows) - 1 - number for number, key in enumerate(rows)}
    for kind, (marker, colour, label) in symbols.items():
        chosen = cells[cells["kind"] == kind]
        axis.scatter(chosen["column"].map(x), chosen["row"].map(y), marker=marker, s=95, color=COLOURS[colour], label=label, linewidths=2.2)
    axis.set_xticks(list(x.values()), list(columns.values()), rotation=50, ha="left", rotation_mode="anchor")
    axis.set_yticks(list(y.values()), list(rows.values()))
    axis.xaxis.tick_top()
    axis.set_xlim(-0.6, len(columns) - 0.4)
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.tick_params(length=0)
    for side in axis.spines.values():
        side.set_visible(False)
    axis.set_axisbelow(True)
    axis.grid(True)
    figure.legend(loc="upper left", bbox_to_anchor=(0.1, 0.07), ncols=len(symbols), fontsize=10)
    return Chart(figure, name, alt)


@styled
def area_map(shapes, kinds, panels, name, alt):
    """A map in panels side by side.

    ``shapes``: GeoDataFrame with a column kind; ``kinds``: dict kind -> (colour name, hatch, label);
    ``panels``: list of (title, frame as x0, x1, y0, y1, DataFrame x, y, text of labels), in the units of the shapes.
    """
    ratios = [(frame[1] - frame[0]) / (frame[3] - frame[2]) for _, frame, _ in panels]
    figure, axes = canvas(11, 11 / sum(ratios) + 1.1, ncols=len(panels), width_ratios=ratios)
    for axis, (title, frame, labels) in zip(axes, panels):
        inside = shapes.clip((frame[0], frame[2], frame[1], frame[3]))
        for kind, (colour, hatch, _) in kinds.items():
            chosen = inside[inside["kind"] == kind]
            if len(chosen):
                chosen.plot(ax=axis, **_fill(colour, hatch) | {"linewidth": 0.8})
        for label in labels.itertuples():
            axis.text(label.x, label.y, label.text, fontsize=10, ha="center", va="center",
                      bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5})
        axis.set_xlim(frame[0], frame[1])
        axis.set_ylim(frame[2], frame[3])
        axis.set(xticks=[], yticks=[], xlabel="", ylabel="", title=title, aspect="equal")
        axis.spines[:].set(visible=True, color=GREY)
    handles = [mpl.patches.Patch(**_fill(c, h), label=t) for c, h, t in kinds.values() if t]
    figure.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.08), ncols=len(handles), fontsize=10)
    figure.tight_layout(rect=(0, 0.06, 1, 1))
    return Chart(figure, name, alt)


@styled
def forest(rows, name, alt, xlabel, bands=(), reference=None, xlim=(0, 1)):
    """A dot with its interval for each row, top to bottom.

    ``rows``: DataFrame label, value, lo, hi, kind (colour name; paper draws an open dot); ``bands``: list of (from, to, label)
    shaded behind; ``reference``: DataFrame label, lo, hi: a grey bar behind the dot of that label.
    """
    figure, axis = canvas(9, 0.3 * len(rows) + 1.4)
    height = {label: len(rows) - 1 - number for number, label in enumerate(rows["label"])}
    for start, end, label in bands:
        axis.axvspan(start, end, color=GRID, alpha=0.45, linewidth=0)
        axis.text((start + end) / 2, len(rows) - 0.3, label, ha="center", va="bottom", fontsize=10)
    for bar in () if reference is None else reference.itertuples():
        axis.barh(height[bar.label], bar.hi - bar.lo, left=bar.lo, height=0.62, color=GRID, linewidth=0)
    for row in rows.dropna(subset=["value"]).itertuples():
        face = PAPER if row.kind == "paper" else COLOURS[row.kind]
        edge = INK if row.kind == "paper" else COLOURS[row.kind]
        axis.plot([row.lo, row.hi], [height[row.label]] * 2, color=edge, linewidth=1.8)
        axis.plot(row.value, height[row.label], "o", markerfacecolor=face, markeredgecolor=edge, markersize=7)
    axis.set_yticks(list(height.values()), list(height))
    axis.set_ylim(-0.7, len(rows) + (0.4 if bands else -0.3))
    axis.set_xlim(*xlim)
    axis.set_xlabel(xlabel)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.grid(axis="x")
    axis.set_axisbelow(True)
    return Chart(figure, name, alt)


@styled
def timeline(dots, rows, kinds, name, alt, first, last, breaks=()):
    """Dots over time in rows; dots of one row and nearby days are spread so that none hides another.

    ``dots``: DataFrame date, row, kind; ``rows``: dict key -> label; ``kinds``: dict kind -> (marker, colour name, label);
    ``breaks``: list of (day, label) drawn as lines through all rows.
    """
    figure, axis = canvas(10, 0.78 * len(rows) + 1.6)
    top = {key: len(rows) - 1 - number for number, key in enumerate(rows)}
    days = mdates.date2num(dots["date"])
    width = (mdates.date2num(pd.Timestamp(last)) - mdates.date2num(pd.Timestamp(first))) / 110
    order = dots.assign(day=days).sort_values(["row", "day", "kind"], kind="stable")
    taken, heights = {}, []
    for dot in order.itertuples():
        lane = next(n for n in range(99) if all(abs(dot.day - day) >= width for day in taken.setdefault((dot.row, n), [])))
        taken[dot.row, lane].append(dot.day)
        heights.append(lane)
    depth = order.assign(lane=heights).groupby("row")["lane"].transform("max").clip(lower=4)
    y = order["row"].map(top) - 0.38 + 0.76 * pd.Series(heights, order.index) / (depth + 1)
    for kind, (marker, colour, label) in kinds.items():
        chosen = order["kind"] == kind
        axis.scatter(order.loc[chosen, "date"], y[chosen], marker=marker, s=26, color=COLOURS[colour], label=label, linewidths=1.3)
    for day, label in breaks:
        axis.axvline(pd.Timestamp(day), color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
        axis.text(pd.Timestamp(day), len(rows) - 0.42, label, rotation=35, ha="left", va="bottom", fontsize=9.5)
    for key in list(top)[1:]:
        axis.axhline(top[key] + 0.5, color=GRID, linewidth=0.8)
    axis.set_yticks(list(top.values()), list(rows.values()))
    axis.set_ylim(-0.5, len(rows) - 0.45)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    years_axis(axis, first, last, step=max(1, round((pd.Timestamp(last).year - pd.Timestamp(first).year) / 8)))
    axis.legend(loc="upper center", bbox_to_anchor=(0.42, -0.1), ncols=len(kinds), fontsize=10, handletextpad=0.2)
    return Chart(figure, name, alt)


@styled
def dumbbells(rows, steps, name, alt, labels):
    """Two marks a row on a ladder, joined by a line.

    ``rows``: DataFrame label, left, right (missing where there is none), note (printed at the end of the line); ``steps``: dict
    rung -> label; ``labels``: names of the two marks.
    """
    figure, axis = canvas(9.5, 0.27 * len(rows) + 1.7)
    for y, row in zip(range(len(rows) - 1, -1, -1), rows.itertuples()):
        if not pd.isna(row.left) and row.left != row.right:
            axis.plot([row.left, row.right], [y, y], color=GREY, linewidth=1.6, zorder=1)
        if not pd.isna(row.left):
            axis.plot(row.left, y, "o", markerfacecolor=PAPER, markeredgecolor=BLUE, markeredgewidth=1.8, markersize=9, zorder=2)
        axis.plot(row.right, y, "D", color=ORANGE, markersize=5, zorder=3)
        axis.text(max(steps) + 0.25, y, row.note, va="center", fontsize=9)
    handles = [mpl.lines.Line2D([], [], linestyle="", marker="o", markerfacecolor=PAPER, markeredgecolor=BLUE, markeredgewidth=1.8, markersize=9, label=labels[0]),
               mpl.lines.Line2D([], [], linestyle="", marker="D", color=ORANGE, markersize=5, label=labels[1])]
    axis.set_yticks(range(len(rows) - 1, -1, -1), list(rows["label"]), fontsize=10)
    axis.set_xticks(list(steps), list(steps.values()))
    axis.xaxis.tick_top()
    axis.set_xlim(-0.3, max(steps) + 0.2)
    axis.set_ylim(-0.7, len(rows) - 0.3)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    axis.grid(axis="x")
    axis.set_axisbelow(True)
    axis.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.4, -0.005), ncols=2, fontsize=10)
    return Chart(figure, name, alt)


@styled
def spans(rows, kinds, name, alt, xlabel, ticks):
    """Intervals on a logarithmic axis of days (day 0 drawn at half a day), one line a row; a point where both ends agree.

    ``rows``: DataFrame label, kind, lo, hi; ``kinds``: dict kind -> (marker, colour name, label); ``ticks``: days to label.
    """
    labels = list(dict.fromkeys(rows["label"]))
    figure, axis = canvas(9.5, 0.27 * len(labels) + 1.6)
    height = {label: len(labels) - 1 - number for number, label in enumerate(labels)}
    for number, (kind, (marker, colour, text)) in enumerate(kinds.items()):
        chosen = rows[rows["kind"] == kind]
        y = chosen["label"].map(height) + 0.13 * (len(kinds) / 2 - number)
        lo, hi = chosen["lo"].clip(lower=0.5), chosen["hi"].clip(lower=0.5)
        axis.hlines(y, lo, hi, color=COLOURS[colour], linewidth=2.2)
        axis.scatter(hi, y, marker=marker, s=34, color=COLOURS[colour], label=text, zorder=3)
    axis.set_xscale("log")
    axis.set_xticks([max(0.5, tick) for tick in ticks], [str(tick) for tick in ticks])
    axis.minorticks_off()
    axis.set_yticks(list(height.values()), labels, fontsize=10)
    axis.set_ylim(-0.7, len(labels) - 0.3)
    axis.set_xlabel(xlabel)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.grid(True)
    axis.set_axisbelow(True)
    axis.legend(loc="upper center", bbox_to_anchor=(0.4, -0.08), ncols=len(kinds), fontsize=10, handletextpad=0.2)
    return Chart(figure, name, alt)


@styled
def columns(counts, kinds, name, alt, ylabel, below=()):
    """Stacked columns by year in one panel; the kinds in ``below`` hang from the axis.

    ``counts``: DataFrame with years as index and kinds as columns; ``kinds``: dict kind -> (colour name, hatch, label).
    """
    figure, axis = canvas(10, 4.4)
    up = down = 0
    for kind, (colour, hatch, label) in kinds.items():
        sign = -1 if kind in below else 1
        base = down if kind in below else up
        axis.bar(counts.index, sign * counts[kind], bottom=base, width=0.82, label=label, **_fill(colour, hatch) | {"linewidth": 0.3})
        up, down = (up, down - counts[kind]) if kind in below else (up + counts[kind], down)
    axis.axhline(0, color=INK, linewidth=0.9)
    axis.yaxis.set_major_formatter(lambda value, position: f"{abs(value):g}")
    axis.yaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    axis.set_ylabel(ylabel)
    axis.grid(axis="y")
    axis.set_axisbelow(True)
    axis.legend(loc="upper left", fontsize=10)
    return Chart(figure, name, alt)


@styled
def heat(counts, rows, name, alt, label):
    """A grid of counts, darker where larger, with the number in each cell that is not empty.

    ``counts``: DataFrame, its index the keys of ``rows`` (dict key -> label), its columns the headings.
    """
    figure, axis = canvas(0.36 * counts.shape[1] + 2.6, 0.42 * len(rows) + 1.2)
    values = counts.loc[list(rows)]
    top = max(1, values.to_numpy().max())
    for y, key in zip(range(len(rows) - 1, -1, -1), rows):
        for x, value in enumerate(values.loc[key]):
            if value:
                axis.add_patch(mpl.patches.Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=BLUE, alpha=round(0.12 + 0.38 * value / top, 2), linewidth=0))
                axis.text(x, y, str(value), ha="center", va="center", fontsize=9)
    axis.set_xticks(range(counts.shape[1]), [str(each) for each in counts.columns], rotation=90, fontsize=9)
    axis.set_yticks(range(len(rows) - 1, -1, -1), list(rows.values()))
    axis.set_xlim(-0.6, counts.shape[1] - 0.4)
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    axis.set_xlabel(label)
    return Chart(figure, name, alt)


def _corner(a, b, c):
    """Place of three parts in a triangle: a at the lower left, b at the lower right, c at the top."""
    return b + c / 2, c * 3 ** 0.5 / 2


@styled
def ternary(paths, corners, kinds, name, alt):
    """Paths through a triangle; a point near a corner has nearly all of that part.

    ``paths``: DataFrame path, label (empty for a point without one), a, b, c (not negative, any scale; they are divided by their
    sum), in the order of time; ``corners``: names of the parts a (lower left), b (lower right) and c (top); ``kinds``: dict
    path -> (marker, colour name, line style, label). The first point of a path is open, the last one large.
    Raises ValueError for parts that are negative, missing or all zero.
    """
    parts = paths[["a", "b", "c"]].astype(float)
    if not ((parts >= 0).all(axis=1) & (parts.sum(axis=1) > 0)).all():
        raise ValueError(f"figure {name}: every point needs three parts that are not negative and not all zero")
    x, y = _corner(*parts.div(parts.sum(axis=1), axis=0).to_numpy().T)
    figure, axis = canvas(8.6, 7.4)
    for part in (0, 0.25, 0.5, 0.75):
        rest = 1 - part
        for ends in (((part, rest, 0), (part, 0, rest)), ((rest, part, 0), (0, part, rest)), ((rest, 0, part), (0, rest, part))):
            axis.plot(*zip(*(_corner(*end) for end in ends)), color=GRID if part else GREY, linewidth=0.8, zorder=1)
        if part:
            axis.text(*_corner(-0.02, rest + 0.02, part), f"{100 * part:.0f} % {corners[2]}", color=GREY, fontsize=9, ha="left", va="center")
    for corner, place, align, drop in zip(corners, ((1, 0, 0), (0, 1, 0), (0, 0, 1)), ("right", "left", "center"), (-0.03, -0.03, 0.03)):
        axis.text(_corner(*place)[0], _corner(*place)[1] + drop, corner, ha=align, va="bottom" if drop > 0 else "top", fontsize=12, weight="bold")
    taken = []
    for path, (marker, colour, line, text) in kinds.items():
        own = (paths["path"] == path).to_numpy()
        axis.plot(x[own], y[own], linestyle=line, color=COLOURS[colour], linewidth=1.8, marker=marker, markersize=6, label=text, zorder=3)
        axis.plot(x[own][0], y[own][0], marker, color=COLOURS[colour], markerfacecolor=PAPER, markersize=7, zorder=4)
        axis.plot(x[own][-1], y[own][-1], marker, color=COLOURS[colour], markersize=11, zorder=4)
        for (left, bottom), words in _gathered(x[own], y[own], paths.loc[own, "label"]):
            aside = -1 if left < bottom / 3 ** 0.5 + 0.08 else 1  # points near the left side carry their label outside
            height = 0.036 * (words.count("\n") + 1)
            near = [other[2:] for other in taken if other[0] == aside and abs(left - other[1]) < 0.2]
            shifts = (sign * step / 100 for step in range(99) for sign in (1, -1))  # the free place next to the point, above or below
            bottom += next(shift for shift in shifts if not any(low - height < bottom + shift < high for low, high in near))
            taken.append((aside, left, bottom, bottom + height))
            axis.text(left + 0.024 * aside, bottom, words, color=COLOURS[colour], fontsize=9.5, ha="left" if aside > 0 else "right", va="bottom", zorder=5,
                      bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6})
    axis.set_aspect("equal")
    axis.set_axis_off()
    axis.legend(loc="upper left", fontsize=10.5)
    return Chart(figure, name, alt)


def _gathered(x, y, labels):
    """Labels of points of one path that nearly coincide, joined: pairs of place and words."""
    found = []
    for *place, words in zip(x, y, labels):
        if words:
            near = next((each for each in found if abs(each[0][0] - place[0]) + abs(each[0][1] - place[1]) < 0.06), None)
            if near:
                near[1].append(words)
            else:
                found.append((place, [words]))
    return [(place, ",\n".join(", ".join(words[n:n + 2]) for n in range(0, len(words), 2))) for place, words in found]


@styled
def stacked(shares, rows, kinds, name, alt, xlabel, notes=None):
    """Bars of parts that make up a whole, in groups with a heading.

    ``shares``: DataFrame group, row, and one column for each of ``kinds`` (dict column -> (colour name, hatch, label)), each row
    adding up to 100; ``rows``: dict group -> heading, top to bottom; ``notes``: text at the right end of each bar, a Series with the index of ``shares``.
    """
    figure, axis = canvas(9.5, 0.3 * len(shares) + 0.42 * len(rows) + 1.3)
    y, ticks = 0, {}
    for group, heading in rows.items():
        axis.text(0, y, heading, ha="left", va="center", fontsize=11, weight="bold")
        for index, bar in shares[shares["group"] == group].iterrows():
            y -= 1
            left = 0
            for kind, (colour, hatch, _) in kinds.items():
                axis.barh(y, bar[kind], left=left, height=0.78, **_fill(colour, hatch) | {"linewidth": 0.3})
                left += bar[kind]
            ticks[y] = bar["row"]
            if notes is not None:
                axis.text(101.5, y, notes[index], va="center", fontsize=9.5)
        y -= 1.35
    axis.set_yticks(list(ticks), list(ticks.values()))
    axis.set_xlim(0, 100)
    axis.set_ylim(y + 0.6, 0.6)
    axis.set_xlabel(xlabel)
    axis.tick_params(axis="y", length=0)
    axis.spines[:].set_visible(False)
    handles = [mpl.patches.Patch(**_fill(c, h), label=t) for c, h, t in kinds.values()]
    axis.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -1.0 / figure.get_figheight()), ncols=len(handles), fontsize=10)
    return Chart(figure, name, alt)


@styled
def lines(points, kinds, name, alt, ylabel, bands=(), ylim=None):
    """Lines over years, each named at its end.

    ``points``: DataFrame x, y, kind, style (solid, open: hollow and dashed, or apart: hollow and not joined); ``kinds``: dict kind -> (colour
    name, line style, marker, label); ``bands``: list of (from, to, label) shaded behind.
    """
    figure, axis = canvas(10, 5)
    for start, end, label in bands:
        axis.axvspan(start, end, color=GRID, alpha=0.45, linewidth=0)
        axis.text((start + end) / 2, 1.01, label, transform=axis.get_xaxis_transform(), ha="center", va="bottom", fontsize=10)
    ends = {}
    for kind, (colour, line, marker, label) in kinds.items():
        chosen = points[points["kind"] == kind].dropna(subset=["y"]).sort_values("x")
        joined, hollow = chosen[chosen["style"] != "apart"], chosen[chosen["style"] != "solid"]
        axis.plot(joined["x"], joined["y"].where(joined["style"] == "solid"), linestyle=line, color=COLOURS[colour], linewidth=2.2)
        axis.plot(joined["x"], joined["y"], linestyle=(0, (1, 2)), color=COLOURS[colour], linewidth=1.6)
        axis.plot(joined["x"], joined["y"], marker, color=COLOURS[colour], markersize=5)
        axis.plot(hollow["x"], hollow["y"], marker, markerfacecolor=PAPER, markeredgecolor=COLOURS[colour], markeredgewidth=1.5, markersize=7)
        ends[kind] = chosen["y"].iloc[-1]
    if ylim:
        axis.set_ylim(*ylim)
    low, high = axis.get_ylim()
    height = None
    for kind in sorted(ends, key=ends.get):
        height = ends[kind] if height is None else max(ends[kind], height + 0.055 * (high - low))
        axis.annotate(kinds[kind][3], (1.01, height), xycoords=("axes fraction", "data"), va="center", color=COLOURS[kinds[kind][0]], fontsize=10)
    axis.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True, nbins=10))
    axis.set_ylabel(ylabel)
    axis.grid(axis="y")
    axis.set_axisbelow(True)
    return Chart(figure, name, alt)


@styled
def polls(panels, modes, kinds, name, alt):
    """Shares over time with intervals in panels, joined only where the same was asked in the same way.

    ``panels``: list of (title, DataFrame date, value, lo, hi, kind, group, wording, mode), each with its own span of years;
    ``modes``: dict mode -> (how much of the marker is filled: full, left or none, label); ``kinds``: dict kind -> (marker,
    colour name, line style, label). A line joins the points of one kind in one group; a dotted vertical line marks each
    change of group between neighbouring days. Kinds stand a little apart so that none hides another.
    Raises ValueError for a group that spans two wordings or two modes.
    """
    rows = math.ceil(len(panels) / 2)
    figure, axes = canvas(9.6, 3.3 * rows + 0.6, nrows=rows, ncols=min(2, len(panels)), sharey=True, squeeze=False)
    for axis, (title, points) in zip(axes.flat, panels):
        for column in ("wording", "mode"):
            if len(mixed := points.groupby("group")[column].nunique().loc[lambda count: count > 1]):
                raise ValueError(f"figure {name}, {title}: {mixed.index[0]} has more than one {column}; its points cannot be joined")
        _lines(axis, points, modes, kinds)
        axis.set_title(title, fontsize=12, loc="left")
        axis.grid(axis="y")
        axis.set_axisbelow(True)
        axis.set_ylim(0, 100)
    for axis in axes.flat[len(panels):]:
        axis.set_visible(False)
    for axis in axes[:, 0]:
        axis.set_ylabel("% of those asked")
    shown = {mode for _, points in panels for mode in points["mode"]}
    handles = [mpl.lines.Line2D([], [], **_marker("o", INK, fill), label=label) for mode, (fill, label) in modes.items() if mode in shown]
    handles.append(mpl.lines.Line2D([], [], color=GREY, linestyle=":", label="question or mode changed"))
    figure.legend(handles=handles, loc="lower center", ncols=4, fontsize=11)
    figure.tight_layout(rect=(0, 0.4 / figure.get_figheight(), 1, 1), w_pad=2.5)
    return Chart(figure, name, alt)


def _lines(axis, points, modes, kinds):
    """The lines of one panel, with the name of each kind at its last point."""
    span = max(points["date"].max() - points["date"].min(), pd.Timedelta(days=200))
    order = [kind for kind in kinds if kind in set(points["kind"])]
    waves = list(points.drop_duplicates("date").sort_values("date").itertuples())
    for before, after in zip(waves, waves[1:]):
        if before.group != after.group:
            axis.axvline(before.date + (after.date - before.date) / 2, color=GREY, linewidth=1.1, linestyle=":")
    points = points.assign(date=points["date"] + points["kind"].map(lambda kind: span / 70 * (order.index(kind) - (len(order) - 1) / 2)))
    for (kind, _), line in points.sort_values("date").groupby(["kind", "group"]):
        marker, colour, style, _ = kinds[kind]
        axis.plot(line["date"], line["value"], linestyle=style, color=COLOURS[colour], linewidth=1.7)
        axis.vlines(line["date"], line["lo"], line["hi"], color=COLOURS[colour], linewidth=1.4)
        axis.plot(line["date"], line["value"], **_marker(marker, COLOURS[colour], modes[line["mode"].iloc[0]][0]))
    ends = points.sort_values("date").groupby("kind").last().sort_values("value")
    height = -9
    for end in ends.itertuples():
        if end.date < points["date"].max() - span / 4:  # a line that ended early is named where it ends
            axis.annotate(kinds[end.Index][3], (end.date, end.lo - 5), color=COLOURS[kinds[end.Index][1]], fontsize=10.5, ha="center", va="center")
            continue
        height = max(height + 9, end.value)
        axis.annotate(kinds[end.Index][3], (points["date"].max() + span / 25, height), color=COLOURS[kinds[end.Index][1]], fontsize=10.5, va="center")
    first, last = points["date"].min() - span / 15, points["date"].max() + span * 0.42
    years_axis(axis, first, last, step=max(1, round(span.days / 365 / 4)))
    end = mdates.date2num(points["date"].max())  # what lies beyond is room for the names, not time
    axis.spines["bottom"].set_bounds(mdates.date2num(first), end)
    for minor in (False, True):
        axis.set_xticks([tick for tick in axis.get_xticks(minor=minor) if tick <= end], minor=minor)
    if span.days < 900:
        axis.set_xticks([wave.date for wave in waves], [f"{wave.date:%b %Y}" for wave in waves])
        axis.xaxis.set_minor_locator(mpl.ticker.NullLocator())


def _marker(shape, colour, fill):
    """A marker without a line, its face full, left or none."""
    return {"marker": shape, "color": colour, "markerfacecolor": PAPER if fill == "none" else colour, "markerfacecoloralt": PAPER,
            "fillstyle": "left" if fill == "left" else "full", "markersize": 7, "linestyle": ""}


PLACES = {"corner": ((7, 5), "left"), "right": ((8, -3), "left"), "left": ((-8, -3), "right"), "above": ((0, 9), "center"), "below": ((-8, -30), "left")}

@styled
def two_shares(points, panels, name, alt, whole=100, ncols=3, note=""):
    """Two shares of one whole against each other, as paths over time: x one of them, y the other, so that the grey corner cannot be reached.

    ``points``: DataFrame panel, x, y, label (printed where not empty), in the order of time, and where wanted group (arrows join the points of
    one group), colour (name), style (solid, or open: hollow, the way to it dashed), place of the label (corner, right, left, above, or
    below: at the end of a thin line);
    ``panels``: dict key -> (title, x label, y label, end of both axes); ``note``: what an open point means. The dotted diagonal is where both are equal.
    """
    nrows, ncols = -(-len(panels) // ncols), min(ncols, len(panels))
    shared = len({panel[1:] for panel in panels.values()}) == 1
    side = {1: 6.2, 2: 4.8}.get(ncols, 3)
    figure, axes = canvas(side * ncols + 0.6, side * nrows + 0.4, ncols=ncols, nrows=nrows, sharex=shared, sharey=shared, squeeze=False)
    points = pd.DataFrame({"group": "", "colour": "blue", "style": "solid", "place": "corner"}, points.index).assign(**points)
    for axis, (panel, (title, xlabel, ylabel, top)) in zip(axes.flat, panels.items()):
        axis.fill_between([0, whole], [whole, 0], whole, color=GRID, alpha=0.45, linewidth=0)
        axis.plot([0, whole / 2], [0, whole / 2], color=GREY, linewidth=1, linestyle=":")
        for _, path in points[points["panel"] == panel].groupby("group", sort=False):
            colour = COLOURS[path["colour"].iloc[0]]
            for start, end in zip(path.itertuples(), list(path.itertuples())[1:]):
                axis.annotate("", (end.x, end.y), (start.x, start.y), arrowprops={"arrowstyle": "->", "mutation_scale": 9, "color": colour, "linewidth": 1.6, "shrinkA": 3,
                                                                                  "shrinkB": 3, "linestyle": "-" if end.style == "solid" else (0, (2, 2))})
            for point in path.itertuples():
                axis.plot(point.x, point.y, "o", color=colour, markerfacecolor=colour if point.style == "solid" else PAPER, markeredgewidth=1.5, markersize=6 if ncols < 3 else 4)
                offset, align = PLACES[point.place]
                lead = {"arrowstyle": "-", "color": GREY, "linewidth": 0.9, "relpos": (0.3, 1), "shrinkA": 0, "shrinkB": 3} if point.label and point.place == "below" else None
                axis.annotate(point.label, (point.x, point.y), xytext=offset, textcoords="offset points", ha=align, fontsize=10, arrowprops=lead)
        axis.set(xlim=(0, top), ylim=(0, top), aspect="equal")
        axis.set_title(title, fontsize=12, loc="left")
        if not shared or axis in axes[-1]:
            axis.set_xlabel(xlabel)
        if not shared or axis in axes[:, 0]:
            axis.set_ylabel(ylabel)
    for axis in axes.flat[len(panels):]:
        axis.set_visible(False)
    if note:
        axes[0, 0].legend(handles=[mpl.lines.Line2D([], [], linestyle="--", marker="o", color=INK, markerfacecolor=PAPER, label=note)], loc="lower left", fontsize=10)
    figure.tight_layout(w_pad=2.5)
    return Chart(figure, name, alt)


@styled
def bands(points, panels, lines, name, alt, ylabel, ylim, ncols=3):
    """Lines with their uncertainty, in panels that share both axes; the legend names the lines by colour and stroke.

    ``points``: DataFrame panel, line, x, y, lo, hi (lo and hi missing where there is no interval); ``panels``: dict key -> title;
    ``lines``: dict key -> (colour name, line style, label).
    """
    nrows = -(-len(panels) // ncols)
    figure, axes = canvas(3 * ncols + 0.8, 2.6 * nrows + 0.6, ncols=ncols, nrows=nrows, sharex=True, sharey=True, squeeze=False)
    for axis, (panel, title) in zip(axes.flat, panels.items()):
        for key, (colour, style, _) in lines.items():
            line = points[(points["panel"] == panel) & (points["line"] == key)].sort_values("x")
            axis.plot(line["x"], line["y"], color=COLOURS[colour], linestyle=style, linewidth=1.9)
            bounded = line.dropna(subset=["lo", "hi"])
            if len(bounded):
                axis.fill_between(bounded["x"], bounded["lo"], bounded["hi"], color=COLOURS[colour], alpha=0.16, linewidth=0)
        axis.set_title(title, fontsize=11)
        axis.set_ylim(*ylim)
        axis.grid(axis="y")
        axis.set_axisbelow(True)
        axis.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, integer=True))
    for axis in list(axes.flat)[len(panels):]:
        axis.set_visible(False)
    for row in axes:
        row[0].set_ylabel(ylabel)
    handles = [mpl.lines.Line2D([], [], color=COLOURS[c], linestyle=s, linewidth=1.9, label=t) for c, s, t in lines.values()]
    figure.tight_layout(rect=(0, 0.6 / (2.6 * nrows + 0.6), 1, 1))
    figure.legend(handles=handles, loc="lower center", ncols=min(4, len(handles)), fontsize=10, handlelength=3.2)
    return Chart(figure, name, alt)


@styled
def vote_grid(cells, rows, columns, name, alt):
    """A grid of votes, each a letter on a mark of its own: Y on a full square, N on a full circle, A on an open diamond, X a bare letter.

    ``cells``: DataFrame row, column, vote (empty: no member, no mark); ``rows`` and ``columns``: dict key -> label.
    """
    marks = {"Y": ("s", BLUE, BLUE, PAPER, "yes"), "N": ("o", ORANGE, ORANGE, PAPER, "no"), "A": ("D", PAPER, GREY, INK, "abstains"), "X": ("", PAPER, PAPER, INK, "not voting")}
    figure, axis = canvas(0.4 * len(columns), 0.33 * len(rows) + 0.4)
    x = {key: number for number, key in enumerate(columns)}
    y = {key: len(rows) - 1 - number for number, key in enumerate(rows)}
    chosen = cells[cells["row"].isin(rows) & cells["column"].isin(columns) & (cells["vote"] != "")]
    for cell in chosen.itertuples():
        marker, face, edge, ink, _ = marks[cell.vote]
        axis.plot(x[cell.column], y[cell.row], marker, markersize=14 if marker != "D" else 12, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=1.2)
        axis.text(x[cell.column], y[cell.row], cell.vote, ha="center", va="center_baseline", fontsize=10, color=ink)
    handles = [mpl.lines.Line2D([], [], linestyle="", marker=m or "$X$", markersize=9, markerfacecolor=f if m else INK, markeredgecolor=e if m else INK, label=f"{vote} {label}")
               for vote, (m, f, e, _, label) in marks.items()]
    axis.set_xticks(list(x.values()), list(columns.values()), rotation=50, ha="left", rotation_mode="anchor", fontsize=10)
    axis.set_yticks(list(y.values()), list(rows.values()), fontsize=10)
    axis.xaxis.tick_top()
    axis.set_xlim(-0.6, len(columns) - 0.4)
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    axis.legend(handles=handles, loc="upper center", bbox_to_anchor=(0, -0.1 / (0.33 * len(rows) + 0.4)), ncols=4, fontsize=10, handletextpad=0.2)
    return Chart(figure, name, alt)


@styled
def spikes(values, marks, labels, name, alt, ylabel, ticks=(1, 10, 100, 1000)):
    """Small multiples, one above the other: a bar for each month that counts anything, on a logarithmic axis, with spans marked above.

    ``values``: DataFrame panel, date (first day of the month), value (0 draws no bar); ``marks``: DataFrame panel, start, end;
    ``labels``: dict panel -> label.
    """
    figure, axes = canvas(10, 1.25 * len(labels) + 0.9, nrows=len(labels), sharex=True, sharey=True, squeeze=False)
    base, top = ticks[0] * 0.7, ticks[-1] * 14
    for (panel, label), axis in zip(labels.items(), axes[:, 0]):
        chosen = values[(values["panel"] == panel) & (values["value"] > 0)]
        axis.vlines(chosen["date"], base, chosen["value"], color=BLUE, linewidth=1.7)
        for mark in marks[marks["panel"] == panel].itertuples():
            axis.plot([mark.start, mark.end], [top / 1.6] * 2, color=ORANGE, linewidth=1.6)
            axis.plot(mark.start, top / 1.6, "v", color=ORANGE, markersize=5)
        axis.set_yscale("log")
        axis.set_ylim(base, top)
        axis.set_yticks(ticks, [f"{tick:,}".replace(",", "\u202f") for tick in ticks])
        axis.minorticks_off()
        axis.grid(axis="y")
        axis.set_axisbelow(True)
        axis.set_title(label, loc="left", fontsize=11, pad=3)
    years_axis(axes[-1, 0], values["date"].min(), values["date"].max() + pd.DateOffset(months=1))
    figure.supylabel(ylabel, fontsize=11)
    figure.tight_layout()
    return Chart(figure, name, alt)


@styled
def line_grid(points, rows, columns, name, alt):
    """Lines in a grid of panels: one row of panels for each thing, one column for each measure with its own span and axis.

    ``points``: DataFrame row, column, date, value (missing breaks the line), weak (drawn as an open dot); ``rows``: dict key -> label;
    ``columns``: dict key -> (title, label of the axis). Panels of one column share their axes.
    """
    figure, axes = canvas(10, 1.35 * len(rows) + 1.1, nrows=len(rows), ncols=len(columns), sharex="col", sharey="col", squeeze=False)
    for number, (row, label) in enumerate(rows.items()):
        for axis, (column, (title, ylabel)) in zip(axes[number], columns.items()):
            chosen = points[(points["row"] == row) & (points["column"] == column)].sort_values("date")
            axis.plot(chosen["date"], chosen["value"], color=BLUE, linewidth=1.5)
            for weak, face in ((False, BLUE), (True, PAPER)):
                dots = chosen[chosen["weak"] == weak]
                axis.plot(dots["date"], dots["value"], "o", markersize=3.5, markerfacecolor=face, markeredgecolor=BLUE, linestyle="")
            axis.axhline(0, color=GREY, linewidth=0.8)
            axis.grid(axis="y")
            axis.set_axisbelow(True)
            axis.set_title(label, loc="left", fontsize=11, pad=3)
            if number == 0:
                axis.set_title(title, loc="right", fontsize=11, pad=3)
            if number == len(rows) // 2:
                axis.set_ylabel(ylabel)
    figure.tight_layout()
    return Chart(figure, name, alt)


@styled
def moves(rows, panels, name, alt, xlabel):
    """Arrows from a first value (open) to a last one (filled), one row per measure, one panel per side, in groups with a heading.

    ``rows``: DataFrame group, label, note, and for each key of ``panels`` two columns key_first and key_last (0 to 1, missing where there is none);
    ``panels``: dict key -> (colour name, marker, title).
    """
    groups = list(dict.fromkeys(rows["group"]))
    figure, axes = canvas(9.6, 0.46 * (len(rows) + len(groups)) + 1.2, ncols=len(panels), sharey=True, squeeze=False)
    places, y = {}, 0
    for group in groups:
        axes[0, 0].text(-0.02, y, group, ha="right", va="center", fontsize=11, weight="bold", transform=axes[0, 0].get_yaxis_transform())
        for index in rows.index[rows["group"] == group]:
            y -= 1
            places[index] = y
        y -= 1.1
    for axis, (key, (colour, marker, title)) in zip(axes[0], panels.items()):
        for index, row in rows.iterrows():
            first, last = row[f"{key}_first"], row[f"{key}_last"]
            axis.plot([0, 1], [places[index]] * 2, color=GRID, linewidth=0.6, zorder=0)
            if pd.isna(first) or pd.isna(last):
                axis.text(0.5, places[index], "not asked alike twice", ha="center", va="center", fontsize=8.5, color=GREY, backgroundcolor=PAPER)
                continue
            axis.plot([first, last], [places[index]] * 2, color=COLOURS[colour], linewidth=2.2, zorder=1)
            axis.plot(first, places[index], marker, markersize=6.5, markerfacecolor=PAPER, markeredgecolor=COLOURS[colour], zorder=2)
            axis.plot(last, places[index], marker, markersize=8.5, color=COLOURS[colour], zorder=3)
        axis.set_title(title, fontsize=11.5, loc="left")
        axis.set_xlim(-0.04, 1.04)
        axis.set_xticks([0, 0.5, 1], ["none", "half", "closest"])
        axis.spines[:].set_visible(False)
        axis.tick_params(length=0)
    axes[0, 0].set_yticks(list(places.values()), [f"{row.label}, {row.note}" for row in rows.itertuples()], fontsize=10)
    axes[0, 0].set_ylim(y + 0.6, 0.7)
    figure.supxlabel(xlabel, fontsize=10)
    figure.tight_layout(w_pad=1.5)
    return Chart(figure, name, alt)


@styled
def strips(rows, name, alt, words):
    """One strip per row, filled up to its share of 100, with the bounds of the words.

    ``rows``: DataFrame label, share (per cent), note; ``words``: list of (least share, word), the largest first.
    """
    figure, axis = canvas(9.5, 0.78 * len(rows) + 0.75)
    for y, row in enumerate(reversed(list(rows.itertuples()))):
        axis.barh(y, 100, height=0.3, **_fill("grid", ""))
        axis.barh(y, row.share, height=0.3, **_fill("blue", ""))
        axis.text(0, y + 0.24, row.label, ha="left", va="bottom", fontsize=10.5)
        axis.text(0, y - 0.2, row.note, ha="left", va="top", fontsize=9, color=INK)
    for least, _ in words[:-1]:
        axis.axvline(least, color=INK, linewidth=0.7, linestyle=":")
    bounds = [100, *(least for least, _ in words)]
    for high, (low, word) in zip(bounds, words):
        axis.text((low + high) / 2, -0.62, word, ha="center", va="top", fontsize=9, rotation=0 if high - low > 10 else 90)
    axis.set_ylim(-0.62, len(rows) - 0.3)
    axis.set_xlim(0, 100)
    axis.set_yticks([])
    axis.set_xticks([])
    axis.spines[:].set_visible(False)
    return Chart(figure, name, alt)


def join(words):
    """'A', 'A and B', 'A, B and C'."""
    words = list(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def cite(source_ids):
    """Links to the sources' places on the page of sources, as HTML."""
    names = _short_names(tables.path("sources").stat().st_mtime_ns)
    return " · ".join(f'<a class="source" href="../book/sources.html#source-{key}">{html.escape(names[key])}</a>' for key in source_ids)


@cache
def _short_names(stamp):  # stamp: a changed file is read anew
    sources = tables.load("sources").set_index("source_id")
    return {key: short(source) for key, source in sources.iterrows()}


def short(source):
    """Publisher and year of a source, as it is cited."""
    year = "" if pd.isna(source["published"]) else f" {source['published'].year}"
    return f"{source['publisher']}{year}"


class Table:
    """A table for the page: text escaped, days as YYYY-MM-DD, lists of source ids as links.

    ``link`` is the address of a page: cells that are pairs (text, id) lead to that id on it. ``anchors`` are the ids of the rows, one each.
    Raises ValueError for another number of anchors than rows, or one that stands twice.
    """

    def __init__(self, frame, title, sources="source_ids", rename=None, link="", anchors=()):
        self.frame, self.title, self.anchors = frame.copy(), title, list(anchors)
        if self.anchors and len(set(self.anchors)) != len(frame):
            raise ValueError(f"table {title}: {len(set(self.anchors))} different anchors for {len(frame)} rows; expected one for each")
        self.frame.columns.name = None  # pandas would print it as a column of its own
        self.text = self.frame.to_string(index=False, max_colwidth=40)
        for column in self.frame:
            show = cite if column == sources else partial(_cell, link=link)
            self.frame[column] = self.frame[column].map(show)
        self.frame = self.frame.rename(columns={sources: "sources"} | (rename or {}))

    def _repr_mimebundle_(self, **kwargs):
        body = self.frame.to_html(index=False, escape=False, border=0, justify="left", classes="computed")
        body = body.replace("<th>", '<th scope="col">')
        body = re.sub(r"<thead>", f"<caption>{html.escape(self.title)}</caption>\n<thead>", body, count=1)
        head, mark, rows = body.partition("<tbody>")
        for anchor in self.anchors:
            rows = rows.replace("<tr>", f'<tr id="{html.escape(anchor)}">', 1)
        body = head + mark + rows
        return {"text/plain": self.text, "text/html": f'<div class="table-frame" tabindex="0" role="region" aria-label="{html.escape(self.title)}">{body}</div>'}


def _cell(value, link):
    if isinstance(value, tuple):
        return f'<a href="{link}#{value[1]}">{html.escape(value[0])}</a>'
    if isinstance(value, list):
        return html.escape("; ".join(map(str, value)))
    if isinstance(value, pd.Timestamp) or value is pd.NaT:
        return "" if pd.isna(value) else f"<time>{value:%Y-%m-%d}</time>"
    if isinstance(value, Number) and value < 0:
        return str(value).replace("-", "−", 1)
    return html.escape("" if value is None or value is pd.NA else str(value))
