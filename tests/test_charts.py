"""Figures: the same letter by letter, in colours that follow the page, with words that state the finding."""

import re

import pandas as pd
import pytest

from allies import charts


def lanes(alt="One state is in."):
    bars = pd.DataFrame({"lane": ["ARM"], "start": pd.to_datetime(["1992-05-15"]), "end": pd.to_datetime(["2026-05-01"]), "kind": ["in"]})
    marks = pd.DataFrame({"lane": ["ARM"], "date": pd.to_datetime(["1993-01-01"]), "date_latest": pd.to_datetime(["1994-01-01"])})
    return charts.lanes(bars, marks, {"ARM": "Armenia"}, {"in": ("blue", "//", 0.6, "in")}, "test", alt, "1992-01-01", "2027-01-01")


def test_the_same_figure_twice_is_the_same_text():
    assert lanes().svg == lanes().svg


def test_nothing_of_the_moment_or_the_tool_is_left():
    assert "<metadata>" not in lanes().svg
    assert "width=" not in lanes().svg.partition(">")[0]


def test_coordinates_are_short():
    assert re.findall(r"\d\.\d{3,}", lanes().svg) == []


def test_colours_are_variables_with_a_fallback():
    svg = lanes().svg
    assert "var(--chart-blue, #0067a6)" in svg
    painted = re.findall(r"(?:fill|stroke): ([^;\"]+)", svg)
    assert {each for each in painted if not each.startswith(("var(--chart-", "none", "url("))} == set()


def test_the_finding_is_the_label_of_the_picture():
    shown = lanes()._repr_mimebundle_()
    assert 'role="img" aria-label="One state is in."' in shown["text/html"]
    assert shown["text/plain"] == "Figure test: One state is in."


def test_a_figure_without_a_sentence_is_refused():
    with pytest.raises(ValueError, match="must be a sentence"):
        lanes(alt="lanes")


def test_steps_and_matrix_are_drawn():
    curve = pd.DataFrame({"x": [0, 5, 10], "y": [1, 0.5, 0.5], "text": ["", "Georgia", ""]})
    assert "Georgia" in charts.steps({"rule": curve}, "s", "Half are left.", "years", "share").svg
    cells = pd.DataFrame({"row": ["a"], "column": ["b"], "kind": ["yes"]})
    assert "question" in charts.matrix(cells, {"a": "question"}, {"b": "text"}, {"yes": ("o", "blue", "yes")}, "m", "One is yes.").svg


def test_a_table_escapes_its_text_and_dates_its_days():
    frame = pd.DataFrame({"a": ["<b>"], "day": [pd.Timestamp("1999-04-20")], "none": [pd.NaT]})
    shown = charts.Table(frame, "A & B")._repr_mimebundle_()["text/html"]
    assert "&lt;b&gt;" in shown and "<caption>A &amp; B</caption>" in shown and "<time>1999-04-20</time>" in shown
    assert '<th scope="col">' in shown


def test_pairs_lead_to_their_place():
    shown = charts.Table(pd.DataFrame({"a": [("yes", "T001")]}), "A", link="../book/clauses.html")._repr_mimebundle_()["text/html"]
    assert '<a href="../book/clauses.html#T001">yes</a>' in shown


def test_sources_become_links():
    from allies import tables
    key = tables.load("sources")["source_id"].iloc[0]
    assert f'href="../book/sources.html#source-{key}"' in charts.cite([key])


