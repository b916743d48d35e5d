"""The documents that a text speaks of: what another document says otherwise is mostly said of something else.

Across many documents there is nearly always one that forbids what a claim allows, of another thing: the nearest statement of a claim that
stands nowhere is such a one. Whoever writes about a rule writes several sentences about it, and most of them are right. So a
document that nothing else in the text agrees with contradicts a claim, or says it in other words, only where it surely speaks of the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from ragassist.tasks.claims_in_text import document_named
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Checked, Source

_FEWEST: Final = 5
"""Of fewer claims that agree with anything it is not told what a text speaks of."""
_SHARE: Final = 0.5
"""What share of the claims that agree with the document most agreed with must agree with another for a text to speak of it, and two."""


_SURELY: Final = 0.75
"""Topic from which a statement of another document surely speaks of the same: sentences of two documents on one subject have up to .65."""


def spoken_of(found: Sequence[Checked]) -> frozenset[str]:
    """Return the ids of the documents that a text speaks of, by what was found of its claims; none where too few agree with anything."""
    agreed = [each.sources[0].record.doc_id for each in found if each.finding in ("supported", "rough", "partly") and each.sources]
    counts = Counter(agreed)
    least = max(2.0, _SHARE * max(counts.values(), default=0))
    return frozenset(doc for doc, n in counts.items() if n >= least) if len(agreed) >= _FEWEST else frozenset()


def held_to_its_documents(
    found: Sequence[Checked], near: Callable[[Checked], float], again: Callable[[Checked, frozenset[str]], Checked]
) -> list[Checked]:
    """Return the findings, those of a document that the text does not speak of found anew among the documents that it speaks of.

    That is what contradicts a claim, and what agrees with it in other words.

    Args:
        found: a finding for each claim of a text.
        near: how sure it is, 0 to 1, that the statement that was found for a claim speaks of the same.
        again: the finding for a claim among the statements of these documents alone.
    """
    meant = spoken_of(found)
    return [again(each, meant) if meant and _of_another_document(each, meant) and near(each) < _SURELY else each for each in found]


def _of_another_document(checked: Checked, meant: frozenset[str]) -> bool:
    """Whether what contradicts a claim, or agrees in other words, is of a document that is neither meant nor named by the claim itself."""
    if checked.finding not in ("contradicted", "rough") or not checked.sources or checked.sources[0].record.doc_id in meant:
        return False
    record = checked.sources[0].record
    return not any(each.title and document_named(each.title, [record]) for each in checked.claim.references)


class Within:
    """The likeness of claims to some of the statements that `likeness` knows."""

    def __init__(self, likeness: Any, sources: Sequence[Source], meant: frozenset[str]) -> None:  # noqa: ANN401
        """Keep to those of `sources`, all that `likeness` knows, that stand in the documents with these ids."""
        self._likeness = likeness
        self._kept = [source.record.doc_id in meant for source in sources]
        self._meant = meant
        self.sources = [source for source, kept in zip(sources, self._kept, strict=True) if kept]

    def __call__(self, text: str, lang: Lang) -> list[float]:
        """Return the likeness of a claim to each of `sources`."""
        return [value for value, kept in zip(self._likeness(text, lang), self._kept, strict=True) if kept]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        """Whatever else `likeness` can tell, of the statements of these documents alone."""
        told = getattr(self._likeness, name)
        return self._opposite(told) if name == "opposite" else told

    def _opposite(self, told: Callable[..., tuple[Source, float] | None]) -> Callable[..., tuple[Source, float] | None]:
        def asked(*given: Any) -> tuple[Source, float] | None:  # noqa: ANN401
            found = told(*given)
            return found if found is not None and found[0].record.doc_id in self._meant else None

        return asked
