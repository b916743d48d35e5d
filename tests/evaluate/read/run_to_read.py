"""A small run over the two documents of `build`, and a reader who fills in its sheet."""

import csv
import io
import re

from tests.evaluate.build import RAWS, RULE, SPENT, answer, citation, refusal, sample, unanswerable

from ragassist.evaluate.read.items import items
from ragassist.evaluate.run.log import Entry, Header, Log
from ragassist.types import Claim

HEADER = Header(
    "set.jsonl", "f" * 16, 4, "replay", "m", "local", "e", "p" * 16, (("numpy", "2"),), 2, "2026-01-01T00:00:00+00:00", True, 1.0
)
ENGLISH = "The city spent 36 billion yuan on the centre."
RULED = "Providers must not pass on training data."
DROPPED = "Nobody knows the sum."


def english(first=ENGLISH, states=("verified", "rough")):
    """An English answer of two sentences; a third was left out."""
    claims = (Claim(first, (1,), states[0]), Claim(DROPPED, (1,), "unsupported"), Claim(RULED, (2,), states[1]))
    return answer(f"{first} [1] {RULED} [2]", claims, (citation(), citation(2, quote=RULE)))


def chinese(states=("verified",)):
    return answer(f"{SPENT}[1]", (Claim(SPENT, (1,), states[0]),), (citation(),), "zh")


def run(first=ENGLISH, states=("verified", "rough", "verified")):
    return Log(
        HEADER,
        (
            Entry(sample(id="a"), "answered", "", english(first, states[:2])),
            Entry(sample(id="b", lang="zh", question="投入多少？"), "answered", "", chinese(states[2:])),
            Entry(unanswerable(id="c", pair="c"), "answered", "", refusal()),
            Entry(sample(id="d"), "crashed", "a bug"),
        ),
        RAWS,
    )


SHOWN = items(run())
KEYS = {item.place: item.key for item in SHOWN}


def in_text(sheet, marks):
    """The Markdown sheet with `marks` ({place: (mark, grade, note)}) written after the colons, as a person would."""
    lines, place = [], ""
    for line in sheet.split("\n"):
        if line.startswith("## "):
            place = line.rpartition(" · ")[2].rpartition("~")[0]
        for at, label in enumerate(("mark|判断", "English|英文", "note|备注")):
            if place in marks and re.match(rf"- ({label})\b", line):
                line += str(marks[place][at])
        lines.append(line)
    return "\n".join(lines)


def in_table(sheet, marks, delimiter=",", saved_with=None):
    """The table with `marks` in its last three columns, saved again by a spreadsheet that has its own idea of what divides cells."""
    rows = list(csv.reader(io.StringIO(sheet, newline=""), delimiter=delimiter))
    for row in rows[1:]:
        for at, written in enumerate(marks.get(row[0].rpartition("~")[0], ())):
            row[at - 3] = str(written) or row[at - 3]
    saved = io.StringIO()
    csv.writer(saved, delimiter=saved_with or delimiter, lineterminator="\r\n").writerows(rows)
    return saved.getvalue()
