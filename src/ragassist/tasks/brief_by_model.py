"""A brief in a large model's words: section by section, then its head from what stood; each sentence pinned to statements and checked.

Calls for one document, at most: one for each of 12 sections (24 of a full brief), one for the head, and one for every 20 sentences that
a judge is asked about: 12 + 1 + 4, or 24 + 1 + 6. What is not written or not kept is left to the chosen statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from ragassist.answer.compose import Draft
from ragassist.answer.evidence import number
from ragassist.answer.judge_claims import Pair, judge_claims
from ragassist.answer.pin import Pinned, Pinner
from ragassist.answer.stream import sentences
from ragassist.answer.write import as_judged
from ragassist.errors import ModelError
from ragassist.models.chat import Message
from ragassist.models.embed import Embedder
from ragassist.models.meter import MeteredChat
from ragassist.models.side_by_side import at_once_of, side_by_side
from ragassist.prompts import load
from ragassist.tasks.brief import NO_HEADING, Brief
from ragassist.tasks.brief_sections import SectionText, in_fence, section_texts
from ragassist.tasks.labels import word
from ragassist.tasks.statements import Statement
from ragassist.types import Evidence, Lang, Passage, Verdict
from ragassist.verify.verifier import Verifier, is_settled, refutes

MOST_SECTIONS, MOST_SECTIONS_FULL = 12, 24
"""Sections that are written; the statements of the others stand one by one."""
MOST_SENTENCES, MOST_IN_HEAD = 4, 5
HEAD = ""
"""The section that the head of a brief counts as."""
_LEAST_FOR_HEAD = 2
Failed = tuple[str, ModelError]
"""A section, and why the model did not write it."""


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence that stood: verified or rough, by the statements that it is pinned to."""

    text: str
    section: str
    statements: tuple[Statement, ...]
    evidence: tuple[Evidence, ...]
    """The same as they were checked, in pairs."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class WrittenBrief:
    """What a model made of one document."""

    head: tuple[WrittenSentence, ...] = ()
    body: tuple[WrittenSentence, ...] = ()
    """In the order of the document's sections."""
    refused: int = 0
    """Sentences that the statements did not support; none of them is kept."""
    failed: tuple[Failed, ...] = ()

    @property
    def used(self) -> frozenset[int]:
        """Where the statements begin that the body stands on."""
        return frozenset(statement.start for sentence in self.body for statement in sentence.statements)


