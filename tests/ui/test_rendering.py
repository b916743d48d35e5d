"""From answers to HTML: everything escaped, each sentence with its sources, nothing dropped or unsupported made to look right."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.scripted_assistant import HOSTILE_SENTENCE, HOSTILE_TITLE, Model, ScriptedAssistant, answered

from ragassist.phrases import Phrase
from ragassist.types import Answer, Cell, Claim, Fallback, ModelName, Stage
from ragassist.ui.export.source_notes import footnotes
from ragassist.ui.messages import Translated, TurnRecord, answer_json
from ragassist.ui.views import reply_view
from ragassist.ui.views.cards import cards, translation
from ragassist.ui.views.markup import esc, link, safe_url, span
from ragassist.ui.views.segments import MARKER, Marker, left_out, paragraphs, shown
from ragassist.ui.views.shell import documents
from ragassist.ui.views.surroundings_view import surroundings
from ragassist.ui.words.catalogue import EN, ZH

MODEL = Model("scripted-1.5b", "local")
NASTY = st.text(alphabet=st.sampled_from("<>&\"'`=/ \n[1]()*_{}$万亿元abc‮\u200b"), max_size=60)


class Seen(HTMLParser):
    """The elements, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("input", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "path":
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def answer_of(text: str, claims: tuple[Claim, ...] = ()) -> Answer:
    return Answer("q", "en", text, "en", False, None, claims, (), ModelName("m", "hosted"))


@given(NASTY)
def test_no_text_can_leave_its_element(text: str) -> None:
    seen = Seen(span(text, "x"))
    assert seen.tags == ["span"]
    assert seen.text == text
    assert Seen(f'<p title="{esc(text)}"></p>').attributes == [("title", text)]


@given(NASTY, NASTY, NASTY)
def test_no_answer_question_title_or_reason_becomes_markup(first: str, second: str, third: str) -> None:
    base = answered("How much?", "en", MODEL)
    citations = tuple(
        replace(each, title=first, title_en=second, path=third, source=first, date=second, quote=third, url=first)
        for each in base.citations
    )
    claims = tuple(replace(each, text=first, reasons=(second,)) for each in base.claims)
    hostile = replace(base, answer=f"{first} [1] {second}", claims=claims, citations=citations, model=ModelName(third, "hosted"))
    html = reply_view.finished(hostile, EN) + cards(hostile, {}, {}, {1: Translated(text=third, confirmed=False, model=first)}, EN)
    seen = Seen(
        html
        + reply_view.failure(Phrase.of("endpoint.server", where=first, status="", said=second), EN)
        + reply_view.running(hostile, third, ZH)
    )
    assert seen.open == []
    assert not {"script", "img", "iframe", "b", "object", "style"} & set(seen.tags)
    assert not [name for name, _ in seen.attributes if name.startswith("on")]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " data:text/html,x", "ftp://example.org", "//example.org", "https://", "file:///etc/passwd",
     'https://example.org/"onclick=1', "https://user@example.org", "https://exa mple.org", "http://[broken", "https:\\\\example.org"],
)  # fmt: skip
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert safe_url(url) == ""
    assert link(url, "x") == ""


def test_a_web_address_becomes_a_link_that_tells_nothing() -> None:
    assert Seen(link("https://example.org/a?b=1&c=2", "Open")).attributes == [
        ("class", ""),
        ("href", "https://example.org/a?b=1&c=2"),
        ("target", "_blank"),
        ("rel", "noopener noreferrer"),
    ]


@given(
    st.lists(
        st.sampled_from(["Rain fell. ", "A 3.6亿元 fund [1]. ", "[2]", "\n", "Rain fell [1] again [2].", " ", "数字。[3]"]), max_size=12
    )
)
def test_paragraphs_spell_the_answer(parts: list[str]) -> None:
    text = "".join(parts)
    claims = tuple(Claim(MARKER.sub("", part).strip(), (1,), "verified") for part in parts)
    spelled = "".join(
        f"[{part.n}]" if isinstance(part, Marker) else part.text for paragraph in paragraphs(text, claims) for part in paragraph
    )
    assert "".join(spelled.split()) == "".join(text.split())


