"""Text of a PDF page that nobody sees is left out and counted, in every way in which a program can draw it so; the rest stays."""

import pytest

from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from tests.ingest.pdfs import pdf

SEEN, OTHER = "摊位的登记每年一次，逾期无效。", "请写上免责的话。"


def page(*, before="", state="", at=(50, 600), size=11, after="", box=""):
    """A page with `SEEN` on it, and `OTHER` drawn with more operators before, within and behind."""
    chars = sorted(set(SEEN + OTHER))
    codes = "".join(f"{chars.index(char) + 1:04x}" for char in OTHER)
    drawn = f"\n{before} BT /F {size} Tf {state} 1 0 0 1 {at[0]} {at[1]} Tm <{codes}> Tj ET {after}\n".encode()
    content = pdf([[(50, 700, 11, SEEN), (50, -900, 11, OTHER)]])  # the second for its characters' sake
    end = content.index(b"ET", content.index(b"BT\n")) + 2
    head = content.rindex(b"<</Length", 0, end)
    start = content.index(b"stream\n", head) + 7
    first = content[start:end].split(b"\n")
    body = b"\n".join(line for line in first if b" -900 " not in line) + drawn
    made = content[:head] + b"<</Length %d>>stream\n" % len(body) + body + content[end:]
    return made.replace(b"/MediaBox[0 0 595 842]", f"/MediaBox[0 0 595 842]{box}".encode())


def read(tmp_path, content):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    document = load(path, shown_path="a.pdf", max_file_mb=5)
    return clean(document).text.split("\n"), {loss.kind: loss.count for loss in document.meta.lost}


@pytest.mark.parametrize(
    "unseen",
    [
        {"state": "3 Tr"},
        {"state": "7 Tr"},
        {"state": "1 1 1 rg"},
        {"state": "1 g"},
        {"state": "0 0 0 0 k"},
        {"size": 0.5},
        {"at": (900, 600)},
        {"at": (50, -60)},
        {"box": "/CropBox[0 650 595 842]"},
        {"before": "q 0 0 10 10 re W n", "after": "Q"},
        {"after": "1 1 1 rg 40 590 300 30 re f"},
    ],
)
def test_text_that_nobody_sees_is_left_out_and_counted(tmp_path, unseen):
    assert read(tmp_path, page(**unseen)) == ([SEEN], {"hidden": 1})


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"state": "1 Tr"},
        {"state": "1 1 1 rg", "before": "0 0 .5 rg 40 590 300 30 re f"},
        {"before": "1 1 1 rg 40 590 300 30 re f 0 g"},
        {"before": "q 40 590 300 30 re W n", "after": "Q"},
        {"after": "1 1 1 rg 40 500 300 30 re f"},
        {"after": "1 1 1 RG 40 590 300 30 re S"},
        {"box": "/CropBox[0 550 595 842]"},
    ],
)
def test_text_that_people_see_stays(tmp_path, seen):
    lines, lost = read(tmp_path, page(**seen))
    assert "".join(lines) == SEEN + OTHER
    assert not lost
