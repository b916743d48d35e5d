"""Pages as offices publish them: nothing but a table, lists in cells, ligatures. All sentences are made up."""

import pytest

from ragassist.errors import LoadError
from ragassist.ingest.clean import clean
from ragassist.ingest.load import load


def read(tmp_path, body, title="分工"):
    (tmp_path / "a.html").write_text(f"<html><head><title>{title}</title></head><body>{body}</body></html>", encoding="utf-8")
    return load(tmp_path / "a.html", shown_path="a.html", max_file_mb=5)


def table(*rows):
    return "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"


@pytest.mark.parametrize(
    "rows",
    [
        [("泊位", "长度"), ("东一", "70米"), ("东二", "84米")],
        [("县", "渡口", "班次"), ("柳河", "3个", "12班"), ("云溪", "1个", "6班"), ("白塘", "2个", "8班")],
        [("Berth", "Length"), ("East 1", "70 m"), ("East 2", "84 m")],
    ],
)
def test_a_page_of_nothing_but_a_table_is_read(tmp_path, rows):
    raw = read(tmp_path, table(*rows)).raw
    assert all(f"| {' | '.join(row)} |" in raw for row in rows)


@pytest.mark.parametrize(
    "body",
    [
        table(*[(f"<a href='/{n}'>首页{n}</a>", f"<a href='/{n}n'>新闻{n}</a>") for n in range(5)]),
        table(("登录", "注册")),
        table(*[("首页",)] * 5),
    ],
)
def test_a_menu_laid_out_as_a_table_is_no_text(tmp_path, body):
    with pytest.raises(LoadError):
        read(tmp_path, body)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (["检查泊位", "登记船舶"], "检查泊位；登记船舶"),
        (["检查泊位；", "登记船舶。"], "检查泊位；登记船舶。"),
        (["检查泊位", "登记船舶", "公布班次"], "检查泊位；登记船舶；公布班次"),
    ],
)
def test_the_items_of_a_list_in_a_cell_stay_apart(tmp_path, items, said):
    inside = "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    document = read(tmp_path, table(("部门", "任务"), ("港务局", inside), ("渡口办", "售票")))
    assert f"任务：{said}" in clean(document).text


@pytest.mark.parametrize(
    ("written", "said"), [("oﬃce", "office"), ("ﬁle", "file"), ("ﬂoor", "floor"), ("aﬀair", "affair"), ("eﬄuent", "effluent")]
)
def test_ligatures_are_letters_and_their_place_is_kept(tmp_path, written, said):
    (tmp_path / "a.txt").write_text(f"The harbour rules name the {written} twice a year.\n", encoding="utf-8")
    document = load(tmp_path / "a.txt", shown_path="a.txt", max_file_mb=5)
    text = clean(document)
    assert text.text == f"The harbour rules name the {said} twice a year."
    at = text.text.index(said)
    start, end = text.span(at, at + len(said))
    assert document.raw[start:end] == written
