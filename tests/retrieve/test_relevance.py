from __future__ import annotations

from ragassist.models.embed_bundled import BundledEmbedder
from ragassist.retrieve.relevance import relevance
from ragassist.types import DocumentMeta, DocumentRecord, Hit, Lang, Passage

NAME = BundledEmbedder().name


def hit(score: float, lang: Lang = "zh", rank: int = 1) -> Hit:
    passage = Passage("d:0", "d", 0, lang, (), 0, 1, "x", ())
    return Hit(rank, score, passage, DocumentRecord("d", "d", "d", "", lang, DocumentMeta(), 1, 1))


def test_the_fitted_embedder_is_the_bundled_one() -> None:
    assert relevance([hit(0.5)], "zh", NAME) is not None
    assert relevance([hit(0.5)], "zh", "another") is None


def test_nothing_found_is_not_relevant() -> None:
    assert relevance([], "en", NAME) == 0.0


def test_it_grows_with_likeness_and_asks_less_across_languages() -> None:
    chances = [relevance([hit(score)], "zh", NAME) or 0.0 for score in (0.05, 0.2, 0.35, 0.5, 0.8)]
    assert chances == sorted(chances)
    assert chances[0] < 0.05 < 0.95 < chances[-1]
    assert (relevance([hit(0.33)], "en", NAME) or 0.0) > (relevance([hit(0.33)], "zh", NAME) or 1.0)


def test_the_passage_that_says_most_counts_wherever_it_stands() -> None:
    assert relevance([hit(0.1), hit(0.6, rank=2)], "zh", NAME) == relevance([hit(0.6)], "zh", NAME)
