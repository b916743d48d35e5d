"""A hyphen at a line's end divides a word, joins two, or stands for what comes later. All sentences are made up."""

from __future__ import annotations

import pytest

from ragassist.ingest.clean import clean
from tests.ingest.documents import document

FILLER = "The harbour office keeps a register of every mooring and of the fees that are paid for it each year,\nand it is open to all."


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("The plan names short- and long-\nterm goals for the quay.", "short- and long-term goals"),
        ("It covers storage for the short-\nand long-term needs of boats.", "the short- and long-term needs"),
        ("Boats of low-\nor high-risk classes are told apart.", "of low- or high-risk classes"),
        ("Checks are made at pre-, mid- and post-\nseason dates by the office.", "pre-, mid- and post-season dates"),
        ("A share of two-\nthirds of the members is needed.", "of two-thirds of"),
        ("The self-\nregulation of clubs goes on.", "The self-regulation of"),
        ("The office buys AI-\nbased cameras for the quay.", "buys AI-based cameras"),
        ("An end-\nto-end record is kept by the office.", "An end-to-end record"),
        ("Rules on COVID-\n19 were lifted by the office.", "on COVID-19 were"),
        ("Fees of 3-\n5 million crowns were paid.", "of 3-5 million"),
        ("The years 2024-\n2026 are covered by the plan.", "years 2024-2026 are"),
        ("The docu-\nmentation is kept by the office.", "The documentation is"),
        ("The office may re-\nsearch older files.", "may research older"),
        ("All thou-\nsand moorings are numbered.", "All thousand moorings"),
        ("The low-tide mark and the high-\ntide mark are painted.", "the high-tide mark"),
        ("Mooring rings and re-\nmooring fees: a boat is moored, and remooring costs a fee.", "and remooring fees"),
    ],
)
def test_a_hyphen_at_a_lines_end_is_read_as_its_writer_meant_it(lines, read):
    text = clean(document(f"{FILLER}\n\n{lines}\n\n{FILLER}\n", "a.txt")).text
    assert read in text


def test_a_number_that_opens_an_item_is_not_drawn_to_the_hyphen_before_it():
    text = clean(document("Classes of boats:\nclass A-\n1. small boats\n2. large boats\n", "a.txt")).text
    assert "\n1. small boats\n2. large boats" in text