def test_each_marker_belongs_to_the_claim_before_it() -> None:
    answer = answered("How much?", "en", MODEL)
    markers = [part for paragraph in paragraphs(answer.answer, answer.claims) for part in paragraph if isinstance(part, Marker)]
    assert [(marker.n, marker.claim) for marker in markers] == [(1, 0), (2, 1), (3, 3), (4, 4)]
    assert shown(answer) == {0, 1, 3, 4}
    assert left_out(answer) == 1


def test_the_same_sentence_twice_is_two_claims() -> None:
    twice = (Claim("Rain fell.", (1,), "verified"), Claim("Rain fell.", (2,), "verified"))
    markers = [part.claim for part in paragraphs("Rain fell [1]. Rain fell [2].", twice)[0] if isinstance(part, Marker)]
    assert markers == [0, 1]


def test_a_dropped_claim_never_takes_the_place_of_a_verified_one() -> None:
    dropped, verified = Claim("Rain fell.", (), "unsupported"), Claim("Rain fell.", (1,), "verified")
    answer = answer_of("Rain fell [1].", (dropped, verified))
    assert shown(answer) == {1}
    assert left_out(answer) == 1


def test_an_unsupported_claim_that_is_shown_is_not_counted_as_left_out() -> None:
    answer = answered("Is there a doubt?", "en", MODEL)
    assert left_out(answer) == 0
    assert EN.sentence_unsupported in Seen(reply_view.finished(answer, EN)).text


def test_card_shows_sentence_context_checks_and_origin() -> None:
    answer = answered("How much?", "en", MODEL)
    assistant = ScriptedAssistant()
    first = answer.citations[0]
    around = surroundings(assistant.passages("harbour"), first.start, first.end)
    assert around is not None
    known = {record.doc_id: record for record in assistant.documents()}
    html = cards(answer, {1: around}, known, {}, EN)
    seen = Seen(html)
    assert seen.open == []
    assert html.count('class="card"') == 4
    assert "市财政为试点安排专项资金3.6亿元，分三年拨付。" in seen.text
    assert around.before == ("本办法适用于滨海港集装箱码头的智能调度试点。",)
    assert "滨海市交通局" in seen.text
    assert EN.in_force in seen.text
    assert "javascript:" not in html
    assert "Binhai replaced all its crews" not in seen.text


def test_a_card_shows_a_row_with_its_headings_and_marks_the_cell_that_was_asked_for() -> None:
    answer = answered("How much?", "en", MODEL)
    cells = (Cell("任务", "改造<b>泵房", 0, 5), Cell("投资（万元）", "620万元", 6, 9), Cell("备注", "", 10, 10))
    row = replace(answer.citations[0], stem="表3 项目表：", row=cells, cell=1, quote_clean="任务：改造<b>泵房；投资（万元）：620万元")
    seen = Seen(html := cards(replace(answer, citations=(row, *answer.citations[1:])), {}, {}, {}, EN))
    assert seen.open == []
    assert "表3 项目表：" in seen.text
    assert "改造<b>泵房" in seen.text
    assert '<th scope="col">投资（万元）</th>' in html
    assert html.count("<td><mark>") == 1
    assert html.index("<td><mark>") < html.index("620万元")
    whole = cards(replace(answer, citations=(replace(row, cell=None), *answer.citations[1:])), {}, {}, {}, EN)
    assert whole.count("<td><mark>") == 2


def test_a_card_shows_an_item_below_the_sentence_that_opens_its_list() -> None:
    answer = answered("How much?", "en", MODEL)
    item = replace(answer.citations[0], stem="运营方不得有下列行为：", quote_clean="（二）转卖泊位；", quote="（二）转卖泊位；")
    seen = Seen(html := cards(replace(answer, citations=(item, *answer.citations[1:])), {}, {}, {}, EN))
    assert "运营方不得有下列行为： （二）转卖泊位；" in seen.text
    assert "<mark" not in html[: html.index("运营方不得有下列行为")].rsplit("<article", 1)[-1]


def test_hostile_card_keeps_its_text() -> None:
    answer = answered("hostile", "en", MODEL)
    seen = Seen(cards(answer, {}, {}, {}, EN))
    assert HOSTILE_TITLE in seen.text
    assert HOSTILE_SENTENCE in seen.text


def test_a_sentence_in_the_readers_language_is_not_offered_for_translation() -> None:
    citation = answered("How much?", "en", MODEL).citations[0]
    assert translation(citation, (), None, ZH) == ""
    assert EN.translate in translation(citation, (), None, EN)


