"""The roles {finding}`name`, {source}`id` and {strength}`word <conclusion>`, and the directive notebook-figure: prose that says where a
figure or a fact comes from.

This is the one adapter between ``allies.findings`` and Sphinx. A figure is printed as a link to the cell
that computed it; its interval, n, day and tables show on hover and on focus, and in print they stand in
a list of notes at the end of the page. An unknown name is a warning, and warnings fail the build.
"""

import re

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from allies import certainty, charts, findings, multiverse, tables

UNIVERSES = "notebooks/14-what-we-do-not-know"  # the page with the strips of all conclusions
logger = logging.getLogger(__name__)


class finding_node(nodes.Inline, nodes.TextElement):
    """A printed finding: name, number of its note on the page."""


class source_node(nodes.Inline, nodes.TextElement):
    """A cited source."""


class strength_node(nodes.Inline, nodes.TextElement):
    """The strength of a conclusion."""


class finding_notes(nodes.General, nodes.Element):
    """The notes of a page, shown in print."""


class FindingRole(SphinxRole):
    def run(self):
        name, _, part = self.text.partition("#")
        found = self.env.app.allies_findings.get(name)
        if found is None or part not in ("", "n", "interval", "as_of", "unit"):
            logger.warning("no finding %r recorded by a notebook", self.text, location=self.get_location())
            return [nodes.literal("", f"?{self.text}?")], []
        text = str(getattr(found, part) if part else found.text)
        used = self.env.temp_data.setdefault("allies_findings", [])
        if name not in used:
            used.append(name)
        return [finding_node("", text, name=name, number=used.index(name) + 1)], []


class StrengthRole(SphinxRole):
    """{strength}`word <conclusion>`: the word for the share of universes in which a conclusion holds, refused if it is another one."""

    def run(self):
        match = re.fullmatch(r"(.+?) <(.+)>", self.text)
        found = self.env.app.allies_strips.get(match[2]) if match else None
        if found is None or match[1] != found.word:
            logger.warning("strength %r: %s", self.text, f"the word is {found.word!r} ({found.share} %)" if found else "no such conclusion", location=self.get_location())
            return [nodes.literal("", f"?{self.text}?")], []
        return [strength_node("", match[1], conclusion=match[2])], []


class NotebookFigure(SphinxDirective):
    """A chart of a notebook, shown on another page with a caption of its own."""

    required_arguments = 1
    has_content = True
    option_spec = {"name": directives.unchanged_required}

    def run(self):
        charts_ = findings.pictures()
        if self.arguments[0] not in charts_:
            raise self.error(f"no notebook shows a chart named {self.arguments[0]!r}")
        figure = nodes.figure("", nodes.raw("", charts_[self.arguments[0]], format="html"))
        text = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, text)
        figure += nodes.caption("", "", *text.children[0].children)
        self.add_name(figure)
        return [figure]


class SourceRole(SphinxRole):
    def run(self):
        result = []
        for key in self.text.split():
            if key not in self.env.app.allies_sources.index:
                logger.warning("no source %r in data/evidence/sources.csv", key, location=self.get_location())
            else:
                source = self.env.app.allies_sources.loc[key]
                result += [nodes.Text(", ")] if result else []
                result.append(source_node("", charts.short(source), source_id=key, title=source["title"]))
        return [nodes.Text("("), *result, nodes.Text(")")], []


def visit_finding_html(self, node):
    found = self.builder.app.allies_findings[node["name"]]
    page = self.builder.get_relative_uri(self.builder.current_docname, f"notebooks/{found.notebook}")
    self._finding_count = getattr(self, "_finding_count", 0) + 1
    note = f"note-{self._finding_count}-{found.anchor}"
    self.body.append(f'<a class="finding" href="{page}#{found.anchor}" aria-describedby="{note}">')
    node["note"] = (f'</a><sup class="finding-mark">{node["number"]}</sup>'
                    f'<span class="finding-note" role="tooltip" id="{note}">{self.encode(found.provenance())}</span>')


def depart_finding_html(self, node):
    self.body.append(node["note"])


def visit_source_html(self, node):
    page = self.builder.get_relative_uri(self.builder.current_docname, "book/sources")
    self.body.append(f'<a class="source" href="{page}#source-{node["source_id"]}" title="{self.attval(node["title"])}">')


def depart_source_html(self, node):
    self.body.append("</a>")


def visit_strength_html(self, node):
    found = self.builder.app.allies_strips[node["conclusion"]]
    page = self.builder.get_relative_uri(self.builder.current_docname, UNIVERSES)
    note = f"holds in {found.share:.1f} % of {found.possible:,} universes; the choice that turns it most often: {found.choice}".replace(",", "\u202f")
    self.body.append(f'<a class="strength" href="{page}#{certainty.anchor(node["conclusion"])}" title="{self.attval(note)}">')


def visit_notes_html(self, node):
    items = "".join(f'<li><strong>{self.encode(each.text)}</strong> {self.encode(each.provenance())}</li>'
                    for each in node["findings"])
    self.body.append(f'<section class="finding-notes"><p>Where the figures of this page come from</p><ol>{items}</ol></section>')
    raise nodes.SkipNode


def plain(self, node):
    """Any other builder prints the text alone."""


def skip(self, node):
    raise nodes.SkipNode


def load(app):
    app.allies_findings = findings.collect()
    app.allies_strips = {row.conclusion: row for row in multiverse.strips().itertuples()}
    app.allies_sources = tables.load("sources").set_index("source_id")


def add_notes(app, tree, page):
    used = {node["name"]: app.allies_findings[node["name"]] for node in tree.findall(finding_node)}
    if used:
        tree.append(finding_notes(findings=list(used.values())))


def setup(app):
    app.add_role("finding", FindingRole())
    app.add_role("source", SourceRole())
    app.add_role("strength", StrengthRole())
    app.add_directive("notebook-figure", NotebookFigure)
    others = {builder: (plain, plain) for builder in ("latex", "text")}
    app.add_node(finding_node, html=(visit_finding_html, depart_finding_html), **others)
    app.add_node(source_node, html=(visit_source_html, depart_source_html), **others)
    app.add_node(strength_node, html=(visit_strength_html, depart_source_html), **others)
    app.add_node(finding_notes, html=(visit_notes_html, None), latex=(skip, None), text=(skip, None))
    app.connect("builder-inited", load)
    app.connect("doctree-resolved", add_notes)
    return {"version": "1", "env_version": 1, "parallel_read_safe": False, "parallel_write_safe": True}
