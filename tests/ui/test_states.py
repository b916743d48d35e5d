"""Three states on the page and in everything that leaves it: each has its mark, its words and, when rough, its original at once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.axe import grave
from tests.ui.scripted_assistant import Model, answered
from tests.ui.test_rendering import Seen

from ragassist.answer.refuse import NOT_SUPPORTED
from ragassist.answer.states import ALL_ROUGH
from ragassist.types import Answer, Claim, Step, Usage
from ragassist.ui.export.conversation_file import Original, Struck, legend_lines, turns
from ragassist.ui.export.docx_file import word
from ragassist.ui.export.markdown_file import markdown
from ragassist.ui.export.source_notes import footnotes
from ragassist.ui.messages import Translated, TurnRecord, answer_json
from ragassist.ui.server.feedback import record, samples
from ragassist.ui.views import reply_view, support_status
from ragassist.ui.views.answer_sentences import body, legend, whole_legend
from ragassist.ui.views.cards import cards
from ragassist.ui.views.segments import Marker, paragraphs
from ragassist.ui.words.catalogue import EN, ZH

MODEL = Model("scripted-1.5b", "local")
MONEY, EXPERTS = "市财政为试点安排专项资金3.6亿元，分三年拨付。", "每一笔拨款须由两名以上专家评审。"
ROUGH, MIXED = answered("Which rendering?", "en", MODEL), answered("A mixed question?", "en", MODEL)
ROUGH_ZH, MIXED_ZH = answered("有哪些转述？", "zh", MODEL), answered("混合的问题？", "zh", MODEL)


def turn(answer: Answer) -> TurnRecord:
    return TurnRecord(id="turn-0001", state="done", question=answer.question, answer=answer)


@pytest.mark.parametrize(("answer", "words"), [(ROUGH, EN), (ROUGH, ZH), (ROUGH_ZH, EN), (ROUGH_ZH, ZH)])
def test_each_rough_sentence_has_its_tag_and_each_of_its_originals_once_and_in_the_open(answer: Answer, words: Any) -> None:
    seen = Seen(body(answer, words))
    assert seen.open == []
    assert seen.text.count(words.sentence_rough) == 2
    for citation in answer.citations:
        assert seen.text.count(citation.quote) == 1
        assert words.original_of.format(n=citation.n) in seen.text
    assert not {"details", "dialog"} & set(seen.tags)
    statuses = [value for name, value in seen.attributes if name == "data-status"]
    assert set(statuses) == {"rough"}


def test_an_original_stands_between_its_sentence_and_the_next_and_explains_its_amount() -> None:
    html = body(MIXED, EN)
    text = Seen(html).text
    places = [text.index(part) for part in ("The money arrives", MONEY, "Every sum", EXPERTS, "All cranes")]
    assert places == sorted(places)
    assert "360 million" in " ".join(value for name, value in Seen(html).attributes if name == "data-tip")


def test_a_marker_of_a_rough_sentence_is_rough_though_a_verified_one_cites_the_same_source() -> None:
    chips = re.findall(r'data-n="(\d)" data-status="(\w+)"', body(MIXED, EN))
    assert chips == [("1", "verified"), ("1", "rough"), ("2", "rough")]
    verified = MIXED.claims[0]
    assert support_status.of_marker(verified, "verified") == "verified"
    assert support_status.of_marker(verified, "rough") == "rough"
    assert support_status.of_marker(replace(verified, status="rough"), "verified") == "rough"
    assert support_status.of_marker(None, "unsupported") == "unsupported"


def test_an_unsupported_sentence_is_told_by_its_mark_and_not_twice() -> None:
    for answer, words in ((MIXED, EN), (MIXED_ZH, ZH)):
        text = Seen(body(answer, words)).text
        assert text.count(words.sentence_unsupported) == 1
        assert NOT_SUPPORTED[answer.answer_lang] not in text


def test_the_head_says_that_all_is_rough_in_the_language_of_the_answer_and_only_where_it_is() -> None:
    assert ALL_ROUGH["en"] in Seen(body(ROUGH, ZH)).text
    assert ALL_ROUGH["zh"] in Seen(body(ROUGH_ZH, EN)).text
    for answer in (MIXED, MIXED_ZH, answered("How much?", "en", MODEL)):
        assert "all-rough" not in body(answer, EN)
    with_dropped = replace(ROUGH, claims=(*ROUGH.claims, Claim("It was left out.", (), "verified")))
    assert ALL_ROUGH["en"] in Seen(body(with_dropped, EN)).text


def test_the_legend_has_the_states_that_the_answer_shows_with_their_numbers() -> None:
    told = Seen(legend(MIXED, EN)).text
    assert [
        f"{name} ({n})" in told for name, n in ((EN.legend_verified_name, 1), (EN.legend_rough_name, 2), (EN.legend_unsupported_name, 1))
    ] == [True] * 3
    assert EN.legend_verified_name not in legend(ROUGH, EN)
    assert legend(answered("How much?", "en", MODEL), EN) == ""
    assert "4 sentences, each checked" in reply_view.finished(answered("How much?", "en", MODEL), EN)
    assert "each checked" not in reply_view.finished(MIXED, EN)
    for words in (EN, ZH):
        whole = Seen(whole_legend(words)).text
        assert all(said in whole for said in (words.legend_verified, words.legend_rough, words.legend_unsupported))


def test_a_card_says_how_it_stands_and_which_of_its_sentences_stands_otherwise() -> None:
    shared, own = cards(MIXED, {}, {}, {}, EN).split("</article>")[:2]
    assert 'class="card" data-n="1" data-status="verified"' in shared
    assert [EN.verified in shared, EN.rough in shared, EN.rough_said in shared] == [True, True, True]
    assert 'class="card" data-n="2" data-status="rough"' in own
    assert EN.verified not in own
    assert own.count(EN.rough) == 1


def test_a_rough_translation_is_told_from_one_that_failed() -> None:
    html = cards(
        MIXED,
        {},
        {},
        {1: Translated(text="x", confirmed=False, model="m", rough=True), 2: Translated(text="y", confirmed=False, model="m")},
        EN,
    )
    first, second = html.split("</article>")[:2]
    assert (EN.rough_translation in first, EN.unconfirmed in first) == (True, False)
    assert (EN.rough_translation in second, EN.unconfirmed in second) == (False, True)


def test_a_rough_answer_survives_the_browser() -> None:
    assert TurnRecord.model_validate({"id": "turn-0001", "state": "done", "question": "q", "answer": answer_json(ROUGH)}).answer == ROUGH
    older = answer_json(ROUGH)
    for name in ("notice", "parts", "steps", "fallback"):
        del older[name]
    assert TurnRecord.model_validate({"id": "turn-0001", "state": "done", "question": "q", "answer": older}).answer == replace(
        ROUGH, notice=""
    )


def test_a_copied_answer_has_the_original_on_the_line_below_its_rough_sentence() -> None:
    lines = footnotes(MIXED, {}, EN).splitlines()
    at = next(n for n, line in enumerate(lines) if "The money arrives" in line)
    assert lines[at].endswith("The money arrives over three years. [1] ≈")
    assert lines[at + 1] == f"    Original [1]: {MONEY}"
    assert lines[at + 2].endswith("[2] ≈")
    assert NOT_SUPPORTED["en"].strip() in lines[at + 4]
    assert any(line.startswith("≈ ") for line in lines)
    assert ALL_ROUGH["zh"] in footnotes(ROUGH_ZH, {}, ZH)
    assert "≈" not in footnotes(answered("How much?", "en", MODEL), {}, EN)


def test_markdown_quotes_the_original_and_strikes_what_is_not_supported() -> None:
    text = markdown("x", [turn(MIXED)], EN, date="2026-01-01")
    assert f"The money arrives over three years.[^1] ≈\n\n> Original: {MONEY}\n\nEvery sum" in text
    assert "~~All cranes were sold.~~" in text
    assert "≈ Machine rendering: figures" in text
    assert "✗ Not supported: " in text
    assert f"**{ALL_ROUGH['en']}**" in markdown("x", [turn(ROUGH)], EN, date="2026-01-01")
    assert legend_lines([turn(answered("How much?", "en", MODEL))], EN) == ()


def test_word_sets_the_original_as_a_quotation_and_strikes_what_is_not_supported() -> None:
    document = docx.Document(io.BytesIO(word("x", [turn(MIXED_ZH), turn(ROUGH_ZH)], ZH, date="2026-01-01")))
    quotations = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Quote"]
    assert quotations[:2] == [f"原文: {MONEY}", f"原文: {EXPERTS}"]
    assert len(quotations) == 5
    assert [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.strike] == ["全部吊车已售出。"]
    assert any(paragraph.text == ALL_ROUGH["zh"] for paragraph in document.paragraphs)


STATES = st.lists(
    st.tuples(st.sampled_from(["Rain fell.", "下雨了。", "It is 3.5 [sic]."]), st.sampled_from(["verified", "rough", "unsupported"])),
    max_size=6,
)


def test_a_sentence_said_twice_stands_each_time_as_it_was_found() -> None:
    claims = (Claim("Rain fell.", (), "unsupported"), Claim("Rain fell.", (1,), "rough"), Claim("Rain fell.", (1,), "verified"))
    text = f"Rain fell.{NOT_SUPPORTED['en']} Rain fell. [1] Rain fell. [1]"
    html = body(replace(MIXED, answer=text, claims=claims), EN)
    assert re.findall(r'class="claim" data-claim="(\d)"[^>]*data-status="(\w+)"', html) == [
        ("0", "unsupported"),
        ("1", "rough"),
        ("2", "verified"),
    ]


@given(STATES, st.sampled_from([" ", "\n"]))
def test_whatever_the_mixture_every_rough_sentence_has_one_original_in_each_form(said: list[tuple[str, Any]], gap: str) -> None:
    claims = tuple(Claim(text, () if status == "unsupported" else (1,), status) for text, status in said)
    text = gap.join(claim.text + (NOT_SUPPORTED["en"] if claim.status == "unsupported" else " [1]") for claim in claims)
    answer = replace(MIXED, answer=text, claims=claims, citations=MIXED.citations[:1])
    rough = sum(claim.status == "rough" for claim in claims)
    assert body(answer, EN).count('class="original"') == rough
    pieces = [piece for each in turns([turn(answer)], EN) for line in each.paragraphs for piece in line]
    assert sum(isinstance(piece, Original) for piece in pieces) == rough
    assert sum(isinstance(piece, Struck) for piece in pieces) == sum(claim.status == "unsupported" for claim in claims)
    assert footnotes(answer, {}, EN).count(f"    Original [1]: {MONEY}") == rough


def test_a_claim_and_its_markers_are_one_stretch() -> None:
    (line,) = paragraphs("Rain fell [1] [2]. Snow fell [1].", (Claim("Rain fell", (1, 2), "rough"), Claim("Snow fell", (1,), "verified")))
    assert [part.claim for part in line][:4] == [0, 0, 0, 0]
    assert [part.n for part in line if isinstance(part, Marker)] == [1, 2, 1]


def test_a_helpful_rough_answer_gives_its_quotations_as_gold() -> None:
    judged = turn(ROUGH).model_copy(update={"feedback": "helpful"})
    (sample,) = samples([record(judged)])
    assert [gold["sentence"] for gold in sample["gold"]] == sorted(citation.quote_clean for citation in ROUGH.citations)


Visit = Callable[..., Any]
ENDED = ".turn:last-child .reply:not([data-state=running])"
ASKED = {"en-US": ("Which rendering?", "A mixed question?"), "zh-CN": ("有哪些转述？", "混合的问题？")}


def ask(page: Any, question: str) -> None:
    page.fill("#ra-question", question)
    page.press("#ra-question", "Enter")
    page.wait_for_selector(f".turn:last-child .question:has-text('{question}')")
    page.wait_for_selector(ENDED)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", list(ASKED))
def test_marks_of_all_states_have_no_grave_finding(visit: Visit, locale: str, scheme: str) -> None:
    page = visit(locale=locale, color_scheme=scheme, reduced_motion="reduce")
    for question in ASKED[locale]:
        ask(page, question)
    page.click(".turn:last-child .cite[data-do=cite][data-n='2']")
    assert grave(page) == [], "three states and their cards"
    page.click(".card.lit [data-do=read]")
    page.wait_for_selector("#ra-view .note[data-status=rough]")
    assert grave(page) == [], "the document behind a rough sentence"


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_original_is_in_sight_under_its_sentence_without_a_choice(visit: Visit, width: int) -> None:
    page = visit(width=width)
    ask(page, "A mixed question?")
    sentence = page.locator(".claim[data-status=rough]").last
    original = sentence.locator(".original")
    original.scroll_into_view_if_needed()
    assert original.is_visible()
    text, below = sentence.locator("> span[lang]").first.bounding_box(), original.bounding_box()
    assert below["y"] >= text["y"] + text["height"] / 2
    assert below["x"] >= 0
    assert below["x"] + below["width"] <= width
    assert EXPERTS in original.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_states_differ_by_more_than_colour(visit: Visit) -> None:
    page = visit()
    ask(page, "A mixed question?")
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('.claim')].map((claim) => {
          const line = getComputedStyle(claim.querySelector(':scope > span[lang]'));
          const tag = claim.querySelector('.doubt-tag');
          return [claim.dataset.status, line.textDecorationLine, tag ? tag.innerText.trim() : '', claim.querySelector('path').getAttribute('d')];
        })"""
    )
    assert [row[:3] for row in drawn] == [
        ["verified", "none", ""],
        ["rough", "underline", "wording not confirmed"],
        ["rough", "underline", "wording not confirmed"],
        ["unsupported", "line-through", "not supported"],
    ]
    assert len({row[3] for row in drawn}) == 3


