"""How what was shown stands as a whole: each citation by the claims that cite it, and the answer by all of its claims. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ragassist.types import WORST_FIRST, Answer, Citation, Claim, ClaimStatus, Lang, Part

ALL_ROUGH: dict[Lang, str] = {
    "en": "The wording of this answer is not confirmed. Its sentences are machine renderings: their figures, dates, names and negation "
    "agree with the source; compare the wording with the original sentence that stands with each.",
    "zh": "本回答的措辞均未经证实。各句是机器转述：数字、日期、名称和否定与原文一致，措辞请对照随附的原句。",
}


READ_UNSURELY = "reading.unsure"
READ_BY_MACHINE: dict[Lang, str] = {
    "en": "Some of this was read by machine from a picture, and two readings do not agree: please compare it with the picture.",
    "zh": "部分内容由机器从图像中识别，两次识别结果不一致，请与图像对照。",
}
NOT_FOUND: dict[Lang, str] = {"en": "Not found in the documents: {parts}.", "zh": "文件中没有找到：{parts}。"}


def better(one: ClaimStatus, other: ClaimStatus) -> ClaimStatus:
    """Return the status that promises more.

    >>> better("rough", "verified"), better("rough", "unsupported")
    ('verified', 'rough')
    """
    return max(one, other, key=WORST_FIRST.index)


def citation_status(n: int, claims: Iterable[Claim]) -> ClaimStatus:
    """Return how citation `n` stands: as well as the best claim that cites it, `unsupported` when none does."""
    return max((claim.status for claim in claims if n in claim.citations), key=WORST_FIRST.index, default="unsupported")


def restated(answer: Answer, text: str, claims: Iterable[Claim], citations: Iterable[Citation]) -> Answer:
    """Return the answer with this text, these claims and citations; each citation and the notice stand as the claims make them."""
    claims = tuple(claims)
    stood = tuple(replace(each, status=citation_status(each.n, claims)) for each in citations)
    return replace(answer, answer=text, claims=claims, citations=stood, notice=notice_of(claims, answer.answer_lang, answer.parts))


def parts_found(asked: Sequence[str], claims: Sequence[Claim], answering: Sequence[tuple[int, ...]]) -> tuple[Part, ...]:
    """Return each part of the question with the claims shown for it, in the question's order; empty where it was not taken apart.

    Args:
        asked: the parts.
        claims: all claims of the answer.
        answering: for each claim the parts that it was written for, from 0.
    """
    shown = [(parts, at) for at, (parts, claim) in enumerate(zip(answering, claims, strict=False)) if claim.status != "unsupported"]
    own = [tuple(at for parts, at in shown if part in parts) for part in range(len(asked))]
    return tuple(Part(text, bool(found), found) for text, found in zip(asked, own, strict=True))


def notice_of(claims: Iterable[Claim], lang: Lang, parts: Iterable[Part] = ()) -> str:
    """Return what a reader must know besides the text, in `lang`: that all is rough, and which part of the question has no answer."""
    claims = tuple(claims)
    unsure = [claim for claim in claims if claim.status == "rough" and any(found.code == READ_UNSURELY for found in claim.findings)]
    statuses = {claim.status for claim in claims if claim not in unsure}
    said = [ALL_ROUGH[lang]] if "rough" in statuses and "verified" not in statuses else []
    said += [READ_BY_MACHINE[lang]] if unsure else []
    missing = [part.question for part in parts if not part.found]
    if missing:
        quoted = ("；" if lang == "zh" else "; ").join(f"“{text}”" for text in missing)
        said.append(NOT_FOUND[lang].format(parts=quoted))
    return ("" if lang == "zh" else " ").join(said)
