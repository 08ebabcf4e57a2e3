"""The built pages: every link leads somewhere, every figure speaks, no number stands there unbound, nothing is
fetched from elsewhere. The pages are compiled from the stored outputs; no notebook is executed here."""

import re
from functools import cache
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Comment

from allies import build, findings, multiverse, published, tables
from allies.published import registry

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
ALLOWED = [  # the only digits that may stand in prose without being a finding
    r"\b\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", r"\b\d{4}-\d\d-\d\d\b",  # versions and days of the list of changes
    rf"\b\d{{1,2}}( and \d{{1,2}})? ({MONTHS})\b( (19|20)\d\d)?",   # days
    r"\b(19|20)\d\d(–(19|20)?\d\d)?\b",                           # years
    r"\bArticles? \d+( and \d+)*",                                # articles of treaties
    r"\b[Cc]hapters? \d\d( to \d\d)?",                          # parts of this book
    r"\b95 % interval\b",                                         # the level of every interval
    r"\b1:110 million\b",                                         # the scale of the map's source
    r"\bAC1\b", r"\bH[0-3]\b",                                   # names of a measure and of the hypotheses
    r"(?<![\d.])\.(667|800|05)\b", r"\b2 000 (draws|shuffles)\b",  # settings of the plan: bars, level, draws
    r"\bweight \d\b", r"\bDay 0\b",                              # a code, and the origin of an axis
]
COMPUTED = [".computed", ".finding", ".finding-note", ".finding-notes", ".finding-mark", "a.source", ".cell_input", ".cell_output",
            "details.hide", "pre", "code", "svg", "script", "style", ".headerlink", "div.bibliography", "dl.citation", ".citation-list",
            ".std-numref", "span.caption-number", ".prev-next-area", "a.reference.download"]


@pytest.fixture(scope="module", autouse=True)
def built():
    build.build(execute=False, say=lambda line: None)


def pages():
    return sorted([*(build.PAGES / "book").glob("*.html"), *(build.PAGES / "notebooks").glob("*.html")])


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def unbound(article):
    """Digits in prose that are neither a finding nor allowed: the words around each."""
    article = BeautifulSoup(str(article), "html.parser")
    for caption in article.select(".cell_output figcaption"):
        article.append(caption.extract())
    for element in article.select(", ".join(COMPUTED)) + article.find_all(string=lambda text: isinstance(text, Comment)):
        element.extract()
    text = re.sub(r"\s+", " ", article.get_text(" "))
    for pattern in ALLOWED:
        text = re.sub(pattern, "□", text)
    return [text[max(0, match.start() - 40):match.end() + 20] for match in re.finditer(r"[\d½⅓⅔¼¾]+", text)]


def names(paths):
    return [str(path.relative_to(build.PAGES)) for path in paths]


def test_every_page_of_the_contents_was_built():
    toc = (build.ROOT / "_toc.yml").read_text(encoding="utf-8")
    expected = {f"{name}.html" for name in re.findall(r"(?:file|root): (\S+)", toc)}
    assert expected <= set(names(pages()))


def test_no_digit_in_prose_is_unbound():
    # The plan was written before there was any result: its numbers are settings.
    found = {str(path.relative_to(build.PAGES)): unbound(soup(path).select_one("article")) for path in pages() if path.name not in ("prereg.html", "plan-drift.html")}
    assert {page: each for page, each in found.items() if each} == {}


@pytest.mark.parametrize(("prose", "words"), [
    ("Armenia has 6 allies.", "6"), ("a share of 94.6 %", "94"), ("in 12 votes of 1999", "12"), ("Article 4 names 3 states", "3"),
    ("95 % of members left", "95"), ("in ½ of the cases", "½"), ("Fig. 9 allies", "9"),
    ('<div class="cell_output"><figure><figcaption>All 9 parties.</figcaption></figure></div>', "9"),
])
def test_an_unbound_digit_is_seen(prose, words):
    assert words in "".join(unbound(f"<article><p>{prose}</p></article>"))


@pytest.mark.parametrize("prose", ["On 20 April 1999 it ended.", "Articles 2 and 4 of 1992", 'It has <a class="finding">6</a> members.',
                                   "the 95 % interval", "from 21 April on", '<div class="computed">6</div>'])
def test_a_bound_or_allowed_digit_is_let_through(prose):
    assert unbound(f"<article><p>{prose}</p></article>") == []


