"""Conversations as files: numbered footnotes in Markdown and in Word that hold the original sentence, its translation and its source."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import docx
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.ui.scripted_assistant import HOSTILE_SENTENCE, Model, ScriptedAssistant, answered

from ragassist.types import Answer, Citation
from ragassist.ui.export.conversation_file import turns
from ragassist.ui.export.docx_file import word
from ragassist.ui.export.markdown_file import escaped, markdown
from ragassist.ui.messages import Translated, TurnRecord
from ragassist.ui.server.original import original
from ragassist.ui.words.catalogue import EN, ZH

MODEL = Model("scripted-1.5b", "local")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NASTY = st.text(alphabet=st.sampled_from("<>&\"'`=/ \n[1]()*_{}$#|~万亿元abc\x00\x0b‮\u200b\ufffe"), max_size=40)


def turn(n: int, answer: Answer | None, **changes: object) -> TurnRecord:
    state = "failed" if answer is None else "refused" if answer.refused else "done"
    return TurnRecord(id=f"turn-000{n}", state=state, question=answer.question if answer else "lost", answer=answer, **changes)  # type: ignore[arg-type]


MADE = {1: Translated(text="The city treasury has set aside 360 million yuan.", confirmed=False, model="m")}
ASKED = [
    turn(1, answered("How much money?", "en", MODEL), translations=MADE),
    turn(2, None),
    turn(3, answered("capital?", "en", MODEL)),
    turn(4, answered("How much, again?", "en", MODEL)),
]


def test_notes_are_numbered_through_the_conversation_and_a_repeated_one_names_the_first() -> None:
    found = [piece for each in turns(ASKED, EN) for line in each.paragraphs for piece in line if not isinstance(piece, str)]
    assert [note.number for note in found] == list(range(1, 9))
    assert [note.same_as for note in found] == [0, 0, 0, 0, 1, 2, 3, 4]
    assert found[0].original == "市财政为试点安排专项资金3.6亿元，分三年拨付。"
    assert found[0].translation.startswith("The city treasury")
    assert found[0].doubtful
    assert "Measures for the smart dispatch pilot at Binhai Port" in found[0].source
    assert "滨海市交通局. 2025-03-18. in force. 第二章 资金" in found[0].source
    assert found[0].url == "https://example.org/binhai/2025-18"
    assert found[3].url == ""


def test_markdown_holds_every_note_once_and_every_reference_has_its_note() -> None:
    text = markdown("Port *money*", ASKED, EN, date="2026-11-22")
    assert text.startswith("# Port \\*money\\*\n")
    defined = re.findall(r"^\[\^(\d+)\]: ", text, re.MULTILINE)
    used = re.findall(r"\[\^(\d+)\](?!:)", text)
    assert defined == ["1", "2", "3", "4"]
    assert set(used) == set(defined)
    assert len(used) == 8
    assert "    https://example.org/binhai/2025-18" in text
    assert "(not confirmed by the check)" in text
    assert "Not answered: " in text
    assert "lost" not in text
    assert "2026-11-22" in text


@settings(max_examples=examples(40))
@given(NASTY)
def test_nothing_in_a_text_is_read_as_markup(text: str) -> None:
    written = escaped(text)
    assert "\n" not in written
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`<>\[\]#|~&]", written)


def test_word_has_real_footnotes_in_the_order_of_their_references() -> None:
    content = word("Port money", ASKED, ZH, date="2026-11-22")
    document = docx.Document(io.BytesIO(content))
    references = [int(each.get(f"{W}id", "")) for each in document.element.iter(f"{W}footnoteReference")]
    assert references == list(range(1, 9))
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/footnotes"))
    notes = {int(note.get(f"{W}id", "")): "".join(note.itertext()) for note in ElementTree.fromstring(part.blob)}
    assert set(notes) == {-1, 0, *references}
    assert "市财政为试点安排专项资金3.6亿元" in notes[1]
    assert "https://example.org/binhai/2025-18" in notes[1]
    assert notes[5].strip() == ZH.export_note_again.format(n=1)
    assert "Binhai set aside 360 million yuan" in "\n".join(paragraph.text for paragraph in document.paragraphs)


@settings(max_examples=6)
@given(NASTY, NASTY)
def test_any_text_makes_a_file_that_word_can_open(first: str, second: str) -> None:
    base = answered("How much?", "en", MODEL)
    citations: list[Citation] = [replace(each, title=first, quote_clean=second, heading=first) for each in base.citations]
    hostile = replace(base, answer=f"{first} [1] {second}", question=second, citations=tuple(citations))
    docx.Document(io.BytesIO(word(first, [turn(1, hostile)], EN, date="2026-11-22")))


def test_a_hostile_sentence_stays_text_in_both() -> None:
    asked = [turn(1, answered("hostile", "en", MODEL))]
    assert "<img" not in markdown("x", asked, EN, date="2026-11-22").replace("\\<img", "")
    part = next(
        rel.target_part
        for rel in docx.Document(io.BytesIO(word("x", asked, EN, date="2026-11-22"))).part.rels.values()
        if rel.reltype.endswith("/footnotes")
    )
    assert HOSTILE_SENTENCE in "".join(ElementTree.fromstring(part.blob).itertext())


def test_the_original_is_the_file_and_its_text_when_the_file_is_gone(tmp_path: object) -> None:
    from pathlib import Path

    assistant = ScriptedAssistant()
    record = next(each for each in assistant.documents() if each.doc_id == "harbour")
    path = Path(str(tmp_path)) / "harbour.pdf"
    path.write_bytes(b"%PDF-1.7")
    found = original(replace(record, location=str(path)), assistant.raw)
    assert (found.name, found.content, found.as_read) == ("harbour.pdf", b"%PDF-1.7", False)
    kept = original(record, assistant.raw)
    assert (kept.name, kept.content.decode(), kept.as_read) == ("harbour.txt", assistant.raw("harbour"), True)