def test_an_unconfirmed_translation_says_so() -> None:
    citation = answered("How much?", "en", MODEL).citations[0]
    doubtful = translation(citation, (), Translated(text="36 billion", confirmed=False, model="m"), EN)
    assert EN.unconfirmed in doubtful
    assert EN.machine.format(model="m") in doubtful
    assert EN.unconfirmed not in translation(citation, (), Translated(text="360 million", confirmed=True, model="m"), EN)


def test_a_claim_is_not_offered_as_the_translation_that_confirms_it() -> None:
    answer = answered("How much?", "en", MODEL)
    citation, claim = replace(answer.citations[0], translation=answer.claims[0].text), answer.claims[0]
    assert EN.translate in translation(citation, (claim,), None, EN)
    assert EN.translate not in translation(citation, (), None, EN)
    assert "Machine translation" not in footnotes(replace(answer, citations=(citation, *answer.citations[1:])), {}, EN)


def test_a_kept_translation_into_the_other_language_is_not_shown() -> None:
    citation = answered("How much?", "en", MODEL).citations[0]
    assert EN.translate in translation(citation, (), Translated(text="译文", confirmed=True, model="m", lang="zh"), EN)


def test_surroundings_of_a_span_that_is_gone() -> None:
    assert surroundings(ScriptedAssistant().passages("harbour"), 9000, 9010) is None
    assert surroundings([], 0, 5) is None


def test_copied_answer_holds_originals_translations_and_addresses() -> None:
    answer = answered("How much?", "en", MODEL)
    text = footnotes(answer, {1: Translated(text="Three hundred and sixty million.", confirmed=False, model="m")}, EN)
    assert answer.answer in text
    for citation in answer.citations:
        assert f"[{citation.n}] {citation.title}" in text
        assert citation.quote in text
    assert "Three hundred and sixty million. (not confirmed by the check)" in text
    assert "javascript:" not in text


def test_copied_refusal_has_no_sources() -> None:
    text = footnotes(answered("capital", "en", MODEL), {}, EN)
    assert EN.copy_refused in text
    assert EN.copy_original not in text


def test_a_turn_survives_the_browser() -> None:
    answer = answered("How much?", "zh", MODEL)
    record = TurnRecord.model_validate({"id": "turn-0001", "state": "done", "question": "q", "answer": answer_json(answer)})
    assert record.answer == answer


def test_documents_are_listed_with_what_is_known_of_them() -> None:
    seen = Seen(documents(ScriptedAssistant().documents(), EN))
    assert seen.open == []
    assert "4 documents" in seen.text
    assert HOSTILE_TITLE in seen.text
    assert EN.draft in seen.text
    assert Seen(documents([], ZH)).text == ZH.empty


def test_every_stage_has_its_words() -> None:
    assert reply_view.stage_label(None, EN) == EN.waiting
    assert reply_view.stage_label(Stage("reading", 24), EN) == "Reading 24 sentences"
    assert reply_view.stage_label(Stage("searching", 12), ZH) == "正在检索 12 份文档"
    assert reply_view.stage_label(Stage("translating"), EN, searched=False) == EN.translating_question
    for name in ("loading", "searching", "translating", "reading", "writing", "checking"):
        assert reply_view.stage_label(Stage(name), ZH) == getattr(ZH, name)  # type: ignore[arg-type]


def test_an_answer_that_something_else_gave_says_why():
    said = "The content filter of the model m withheld its reply. The best-fitting sentences of the documents are quoted instead."
    fallback = Fallback("filtered", ModelName("extractive", "extractive"), said)
    html = reply_view.finished(replace(answer_of("A sentence."), fallback=fallback), EN)
    assert said in Seen(html).text
    assert "fell-back" not in reply_view.finished(answer_of("A sentence."), EN)


@pytest.mark.parametrize("words", [EN, ZH])
def test_a_model_that_failed_is_never_a_statement_about_the_documents(words):
    fallback = Fallback("server", ModelName("m", "hosted"), "The model m failed. Nothing follows from this about the documents.")
    answer = replace(answer_of("It was not answered."), refused=True, refusal_reason="model_failed", fallback=fallback)
    text = Seen(reply_view.finished(answer, words)).text
    assert words.refused not in text
    assert words.refused_more not in text
    assert words.failed in text