def test_every_internal_link_and_anchor_leads_somewhere():
    broken = []
    for path in pages():
        for element in soup(path).select("a[href], link[href], img[src], script[src]"):
            parts = urlsplit(element.get("href") or element.get("src"))
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                broken.append(f"{path.name}: {parts.path}")
            elif parts.fragment and target.suffix == ".html" and not soup(target).find(id=unquote(parts.fragment)):
                broken.append(f"{path.name}: {parts.path}#{parts.fragment}")
    assert broken == []


def test_nothing_is_loaded_from_another_host():
    loaded = []
    for path in pages():
        for element in soup(path).select("script[src], link[href]:not([rel=canonical]), img[src], iframe[src], source[src]"):
            address = element.get("src") or element.get("href")
            if urlsplit(address).netloc:
                loaded.append(f"{path.name}: {address}")
        loaded += [f"{path.name}: {each}" for script in soup(path).find_all("script")
                   for each in re.findall(r"import\(['\"]https?://[^'\"]+|src\s*=\s*['\"]https?://[^'\"]+", script.get_text())]
    for sheet in build.PAGES.rglob("*.css"):
        loaded += [f"{sheet.name}: {each}" for each in re.findall(r"url\(['\"]?(?:https?:)?//[^)]+\)", sheet.read_text(encoding="utf-8"))]
    assert loaded == []


def test_every_figure_has_a_caption_a_number_and_words_that_state_its_finding():
    seen = []
    for path in pages():
        charts = soup(path).select("svg.chart")
        for chart in charts:
            figure = chart.find_parent("figure")
            assert figure is not None, f"{path.name}: a figure without a caption"
            assert re.match(r"Fig\. \d+", figure.select_one(".caption-number").get_text()), path.name
            assert len(figure.select_one(".caption-text").get_text()) > 40
            assert chart["role"] == "img" and len(chart["aria-label"].split()) >= 8 and chart["aria-label"].endswith(".")
            seen.append(chart["aria-label"])
        assert not [image for image in soup(path).select("article img") if not image.get("alt")]
    assert len(seen) >= 5


def test_every_finding_in_prose_leads_to_the_cell_that_computed_it_and_tells_its_provenance():
    recorded, printed = findings.collect(), 0
    for path in pages():
        for link in soup(path).select("a.finding"):
            target, _, anchor = link["href"].partition("#")
            target = (path.parent / target).resolve() if target else path
            assert soup(target).find(id=anchor), f"{path.name}: {link['href']}"
            note = soup(path).find(id=link["aria-describedby"])
            assert note["role"] == "tooltip" and "computed in notebook" in note.get_text()
            printed += 1
        used = {each["href"].partition("#")[2] for each in soup(path).select("a.finding")}
        assert len(soup(path).select(".finding-notes li")) == len(used), f"{path.name}: notes for print"
    assert printed >= len(recorded) / 2


def test_every_strength_leads_to_its_row_of_the_chapter_on_certainty():
    words = multiverse.strips().set_index("conclusion")
    rows = {row["id"].removeprefix("strength-") for row in soup(build.PAGES / "notebooks/14-what-we-do-not-know.html").select("[id^=strength-]")}
    assert rows == {name.replace(".", "-") for name in words.index}
    links = [(path.name, link) for path in pages() for link in soup(path).select("a.strength")]
    assert len({link["href"].partition("#")[2] for _, link in links}) == len(words)
    for name, link in links:
        conclusion = link["href"].partition("#strength-")[2].replace("-", ".")
        assert link.text == words.loc[conclusion, "word"] and f"{words.loc[conclusion, 'share']:.1f} %" in link["title"], (name, conclusion)


def test_every_recorded_finding_is_used_in_prose_somewhere():
    """A figure nobody prints is clutter, or a sentence that forgot its number."""
    used = {link["href"].partition("#")[2] for path in pages() for link in soup(path).select("a.finding")}
    assert sorted(name for name, each in findings.collect().items() if each.anchor not in used) == []


def test_the_catalogue_has_every_table_with_download_licence_and_citation():
    page = soup(build.PAGES / "book" / "data.html")
    downloads = {link["href"].rpartition("/")[2] for link in page.select("a.reference.download")}
    for resource in tables.codebook()["resources"]:
        assert page.find(id=f"table-{resource['name']}".replace("_", "-")), resource["name"]
        assert resource["path"].rpartition("/")[2] in downloads
    text = page.get_text()
    assert text.count("Licence") >= len(tables.names()) and text.count("Cite as") >= len(tables.names())


