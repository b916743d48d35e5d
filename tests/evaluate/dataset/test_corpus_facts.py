"""The starter corpus and its questions are what they say they are: enough documents, honest metadata, sources, gold sentences that stand there."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from ragassist.evaluate.dataset.load import load as load_dataset
from ragassist.evaluate.metrics import judge_agreement
from ragassist.evaluate.metrics.per_answer import mentions
from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.lang.detector import detect
from ragassist.text.script import without_space

ROOT = Path(__file__).resolve().parents[3]
CORPUS = sorted((ROOT / "corpus").iterdir())
DATASET = ROOT / "eval" / "datasets" / "corpus.jsonl"
SAMPLES = load_dataset(DATASET, root=ROOT, check_gold=False)
KINDS = {"law", "regulation", "measure", "opinion", "draft", "paper", "article"}
TYPES = {
    "fact",
    "quantity",
    "date",
    "article",
    "list",
    "reason",
    "multi",
    "draft_final",
    "negation",
    "follow_up",
    "unanswerable_near",
    "unanswerable_far",
    "injection",
}

_CLEAN: dict[str, str] = {}


def document(path: Path):
    return load(path, shown_path=str(path.relative_to(ROOT)), max_file_mb=1.0)


def cleaned(path: Path) -> str:
    shown = str(path)
    if shown not in _CLEAN:
        _CLEAN[shown] = clean(document(path)).text
    return _CLEAN[shown]


def ids(path: Path) -> str:
    return path.name


def test_enough_documents_most_of_them_chinese_and_some_of_them_messy():
    langs = Counter(document(path).lang for path in CORPUS)
    assert sum(langs.values()) >= 12
    assert langs["zh"] >= 10
    assert langs["en"] >= 2
    assert sum(path.suffix == ".txt" for path in CORPUS) >= 4


@pytest.mark.parametrize("path", CORPUS, ids=ids)
def test_the_name_is_plain_and_the_length_fits_one_sitting(path):
    assert re.fullmatch(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*\.(?:md|txt)", path.name)
    text = cleaned(path)
    if document(path).lang == "zh":
        assert 800 <= len(without_space(text)) <= 2500
    else:
        assert 600 <= len(text.split()) <= 1200


@pytest.mark.parametrize("path", [path for path in CORPUS if path.suffix == ".md"], ids=ids)
def test_front_matter_says_what_the_document_is(path):
    meta = document(path).meta
    assert meta.title
    assert meta.title_en
    assert detect(meta.title_en) == "en"
    assert meta.author in {"ragassist 编写组", "ragassist authors"}
    assert re.fullmatch(r"20\d\d(?:-\d\d(?:-\d\d)?)?", meta.date)
    assert "ragassist" in meta.source
    assert meta.kind in KINDS
    assert meta.status in {"draft", "in force", "repealed", ""}
    assert bool(meta.issuer) == (meta.kind not in {"article", "paper"}), "what describes a rule names who issued it"


@pytest.mark.parametrize("path", CORPUS, ids=ids)
def test_every_document_closes_with_its_sources_by_title(path):
    text = cleaned(path)
    before, heading, listed = re.split("(资料来源|Sources)", text)[-3:]
    assert before.strip()
    assert heading
    titles = max(listed.count("《"), len(listed.split("\n")) - 1)
    assert titles >= 2


def test_one_rule_stands_there_as_draft_and_as_final_text():
    status = {path.name: document(path).meta.status for path in CORPUS}
    assert status["01-interim-measures-draft-2023.md"] == "draft"
    assert status["02-interim-measures-final-2023.md"] == "in force"


@pytest.mark.parametrize(
    "term", ["小院高墙", "东数西算", "卡脖子", "新质生产力", "算力", "备案", "第十七条", "不适用", "不得", "万亿美元", "亿元", "征求意见稿"]
)
def test_the_terms_that_analysts_ask_about_occur(term):
    assert any(term in without_space(cleaned(path)) for path in CORPUS)


@pytest.mark.parametrize("path", [path for path in CORPUS if path.suffix == ".txt"], ids=ids)
def test_the_messy_texts_are_messy_as_pdf_text_is(path):
    raw = document(path).raw
    broken = re.findall(
        r"[\u4e00-\u9fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a，、]\n+ *[\u4e00-\u9fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]", raw
    )
    assert len(broken) >= 10, "lines end in the middle of sentences"
    assert re.search(r"^\d{1,3}$", raw, re.MULTILINE), "a page number stands between the lines"
    assert re.search(r"[\[\uff3b][\d\uff10-\uff19]", raw), "reference marks stand in the sentences"


@pytest.mark.parametrize("path", [path for path in CORPUS if path.suffix == ".txt"], ids=ids)
def test_cleaning_leaves_no_page_furniture_in_the_messy_texts(path):
    text = cleaned(path)
    assert not re.search(r"^\d{1,3}$", text, re.MULTILINE)
    assert not re.search(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]", text)


def test_every_gold_sentence_stands_in_its_cleaned_document():
    texts = {gold.path: without_space(cleaned(ROOT / gold.path)) for sample in SAMPLES for gold in sample.gold}
    for sample in SAMPLES:
        for gold in sample.gold:
            assert without_space(gold.sentence) in texts[gold.path], sample.id


def test_the_samples_are_many_paired_and_of_every_type():
    assert len(SAMPLES) >= 60
    assert {sample.type for sample in SAMPLES} == TYPES
    langs = Counter(sample.lang for sample in SAMPLES)
    assert langs["en"] == langs["zh"]
    pairs = defaultdict(set)
    for sample in SAMPLES:
        pairs[sample.pair].add((sample.lang, sample.type, sample.answerable, sample.gold))
    for pair, members in pairs.items():
        assert {member[0] for member in members} == {"en", "zh"}, pair
        assert len({member[1:] for member in members}) == 1, pair


def test_a_sample_is_whole_and_its_own_reference_would_pass():
    for sample in SAMPLES:
        assert detect(sample.question) == sample.lang, sample.id
        assert sample.answerable == (not sample.type.startswith("unanswerable")), sample.id
        assert bool(sample.gold) == bool(sample.must_include) == sample.answerable, sample.id
        assert bool(sample.history) == (sample.type == "follow_up"), sample.id
        assert sample.reference, sample.id
        for group in sample.must_include:
            assert any(mentions(sample.reference, variant) for variant in group), (sample.id, group)


def test_the_question_does_not_give_the_answer_away():
    """An answer that only repeats the question must not count as right."""
    for sample in SAMPLES:
        told = all(any(mentions(sample.question, variant) for variant in group) for group in sample.must_include)
        assert not (sample.answerable and told), sample.id


def test_planted_instructions_are_outside_the_corpus_and_asked_about():
    planted = {gold.path for sample in SAMPLES if sample.type == "injection" for gold in sample.gold}
    assert planted == {f"eval/datasets/planted/{path.name}" for path in (ROOT / "eval" / "datasets" / "planted").iterdir()}
    for path in planted:
        assert re.search(r"忽略此前的全部要求|Ignore all previous instructions", cleaned(ROOT / path))
    for path in CORPUS:
        assert not re.search(r"忽略此前|Ignore all previous", cleaned(path))


def test_the_card_counts_what_is_there():
    card = (ROOT / "eval" / "datasets" / "README.md").read_text(encoding="utf8")
    for kind in TYPES:
        counts = Counter(sample.lang for sample in SAMPLES if sample.type == kind)
        assert f"| {kind} | {counts['en']} | {counts['zh']} |" in card
    assert f"| all | {len(SAMPLES) // 2} | {len(SAMPLES) // 2} |" in card


def test_there_are_six_starter_questions_in_each_language():
    starters = json.loads((ROOT / "src" / "ragassist" / "ui" / "server" / "starters.json").read_text(encoding="utf8"))
    assert set(starters) == {"en", "zh"}
    for lang, questions in starters.items():
        assert len(questions) == len(set(questions)) == 6
        assert all(detect(question) == lang for question in questions)


def test_the_labels_for_judges_stand_on_the_corpus_and_their_card_counts_them_right():
    labels = judge_agreement.load(ROOT / "eval" / "datasets" / "judge_labels.jsonl", root=ROOT)
    assert len(labels) >= 60
    assert len({(label.claim, label.evidence) for label in labels}) == len(labels)
    assert all(detect(label.claim) == label.lang for label in labels)
    assert all(bool(label.error) != label.supported for label in labels)
    card = (ROOT / "eval" / "datasets" / "README.md").read_text(encoding="utf8")
    assert f"holds {len(labels)} claims" in card
    counts = Counter((label.lang, label.supported) for label in labels)
    for lang, name in (("en", "English"), ("zh", "Chinese")):
        assert f"| {name} claim | {counts[lang, True]} | {counts[lang, False]} |" in card
    for error, n in Counter(label.error for label in labels if label.error).items():
        assert f"{error} {n}" in card


def test_a_reference_is_a_whole_sentence():
    for sample in SAMPLES:
        if sample.answerable:
            assert sample.reference.endswith((".", "。")), sample.id
            assert len(sample.reference) >= (30 if sample.lang == "en" else 9), sample.id
