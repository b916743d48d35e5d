"""Do a claim and a statement speak of the same? By likeness, by agreement of their figures, within Chinese by their words."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.tasks.article_pairs import within
from ragassist.tasks.contradiction import Langs, figures_tell, plain_words


def topic(claim: str, source: str, langs: Langs, near: float, figures: Sequence[float] = ()) -> float:
    """Return how sure it is that both, written in `langs`, speak of the same, 0 to 1.

    The given likeness, which the caller has put on that scale; across languages more where the figures agree, in Chinese at least the
    share of the claim's character pairs, figures and words of modality aside, that the source has too. `figures` is of the encoder that
    tells the likeness: from which likeness on agreeing figures are no chance, and what they add.
    """
    if langs != ("zh", "zh"):
        return min(1.0, near + (figures[1] if figures and near >= figures[0] and figures_tell(claim, source) else 0.0))
    return max(within(plain_words(claim), plain_words(source)), near)


def figures_of(likeness: object) -> Sequence[float]:
    """Return what `topic` needs to know of the encoder that tells a likeness; empty where it is told by none."""
    found: Sequence[float] = getattr(likeness, "figures", ())
    return found
