"""The parts of pages that are generated from the tables: a line ``<!-- generated: NAME -->`` is replaced.

Each generator returns Markdown. What stands in an element of class ``computed`` comes from a table.
"""

import html
import re
from pathlib import Path

import pandas as pd

from allies import benchmarks as comparison
from allies import charts, claims, published, tables, treaties
from allies.published import registry

ROOT = Path(__file__).resolve().parents[2]


def computed(text):
    return f'<div class="computed">\n{text}\n</div>\n'


def esc(value):
    return html.escape("" if value is None or value is pd.NA or value is pd.NaT else str(value))


def listing(pairs):
    """A definition list of (term, description in HTML), without empty ones."""
    return "<dl>" + "".join(f"<dt>{esc(term)}</dt><dd>{text}</dd>" for term, text in pairs if text) + "</dl>"


def slug(prefix, text):
    """An anchor: the prefix and the text in lower case, hyphens for all that is no letter or digit."""
    return prefix + "-" + "".join(c if c.isalnum() else "-" for c in text.lower())


def grid(caption, heads, rows, name=""):
    """A table in a frame that scrolls; ``rows`` are its rows in HTML, ``name`` its id."""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    key = f' id="{name}"' if name else ""
    return (f'<div class="table-frame" tabindex="0" role="region" aria-label="{esc(caption)}"><table{key}><caption>{esc(caption)}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>")


# The four groups of tables: heading, what they are, and which resources they hold.
GROUPS = {
    "evidence": ("Evidence", "Rows written from published pages, each with its sources.", lambda resource: resource["path"].startswith("evidence/")),
    "indicators": ("Indicators", "Tables derived by code from published files.", lambda resource: resource["path"].startswith("indicators/")),
    "results": ("Results", "Tables counted by code from all the others: in how many universes each conclusion holds.", lambda resource: resource["path"].startswith("results/")),
    "registry": ("Registry", "Where the published files come from.", lambda resource: resource["path"] == "published.csv"),
}
# What a reader should know about an indicator before using it.
KNOW = {"definition": "Definition", "misses": "What it misses", "checked": "How it was checked"}


def catalogue():
    resources = tables.codebook()["resources"]
    index, parts = [], []
    for key, (title, about, holds) in GROUPS.items():
        chosen = [resource for resource in resources if holds(resource)]
        links = "".join(f'<li><a href="#{slug("table", each["name"])}">{esc(each["title"])}</a></li>' for each in chosen)
        index.append((title, f"{esc(about)}<ul>{links}</ul>"))
        parts += [f"## {title}\n", *map(_table_entry, chosen)]
    return "\n".join([computed(listing(index)), *parts])


def _table_entry(resource):
    name, path = resource["name"], resource["path"]
    table = tables.load(name) if resource["format"] == "csv" else None
    count = "" if table is None else f"{len(table):,} rows. ".replace(",", "\u202f")
    know, files = resource.get("know", {}), [registry.FILES[each] for each in published.DERIVED.get(name, [None])[1:]]
    about = [(label, esc(know[key])) for key, label in KNOW.items() if key in know]
    about += [("Derived from", "<ul>" + "".join(map(_file, files)) + "</ul>" if files else "")]
    about += [("Licence", f'<a href="{esc(each["path"])}">{esc(each["title"])}</a>') for each in resource["licenses"]]
    about += [("Cite as", esc(resource["citation"]))]
    fields = resource.get("schema", {}).get("fields", [])
    rows = [f'<tr><th scope="row"><code>{esc(field["name"])}</code></th><td>{esc(tables.expectation(field))}</td>'
            f'<td>{esc(field["description"])}</td></tr>' for field in fields]
    columns = grid(f"Columns of {name}", ("column", "holds", "meaning"), rows) if rows else ""
    series = _series(name, table) if files and table is not None else _registry(table) if path == "published.csv" else ""
    body = f"<p>{count}{esc(resource['description'])}</p>{listing(about)}{series}{columns}"
    return (f"(table-{name})=\n### {resource['title']}\n\n{computed(body)}\n"
            f"Download: {{download}}`{Path(path).name} <../data/{path}>`\n")


def _file(file):
    """A published file as an item of a list: what, vintage, publisher, licence, and where it is or how to get it."""
    place = f'<a href="{esc(file.url)}">{esc(file.name)}</a>' if file.url else f"<code>{esc(file.name)}</code>: {esc(file.obtain)}"
    publisher = f'<a href="{esc(file.publisher_url)}">{esc(file.publisher)}</a>'
    return f"<li>{esc(file.what)}. {publisher}, {esc(file.vintage)}; {esc(file.licence)}; file {place}</li>"


def _series(name, table):
    """What an indicator table covers: a row for each series of one unit and one vintage."""
    when = next((column for column in ("month", "year", "date", "start") if column in table), None)
    keys = [column for column in ("indicator", "unit", "vintage") if column in table]
    rows = []
    for values, found in table.groupby(keys, sort=False) if keys else [((), table)]:
        times = found["year"] if when == "month" and "year" in found and (found["month"] == "").all() else found[when] if when else []
        span = [f"{each:%Y-%m-%d}" if isinstance(each, pd.Timestamp) else str(each) for each in (min(times), max(times))] if len(times) else ["", ""]
        cells = [*(dict(zip(keys, values)).get(key, "") for key in ("indicator", "unit", "vintage")), *span, f"{len(found):,}".replace(",", "\u202f")]
        rows.append("<tr>" + "".join(f"<td>{esc(cell)}</td>" for cell in cells) + "</tr>")
    return grid(f"What {name} covers", ("series", "unit", "vintage", "from", "to", "rows"), rows)


def _registry(table):
    """The published files, and the tables that are derived from each."""
    feeds = {file: [name for name, (_, *files) in published.DERIVED.items() if file in files] for file in table["name"]}
    rows = [f'<tr><th scope="row"><code>{esc(row["name"])}</code></th><td>{esc(row["what"])}</td><td>{esc(row["vintage"])}</td><td>{esc(row["publisher"])}</td><td>'
            + (", ".join(f'<a href="#{slug("table", each)}">{esc(each)}</a>' for each in feeds[row["name"]]) or "no table yet") + "</td></tr>" for row in table.to_dict("records")]
    return grid("Published files and the tables derived from them", ("file", "what", "vintage", "publisher", "tables"), rows)


def sources():
    table = tables.load("sources").sort_values(["publisher", "published", "source_id"])
    return computed("<dl>" + "".join(_source_entry(source) for _, source in table.iterrows()) + "</dl>")


def _source_entry(source):
    day = "day unknown" if pd.isna(source["published"]) else f"{source['published']:%Y-%m-%d}"
    precision = "" if source["published_precision"] == "day" else f" ({source['published_precision']})"
    title = f'<a href="{esc(source["url"])}">{esc(source["title"])}</a>' if source["url"] else esc(source["title"])
    seen = "passage seen again" if source["seen"] == "search" else "rests on the first reading"
    about = [f"{day}{precision}", source["tier"], source["affiliation"], f"origin: {source['origin']}", f"language: {source['language']}",
             seen, source["note"]]
    return (f'<dt id="source-{source["source_id"]}">{esc(source["publisher"])}: {title}</dt>'
            f"<dd>{esc('; '.join(each for each in about if each))}</dd>")


def contested():
    readings_of = tables.load("claims").set_index("id")
    facts = tables.load("resolutions").sort_values("claim_ids", key=lambda ids: -ids.map(len), kind="stable").to_dict("records")
    anchors = [slug("fact", f"{each['subject']} {each['predicate']}") for each in facts]
    index = "".join(f'<li><a href="#{anchor}">{esc(fact["question"])}</a></li>' for anchor, fact in zip(anchors, facts))
    parts = [computed(f"<ul>{index}</ul>")]
    for anchor, fact in zip(anchors, facts):
        readings = "".join(_reading(readings_of.loc[key]) for key in fact["claim_ids"])
        body = listing([("This book uses", f"<strong>{esc(fact['adopted_value'])}</strong>"), ("Rule", esc(fact["rule"])),
                        ("Why", esc(fact["rationale"])), ("Dissent", esc(fact["dissent"])), ("Evidence", charts.cite(fact["source_ids"])),
                        ("Readings", f"<ul>{readings}</ul>")])
        parts.append(computed(f'<section class="fact" id="{anchor}"><h2>{esc(fact["question"])}</h2>{body}</section>'))
    return "\n".join(parts)


def _reading(claim):
    return f"<li>{esc(claim['value'])}: {charts.cite([claim['source_id']])} ({esc(claim['verdict'])})</li>"


def seeds():
    table = tables.load("claims")
    sources_ = tables.load("sources").set_index("source_id")
    parts = []
    for _, rows in table[table["seed"].notna()].groupby("seed"):
        source = sources_.loc[rows["source_id"].iloc[0]]
        count = rows["verdict"].value_counts()
        summary = ", ".join(f"{count[verdict]} {verdict}" for verdict in claims.VERDICTS if verdict in count)
        items = [_seed_row(row) for row in rows.to_dict("records")]
        parts.append(f"## {source['publisher']}: {source['title']}\n\n" + computed(
            f"<p>{charts.cite([source.name])}. {esc(source['note'])}</p><p>{len(rows)} checkable claims: {summary}.</p>"
            + grid(f"Claims of {source['publisher']}", ("claim", "kind, place", "verdict", "evidence"), items)))
    return "\n".join(parts)


def _seed_row(row):
    place = "; ".join(each for each in (row["kind"], row["locator"]) if each)
    evidence = f"{esc(row['evidence'])} {charts.cite(row['evidence_source_ids'])}"
    return (f'<tr id="claim-{row["id"]}"><td>{esc(row["claim"])}</td><td>{esc(place)}</td>'
            f'<td><strong>{esc(row["verdict"])}</strong></td><td>{evidence}</td></tr>')


def clauses():
    table = tables.load("treaty_clauses")
    table["text"] = [treaty if version in treaty else f"{treaty} {version}" for treaty, version in zip(table["treaty"], table["version"])]
    parts = []
    for item, rows in table.groupby("item", sort=False):
        name = treaties.ITEMS.get(item, item.replace("_", " ").capitalize())
        shown = [_clause_row(row) for row in rows.to_dict("records")]
        parts.append(f"## {name}\n\n" + computed(grid(name, ("text", "coding", "clause", "reading", "grade, sources"), shown)))
    return "\n".join(parts)


def _clause_row(row):
    phrase = f'<br><q lang="{row["language"] or "en"}">{esc(row["key_phrase"])}</q>' if row["key_phrase"] else ""
    article = "no article" if row["article"] == "—" else f"Article {esc(row['article'])}"
    return (f'<tr id="{row["id"]}"><th scope="row">{esc(row["text"])}</th><td>{esc(row["coding"])}</td><td>{article}{phrase}</td>'
            f'<td>{esc(row["reading"])}</td><td>{row["grade"]}; {charts.cite(row["source_ids"])}</td></tr>')


def glossary():
    table = tables.load("glossary").sort_values(["kind", "term"], key=lambda column: column.str.lower())
    parts = []
    for kind, title in (("place", "Places and their names"), ("term", "Terms")):
        items = "".join(_glossary_entry(row) for row in table[table["kind"] == kind].to_dict("records"))
        parts.append(f"## {title}\n\n{computed(f'<dl>{items}</dl>')}")
    return "\n".join(parts)


def _glossary_entry(row):
    text = " ".join(each for each in (row["definition"], row["note"]) if each)
    variants = f"<em>{esc(row['variants'])}</em><br>" if row["variants"] else ""
    backing = charts.cite(row["source_ids"]) or "common usage; no source looked up"
    return f'<dt id="{slug("term", row["term"])}">{esc(row["term"])}</dt><dd>{variants}{esc(text)} ({backing})</dd>'


def benchmarks():
    table = tables.load("benchmarks").merge(tables.load("benchmark_values")[["name", "source_ids"]], on="name")
    table["topic"] = [comparison.topic(name)[0] for name in table["name"]]
    table["quantity"] = [_dated(name, quantity) for name, quantity in zip(table["name"], table["quantity"])]
    count = table["passes"].value_counts().reindex(["yes", "no", "not computed"], fill_value=0)
    computed_, failing, rest = (table[table["passes"].isin(kinds)] for kinds in (["yes", "no"], ["no"], ["not computed"]))
    parts = [computed(f"<p>Of {len(table)} values {len(computed_)} are computed here: {count['yes']} are met, {count['no']} not. {len(rest)} cannot be computed.</p>"
                      f"<p>They are not worth the same. Of the {len(computed_)}:</p>{_benchmark_kinds(computed_)}")]
    parts += ["## What is not met\n", _benchmark_table("Published values that are not met", failing, "unmet") if len(failing) else "Every value that is computed is met.\n"]
    parts += ["## What cannot be computed\n", *(_benchmark_reasons(*group) for group in rest.groupby("topic", sort=False))]
    for name, rows in computed_.groupby("topic", sort=False):
        parts += [f"## {name}\n", _benchmark_table(name, rows)]
    return "\n".join(parts)


def _dated(name, quantity):
    """A quantity with the year or month that ends its name, where it names none itself."""
    when = re.search(r"\.((?:19|20)\d\d)(?:_(\d\d))?$", name)
    return quantity if when is None or re.search(r"\b(?:19|20)\d\d\b", quantity) else f"{quantity}, {'-'.join(filter(None, when.groups()))}"


def _benchmark_kinds(rows):
    """What meeting a value is worth, by where it comes from: a list with the number of values of each kind."""
    tier = tables.load("sources").set_index("source_id")["tier"]
    copied = set(tables.load("poll_checks")["source_ids"].explode())
    kinds = ["same file" if all(tier[each] == "dataset" for each in ids) else "copied" if topic == "Polls" and set(ids) <= copied else "print"
             for topic, ids in zip(rows["topic"], rows["source_ids"])]
    count = pd.Series(kinds).value_counts().reindex(["print", "same file", "copied"], fill_value=0)
    said = {"print": "were printed by others, from the same or another release of the data: meeting them is a check from outside",
            "same file": "come from an earlier reading of the dataset itself: meeting them shows that the reading can be repeated, and no more",
            "copied": "are polls, printed on pages against which the table of polls was checked: meeting them shows that it was copied without a slip"}
    return "<ul>" + "".join(f"<li>{count[kind]} {text}</li>" for kind, text in said.items()) + "</ul>"


def _signed(value, form):
    """A number in the given form, with a true minus before it if it lies below zero."""
    return f"{value:{form}}".replace("-", "−", 1) if value < 0 else f"{value:{form}}"


def _benchmark_table(caption, rows, prefix="benchmark"):
    """One row per value, below a row that says why it has this tolerance and what ours is computed from."""
    heads, shown = ("what", "published", "ours", "tolerance", "met"), []
    for (note, vintage), own in rows.groupby(["note", "vintage"], sort=False):
        shown.append(f'<tr><td colspan="{len(heads)}"><em>{esc(note)} Ours from: {esc(vintage)}.</em></td></tr>')
        shown += [f'<tr id="{slug(prefix, row["name"])}"><th scope="row">{esc(row["quantity"])} ({esc(row["unit"])})</th><td>{_signed(row["published"], "g")} {charts.cite(row["source_ids"])}</td>'
                  f'<td>{_signed(row["ours"], ".5g")}</td><td>{row["tolerance"]:g}</td><td>{esc(row["passes"])}</td></tr>' for row in own.to_dict("records")]
    return computed(grid(caption, heads, shown))


def _benchmark_reasons(name, rows):
    """What cannot be computed of one topic, by reason."""
    items = [(note, "<ul>" + "".join(f'<li id="{slug("benchmark", row["name"])}">{esc(row["quantity"])}: {_signed(row["published"], "g")} {esc(row["unit"])} ({charts.cite(row["source_ids"])})</li>'
                                     for row in own.to_dict("records")) + "</ul>") for note, own in rows.groupby("note", sort=False)]
    return computed(f"<p><strong>{esc(name)}</strong></p>" + listing(items))


def corrections():
    table = tables.load("corrections").sort_values("date", ascending=False)
    items = "".join(f"<dt>{row['date']:%Y-%m-%d}: {esc(row['where'])}</dt><dd>{esc(row['wrong'])} "
                    f"Published since {row['since']:%Y-%m-%d}. {esc(row['moved'])} Reported by {esc(row['reported_by'])}.</dd>"
                    for row in table.to_dict("records"))
    return computed(f"<dl>{items}</dl>") if items else "No correction has been made to a published version yet.\n"


def changelog():
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n")[2].replace("\n## ", "\n### ")


GENERATORS = {function.__name__: function for function in (catalogue, sources, benchmarks, contested, clauses, seeds, glossary, corrections, changelog)}


def replace(app, page, source):
    for name, generate in GENERATORS.items():
        marker = f"<!-- generated: {name} -->"
        if marker in source[0]:
            source[0] = source[0].replace(marker, generate())


def setup(app):
    app.connect("source-read", replace)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
