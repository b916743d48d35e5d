"""What an answer consists of so far: its text, which only grows, its claims, and the citations they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ragassist.answer.pin import Pinned
from ragassist.answer.refuse import NOT_SUPPORTED
from ragassist.answer.states import better, citation_status
from ragassist.answer.versions import lead
from ragassist.text.pages import page_at
from ragassist.types import Citation, Claim, ClaimStatus, DocumentRecord, Evidence, Lang, Verdict

_TELLS = frozenset({"figure.given", "named.given", "quotation.exact"})
"""What the checks find of a claim that tells a figure or names of its source or copies it, and says it in no other words."""


@dataclass(slots=True)
class Draftbook:
    """The sentences taken in, in their order; markers are written here and nowhere else."""

    lang: Lang
    raw_of: Callable[[str], str]
    text: str = ""
    claims: list[Claim] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    marked: list[str] = field(default_factory=list)
    """Sentences shown, or to be shown, as unsupported; each once."""
    waiting: list[str] = field(default_factory=list)
    """Marked sentences that may be shown only once something verified or rough is."""
    sources: list[DocumentRecord] = field(default_factory=list)
    """The documents cited so far."""

    def add(self, pinned: Pinned, *, mark: bool) -> str:
        """Take in one sentence; returns the text by which the answer grows."""
        verdict = pinned.verdict
        if verdict.status == "unsupported" or not pinned.evidence:
            self.claims.append(Claim(pinned.text, (), "unsupported", verdict.score, verdict.reasons, verdict.partly, verdict.findings))
            if not mark or not any(char.isalnum() for char in pinned.text) or pinned.lang != self.lang:
                return ""
            marked = pinned.text + NOT_SUPPORTED[self.lang]
            if marked in self.marked:
                return ""
            self.marked.append(marked)
            if not self.text:
                self.waiting.append(marked)
                return ""
            return self._grow(marked, starts_line=pinned.starts_line)
        sources = [item.hit.document for item in pinned.evidence]
        text = lead(pinned.text, sources, self.sources, self.lang) + pinned.text
        self.sources += sources
        rendering = "" if pinned.quotes or any(finding.code in _TELLS for finding in verdict.findings) else pinned.text
        numbers = tuple(dict.fromkeys(self._cite(item, rendering, verdict.status) for item in pinned.evidence))
        self.claims.append(Claim(text, numbers, verdict.status, verdict.score, verdict.reasons, findings=verdict.findings))
        gap = " " if self.lang == "en" else ""
        piece = self._grow(text + gap + "".join(f"[{n}]" for n in numbers), starts_line=pinned.starts_line)
        piece += "".join(self._grow(marked, starts_line=False) for marked in self.waiting)
        self.waiting.clear()
        return piece

    def amend(self, at: int, verdict: Verdict) -> None:
        """Put another verdict on the claim at `at`, which stays shown, and on what it cites."""
        claim = self.claims[at]
        self.claims[at] = replace(claim, status=verdict.status, score=verdict.score, reasons=verdict.reasons, findings=verdict.findings)
        for key, citation in self.citations.items():
            if citation.n in claim.citations:
                self.citations[key] = replace(citation, status=citation_status(citation.n, self.claims))

    def _grow(self, text: str, *, starts_line: bool) -> str:
        gap = "" if not self.text else "\n" if starts_line else " " if self.lang == "en" else ""
        self.text += gap + text
        return gap + text

    def _cite(self, item: Evidence, rendering: str, status: ClaimStatus) -> int:
        """The number of the sentence as a citation. One that several claims cite stands, and is translated, as the best of them."""
        document, sentence = item.hit.document, item.sentence
        key = (document.doc_id, sentence.start, sentence.end)
        if key not in self.citations:
            meta = document.meta
            translated = sentence.lang != self.lang
            raw = self.raw_of(document.doc_id)
            self.citations[key] = Citation(
                n=len(self.citations) + 1,
                doc_id=document.doc_id,
                path=document.path,
                title=meta.title,
                title_en=meta.title_en,
                date=meta.date,
                source=meta.source,
                url=meta.url,
                page=page_at(document.path, raw, sentence.start),
                start=sentence.start,
                end=sentence.end,
                quote=raw[sentence.start : sentence.end],
                quote_clean=sentence.text,
                translation=rendering if translated else "",
                status=status,
                issuer=meta.issuer,
                kind=meta.kind,
                doc_status=meta.status,
                heading=" / ".join(item.hit.passage.heading),
                stem=sentence.context,
                row=sentence.cells,
                cell=item.cell,
                machine_read=sentence.machine_read,
                doubts=sentence.doubts,
                unread_pages=document.unread_pages,
            )
        known = self.citations[key]
        if better(known.status, status) != known.status:
            self.citations[key] = replace(known, status=status, translation=rendering if known.translation else "")
        return known.n