def test_the_catalogue_has_an_index_of_its_groups_that_leads_to_every_table():
    page = soup(build.PAGES / "book" / "data.html")
    headings = [heading.get_text().strip("#") for heading in page.select("article h2")]
    assert headings == ["Evidence", "Indicators", "Results", "Registry"]
    index = page.select_one("article .computed dl")
    assert len(index.select("dt")) == 4
    assert [link["href"].removeprefix("#") for link in index.select("a")] == [
        f"table-{each['name']}".replace("_", "-") for group in ("evidence/", "indicators/", "results/", "published.csv") for each in tables.codebook()["resources"] if each["path"].startswith(group)]


@pytest.mark.parametrize("name", published.DERIVED)
def test_the_catalogue_says_of_each_indicator_what_it_covers_misses_and_is_derived_from(name):
    place = soup(build.PAGES / "book" / "data.html").find(id=f"table-{name}".replace("_", "-"))
    section = place if place.name == "section" else place.find_parent("section")
    terms = [term.get_text() for term in section.select_one("dl").select("dt")]
    assert terms[:4] == ["Definition", "What it misses", "How it was checked", "Derived from"] and terms[-1] == "Cite as"
    words = section.get_text()
    for key in published.DERIVED[name][1:]:
        file = registry.FILES[key]
        assert all(each in words for each in (file.vintage, file.publisher, file.licence)) and (file.obtain in words if file.obtain else section.find("a", href=file.url))
    if tables.describe(name)["format"] == "csv":
        series = [[cell.get_text() for cell in row.select("td")] for row in section.select("table")[0].select("tbody tr")]
        assert sum(int(row[-1].replace("\u202f", "")) for row in series) == len(tables.load(name))
        assert {row[2] for row in series} == set(tables.load(name)["vintage"])


def test_every_benchmark_stands_on_its_page_and_those_that_fail_under_their_own_heading():
    page, table = soup(build.PAGES / "book" / "benchmarks.html"), tables.load("benchmarks").set_index("name")
    anchors = [element["id"] for element in page.select("[id^=benchmark-]") if element.name in ("tr", "li")]
    assert sorted(anchors) == sorted("benchmark-" + name.replace(".", "-").replace("_", "-") for name in table.index)
    section = page.select_one("section#what-is-not-met")
    failing = table[table["passes"] == "no"]
    assert [row["id"] for row in section.select("tr[id]")] == ["unmet-" + name.replace(".", "-").replace("_", "-") for name in failing.index]
    assert all(note in section.get_text() for note in failing["note"])
    kinds = [int(item.get_text().split()[0]) for item in page.select_one("section ul").select("li")]
    assert len(kinds) == 3 and all(kinds) and sum(kinds) == (table["passes"] != "not computed").sum()
    assert page.select_one("#benchmark-people-partner-russia-2021-11").th.get_text().endswith(", 2021-11 (%)")


def test_every_source_claim_and_contested_fact_stands_on_its_page():
    sources = soup(build.PAGES / "book" / "sources.html")
    assert {element["id"] for element in sources.select("dt[id^=source-]")} == {f"source-{key}" for key in tables.load("sources")["source_id"]}
    claims = tables.load("claims")
    seeds = soup(build.PAGES / "book" / "seeds.html")
    assert {row["id"] for row in seeds.select("tr[id^=claim-]")} == {f"claim-{key}" for key in claims[claims["seed"].notna()]["id"]}
    clauses = soup(build.PAGES / "book" / "clauses.html")
    assert {row["id"] for row in clauses.select("tr[id]")} == set(tables.load("treaty_clauses")["id"])
    assert len(soup(build.PAGES / "book" / "contested-facts.html").select("section.fact")) == len(tables.load("resolutions"))


def test_the_table_of_statements_has_every_statement_with_sources_and_codings():
    page = soup(build.PAGES / "notebooks" / "05-what-officials-said.html")
    rows = page.select("#statements tbody tr")
    said = tables.load("statements")
    assert {row["id"] for row in rows} == {f"statement-{key}" for key in said["id"]}
    assert all(row.select("a.source") and "(first: " in row.get_text() and "second: " in row.get_text() for row in rows)
    assert len(page.select(".statement-table select")) == 5 and (build.PAGES / "_static" / "dt_bundle.js").exists()
    table = page.select_one("#statements")
    assert not table.select("script, iframe") and "statements.js" in str(page.select("script[type=module]"))


def test_headings_go_down_one_level_at_a_time():
    for path in pages():
        levels = [int(heading.name[1]) for heading in soup(path).select("article h1, article h2, article h3, article h4")]
        assert levels[0] == 1 and all(after <= before + 1 for before, after in zip(levels, levels[1:])), path.name
