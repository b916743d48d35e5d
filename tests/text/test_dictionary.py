from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text import dictionary as module
from ragassist.text.dictionary import FILE, forms, stems, translations

LINES = [line for line in FILE.read_bytes().splitlines() if not line.startswith(b"#")]
KEYS = [line.split(b"\t")[0] for line in LINES]
KNOWN = frozenset(KEYS)


def test_doctests() -> None:
    assert doctest.testmod(module).failed == 0


def test_the_file_is_sorted_and_every_entry_is_found() -> None:
    assert sorted(KNOWN) == KEYS
    for line in [*LINES[:20], *LINES[5000::9973], *LINES[-20:]]:
        key, _, found = line.decode().partition("\t")
        assert forms(key) == tuple(found.split("|"))


@given(st.text(st.characters(codec="utf8"), max_size=12) | st.text("aeinst ", max_size=5))
def test_only_what_is_there_is_found(key: str) -> None:
    assert (forms(key) != ()) == (key.encode() in KNOWN)


@pytest.mark.parametrize(
    ("text", "form"), [("petitions", "请愿"), ("Martin Luther", "马丁路德"), ("Colonies", "殖民地"), ("invented", "发明")]
)
def test_words_and_phrases_have_their_translations(text: str, form: str) -> None:
    assert form in [form for found in translations(text) for form in found]


def test_a_phrase_goes_before_its_words_and_question_words_are_passed_over() -> None:
    assert len(translations("prime minister")) == 1
    assert translations("who", frozenset({"who"})) == []
    assert translations("") == []


@given(st.text(max_size=40))
def test_stems_are_plain_words(text: str) -> None:
    assert all(word.isascii() and word == word.lower() and word.isalnum() for word in stems(text))
