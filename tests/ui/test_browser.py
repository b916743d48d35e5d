"""What a reader does on the page, in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.ui.conftest import Served
from tests.ui.scripted_assistant import HOSTILE_TITLE

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
ENDED = ".turn:last-child .reply:not([data-state=running])"

WATCH = """
window.seen = [];
new MutationObserver(() => {
  const reply = document.querySelector('.reply[data-state=running]');
  if (reply && reply.innerText !== window.seen.at(-1)) window.seen.push(reply.innerText);
}).observe(document.querySelector('#ra-turns'), { subtree: true, childList: true, characterData: true });
"""
"""Notes every text that the reply shows while it is being written."""


def ask(page: Any, question: str, *, wait: bool = True) -> None:
    page.fill("#ra-question", question)
    page.press("#ra-question", "Enter")
    page.wait_for_selector(f".turn:last-child .question:has-text({json.dumps(question)})")
    if wait:
        page.wait_for_selector(ENDED)


def test_first_visit_explains_itself_and_names_the_model(visit: Visit) -> None:
    page = visit()
    assert "Chinese sentence" in page.inner_text(".welcome h2")
    assert "scripted-1.5b" in page.inner_text(".model")
    assert "model on this machine" in page.inner_text(".model")
    assert "滨海港智能调度试点办法" in page.inner_text("#ra-documents")
    assert page.get_attribute("html", "lang") == "en"
    assert "gradio" not in page.inner_text("body").lower()
    assert page.title() == "ragassist"
    assert page.locator("link[rel~=icon]").first.get_attribute("href").startswith("data:image/svg+xml")


def test_starter_question_streams_and_ends_with_sources(visit: Visit, served: Served) -> None:
    served.assistant.pause_s = 0.3
    page = visit()
    page.evaluate(WATCH)
    page.click(".starters button")
    page.wait_for_selector(ENDED)
    assert page.locator(".text .cite").all_inner_texts() == ["[1]", "[2]", "[3]", "[4]"]
    seen = page.evaluate("window.seen")
    for label in ("Searching the documents", "Reading 24 sentences", "Writing", "Checking each sentence"):
        assert any(label in text for text in seen)
    texts = [text.split("\n\n")[0] for text in seen if text.startswith("Binhai set aside")]
    assert len(set(texts)) > 2
    assert page.locator("#ra-cards .card").count() == 4
    assert "4 sentences, each checked" in page.inner_text(".colophon")
    assert "1 sentence was left out because its source did not support it." in page.inner_text(".reply")
    assert "Binhai replaced all its crews" not in page.inner_text("#ra")


def test_evidence_can_be_opened_while_the_answer_is_being_written(visit: Visit) -> None:
    page = visit()
    ask(page, "Go on forever", wait=False)
    page.click(".reply[data-state=running] .cite[data-do=cite][data-n='1']")
    assert page.locator(".card.lit mark").inner_text() == "市财政为试点安排专项资金3.6亿元，分三年拨付。"
    page.wait_for_timeout(400)
    assert page.locator(".card.lit").count() == 1
    assert page.locator(".reply[data-state=running]").count() == 1
    page.click("[data-do=stop]")
    page.wait_for_selector(ENDED)


def test_citation_shows_the_exact_sentence_in_its_place(visit: Visit) -> None:
    page = visit()
    ask(page, "How much money?")
    page.click(".cite[data-do=cite][data-n='1']")
    card = page.locator(".card.lit")
    assert card.locator("mark").inner_text() == "市财政为试点安排专项资金3.6亿元，分三年拨付。"
    assert [near.inner_text() for near in card.locator(".near").all()] == [
        "本办法适用于滨海港集装箱码头的智能调度试点。",
        "每一笔拨款须由两名以上专家评审。",
    ]
    assert "Binhai set aside 360 million yuan" in card.inner_text()
    assert "The amount agrees: 360 million yuan." in card.inner_text()
    assert "Names and negations: no disagreement found." in card.inner_text()
    assert "97%" in card.inner_text()
    assert "Checked: says what the answer says" in card.inner_text()
    assert card.locator("a").get_attribute("href") == "https://example.org/binhai/2025-18"
    assert page.locator(".claim.lit").inner_text().startswith("Binhai set aside")


def test_citation_by_keyboard_and_back(visit: Visit) -> None:
    page = visit()
    ask(page, "How much money?")
    page.focus(".cite[data-do=cite][data-n='2']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.card.lit[data-n=\"2\"]')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.cite[data-do=cite][data-n=\"2\"]')")


def test_translation_on_demand_says_that_it_is_one(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "How much money?")
    card = page.locator(".card[data-n='1']")
    card.locator("[data-do=translate]").click()
    card.locator(".translated").wait_for()
    assert card.locator(".translated").inner_text().startswith("The city treasury has set aside 360 million yuan")
    assert "Machine translation by scripted-1.5b" in card.inner_text()
    assert "could not confirm" not in card.inner_text()
    other = page.locator(".card[data-n='3']")
    other.locator("[data-do=translate]").click()
    other.locator(".translated").wait_for()
    assert other.locator(".translated").inner_text() == "An uncertain <b>rendering</b>."
    assert "could not confirm this translation" in other.inner_text()
    assert len(served.assistant.translated) == 2


def test_without_a_model_the_page_says_so_where_it_matters(visit: Visit, served: Served) -> None:
    served.assistant.tier = "extractive"
    page = visit()
    assert "no model" in page.inner_text(".model")
    ask(page, "How much money?")
    assert "no model here that can translate" in page.inner_text(".card[data-n='1']")
    assert page.locator("[data-do=translate], [data-do=translate-line]").count() == 0


def test_stop_ends_the_turn_and_the_assistant(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "Go on forever", wait=False)
    page.wait_for_selector(".stage:has-text('Checking')")
    page.click("[data-do=stop]")
    page.wait_for_selector(".reply[data-state=stopped]")
    page.click(".cite[data-do=cite]")
    assert "3.6亿元" in page.inner_text(".card.lit mark")
    assert served.assistant.closed.wait(5)
    page.wait_for_selector(".send:not([hidden])")
    ask(page, "How much money?")
    assert page.locator(".turn").count() == 2


def test_closing_the_page_ends_the_assistant(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "Go on forever", wait=False)
    page.wait_for_selector(".stage:has-text('Checking')")
    page.close()
    assert served.assistant.closed.wait(10)


def test_refusal_looks_like_one(visit: Visit) -> None:
    page = visit()
    ask(page, "What is the capital of France?")
    assert "The documents do not answer this" in page.inner_text(".notice.refusal")
    assert page.locator(".card").count() == 0
    assert page.locator("button.cite").count() == 0


def test_unsupported_looks_different_in_words(visit: Visit) -> None:
    page = visit()
    ask(page, "Is there a doubt?")
    assert "not supported" in page.locator(".claim[data-status=unsupported]").inner_text()
    assert "not supported" not in page.locator(".claim[data-status=verified]").inner_text()
    card = page.locator(".card[data-n='1']")
    assert "Not supported" in card.locator(".verdict").inner_text()
    assert "The answer says 36 billion yuan; the document says 3.6亿元 (= 360 million yuan)." in card.inner_text()
    assert "no disagreement found" not in card.inner_text()


def test_model_error_keeps_the_question_and_can_be_retried(visit: Visit, served: Served) -> None:
    served.assistant.broken = 1
    page = visit()
    ask(page, "How much money?")
    notice = page.locator(".notice.failure")
    assert "it <b>did not</b> answer within 120 s." in notice.inner_text()
    assert "Check RAGASSIST_CHAT__BASE_URL and the key." in notice.inner_text()
    assert page.inner_text(".question").endswith("How much money?")
    notice.locator("[data-do=edit]").click()
    assert page.input_value("#ra-question") == "How much money?"
    notice.locator("[data-do=retry]").click()
    page.wait_for_selector(".reply[data-state=done]")
    assert page.locator(".turn").count() == 1


def test_a_server_that_cannot_be_reached_is_told_and_the_question_kept(visit: Visit) -> None:
    page = visit()
    page.context.set_offline(True)
    ask(page, "How much money?")
    assert "The server cannot be reached." in page.inner_text(".notice.failure")
    page.fill("#ra-question", "half a thought")
    with page.expect_navigation():  # Gradio loads the page anew when the line is back
        page.context.set_offline(False)
    visit.heard.console.clear()  # type: ignore[attr-defined]
    page.wait_for_selector(".notice.failure")
    assert page.input_value("#ra-question") == "half a thought"
    page.click("[data-do=retry]")
    page.wait_for_selector(".reply[data-state=done]")
    assert page.inner_text(".question").endswith("How much money?")


def test_a_bug_is_told_without_its_internals(visit: Visit) -> None:
    page = visit()
    ask(page, "crash please")
    assert "should not have" in page.inner_text(".notice.failure")
    assert "internal detail" not in page.content()


def test_hostile_text_stays_text(visit: Visit) -> None:
    page = visit()
    ask(page, "hostile <img src=x onerror=window.hacked=9>")
    page.click(".cite[data-do=cite][data-n='1']")
    page.locator(".card .translated").wait_for()
    assert page.locator(".origin .title").inner_text() == HOSTILE_TITLE
    assert "<script>window.hacked='answer'</script>" in page.inner_text(".text")
    assert page.locator("#ra img, #ra script, #ra b:not(.model b, .legend b), #ra a[href^='javascript']").count() == 0
    assert page.evaluate("window.hacked") is None


def test_chinese_reader_gets_a_chinese_page_and_may_switch(visit: Visit, served: Served) -> None:
    page = visit(locale="zh-CN")
    assert page.get_attribute("html", "lang") == "zh-Hans"
    assert page.inner_text("[data-do=send]") == "提问"
    page.click(".starters button")
    page.wait_for_selector(ENDED)
    assert "共 2 句，均已核对，与原文说法一致" in page.inner_text(".colophon")
    assert page.locator("[data-do=translate]").count() == 0
    page.click("[data-do=lang][data-lang=en]")
    page.wait_for_selector(".colophon:has-text('2 sentences, each checked')")
    assert page.locator(".card [data-do=translate]").count() == 2
    page.reload()
    page.wait_for_selector(".colophon:has-text('2 sentences, each checked')")


def test_what_another_version_kept_does_not_keep_the_page_from_opening(visit: Visit) -> None:
    page = visit()
    ask(page, "How much money?")
    page.evaluate("""
      const key = Object.keys(localStorage).find((each) => each.startsWith('ragassist.conversation.'));
      const turns = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify([{ id: 'old-turn-1', state: 'done', question: 'Old', answer: { text: 'x' } }, ...turns]));
    """)
    page.reload()
    page.wait_for_selector(".turn .reply[data-state=done]")
    assert page.locator(".turn").count() == 1


def test_answer_language_goes_with_the_question(visit: Visit, served: Served) -> None:
    page = visit()
    page.check("[name=ra-answer-lang][value=zh]")
    ask(page, "How much money?")
    assert served.assistant.asked[-1][1] == "zh"
    assert "市财政为试点安排" in page.inner_text(".text")


def test_follow_up_takes_the_conversation_along_and_reload_keeps_it(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "How much money?")
    ask(page, "What is the capital of France?")
    page.reload()
    page.wait_for_selector(".turn:nth-child(2) .refusal")
    ask(page, "And who reviews it?")
    history = served.assistant.asked[-1][2]
    assert [question for question, _ in history] == ["How much money?"]
    assert history[0][1].startswith("Binhai set aside")
    page.click("[data-do=new]")
    page.wait_for_selector(".welcome h2")
    assert page.locator(".turn").count() == 0


def test_copy_carries_the_sources(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, "How much money?")
    page.locator(".card[data-n='1'] [data-do=translate]").click()
    page.locator(".card[data-n='1'] .translated").wait_for()
    page.click("[data-do=copy]")
    page.wait_for_selector("[data-do=copy]:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "市财政为试点安排专项资金3.6亿元" in copied
    assert "The city treasury has set aside" in copied
    assert "https://example.org/binhai/2025-18" in copied


def test_empty_index_says_what_to_do(visit: Visit, served: Served) -> None:
    served.assistant.empty = True
    page = visit()
    assert "No documents are indexed yet" in page.inner_text(".welcome h2")
    assert "ragassist ingest PATH" in page.inner_text(".welcome")
    served.assistant.empty = False
    page.click("[data-do=reopen]")
    page.wait_for_selector(".starters button")


def test_enter_sends_and_shift_enter_does_not(visit: Visit, served: Served) -> None:
    page = visit()
    page.fill("#ra-question", "First line")
    page.press("#ra-question", "Shift+Enter")
    page.type("#ra-question", "second line")
    assert page.input_value("#ra-question") == "First line\nsecond line"
    page.press("#ra-question", "Enter")
    page.wait_for_selector(ENDED)
    assert served.assistant.asked[-1][0] == "First line\nsecond line"


@pytest.mark.parametrize("width", [360, 768, 960, 1920])
def test_no_width_scrolls_sideways(visit: Visit, width: int) -> None:
    page = visit(width=width, height=780)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ask(page, "How much money? " + "Averylongwordwithoutanybreakinit" * 6)
    page.click(".cite[data-do=cite][data-n='2']")
    assert page.locator(".card.lit mark").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_cards_stand_below_the_answer_and_documents_open_over_it(visit: Visit) -> None:
    page = visit(width=360, height=780)
    ask(page, "How much money?")
    assert page.locator(".turn .card").count() == 4
    page.click("[data-do=documents]")
    assert page.locator("#ra-documents").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#ra-documents").is_visible()


def test_a_finished_answer_stays_in_sight_above_its_cards(visit: Visit) -> None:
    page = visit(width=390, height=700)
    ask(page, "How much money?")
    page.wait_for_timeout(300)
    box = page.locator(".question").bounding_box()
    assert 0 <= box["y"] < 350


def test_on_a_phone_an_answer_below_others_comes_out_from_behind_the_form(visit: Visit) -> None:
    page = visit(width=390, height=844)
    ask(page, "How much money?")
    ask(page, "What is the capital of France?")
    page.wait_for_timeout(300)
    reply = page.locator(".turn:last-child .notice").bounding_box()
    assert reply["y"] + reply["height"] <= page.locator("#ra-form").bounding_box()["y"]


def test_sources_follow_the_answer_that_is_chosen(visit: Visit) -> None:
    page = visit()
    ask(page, "How much money?")
    ask(page, "Is there a doubt?")
    assert page.locator(".card:visible").count() == 2
    page.click(".turn:first-child .cite[data-n='3']")
    assert page.locator(".card:visible").count() == 4
    assert page.locator(".card.lit").get_attribute("data-n") == "3"


def test_two_readers_do_not_see_each_other(visit: Visit, served: Served) -> None:
    served.assistant.pause_s = 0.1
    one, two = visit(), visit()
    ask(one, "How much money?", wait=False)
    ask(two, "What is the capital of France?", wait=False)
    one.wait_for_selector(ENDED)
    two.wait_for_selector(ENDED)
    assert "Binhai" in one.inner_text(".reply")
    assert "Binhai" not in two.inner_text(".reply")
    assert one.locator(".turn").count() == two.locator(".turn").count() == 1


def in_sight(page: Any, selector: str) -> bool:
    box, height = page.locator(selector).bounding_box(), page.viewport_size["height"]
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= height


def test_a_card_opens_the_document_at_the_cited_sentence_and_escape_comes_back(visit: Visit) -> None:
    page = visit(height=420)
    ask(page, "How much money?")
    page.click(".cite[data-do=cite][data-n='3']")
    page.focus(".card.lit [data-do=read]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#ra-view mark")
    assert page.locator("#ra-view mark").all_inner_texts() == ["调度系统不得在无人值守时自动放行危险货物。"]
    assert in_sight(page, "#ra-view mark")
    assert page.evaluate("document.activeElement.id") == "ra-cited"
    for sentence in ("本办法适用于滨海港集装箱码头的智能调度试点。", "试点单位应当在每年3月底前公布上一年度的运行报告。"):
        assert sentence in page.inner_text("#ra-view .paper")
    assert not page.locator(".desk").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#ra-view").is_hidden()
    assert page.evaluate("document.activeElement.matches('.card[data-n=\"3\"] [data-do=read]')")


def test_a_document_that_is_closed_while_it_is_laid_out_stays_closed(visit: Visit) -> None:
    page = visit()
    ask(page, "How much money?")
    page.click(".cite[data-do=cite][data-n='3']")
    page.evaluate("window.requestAnimationFrame = (done) => setTimeout(done, 200)")
    page.click(".card.lit [data-do=read]")
    page.wait_for_selector("#ra-view mark")
    page.keyboard.press("Escape")
    page.wait_for_timeout(600)
    assert page.locator("#ra-view").is_hidden()  # and the page has said no error, which `visit` looks at


def test_the_document_view_goes_back_by_its_button_and_by_the_browsers(visit: Visit) -> None:
    page = visit()
    page.click("#ra-documents .library li:has-text('征求意见稿') [data-do=read]")
    page.wait_for_selector("#ra-view .paper")
    assert page.locator("#ra-view mark").count() == 0
    assert page.locator("#ra-view a").count() == 0  # its address is not a safe one
    page.click("#ra-view [data-do=close-view]")
    page.wait_for_selector(".desk", state="visible")
    page.click("#ra-documents .library li:has-text('征求意见稿') [data-do=read]")
    page.wait_for_selector("#ra-view .paper")
    page.click("[data-do=lang][data-lang=zh]")
    page.wait_for_selector("#ra-view :text('返回文档列表')")
    page.go_back()
    page.wait_for_selector(".desk", state="visible")
    assert page.locator("#ra-view").is_hidden()


def test_a_hostile_document_stays_text_on_a_phone(visit: Visit) -> None:
    page = visit(width=360, height=780)
    page.click("[data-do=documents]")
    page.click("#ra-documents .library li:has-text('script') [data-do=read]")
    page.wait_for_selector("#ra-view .paper")
    assert HOSTILE_TITLE in page.inner_text("#ra-view h2")
    assert "<img src=x" in page.inner_text("#ra-view .paper")
    assert page.locator("#ra-view img, #ra-view script").count() == 0
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Escape")
    assert page.locator("#ra-documents").is_visible()


def test_the_outline_jumps_to_a_heading(visit: Visit) -> None:
    page = visit(height=420)
    page.click("#ra-documents .library li:has-text('Cranes') [data-do=read]")
    page.click("#ra-view .outline button:has-text('Section 2')")
    assert in_sight(page, "#ra-view .paper h3:has-text('Section 2')")