@dataclass(frozen=True, slots=True)
class BriefWriter:
    """Writes the brief of one document at a time."""

    model: MeteredChat
    judge: MeteredChat
    """What judges the sentences: `model` where the settings name no other. A yes to one's own sentence makes nothing verified."""
    verifier: Verifier
    """Without a model: the judge is asked about many sentences at once."""
    embedder: Embedder
    lang: Lang
    evidence_tokens: int
    max_tokens: int
    focus: str = ""
    most: int = MOST_SECTIONS

    def write(self, each: Brief, passages: Sequence[Passage], tell: Callable[[str], None]) -> WrittenBrief:
        """Return what the model wrote and the checks let stand; `tell` is called with each section before it is waited for.

        A model that fails is no error: the section is among those that failed. What `tell` raises ends it, and no further call is made.
        """
        given = section_texts(each, passages, self.lang, most=self.most, tokens=self.evidence_tokens)
        title = in_fence(each.record.meta.title or each.record.path)
        failed: list[Failed] = []
        drafted: list[_Drafted] = []
        calls = [partial(self._section, section, title) for section in given]
        with closing(side_by_side(calls, lambda: at_once_of(self.model))) as replies:
            for section in given:
                tell(section.name)
                said = next(replies)
                if isinstance(said, ModelError):
                    failed.append((section.name, said))
                else:
                    drafted += self._pinned(said, section.name, section.evidence, section.statements)
        body = self._stood(drafted)
        if len(body) < _LEAST_FOR_HEAD:
            return WrittenBrief((), tuple(body), len(drafted) - len(body), tuple(failed))
        tell(HEAD)
        head, refused = self._head(body, title, failed)
        return WrittenBrief(tuple(head), tuple(body), refused + len(drafted) - len(body), tuple(failed))

    def _section(self, section: SectionText, title: str) -> list[Draft] | ModelError:
        name = word("brief.before", self.lang) if section.name == NO_HEADING else in_fence(section.name)
        prompt = partial(load, f"brief_section_{self.lang}", title=title, section=name, focus=self._focus)
        return self._drafts(prompt(statements=section.text), MOST_SENTENCES)

    def _head(self, body: Sequence[WrittenSentence], title: str, failed: list[Failed]) -> tuple[list[WrittenSentence], int]:
        """The sentences of the head that stood, and how many did not. Each is held against the statements, not against the body."""
        shown = "\n".join(f"[{n}] {in_fence(sentence.text)}" for n, sentence in enumerate(body, start=1))
        said = self._drafts(load(f"brief_whole_{self.lang}", title=title, sentences=shown, focus=self._focus), MOST_IN_HEAD)
        if isinstance(said, ModelError):
            failed.append((HEAD, said))
            return [], 0
        pairs = {one.start: (one, item) for sentence in body for one, item in zip(sentence.statements, sentence.evidence, strict=True)}
        evidence = number([item for _, item in pairs.values()])
        numbers = {start: item.n for start, item in zip(pairs, evidence, strict=True)}
        meant = [replace(draft, numbers=tuple(_meant(draft, body, numbers))) for draft in said]
        drafted = self._pinned(meant, HEAD, evidence, [one for one, _ in pairs.values()])
        stood = self._stood(drafted)
        return stood, len(drafted) - len(stood)

    @property
    def _focus(self) -> str:
        return in_fence(self.focus) or word("brief.all", self.lang)

    def _drafts(self, messages: Sequence[Message], most: int) -> list[Draft] | ModelError:
        try:
            reply = self.model.complete(messages, max_tokens=self.max_tokens)
        except ModelError as error:
            return error
        said = list({sentence.text: sentence for sentence in sentences([reply.text])}.values())
        if reply.cut_off:
            said = said[:-1]  # it may be half a sentence
        return [Draft(sentence.text, sentence.numbers) for sentence in said[:most]]

    def _pinned(self, said: Sequence[Draft], name: str, evidence: Sequence[Evidence], own: Sequence[Statement]) -> list[_Drafted]:
        pinner = Pinner(self.verifier, self.embedder, evidence, self.lang, leaves_open=True)
        return [_Drafted(name, pinner, pinner.pin(draft), own) for draft in said]

    def _stood(self, drafted: Sequence[_Drafted]) -> list[WrittenSentence]:
        """What the checks let stand, once the judge was asked about what they leave open; a judge that fails has said nothing."""
        open_ones = [each.pinned for each in drafted if _may_be_judged(each.pinned)]
        said: dict[int, float | None] = {}
        if open_ones:
            pairs = [Pair(pinned.text, as_judged(pinned.evidence), pinned.lang) for pinned in open_ones]
            try:
                said = {id(pinned): found for pinned, found in zip(open_ones, judge_claims(self.judge, pairs), strict=True)}
            except ModelError:
                said = {}
        return [sentence for each in drafted for sentence in self._judged(each, said.get(id(each.pinned)))]

    def _judged(self, each: _Drafted, probability: float | None) -> Iterator[WrittenSentence]:
        pinned = each.pinned
        verdict = each.pinner.judged(pinned, probability) if probability is not None else pinned.verdict
        if self.judge.name == self.model.name and verdict.status == "verified" and pinned.verdict.status != "verified":
            verdict = replace(verdict, status="rough")  # nobody confirms his own words
        if verdict.status != "unsupported" and pinned.evidence:
            own = tuple(each.statements[item.n - 1] for item in pinned.evidence)
            yield WrittenSentence(pinned.text, each.section, own, pinned.evidence, verdict)


@dataclass(frozen=True, slots=True)
class _Drafted:
    section: str
    pinner: Pinner
    pinned: Pinned
    statements: Sequence[Statement]
    """What the pinner's evidence stands for, in its order."""


def _may_be_judged(pinned: Pinned) -> bool:
    return bool(pinned.evidence) and not refutes(pinned.verdict) and not is_settled(pinned.verdict.findings)


def _meant(draft: Draft, body: Sequence[WrittenSentence], numbers: dict[int, int]) -> Iterator[int]:
    """The numbers of the statements below the sentences that a sentence of the head cites."""
    cited = [body[n - 1] for n in draft.numbers if 1 <= n <= len(body)]
    yield from dict.fromkeys(numbers[one.start] for sentence in cited for one in sentence.statements)
