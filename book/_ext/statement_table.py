"""The directive statement-table: every statement with its sources and codings, and the role {statement}`S001` that leads to one.

Without JavaScript it is a plain table; with it, DataTables (from the installed package itables, served from the
book itself) sorts and searches it, and the menus above it filter.
"""

from importlib.resources import files
from pathlib import Path

from docutils import nodes
from pages import computed, esc, grid
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from allies import charts, coding, statements, tables

logger = logging.getLogger(__name__)
HEADS = ("day", "speaker", "group", "what was said", "stance", "conditions", "episode", "grade")
PAGE = "notebooks/05-what-officials-said"


class statement_node(nodes.Inline, nodes.TextElement):
    """A link to one statement."""


def table():
    rows = statements.statements()
    names = tables.load("episodes").set_index("id")["name"]
    raw = {variable: coding.raw("statements", variable) for variable in coding.rules("statements")}
    menus = "".join(_menu(head, values) for head, values in _values(rows, names).items())
    body = [_row(row, names, raw) for row in rows.sort_values(["date", "id"], ascending=False).to_dict("records")]
    table_ = grid(f"All {len(rows)} statements, the latest first", HEADS, body, "statements")
    return computed(f'<div class="statement-table"><div class="filters" hidden>{menus}</div>{table_}</div>')


def _values(rows, names):
    episodes = [names[key] for key in names.index if key in set(rows["episode_id"])]
    said = set(rows["conditions"].explode())
    return {"group": [name for key, name in statements.STRATA.items() if key in set(rows["stratum"])],
            "stance": [each for each in coding.rules("statements", "stance") if each in set(rows["stance"])],
            "conditions": [name for code, name in coding.CONDITIONS.items() if code in said], "episode": episodes, "grade": list("ABC")}


def _menu(head, values):
    options = "".join(f"<option>{esc(value)}</option>" for value in values)
    return f'<label>{head} <select data-column="{HEADS.index(head)}"><option value="">all</option>{options}</select></label>'


def _row(row, names, raw):
    precision = "" if row["date_precision"] == "day" else f" ({row['date_precision']})"
    phrase = f' <q lang="{row["key_phrase_language"] or "en"}">{esc(row["key_phrase"])}</q>' if row["key_phrase"] else ""
    framing = f'<br>Headline: {esc(row["headline_framing"])}' if row["headline_framing"] else ""
    codes = "".join(f"<dt>{variable}</dt><dd>{_codes(each, row['id'], row[variable])}</dd>" for variable, each in raw.items())
    about = [("where", row["venue"]), ("said in", row["language"]), ("wording", f"{row['wording']}, translation: {row['translation']}"),
             ("remark", row["note"])]
    details = "".join(f"<dt>{term}</dt><dd>{esc(text)}</dd>" for term, text in about if text)
    for term, others in (("repeats", row["repeat_of"]), ("takes back", row["walks_back"])):
        links = ", ".join(f'<a href="#statement-{key}">{key}</a>' for key in others)
        details += f"<dt>{term}</dt><dd>{links}</dd>" if others else ""
    conditions = "; ".join(coding.CONDITIONS[code] for code in row["conditions"])
    coded = " · ".join(each for each in (statements.STRATA[row["stratum"]], conditions.replace("none", ""), esc(names.get(row["episode_id"], ""))) if each)
    cells = [f"<time>{row['date']:%Y-%m-%d}</time>{precision}", f"{esc(row['speaker'])}<br><small>{esc(row['office'])}</small>",
             statements.STRATA[row["stratum"]],
             f"{esc(row['paraphrase'])}{phrase}{framing} {charts.cite(row['source_ids'])}<br><small>{coded}</small>"
             f"<details><summary>codings of {row['id']}</summary><dl>{details}{codes}</dl></details>",
             row["stance"], conditions, esc(names.get(row["episode_id"], "")), row["grade"]]
    return f'<tr id="statement-{row["id"]}">{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _codes(codes, key, adopted):
    raw = "; ".join(f"{coder}: {value.replace('; ', ', ') or 'not the subject'}" for coder, value in codes.loc[key].dropna().items())
    return esc(f"{', '.join(adopted) if isinstance(adopted, list) else adopted or 'not the subject'} ({raw})")


class StatementTable(SphinxDirective):
    def run(self):
        return [nodes.raw("", table(), format="html")]


class StatementRole(SphinxRole):
    def run(self):
        said = self.env.app.allies_statements
        if self.text not in said.index:
            logger.warning("no statement %r in data/evidence/statements.csv", self.text, location=self.get_location())
            return [nodes.literal("", f"?{self.text}?")], []
        row = said.loc[self.text]
        return [statement_node("", f"{row['speaker']}, {row['date']:%-d %B %Y}", key=self.text, title=row["paraphrase"])], []


def visit_html(self, node):
    page = self.builder.get_relative_uri(self.builder.current_docname, PAGE)
    self.body.append(f'<a class="source" href="{page}#statement-{node["key"]}" title="{self.attval(node["title"])}">')


def depart_html(self, node):
    self.body.append("</a>")


def load(app):
    app.allies_statements = tables.load("statements").set_index("id")


def scripts(app, page, template, context, doctree):
    if page == PAGE:
        app.add_css_file("dt_bundle.css")
        app.add_js_file("statements.js", type="module")


def copy(app, error):
    if not error and app.builder.format == "html":
        for name in ("dt_bundle.js", "dt_bundle.css"):
            (Path(app.outdir) / "_static" / name).write_bytes(files("itables").joinpath("html", name).read_bytes())


def setup(app):
    app.add_directive("statement-table", StatementTable)
    app.add_role("statement", StatementRole())
    app.add_node(statement_node, html=(visit_html, depart_html), latex=(lambda self, node: None,) * 2, text=(lambda self, node: None,) * 2)
    app.connect("builder-inited", load)
    app.connect("html-page-context", scripts)  # before lean, which makes a list of its own
    app.connect("build-finished", copy)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
