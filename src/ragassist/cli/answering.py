"""An answer on the terminal as it grows: under each rough sentence the original, and at the end what every source is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.types import Answer, Citation, Claim, ClaimStatus, Lang, Piece, Usage

MARKS: dict[ClaimStatus, str] = {"verified": "✓", "rough": "≈", "unsupported": "✗"}
_BEFORE: dict[Lang, str] = {
    "en": "≈ marks a machine rendering: figures, dates, names and negation agree, the wording is not confirmed. The original follows it.",
    "zh": "≈ 表示机器转述：数字、日期、名称和否定一致，措辞未经证实，其后附原句。",
}
_LEGEND: dict[Lang, dict[ClaimStatus, str]] = {
    "en": {
        "verified": "checked: says what the source says",
        "rough": "machine rendering: figures, dates, names and negation agree; wording not confirmed",
        "unsupported": "not supported by its source",
    },
    "zh": {
        "verified": "已核对：与原文说法一致",
        "rough": "机器转述：数字、日期、名称和否定一致，措辞未经证实",
        "unsupported": "原文不支持",
    },
}


class Printer:
    """Turns the pieces of one answer into what is printed; nothing that was printed is taken back."""

    def __init__(self, lang: Lang) -> None:
        """`lang` is the language of the answer."""
        self._lang = lang
        self._claims = 0
        self._told = False
        self._printed = "\n"

    def piece(self, piece: Piece) -> str:
        """Return what to print for the next piece: its text, behind each rough sentence in it the mark and on new lines the original.

        Before the first rough sentence stands what the mark means.
        """
        rough = [claim for claim in piece.claims[self._claims :] if claim.status == "rough"]
        self._claims = max(self._claims, len(piece.claims))
        said = ""
        if rough and not self._told:
            self._told = True
            said = ("" if self._printed.endswith("\n") else "\n") + _BEFORE[self._lang] + "\n"
        rest = piece.text
        for claim in rough:
            found = re.search(re.escape(claim.text) + r"\s*(?:\[\d+\])*", rest)
            if found is None:
                continue
            said = self._after(said, rest[: found.end()]) + f" {MARKS['rough']}\n" + _originals(claim, piece.citations)
            rest = rest[found.end() :]
        said = self._after(said, rest)
        self._printed = said or self._printed
        return said

    def _after(self, said: str, text: str) -> str:
        """`said` and then `text`, which loses the space that parted it from the sentence before when it begins a line."""
        return said + (text.lstrip() if (said or self._printed).endswith("\n") else text)


def _originals(claim: Claim, citations: Sequence[Citation]) -> str:
    return "".join(f"    {MARKS['rough']} [{each.n}] {each.read}\n" for each in citations if each.n in claim.citations)


def spent(usage: Usage) -> str:
    """Return what the model calls of an answer used, to be put behind how long it took; "" where none was made.

    >>> spent(Usage(3107, 148, 40, 2, 1.5, 0.0074))
    ' with 2 model calls: 3,107 tokens in, 148 out, 40 of them thinking; cost 0.0074'
    """
    if not usage.calls:
        return ""
    thought = f", {usage.reasoning_tokens:,} of them thinking" if usage.reasoning_tokens else ""
    cost = f"; cost {usage.cost:.4f}" if usage.cost is not None else ""
    calls = f"{usage.calls} model call{'s' if usage.calls > 1 else ''}"
    return f" with {calls}: {usage.prompt_tokens:,} tokens in, {usage.completion_tokens:,} out{thought}{cost}"


def sources(answer: Answer) -> str:
    """Return the notice, the sources with their marks, and what the marks mean, in the answer's language; "" for a refusal."""
    if not answer.citations:
        return ""
    lines = [answer.notice, ""] if answer.notice else []
    for citation in answer.citations:
        lines += _source(citation)
    statuses = dict.fromkeys(citation.status for citation in answer.citations)
    lines += ["", *(f"{MARKS[status]} {_LEGEND[answer.answer_lang][status]}" for status in MARKS if status in statuses)]
    return "\n".join(lines)


def _source(citation: Citation) -> list[str]:
    about = ", ".join(part for part in (citation.title, citation.title_en, citation.date) if part)
    place = f"    {citation.path}:{citation.start}-{citation.end}" + (f"  p. {citation.page}" if citation.page else "")
    unsure = f"; two readings do not agree on {', '.join(citation.doubts)}: compare it with the picture" if citation.doubts else ""
    notes = [
        *([f"    read by machine from a picture{unsure}"] if citation.machine_read else []),
        *([f"    pages {citation.unread_pages} of it hold no text and were not searched"] if citation.unread_pages else []),
    ]
    return [f"[{citation.n}] {MARKS[citation.status]} {about or citation.path}", place, *notes, f"    {citation.read}"]
