"""The sentences of an answer as HTML: each with its markers, how it stands, and under a rough one the original. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ragassist.answer.refuse import NOT_SUPPORTED
from ragassist.answer.states import notice_of
from ragassist.types import Answer, Citation, Claim
from ragassist.ui.views import support_status
from ragassist.ui.views.glosses import glossed
from ragassist.ui.views.markup import esc, html_lang, icon, span
from ragassist.ui.views.segments import Marker, Paragraph, paragraphs, shown
from ragassist.ui.views.support_status import SIGNS, SupportStatus
from ragassist.ui.words.catalogue import Words, lang_of_reader


@dataclass(slots=True)
class _Setting:
    """What the sentences are set with."""

    claims: Sequence[Claim]
    citations: Mapping[int, Citation]
    sources: Mapping[int, SupportStatus]
    words: Words
    explained: set[str] = field(default_factory=set)
    """Terms that the keyboard has stopped at already."""


def body(answer: Answer, words: Words) -> str:
    """Return the head note where every sentence is rough, then the answer's paragraphs."""
    claims = standing_claims(answer)
    sources = {citation.n: support_status.of_citation(citation, claims) for citation in answer.citations}
    setting = _Setting(answer.claims, {citation.n: citation for citation in answer.citations}, sources, words)
    found = paragraphs(answer.answer, answer.claims)
    return _head(answer, claims) + "".join(f"<p>{_paragraph(paragraph, setting)}</p>" for paragraph in found)


def standing_claims(answer: Answer) -> list[Claim]:
    """Return the claims whose text the answer shows, in its order."""
    present = shown(answer)
    return [claim for index, claim in enumerate(answer.claims) if index in present]


def legend(answer: Answer, words: Words) -> str:
    """What the marks of this answer mean, with how many sentences have each; empty where all are verified, which is said elsewhere."""
    standings = [support_status.of_claim(claim) for claim in standing_claims(answer)]
    counts: dict[SupportStatus, int] = {
        "verified": standings.count("verified"),
        "rough": standings.count("rough"),
        "unsupported": standings.count("unsupported") + standings.count("partly"),
    }
    return _legend([(name, count) for name, count in counts.items() if count], words) if counts["verified"] < len(standings) else ""


def whole_legend(words: Words) -> str:
    """Return what all three marks mean, for a first visit."""
    return _legend([("verified", 0), ("rough", 0), ("unsupported", 0)], words)


def _legend(counted: Sequence[tuple[SupportStatus, int]], words: Words) -> str:
    names = {"verified": words.legend_verified_name, "rough": words.legend_rough_name, "unsupported": words.legend_unsupported_name}
    meanings = {"verified": words.legend_verified, "rough": words.legend_rough, "unsupported": words.legend_unsupported}
    joint = "：" if lang_of_reader(words) == "zh" else ": "
    lines = "".join(
        f'<li data-status="{name}">{icon(SIGNS[name])}<span><b>{esc(names[name])}{f" ({count})" if count else ""}</b>'
        f"{joint}{esc(meanings[name])}</span></li>"
        for name, count in counted
    )
    return f'<ul class="legend" aria-label="{esc(words.legend)}">{lines}</ul>' if lines else ""


def _head(answer: Answer, claims: Sequence[Claim]) -> str:
    """That every sentence is rough, in the language of the answer that it is about."""
    said = notice_of(claims, answer.answer_lang)
    return f'<p class="all-rough" role="note">{icon(SIGNS["rough"])}{span(said)}</p>' if said else ""


def _paragraph(paragraph: Paragraph, setting: _Setting) -> str:
    pieces: list[str] = []
    current: int | None = None
    for part, follower in zip(paragraph, (*paragraph[1:], None), strict=True):
        if part.claim != current:
            pieces.append(_close(current, setting) + _open(part.claim, setting.claims))
            current = part.claim
        if isinstance(part, Marker):
            pieces.append(_chip(part, setting))
        elif isinstance(follower, Marker):
            # A marker stays on the line of the word before it.
            pieces.append(span(re.sub(r"\s+$", "\u00a0", part.text)) + "&#8288;")
        else:
            pieces.append(span(_without_note(part.text) if part.claim is None else part.text))
    pieces.append(_close(current, setting))
    return "".join(pieces)


def _without_note(text: str) -> str:
    """`text` without the note that an unsupported sentence carries in plain text: here its mark says so."""
    for note in NOT_SUPPORTED.values():
        text = text.replace(note, "")
    return text


def _open(claim: int | None, claims: Sequence[Claim]) -> str:
    if claim is None:
        return ""
    numbers = " ".join(str(n) for n in claims[claim].citations)
    return f'<span class="claim" data-claim="{claim}" data-sources="{numbers}" data-status="{support_status.of_claim(claims[claim])}">'


def _close(claim: int | None, setting: _Setting) -> str:
    if claim is None:
        return ""
    words, stands = setting.words, support_status.of_claim(setting.claims[claim])
    if stands == "verified":
        return "</span>"
    said = {"rough": words.sentence_rough, "partly": words.sentence_partly, "unsupported": words.sentence_unsupported}[stands]
    tag = f'<span class="doubt-tag" data-status="{stands}">{icon(SIGNS[stands])}{esc(said)}</span>'
    return f"{tag}{_originals(setting.claims[claim], setting) if stands == 'rough' else ''}</span>"


def _originals(claim: Claim, setting: _Setting) -> str:
    """The sentences that a rough one renders, under it and not behind a choice, their terms explained."""
    pieces = []
    for citation in (setting.citations[n] for n in claim.citations if n in setting.citations):
        text = citation.quote_clean or citation.quote
        quoted = glossed(text, lang_of_reader(setting.words), known=setting.explained)
        stem = span(citation.stem, "near") if citation.stem else ""
        label = esc(setting.words.original_of.format(n=citation.n))
        pieces.append(f'<span class="original"><span class="label">{label}</span> <q lang="{html_lang(text)}">{stem}{quoted}</q></span>')
    return "".join(pieces)


def _chip(marker: Marker, setting: _Setting) -> str:
    words, source = setting.words, setting.sources.get(marker.n)
    if source is None:
        return f'<span class="cite pending" aria-label="{esc(words.chip_pending.format(n=marker.n))}" role="img">[{marker.n}]</span>'
    stands = support_status.of_marker(setting.claims[marker.claim] if marker.claim is not None else None, source)
    said = {
        "verified": words.chip_verified,
        "rough": words.chip_rough,
        "partly": words.chip_partly,
        "unsupported": words.chip_unsupported,
    }[stands]
    return (
        f'<button type="button" class="cite" data-do="cite" data-n="{marker.n}" data-status="{stands}" '
        f'aria-label="{esc(said.format(n=marker.n))}">[{marker.n}]{icon(SIGNS[stands])}</button>'
    )
