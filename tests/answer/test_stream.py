"""Claims and markers come out of any stream the same, however it was cut, and half a marker never does."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.answer.stream import MARKER, sentences


def parse(text):
    return [(sentence.text, sentence.numbers) for sentence in sentences([text])]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("The rule took effect in August 2023 [1].", [("The rule took effect in August 2023.", (1,))]),
        ("The rule took effect in August 2023. [1]", [("The rule took effect in August 2023.", (1,))]),
        ("规则于8月施行［１］。平台须备案【2】。", [("规则于8月施行。", (1,)), ("平台须备案。", (2,))]),
        ("规则于8月施行。[1]平台须备案。[2][3]", [("规则于8月施行。", (1,)), ("平台须备案。", (2, 3))]),
        ("Both say so [1, 2]. One does not [4-6].", [("Both say so.", (1, 2)), ("One does not.", (4, 5, 6))]),
        ("[2] Providers must register.", [("Providers must register.", (2,))]),
        ("No marker at all.", [("No marker at all.", ())]),
        ("- First point [1]\n- Second point [2]", [("First point", (1,)), ("Second point", (2,))]),
        ("**Bold claim.** [^3]", [("Bold claim.", (3,))]),
        ("GPT-4.5 costs 3.5 times as much [1]. Next.", [("GPT-4.5 costs 3.5 times as much.", (1,)), ("Next.", ())]),
        ("It cites [0] and [999].", [("It cites and.", (0, 999))]),
        ("It pays half [Source 1].", [("It pays half.", (1,))]),
        ("It pays half [citation:2]. So does B (source 3).", [("It pays half.", (2,)), ("So does B.", (3,))]),
        ("承担一半（来源1）。另一半由企业承担【2†L3-L5】。", [("承担一半。", (1,)), ("另一半由企业承担。", (2,))]),
        ("It pays half [[1]](#s1).<sup>2</sup>", [("It pays half.", (1, 2))]),
        ("It pays half [Sources 1 and 4].", [("It pays half.", (1, 4))]),
        ("It pays half (1). See [note].", [("It pays half (1).", ()), ("See [note].", ())]),
        ("Unfinished [Source 1", [("Unfinished", ())]),
        ("Unfinished [1", [("Unfinished", ())]),
        ("Unfinished [1, 2", [("Unfinished", ())]),
        ("", []),
        ("[1][2]", []),
    ],
)
def test_markers_go_to_the_sentence_they_support(written, expected):
    assert parse(written) == expected


PIECES = st.sampled_from(
    [
        "The plan",
        "规则施行",
        "平台",
        " must register",
        "。",
        ". ",
        "[1]",
        "［２］",
        "【3】",
        "[",
        "]",
        "1",
        ", ",
        "\n",
        "- ",
        "U.S.",
        "4.5",
        "”",
        "“",
        "!",
        "？",
        "[4, 5]",
        "[Source 1]",
        "（来源2）",
        "【3†L1-L2】",
        "<sup>4</sup>",
        "[citation:5]",
        "(",
        " ",
    ]
)


@given(st.lists(PIECES, max_size=25), st.lists(st.integers(1, 7), min_size=1, max_size=10))
def test_the_cutting_of_the_stream_changes_nothing(pieces, cuts):
    text = "".join(pieces)
    chunks, position = [], 0
    for length in itertools.cycle(cuts):
        if position >= len(text):
            break
        chunks.append(text[position : position + length])
        position += length
    assert list(sentences(chunks)) == list(sentences([text])) == list(sentences(text))


@given(st.lists(PIECES, max_size=25))
def test_no_marker_is_left_in_a_sentence_and_no_word_is_lost(pieces):
    text = "".join(pieces)
    found = list(sentences([text]))
    assert not any(MARKER.search(sentence.text) for sentence in found)
    for word in ("plan", "规则施行", "register", "U.S."):
        assert sum(sentence.text.count(word) for sentence in found) == text.count(word)


def test_a_sentence_comes_out_before_the_next_one_is_finished():
    seen = []
    parts = iter(["First claim [1]. S", "econd cl", "aim [2]."])

    def deltas():
        for part in parts:
            seen.append(part)
            yield part

    assert next(sentences(deltas())).text == "First claim."
    assert seen == ["First claim [1]. S"]


def test_text_without_an_end_is_cut_into_sentences_of_bounded_length():
    assert max(len(sentence.text) for sentence in sentences(["无尽" * 5000])) <= 1200
