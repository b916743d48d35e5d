"""Metrics of one answer: pure functions from an answer (and what was right) to a number, or to why there is none.

All are between 0 and 1, and higher is better. What cannot be computed is `Undefined` with a reason, never 0 or 1; where
the sample itself rules a metric out (recall of an unanswerable question) it is undefined *by design* and nobody's fault,
else the sample counts as unscored, and the gate looks at the share of those.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ragassist.evaluate.dataset import Gold, Sample, without_space
from ragassist.evaluate.undefined import Score, Undefined
from ragassist.text.language import detect
from ragassist.text.quantities import find_quantities
from ragassist.text.quantities.compare import mismatches
from ragassist.types import Answer, Citation, Claim, Lang


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One retrieved passage, best first: where it stands in its document's raw text, and its cleaned text."""

    rank: int
    doc_id: str
    path: str
    start: int
    end: int
    text: str


MARKER = re.compile(r"\[(\d+)\]")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|「[^」]*」|\([^)]*\)|（[^）]*）|\"[^\"]*\"")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\uff0d]")
_APOSTROPHES = str.maketrans("‘’“”", "''\"\"")
_HAN_SPACE = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
_CONTEXT_CHARS = 400
_MIN_OVERLAP = 0.5
"""A quotation that is part of a gold sentence counts from this share of its length."""


# --- retrieval ---------------------------------------------------------------------------------------------------------


def recall_at(k: int, sample: Sample, retrieved: Sequence[Retrieved]) -> Score:
    """The share of gold sentences that stand in one of the first `k` passages.

    By hand: two gold sentences, one of them in the third passage and the other nowhere: recall@2 is 0, recall@5 is 0.5.
    """
    if not sample.gold:
        return Undefined("the sample has no gold sentence")
    return sum(any(holds(passage, gold) for passage in retrieved[:k]) for gold in sample.gold) / len(sample.gold)


def reciprocal_rank(sample: Sample, retrieved: Sequence[Retrieved]) -> Score:
    """1 / the rank of the first passage with a gold sentence, 0 where none has one; its mean is MRR.

    By hand: the first passage with a gold sentence is the third: 1/3.

    Source: E. M. Voorhees, The TREC-8 Question Answering Track Report, 1999.
    """
    if not sample.gold:
        return Undefined("the sample has no gold sentence")
    for rank, passage in enumerate(retrieved, start=1):
        if any(holds(passage, gold) for gold in sample.gold):
            return 1 / rank
    return 0.0


def holds(passage: Retrieved, gold: Gold) -> bool:
    """Whether the passage contains the whole gold sentence, white space aside, and comes from its document."""
    return same_path(passage.path, gold.path) and without_space(gold.sentence) in without_space(passage.text)


def same_path(one: str, other: str) -> bool:
    """Whether two paths name the same file as far as the shorter one goes.

    >>> same_path("/home/ada/corpus/plan.md", "corpus/plan.md"), same_path("corpus/plan.md", "corpus/old-plan.md")
    (True, False)
    """
    first, second = PurePosixPath(one).parts, PurePosixPath(other).parts
    length = min(len(first), len(second))
    return length > 0 and first[-length:] == second[-length:]


# --- the answer against what is right ----------------------------------------------------------------------------------


def correctness(sample: Sample, answer: Answer) -> Score:
    """1 if the answer has a variant of every must-include group and nothing it must not include, else 0.

    A refusal of an answerable question is 0, and so is an answer that has what it must not include.

    By hand: groups (("36 billion",), ("2024", "last year")): "It paid US$36 billion in 2024 [1]." is 1, without the year 0.
    """
    if not sample.answerable:
        return Undefined("the question has no answer in the documents")
    if not sample.must_include:
        return Undefined("the sample says nothing that an answer must include")
    if answer.refused:
        return 0.0
    return float(not missing_groups(sample, answer.answer) and not forbidden(sample, answer.answer))


def missing_groups(sample: Sample, text: str) -> list[tuple[str, ...]]:
    """The must-include groups of which the text has no variant, in the sample's order."""
    unmarked = MARKER.sub(" ", text)
    return [group for group in sample.must_include if not any(mentions(unmarked, variant) for variant in group)]


