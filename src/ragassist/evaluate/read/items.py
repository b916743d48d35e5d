"""What a reader is shown of a run: every answer, and every sentence that it shows with the original it stands on."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ragassist.evaluate.dataset.sample import Sample
from ragassist.evaluate.metrics.grounding import bare, evidence_of, shown_claims
from ragassist.evaluate.read.words import Kind
from ragassist.evaluate.run.log import Entry, Log
from ragassist.text.language import language_of_own_words
from ragassist.types import Answer, Citation, Claim, ClaimStatus, Lang


@dataclass(frozen=True, slots=True)
class Original:
    """One cited sentence as a reader needs it, each text on one line."""

    n: int
    quote: str
    where: str
    """Title, issuer, date, status, headings and path, as far as they are known."""
    read_with: str = ""
    """What has to be read before it: the sentence that opens its list, the columns of its row."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be marked: an answer, or one sentence of it. Texts are on one line each, without control characters."""

    key: str
    """Names it in a sheet: the sample, which sentence of it, and eight digits that change with its texts."""
    kind: Kind
    lang: Lang
    """Of the answer that it belongs to."""
    question: str
    text: str
    originals: tuple[Original, ...]
    cluster: str
    """Shared by what belongs together: a question and its translation."""
    answerable: bool
    refused: bool
    state: ClaimStatus | None = None
    """What the program says of a sentence; None for an answer."""
    before: str = ""
    """Earlier turns of the conversation."""
    expected: tuple[str, ...] = ()
    """For an answer: what people say that a right one says, and the sentences that answer."""
    copied: bool = False
    """Whether a sentence is its original, word for word."""
    graded: bool = False
    """Whether its English is to be graded: an English sentence that is not copied."""

    @property
    def place(self) -> str:
        """The key without its digits: the same for another wording at the same place."""
        return self.key.rpartition("~")[0]

    @property
    def stratum(self) -> tuple[str, str]:
        """What it is drawn and reported by: its language, and a sentence's state or whether an answer was to be had."""
        return self.lang, self.state or ("answerable" if self.answerable else "unanswerable")


def items(log: Log) -> tuple[Item, ...]:
    """Return all that a run shows, sample by sample in its order: the answer, then its sentences. A sample without an answer has none."""
    return tuple(item for entry in log.entries if entry.answer for item in _of(entry, entry.answer))


def one_line(text: str) -> str:
    """Return the text on one line, without control and direction characters, so that no document writes into the sheet's own lines.

    >>> one_line("a" + chr(10) + "## b" + chr(0x202E) + " c")
    'a ## b c'
    """
    return " ".join("".join(" " if char.isspace() else char for char in text if char.isspace() or _shows(char)).split())


def _shows(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs")


def _of(entry: Entry, answer: Answer) -> Iterator[Item]:
    sample = entry.sample
    before = one_line(" ‖ ".join(turn.content for turn in sample.history))
    question, cluster, lang = one_line(sample.question), sample.pair or sample.id, answer.answer_lang
    text = one_line(answer.answer)
    yield Item(
        key=_key(sample, "answer", question, text, *(citation.read for citation in answer.citations)),
        kind="answer",
        lang=lang,
        question=question,
        text=text,
        originals=tuple(map(_original, answer.citations)),
        cluster=cluster,
        answerable=sample.answerable,
        refused=answer.refused,
        before=before,
        expected=_expected(sample),
    )
    shown = shown_claims(answer)
    for at, claim in enumerate(answer.claims, start=1):
        if claim in shown:
            said, copied = one_line(claim.text), _is_copied(claim, answer)
            yield Item(
                key=_key(sample, str(at), question, said, evidence_of(claim, answer)),
                kind="sentence",
                lang=lang,
                question=question,
                text=said,
                originals=tuple(_original(citation) for citation in answer.citations if citation.n in claim.citations),
                cluster=cluster,
                answerable=sample.answerable,
                refused=answer.refused,
                state=claim.status,
                before=before,
                copied=copied,
                graded=lang == "en" and not copied and language_of_own_words(claim.text) == "en",
            )


def _key(sample: Sample, which: str, *texts: str) -> str:
    """The signs between the parts keep spreadsheets from reading a key as a date or a number."""
    digest = hashlib.sha256("\0".join(one_line(text) for text in texts).encode("utf8", "replace")).hexdigest()
    return f"{one_line(sample.id)}#{which}~{digest[:8]}"


def _is_copied(claim: Claim, answer: Answer) -> bool:
    return bare(claim.text) in bare(evidence_of(claim, answer))


def _original(citation: Citation) -> Original:
    title = " — ".join(dict.fromkeys(part for part in (citation.title, citation.title_en) if part))
    headings = [part for part in citation.heading.split(" / ") if part and part != citation.title]
    where = [title, citation.issuer, citation.date, citation.doc_status, " / ".join(headings), citation.path]
    row = [f"{cell.heading}: {cell.text}" for cell in citation.row if cell.heading and cell.text]
    return Original(
        n=citation.n,
        quote=one_line(citation.quote_clean or citation.quote),
        where=one_line(" · ".join(part for part in where if part)),
        read_with=one_line(" ‖ ".join(part for part in (citation.stem, " · ".join(row)) if part)),
    )


def _expected(sample: Sample) -> tuple[str, ...]:
    groups = "; ".join(" / ".join(group) for group in sample.must_include)
    return tuple(one_line(part) for part in (sample.reference, groups, *(gold.sentence for gold in sample.gold)) if part)