@pytest.mark.browser
def test_a_screen_reader_hears_how_many_are_rough_and_the_keyboard_reaches_the_mark(visit: Visit) -> None:
    page = visit()
    ask(page, "Which rendering?")
    page.wait_for_function("document.querySelector('#ra-say').textContent.includes('not confirmed: 2')")
    page.locator(".cite[data-do=cite]").first.focus()
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "machine rendering" in label
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.classList.contains('card')")
    assert page.evaluate("document.activeElement.dataset.status") == "rough"


@pytest.mark.browser
def test_on_paper_originals_and_legend_stay_and_the_form_goes(visit: Visit) -> None:
    page = visit()
    ask(page, "A mixed question?")
    page.emulate_media(media="print")
    assert page.locator(".original").first.is_visible()
    assert page.locator(".turn .legend").is_visible()
    assert not page.locator(".composer").is_visible()


@pytest.mark.browser
def test_a_kept_conversation_shows_its_states_again_in_the_other_language(visit: Visit) -> None:
    page = visit()
    ask(page, "A mixed question?")
    page.click("[data-do=lang][data-lang=zh]")
    page.wait_for_selector("html[lang=zh-Hans]")
    page.wait_for_selector(".doubt-tag[data-status=rough]:has-text('措辞未经证实')")
    page.reload()
    page.wait_for_selector(".claim[data-status=rough] .original")
    assert page.locator(".claim[data-status=rough] .original").count() == 2


@pytest.mark.parametrize("words", [EN, ZH])
def test_what_an_answer_of_a_hosted_model_took_is_told(words: Any) -> None:
    usage = Usage(prompt_tokens=3107, completion_tokens=148, reasoning_tokens=40, calls=3, cost=0.0074)
    hosted = replace(
        answered("How much?", "en", Model("large-70b", "hosted")), usage=usage, steps=(Step("<b>port</b> fees", 2), Step("渡轮何时开航", 0))
    )
    seen = Seen(reply_view.finished(hosted, words))
    for told in ("3,107", "148", "40", "0.0074", "“<b>port</b> fees”; “渡轮何时开航”"):
        assert told in seen.text
    assert "0.0074" not in Seen(reply_view.finished(replace(hosted, usage=replace(usage, cost=None)), words)).text
    plain = Seen(reply_view.finished(replace(hosted, model=Model("small", "local"), steps=()), words)).text
    assert "3,107" not in plain
    assert words.also_searched.format(queries="") not in plain