def forbidden(sample: Sample, text: str) -> list[str]:
    """What the text has of the things it must not include, in the sample's order."""
    return [variant for variant in sample.must_not_include if mentions(MARKER.sub(" ", text), variant)]


def mentions(text: str, variant: str) -> bool:
    """Whether the text has the variant as words of its own, in any case, width and thousands separation.

    A variant that begins or ends in a digit is not found inside a longer number, one that begins with a Latin letter not
    inside a longer word; a plural or another ending of a word of four letters or more is let through.

    >>> mentions("They spent US$1,200 million.", "us$1200 Million"), mentions("They spent 1200.5 million.", "1200")
    (True, False)
    """
    haystack, needle = _plain(text), _plain(variant)
    if not needle:
        return False
    before = r"(?<![\d])(?<!\d[.,])" if needle[0].isdigit() else r"(?<![a-z])" if _latin(needle[0]) else ""
    after = r"(?![\d])(?![.,]\d)" if needle[-1].isdigit() else r"(?![a-z])" if _latin(needle[-1]) and _last_word(needle) < 4 else ""
    return re.search(before + re.escape(needle) + after, haystack) is not None


def _plain(text: str) -> str:
    """NFKC, case folded, one kind of dash and quotation mark, no thousands separators, no space next to Han."""
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    text = _DASHES.sub("-", _THOUSANDS.sub("", text))
    return " ".join(_HAN_SPACE.sub("", text).split())


def _latin(char: str) -> bool:
    return "a" <= char <= "z"


def _last_word(text: str) -> int:
    match = re.search(r"[a-z]+$", text)
    return len(match.group()) if match else 0


def citation_precision(sample: Sample, answer: Answer) -> Score:
    """The share of citations that quote a gold sentence (or at least half of one).

    By hand: three citations, one of a gold sentence: 1/3.
    """
    if answer.refused:
        return Undefined("a refusal cites nothing")
    if not sample.gold:
        return Undefined("the sample has no gold sentence")
    if not answer.citations:
        return Undefined("the answer cites nothing", by_design=False)
    return sum(any(quotes(citation, gold) for gold in sample.gold) for citation in answer.citations) / len(answer.citations)


def citation_recall(sample: Sample, answer: Answer) -> Score:
    """The share of gold sentences that some citation quotes.

    By hand: two gold sentences, three citations of the first: 1/2.
    """
    if answer.refused:
        return Undefined("a refusal cites nothing")
    if not sample.gold:
        return Undefined("the sample has no gold sentence")
    return sum(any(quotes(citation, gold) for citation in answer.citations) for gold in sample.gold) / len(sample.gold)


def quotes(citation: Citation, gold: Gold) -> bool:
    """Whether the citation is of the gold sentence: the same document, and one text within the other."""
    if not same_path(citation.path, gold.path):
        return False
    quoted, sentence = without_space(citation.quote_clean or citation.quote), without_space(gold.sentence)
    return sentence in quoted or (quoted in sentence and len(quoted) >= _MIN_OVERLAP * len(sentence))


# --- the answer against its own sources --------------------------------------------------------------------------------


def faithfulness(answer: Answer) -> Score:
    """The share of the claims that the answer shows which are verified; a drafted claim that was left out is not shown.

    By hand: four claims shown, three of them verified, and a fifth dropped: 3/4.
    """
    if answer.refused:
        return Undefined("a refusal claims nothing")
    shown = shown_claims(answer)
    if not shown:
        return Undefined("the answer has no claims", by_design=False)
    return sum(claim.status == "verified" for claim in shown) / len(shown)


def shown_claims(answer: Answer) -> list[Claim]:
    """The claims whose text stands in the answer."""
    text = bare(answer.answer)
    return [claim for claim in answer.claims if bare(claim.text) and bare(claim.text) in text]


def bare(text: str) -> str:
    """The text without markers and white space, for finding a claim in an answer."""
    return without_space(MARKER.sub("", text))


def quotation_validity(answer: Answer, raw_of: Callable[[str], str]) -> Score:
    """The share of citations whose quotation is exactly `raw[start:end]` of their document.

    By hand: two citations, one shifted by one character: 1/2.
    """
    if not answer.citations:
        return Undefined("a refusal cites nothing") if answer.refused else Undefined("the answer cites nothing", by_design=False)
    return sum(is_exact(citation, raw_of) for citation in answer.citations) / len(answer.citations)