@pytest.mark.parametrize(("words", "joined"), [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C"), ([], "")])
def test_join(words, joined):
    assert charts.join(words) == joined


def test_every_row_of_a_forest_has_its_dot_and_its_interval():
    rows = pd.DataFrame({"label": ["a", "b"], "value": [0.9, 0.5], "lo": [0.8, 0.2], "hi": [1.0, 0.7], "kind": ["blue", "paper"]})
    svg = charts.forest(rows, "t", "Two rows.", "alpha", bands=((0.667, 0.8, "tentative"),), reference=pd.DataFrame({"label": ["a"], "lo": [0.1], "hi": [0.4]})).svg
    assert all(word in svg for word in (">a<", ">b<", ">tentative<", ">alpha<"))


def test_dots_of_one_day_do_not_hide_each_other():
    dots = pd.DataFrame({"date": pd.to_datetime(["2020-01-01"] * 3), "row": ["C1"] * 3, "kind": ["x"] * 3})
    svg = charts.timeline(dots, {"C1": "where"}, {"x": ("o", "blue", "said")}, "t", "Three dots.", "2019-01-01", "2021-01-01", breaks=[("2020-06-01", "turn")]).svg
    places = set(re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)" style="fill: var\(--chart-blue', svg)) | set(re.findall(r'<use xlink:href="#\w+" x="([\d.]+)" y="([\d.]+)"', svg))
    assert len({y for _, y in places}) >= 3 and ">turn<" in svg


def test_dumbbells_spans_columns_and_heat_are_drawn():
    rows = pd.DataFrame({"label": ["one", "two"], "left": [3, None], "right": [1, 2], "note": ["4", ""]})
    svg = charts.dumbbells(rows, {0: "nothing", 3: "mission"}, "t", "Two rows.", ("promised", "reached")).svg
    assert ">one<" in svg and ">promised<" in svg and ">4<" in svg
    days = pd.DataFrame({"label": ["one"], "kind": [2], "lo": [0], "hi": [30]})
    assert ">meeting<" in charts.spans(days, {2: ("s", "sky", "meeting")}, "t", "One row.", "days", (0, 1, 30)).svg
    counts = pd.DataFrame({"west": [2, 1], "east": [1, 3]}, index=[2020, 2021])
    assert ">acts<" in charts.columns(counts, {"west": ("blue", "", "west"), "east": ("orange", "//", "east")}, "t", "Two years.", "acts", below=("east",)).svg
    grid = charts.heat(counts, {2020: "first", 2021: "second"}, "t", "A grid.", "kind").svg
    assert ">first<" in grid and ">3<" in grid


def test_a_table_has_a_true_minus_before_numbers_only():
    page = charts.Table(pd.DataFrame({"change": [-0.5, 2.0], "range": ["2-3", "4-5"]}), "t")._repr_mimebundle_()["text/html"]
    assert "−0.5" in page and "2-3" in page and "-0.5" not in page


def test_a_table_from_a_crosstab_has_no_ghost_column():
    frame = pd.crosstab(pd.Series(["a", "b"], name="row"), pd.Series(["x", "y"], name="ghost")).reset_index()
    assert "ghost" not in charts.Table(frame, "A table")._repr_mimebundle_()["text/html"]


def test_rows_of_a_table_carry_their_anchors_in_order():
    frame = pd.DataFrame({"what": ["one <tr>", "two"]})
    page = charts.Table(frame, "A table", anchors=["strength-a-b", "strength-c-d"])._repr_mimebundle_()["text/html"]
    assert re.findall(r'<tr id="([^"]+)">\s*<td>(\w+)', page) == [("strength-a-b", "one"), ("strength-c-d", "two")]
    assert " id=" not in charts.Table(frame, "A table")._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("anchors", [["a"], ["a", "a"], ["a", "b", "c"]])
def test_anchors_that_do_not_fit_the_rows_are_refused(anchors):
    with pytest.raises(ValueError, match="expected one for each"):
        charts.Table(pd.DataFrame({"what": ["one", "two"]}), "A table", anchors=anchors)


def path_points(**changes):
    rows = pd.DataFrame({"path": ["x", "x", "x"], "label": ["2001", "2002", "2003"], "a": [99.0, 98.0, 10.0], "b": [1.0, 2.0, 10.0], "c": [0.0, 0.0, 80.0]})
    return rows.assign(**changes)


def test_a_ternary_has_corners_paths_and_joined_labels_and_scale_does_not_matter():
    kinds = {"x": ("o", "ink", "-", "first")}
    svg = charts.ternary(path_points(), ("left", "right", "top"), kinds, "t", "One path.").svg
    assert all(f">{word}<" in svg for word in ("left", "right", "top", "first", "2001, 2002", "2003"))
    tenth = path_points(a=[9.9, 9.8, 1.0], b=[0.1, 0.2, 1.0], c=[0.0, 0.0, 8.0])
    assert charts.ternary(tenth, ("left", "right", "top"), kinds, "t", "One path.").svg == svg


def test_a_label_of_a_ternary_gives_way_to_the_nearer_side_of_its_point():
    rows = pd.DataFrame({"path": ["x", "x", "y", "y"], "label": ["2001", "", "2002", ""], "a": [97.0, 10.0, 100.0, 50.0], "b": [0.0, 90.0, 0.0, 50.0], "c": [3.0, 0.0, 0.0, 0.0]})
    kinds = {"x": ("o", "ink", "-", "first"), "y": ("s", "blue", "-", "second")}
    svg = charts.ternary(rows, ("left", "right", "top"), kinds, "t", "Two paths.").svg
    height = {year: float(y) for y, year in re.findall(r' y="([\d.]+)"[^>]*>(2001|2002)<', svg)}
    assert height["2002"] > height["2001"]  # the lower point has the lower label


@pytest.mark.parametrize("parts", [{"a": [-1.0, 1.0, 1.0]}, {"a": [0.0, 1.0, 1.0], "b": [0.0, 1.0, 1.0]}, {"c": [None, 0.0, 1.0]}])
def test_a_ternary_refuses_points_that_have_no_place(parts):
    with pytest.raises(ValueError, match="three parts that are not negative"):
        charts.ternary(path_points(**parts), ("l", "r", "t"), {"x": ("o", "ink", "-", "first")}, "t", "One path.")


def test_corners_of_a_ternary_are_where_they_should_be():
    assert charts._corner(1, 0, 0) == (0, 0) and charts._corner(0, 1, 0) == (1, 0)
    assert charts._corner(0, 0, 1) == (0.5, pytest.approx(0.866, abs=0.001))


def test_stacked_bars_have_headings_rows_and_notes():
    shares = pd.DataFrame({"group": ["a", "b"], "row": ["2020", "2021"], "one": [60, 10], "two": [40, 90]})
    svg = charts.stacked(shares, {"a": "First", "b": "Second"}, {"one": ("blue", "//", "ones"), "two": ("grid", "", "twos")}, "t", "Two bars.", "share", pd.Series(["n 3", "n 4"])).svg
    assert all(f">{word}<" in svg for word in ("First", "Second", "2020", "2021", "ones", "n 4"))


def test_moves_stand_in_groups_and_say_where_nothing_was_asked():
    rows = pd.DataFrame({"group": ["down", "up"], "label": ["arms", "polls"], "note": ["2019 to 2025"] * 2, "east_first": [0.9, 0.2], "east_last": [0.2, 0.3],
                         "west_first": [0.1, float("nan")], "west_last": [0.2, float("nan")]})
    svg = charts.moves(rows, {"east": ("orange", "o", "East"), "west": ("blue", "s", "West")}, "t", "Two rows.", "scale").svg
    assert all(f">{text}<" in svg for text in ("down", "up", "arms, 2019 to 2025", "not asked alike twice", "East"))


def test_strips_are_filled_to_their_share_and_name_the_words():
    rows = pd.DataFrame({"label": ["It holds.", "It fails."], "share": [80.0, 0.0], "note": ["80 % of many", "0 % of many"]})
    svg = charts.strips(rows, "t", "Two strips.", ((75, "mostly"), (0, "hardly"))).svg
    assert all(f">{text}<" in svg for text in ("It holds.", "0 % of many", "mostly", "hardly"))


def test_lines_show_what_is_not_solid():
    points = pd.DataFrame({"x": [2020, 2021, 2022, 2023], "y": [3.0, 2.0, 4.0, 1.0], "kind": "east", "style": ["solid", "solid", "open", "apart"]})
    svg = charts.lines(points, {"east": ("blue", "-", "o", "East")}, "t", "One line.", "share", bands=[(2021.5, 2022.5, "marked")]).svg
    assert ">East<" in svg and ">marked<" in svg and "stroke-dasharray" in svg
    plain = charts.lines(points.assign(style="solid"), {"east": ("blue", "-", "o", "East")}, "t", "One line.", "share").svg
    assert svg.count("var(--chart-paper") > plain.count("var(--chart-paper")


def poll_points(**changes):
    points = pd.DataFrame({"date": pd.to_datetime(["2021-12-01", "2023-12-01", "2024-09-01"]), "value": [57, 34, 33], "lo": [53, 30, 29], "hi": [61, 38, 37],
                           "kind": "Russia", "group": ["two", "several", "several"], "wording": ["two", "several", "several"], "mode": "telephone"})
    return points.assign(**changes)


def draw_polls(points):
    return charts.polls([("Partner", points)], {"telephone": ("full", "telephone")}, {"Russia": ("o", "orange", "-", "Russia")}, "polls", "Fewer name Russia than did in the wave before.")


def test_polls_are_joined_within_a_group_only_and_the_break_is_drawn():
    svg = draw_polls(poll_points()).svg
    assert "question or mode changed" in svg
    assert svg != draw_polls(poll_points(group="all", wording="same")).svg


def test_the_years_of_polls_end_with_the_last_poll():
    late = poll_points(date=pd.to_datetime(["2015-12-01", "2020-12-01", "2025-09-01"]))
    years = [int(year) for year in re.findall(r">(20\d\d)<", draw_polls(late).svg)]
    assert years and max(years) <= 2025


def test_a_line_of_a_poll_that_ended_early_is_named_where_it_ends():
    points = pd.concat([poll_points(), poll_points(kind="France").head(2).assign(date=pd.to_datetime(["2021-12-01", "2022-03-01"]), group="two", wording="two")])
    kinds = {"Russia": ("o", "orange", "-", "Russia"), "France": ("s", "blue", "--", "France")}
    svg = charts.polls([("Partner", points)], {"telephone": ("full", "telephone")}, kinds, "polls", "Two kinds.").svg
    at = {name: float(x) for x, name in re.findall(r'<text[^>]* x="([\d.]+)"[^>]*>(France|Russia)<', svg)}
    assert at["France"] < at["Russia"] / 2


def test_two_shares_of_one_whole_stand_against_each_other_and_what_is_open_is_said():
    points = pd.DataFrame({"panel": ["a", "a", "b", "b"], "x": [83, 35, 20, 30], "y": [5, 36, 20, 10], "label": ["2013", "2022", "", ""]})
    panels = {"a": ("Friend", "Russia", "France", 100), "b": ("Bloc", "CSTO", "NATO", 60)}
    svg = charts.two_shares(points, panels, "t", "Two paths.").svg
    assert all(f">{word}<" in svg for word in ("2013", "2022", "Friend", "Bloc", "Russia", "NATO"))
    drawn = charts.two_shares(points.assign(style=["solid", "open"] * 2), panels, "t", "Two paths.", note="marked years").svg
    assert ">marked years<" in drawn and drawn != svg
    shared = charts.two_shares(points, {key: (key, "east", "west", 100) for key in "ab"}, "t", "Two paths.").svg
    assert shared.count(">west<") == 1
    assert charts.two_shares(points.assign(place="below"), panels, "t", "Two paths.").svg.count("<path") > svg.count("<path")  # a line to the label


def test_bands_and_the_grid_of_votes_are_drawn():
    points = pd.DataFrame({"panel": ["one"] * 4, "line": ["a", "a", "b", "b"], "x": [2019, 2020] * 2, "y": [0.2, 0.3, 0.5, 0.4],
                           "lo": [0.1, 0.2, None, None], "hi": [0.3, 0.4, None, None]})
    svg = charts.bands(points, {"one": "first"}, {"a": ("blue", "-", "east"), "b": ("orange", "--", "west")}, "t", "Two lines.", "share", (0, 1)).svg
    assert ">first<" in svg and ">east<" in svg and ">west<" in svg and svg.count("PolyCollection") == 1
    cells = pd.DataFrame({"row": ["r"] * 4, "column": list("abcd"), "vote": ["Y", "N", "X", ""]})
    svg = charts.vote_grid(cells, {"r": "text"}, dict(zip("abcd", "abcd")), "t", "Three votes.").svg
    assert all(f">{each}<" in svg for each in ("text", "Y", "N", "X", "A abstains")) and ">A<" not in svg


def test_spikes_and_line_grids_draw_every_panel_and_nothing_for_what_is_not_there():
    values = pd.DataFrame({"panel": ["a", "a", "b"], "date": pd.to_datetime(["2020-01-01", "2020-02-01", "2020-01-01"]), "value": [3, 0, 1200]})
    marks = pd.DataFrame({"panel": ["a"], "start": pd.to_datetime(["2020-01-05"]), "end": pd.to_datetime(["2020-02-07"])})
    svg = charts.spikes(values, marks, {"a": "First", "b": "Second"}, "t", "Two panels.", "deaths").svg
    assert ">First<" in svg and ">Second<" in svg and ">deaths<" in svg and svg.count("LineCollection") == 2
    points = pd.DataFrame({"row": "a", "column": ["x", "x", "y"], "date": pd.to_datetime(["2020-01-01", "2020-02-01", "2021-01-01"]), "value": [1, 2, 30], "weak": [False, True, False]})
    svg = charts.line_grid(points, {"a": "First"}, {"x": ("left", "events"), "y": ("right", "weights")}, "t", "Two measures.").svg
    assert all(f">{word}<" in svg for word in ("First", "left", "right", "events", "weights"))
