import re
from dataclasses import replace

import pytest
from tests.evaluate.build import RAWS, RULE, SPENT, answer, citation, passage, refusal, sample, unanswerable

from ragassist.evaluate.dataset.load import fingerprint
from ragassist.evaluate.gate.baseline import Baseline, Before
from ragassist.evaluate.gate.decision import check
from ragassist.evaluate.gate.floors import Floor, Gates
from ragassist.evaluate.metrics.judgements import Judged, key_of
from ragassist.evaluate.metrics.outcome import outcome
from ragassist.evaluate.metrics.scoring import score_log
from ragassist.evaluate.report.report_page import page
from ragassist.evaluate.report.sample_block import escaped
from ragassist.evaluate.run.log import Entry, Header, Log
from ragassist.types import Claim, Verdict

NASTY = '<script>alert("x")</script><img src=http://tracker.test/a.png onerror=alert(1)> \u202e & "quoted"'
ENTRIES = (
    Entry(sample(id="good"), "answered", "", answer(), (passage(),)),
    Entry(sample(id="zh", lang="zh", question="投入多少？"), "answered", "", refusal("zh"), (passage(),)),
    Entry(unanswerable(id="far", pair="f"), "answered", "", refusal()),
    Entry(unanswerable(id="wild", pair="w"), "answered", "", answer()),
    Entry(sample(id="gone", pair="g"), "unavailable", f"no recording {NASTY}"),
    Entry(
        sample(id='na"sty', pair="n", question=NASTY, reference=NASTY, must_include=((f"{NASTY} and more", "nothing"),)),
        "answered",
        "",
        answer(f"{NASTY} [1]", [Claim(NASTY, (1,), "verified", 0.9, (NASTY,))], (replace(citation(), title_en=NASTY, translation=NASTY),)),
        (passage(text=NASTY + SPENT),),
    ),
)
HEADER = Header(
    f"set {NASTY}", "f" * 16, len(ENTRIES), "replay", "m", "local", "e", "p", (("numpy", "2"),), 2, "2026-01-01T00:00:00+00:00", True
)
LOG = Log(HEADER, ENTRIES, RAWS)
SCORES = score_log(LOG)


def made():
    gates = Gates((Floor("all", "correct", 0.9), Floor("all", "language", 0.1)), 0.5)
    before = Baseline("m", "2025", {"good": Before("x", "36", {"correct": 1.0, "recall@5": 0.25})})
    return page(LOG, SCORES, gate=check(LOG, gates), baseline=before)


def test_every_sample_has_its_outcome_in_a_word():
    assert [outcome(item) for item in SCORES.samples] == ["right", "refused", "right refusal", "should refuse", "no answer", "wrong"]
    assert outcome(score_log(replace(LOG, entries=(Entry(sample(must_include=()), "answered", "", answer()),))).samples[0]) == "unchecked"


def test_the_page_holds_everything_escaped_and_asks_nobody_for_anything():
    text = made()
    assert "1 of 3" in text
    assert "The gate fails: 1 of 3 checks" in text
    assert 'title="baseline .25"' in text
    assert escaped(NASTY) in text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "\u202e" not in text
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?!data:|#)", re.sub(r"&lt;.*?&gt;", "", text).split("</style>")[1])
    assert "@import" not in text
    assert "url(" not in text
    assert text.count('<details class="sample"') == len(ENTRIES)


def test_a_quotation_stands_in_its_context_and_a_false_one_says_so():
    assert f"第一条　<mark>{SPENT}</mark>\n第二条　{RULE}" in made()
    shifted = answer(citations=(replace(citation(), start=0, end=4),))
    log = replace(LOG, entries=(Entry(sample(), "answered", "", shifted),))
    assert f"<mark>{SPENT}</mark> (not in the document)" in page(log, score_log(log))


def test_what_changed_since_the_baseline_is_named_sample_by_sample():
    text = made()
    assert "The 0 samples that are in both runs" in text
    entry = ENTRIES[0]
    before = Baseline("m", "2025", {"good": Before(fingerprint([entry.sample]), "36", {"correct": 0.0, "recall@5": 1.0})})
    text = page(LOG, SCORES, baseline=before)
    assert "The 1 samples that are in both runs" in text
    assert '<th scope="row">correct</th><td>.00</td><td>1.00</td><td><span class="up">▲ 1.00</span></td>' in text
    assert '<a href="#good">good</a>' in text
    assert '<th scope="row">recall@5</th>' not in text


def test_the_plots_say_in_words_what_they_show():
    text = made()
    assert "1 answered, 1 refused" in text
    assert re.search(r'<svg class="plot"[^>]*aria-label="mean score [^"]*right', text)


def test_a_translation_stands_beside_its_sentence_and_the_judges_word_behind_its_claim():
    claim = ENTRIES[0].answer.claims[0]
    judged = Judged("judge-1", {key_of(claim.text, SPENT): (Verdict("unsupported", 0.4),)})
    cited = replace(ENTRIES[0], answer=answer(citations=(replace(citation(), translation="The city put 36 billion yuan into it."),)))
    log = replace(LOG, entries=(cited,), judged=judged)
    text = page(log, score_log(log))
    assert re.search(r'class="beside"><blockquote>.*?</blockquote><p class="translation">The city put', text, re.DOTALL)
    assert "judge-1, asked again: in doubt." in text
    assert "Claims: judged by judge-1." in text


def test_a_rough_claim_stands_with_its_original_and_the_states_are_counted():
    base = answer()
    rough = answer(claims=[replace(base.claims[0], status="rough")], citations=(citation(status="rough"),), notice="Compare the original.")
    log = replace(LOG, entries=(Entry(sample(id="r"), "answered", "", rough), Entry(sample(id="v", pair="v"), "answered", "", base)))
    text = page(log, score_log(log))
    assert f'<li class="rough">{base.claims[0].text} [1]<q>{SPENT}</q>' in text
    assert f"<q>{SPENT}</q>" not in text.split('id="v"')[1]
    assert 'aria-label="1 verified, 1 rough"' in text
    assert "Compare the original." in text


def test_a_page_without_answers_can_be_made():
    log = replace(LOG, entries=(ENTRIES[4],))
    assert "1 got no answer object" in page(log, score_log(log))


@pytest.fixture(scope="module")
def browser(chromium_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(chromium_path), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.mark.browser
def test_in_a_browser_it_filters_opens_and_stays_silent(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(made(), encoding="utf8")
    view = browser.new_page(viewport={"width": 390, "height": 844})
    said, asked = [], []
    view.on("console", lambda message: said.append(message.text))
    view.on("pageerror", lambda error: said.append(str(error)))
    view.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    view.on("request", lambda request: asked.append(request.url))
    view.goto(path.as_uri() + "#good")
    assert view.locator("details#good").get_attribute("open") is not None
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
    view.select_option("#by-word", "refused")
    assert view.locator("#shown").text_content() == "1 of 6"
    assert view.locator("details.sample:visible .id").all_text_contents() == ["zh"]
    view.select_option("#by-word", "")
    view.fill("#by-text", "tracker.test")
    assert view.locator("details.sample:visible").count() == 2
    for summary in view.locator("details.sample:visible > summary").all():
        summary.click()
    view.emulate_media(media="print")
    assert not view.locator("form.filters").is_visible()
    assert view.locator("details.sample:visible .evidence").first.is_visible()
    view.emulate_media(media="screen")
    view.set_viewport_size({"width": 1280, "height": 900})
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert view.locator("svg.plot circle").count() > 0
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    view.close()