def is_exact(citation: Citation, raw_of: Callable[[str], str]) -> bool:
    """Whether the quotation is not empty and is exactly what stands there; an unknown document is not."""
    try:
        raw = raw_of(citation.doc_id)
    except KeyError:
        return False
    return 0 <= citation.start < citation.end <= len(raw) and raw[citation.start : citation.end] == citation.quote


def quantity_fidelity(answer: Answer, raw_of: Callable[[str], str]) -> Score:
    """The share of the shown claims with quantities whose every quantity stands in the sentences they cite.

    By hand: one claim says "36 billion" and cites 360亿, one says "360 billion" and cites the same: 1/2.
    """
    if answer.refused:
        return Undefined("a refusal claims nothing")
    counted = [claim for claim in shown_claims(answer) if find_quantities(claim.text)]
    if not counted:
        return Undefined("no claim has a quantity")
    return sum(not wrong_quantities(claim, answer, raw_of) for claim in counted) / len(counted)


def wrong_quantities(claim: Claim, answer: Answer, raw_of: Callable[[str], str]) -> list[str]:
    """Why the claim's quantities are not those of the sentences it cites; a mere shade (60,000 for 近6万) is let through.

    A date may also stand in the cited document's own date or title, or just around the cited sentence (同年7月1日). Numbers in
    a cited document's title, where the claim names it, are not the claim's.
    """
    evidence = evidence_of(claim, answer)
    text = _without_titles(claim, answer)
    found = mismatches(text, evidence)
    wrong = [mismatch for mismatch in found if mismatch.hard and mismatch.quantity.kind != "date"]
    if any(mismatch.quantity.kind == "date" for mismatch in found):
        wider = mismatches(text, f"{evidence}\n{context_of(claim, answer, raw_of)}")
        wrong += [mismatch for mismatch in wider if mismatch.quantity.kind == "date"]
    return [mismatch.reason for mismatch in wrong]


def _without_titles(claim: Claim, answer: Answer) -> str:
    text = claim.text
    for citation in answer.citations:
        if citation.n in claim.citations:
            for title in (citation.title, citation.title_en):
                text = text.replace(title, " ") if title else text
    return text


def context_of(claim: Claim, answer: Answer, raw_of: Callable[[str], str]) -> str:
    """What a reader of the cited sentences knows besides: title and date of their documents, and the text around them."""
    parts: list[str] = []
    for citation in answer.citations:
        if citation.n not in claim.citations:
            continue
        try:
            raw = raw_of(citation.doc_id)
        except KeyError:
            raw = ""
        near = raw[max(0, citation.start - _CONTEXT_CHARS) : citation.end + _CONTEXT_CHARS]
        parts += [citation.title, citation.title_en, citation.date, _HAN_SPACE.sub("", near)]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def evidence_of(claim: Claim, answer: Answer) -> str:
    """The cleaned sentences that a claim cites, one a line."""
    cited = [citation for citation in answer.citations if citation.n in claim.citations]
    return "\n".join(citation.quote_clean or citation.quote for citation in cited)


# --- refusal and language ----------------------------------------------------------------------------------------------


def refusal_recall(sample: Sample, answer: Answer) -> Score:
    """Of the unanswerable questions, the refused ones: 1 or 0 for each."""
    return Undefined("the question can be answered") if sample.answerable else float(answer.refused)


def refusal_precision(sample: Sample, answer: Answer) -> Score:
    """Of the refused questions, the unanswerable ones: 1 or 0 for each."""
    return float(not sample.answerable) if answer.refused else Undefined("the question was not refused")


def language_agreement(sample: Sample, answer: Answer) -> Score:
    """1 if the answer says it is in the question's language and reads as it, else 0; refusals included."""
    return float(answer.answer_lang == sample.lang and reads_as(answer.answer, sample.lang))


def reads_as(text: str, lang: Lang) -> bool:
    """Whether the text is in the language, leaving markers, quotations, titles and brackets aside."""
    unmarked = MARKER.sub(" ", text)
    own = _QUOTED.sub(" ", unmarked)
    return detect(own if any(char.isalpha() for char in own) else unmarked) == lang
