"""What rules found of a claim, weighed against how the claim stands to the nearest statement by likeness alone.

Rules are made on texts that somebody has read, and on the next text each finding of theirs is true less often than it was there. Likeness
knows no words: how near the nearest statement is, how far it stands out, and whether it is nearer to the claim turned round, tell a
contradiction, an agreement and what stands nowhere apart in anybody's words. Either alone is wrong too often. By Bayes' rule both together
make a finding: how likely each label is by likeness, times how often rules say what they said of claims with that label in texts that they
had not been made on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from ragassist.tasks.audit_values import Checked
from ragassist.tasks.contradiction import Conflict
from ragassist.tasks.turned_claim import turned_claim

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Source

Label = Literal["agrees", "denied", "added", "nowhere"]
LABELS: Final[tuple[Label, ...]] = ("agrees", "denied", "added", "nowhere")
TOLD: Final[dict[str, tuple[float, float, float, float]]] = {
    "rough": (0.40, 0.26, 0.10, 0.20),
    "contradicted": (0.035, 0.18, 0.05, 0.05),
    "figure": (0.015, 0.24, 0.04, 0.03),
    "partly": (0.09, 0.08, 0.74, 0.04),
    "not_found": (0.10, 0.20, 0.02, 0.67),
}
"""How often rules say so of claims with each label, `figure` where they contradict by a figure: rounded from the first runs over memos 42,
43 and 46 to 49 of `eval/datasets/tasks` (n 120: .71 of true claims, .43 of contradicted ones, .78 of additions and .71 of what stands
nowhere were told, 8 of 26 contradictions were none), divided among the wrong ones as in 46 and 47."""
SURE: Final = 0.65
"""How likely it must be that a statement denies a claim."""


def weighed(
    checked: Checked,
    chosen: Sequence[tuple[float, Source]],
    likeness: Any,  # noqa: ANN401
) -> Checked:
    """Return what a claim comes to by the finding of rules and by likeness, the statements `chosen` being the nearest, best first.

    What the verifier confirmed, what another statement than the nearest contradicts, a reference that does not exist and an article named
    wrongly stand as they are, and nothing is called added
    that no rule found so. Nothing changes where `likeness` cannot tell.
    """
    asked: Callable[..., Sequence[float] | None] | None = getattr(likeness, "labels", None)
    said = "figure" if checked.conflict is not None and checked.conflict.kind == "figure" else checked.finding
    if asked is None or said not in TOLD or checked.elsewhere or not chosen or chosen[0][1].statement.loose:
        return checked
    score, source = chosen[0]
    if checked.finding == "contradicted" and checked.sources[0].place != source.place:
        return checked  # the nearest statement says nothing of what another denies
    text, lang = checked.claim.text, checked.claim.lang
    told = asked(text, lang, turned_claim(text, lang), source, score)
    return _said(checked, label_of(said, told), source) if told is not None else checked


def label_of(said: str, told: Sequence[float]) -> Label:
    """Return the likeliest label, given what rules said, a key of `TOLD`, and how likely each label is by likeness.

    >>> label_of("rough", (0.1, 0.85, 0.0, 0.05)), label_of("contradicted", (0.9, 0.05, 0.0, 0.05))
    ('denied', 'agrees')
    """
    each = [mine * theirs for mine, theirs in zip(told, TOLD[said], strict=True)]
    if said != "partly":
        each[LABELS.index("added")] = 0.0
    denied = LABELS.index("denied")
    if each[denied] >= SURE * math.fsum(each):
        return "denied"
    each[denied] = 0.0
    return LABELS[each.index(max(each))]


def _said(checked: Checked, label: Label, source: Source) -> Checked:
    """The finding, made to say what the label is."""
    claim = checked.claim
    if label == "denied" and checked.finding != "contradicted":
        return Checked(claim, "contradicted", (source,), Conflict("modality", claim.text, source.read))
    if label == "agrees" and checked.finding != "rough":
        return Checked(claim, "rough", checked.sources or (source,))
    if label == "nowhere" and checked.finding != "not_found":
        return Checked(claim, "not_found")
    return checked
