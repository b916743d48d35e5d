"""How near a claim is to each statement of the documents, across languages, without embedding every statement of a large index."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from ragassist.models.calibration.fitted import topic_scale
from ragassist.tasks.audit_values import Source
from ragassist.types import Lang

if TYPE_CHECKING:
    import numpy.typing as npt

    from ragassist.models.embed import Embedder
    from ragassist.tasks.stored_statements import StoredStatements

_SAMPLE: Final = 120
"""Statements, evenly over all documents, by which the mean and spread of likeness are told: enough for both, quick to embed. They are not
needed of an encoder whose cosines are known."""
_WITHIN_AT_MOST: Final = 0.6
"""Within one language, where the words tell the topic, the likeness of an encoder whose cosines nobody fitted says no more than this."""
_ALL: Final = 400
"""Up to so many statements, all are compared; of more, those in passages that a search finds, and the sample."""

_CHOSEN: Final = 12
"""So many of the statements of which an index holds vectors are compared with a claim, where there are more than `_ALL`."""
_BESIDE: Final = 20
"""Of so many statements after the nearest the mean tells how near a claim is to anything of that subject."""
_FEWEST_BESIDE: Final = 10
"""Of so many at least, where an index chooses what is compared; of its dozen the mean is lower by .01 than of twenty among all."""
_LESS_BESIDE: Final = 0.3
"""What share of that mean, as far as it is unusual, is taken from every cosine. Of memos 1 to 41, 44 and 45 those claims that a statement
speaks of and those of which none does stand farther apart so (area of contradicted ones across languages .87, now .89, within one .89, now
.91); with .3 to .7, and with 10 statements to all, as far."""

_NEAREST: Final = 3
"""Of so many statements each clause is compared with a piece of a claim."""
_SHORTEST: Final = 5
"""Characters of a clause that is compared with one."""
_MARKS: Final = " ，；,;"

Search = Callable[[str], Sequence[tuple[str, int, int]]]


class Kept(Protocol):
    """Vectors of sentences that were made before."""

    def get(self, texts: Sequence[str], langs: Sequence[Lang]) -> dict[int, npt.NDArray[np.float32]]:
        """Return those that are there, by the place of their text in `texts`."""
        ...

    def put(self, texts: Sequence[str], langs: Sequence[Lang], vectors: Mapping[int, npt.NDArray[np.float32]]) -> None:
        """Keep vectors, by the place of their text in `texts`."""
        ...


class Nearness:
    """The likeness of claims to the statements in `sources`; vectors are made once a statement."""

    def __init__(
        self,
        sources: Sequence[Source],
        embedder: Embedder,
        search: Search,
        kept: Kept | None = None,
        stored: StoredStatements | None = None,
    ) -> None:
        """`search` gives for a claim (document id, start, end) of the passages that it retrieves; `kept` outlives the process.

        `stored` are the vectors of an index, in the order of `sources`; a search is made for those alone that have none.
        """
        self._sources = sources
        self._stored = stored
        self._unknown = len(sources) - len(stored.known) if stored is not None else len(sources)
        self._embedder = embedder
        self._search = search
        self._kept = kept
        self._vectors: dict[int, npt.NDArray[np.float32]] = {}
        self._known: dict[tuple[str, Lang], list[int]] = {}
        step = max(1, len(sources) // _SAMPLE)
        sampled = list(range(0, len(sources), step)) if not topic_scale(embedder.name).cosines else []
        self._always = list(range(len(sources))) if len(sources) <= _ALL else sampled

    @property
    def figures(self) -> tuple[float, ...]:
        """What agreement of figures adds to a topic, and from which on; as fitted to the encoder."""
        return topic_scale(self._embedder.name).figures

    def __call__(self, claim: str, lang: Lang) -> list[float]:
        """Return how sure it is by likeness that each statement speaks of what the claim speaks of, 0 to 1; 0 if not compared."""
        at = self._compared(claim, lang)
        self._embed(at)
        asked = self._embedder.sentences([claim], [lang])[0]
        cosines = self._cosines(asked, at)
        same = self._same(at, lang)
        scaled = self._scaled(
            cosines, same, self._cosines(asked, self._always), {each: self._beside(cosines[same == each]) for each in (True, False)}
        )
        near = [0.0] * len(self._sources)
        for index, value in zip(at, scaled, strict=True):
            near[index] = float(value)
        return near

    def to_parts(self, claim: str, lang: Lang, parts: Sequence[str], parts_lang: Lang) -> list[float]:
        """Return the same for pieces of statements, all in one language; their vectors are kept by the embedder, if it keeps any."""
        asked = self._embedder.sentences([claim], [lang])[0]
        at = self._compared(claim, lang)
        self._embed(at)
        whole, same = self._cosines(asked, at), lang == parts_lang
        beside = {same: self._beside(whole[self._same(at, lang) == same])}
        cosines = self._embedder.sentences(list(parts), [parts_lang] * len(parts)) @ asked
        return [float(value) for value in self._scaled(cosines, np.full(len(parts), same), self._cosines(asked, self._always), beside)]

    def added(self, claim: str, lang: Lang, spans: Sequence[tuple[int, int]], source: Source) -> list[float] | None:
        """Return for each of the spans how sure it is, 0 to 1, that `source` does not say it, nor anything else; None if nobody can tell.

        Told by how much nearer the claim is to `source` without it, less half of how near it is by itself to any statement or clause,
        between the encoder's two bounds: below the lower one stands what is said in other words only, above the upper one no such piece.
        """
        scale = topic_scale(self._embedder.name)
        bounds = scale.added_within if source.statement.lang == lang else scale.added
        if not bounds:
            return None
        at = self._compared(claim, lang)
        own = self._sources.index(source)
        self._embed([*at, own])
        pieces = [claim[a:b] for a, b in spans]
        rests = [(claim[:a] + claim[b:]).strip(_MARKS) for a, b in spans]
        asked, *told = self._embedder.sentences([claim, *pieces, *rests], [lang] * (1 + 2 * len(spans)))
        alone, without = np.stack(told[: len(spans)]), np.stack(told[len(spans) :])
        table = np.stack([self._vectors[index] for index in at])
        nearest = [self._sources[at[index]].statement for index in np.argsort(-(table @ asked))[:_NEAREST]]
        clauses = [(part, each.lang) for each in nearest for part in re.split("[，；,;：]", each.text) if len(part.strip()) >= _SHORTEST]
        if clauses:
            table = np.concatenate([table, self._embedder.sentences(*map(list, zip(*clauses, strict=True)))])
        nearer = without @ self._vectors[own] - float(asked @ self._vectors[own])
        return [float(value) for value in np.interp(nearer - (alone @ table.T).max(axis=1) / 2, bounds, (0.0, 1.0))]

    def turned(self, claim: str, lang: Lang, own: str, others: Sequence[str], own_lang: Lang) -> float | None:
        """Return how sure it is, 0 to 1, that a claim says a statement the other way round; None if nobody measured that of this encoder.

        Told by how much nearer the claim is to one of `others`, the statement said the other way round, than to the statement, `own`.
        """
        bounds = topic_scale(self._embedder.name).turned
        if not bounds:
            return None
        asked = self._embedder.sentences([claim], [lang])[0]
        near = self._embedder.sentences([own, *others], [own_lang] * (1 + len(others))) @ asked
        return float(np.interp(near[1:].max() - near[0], bounds, (0.0, 1.0)))

    def opposite(
        self, claim: str, lang: Lang, turned: str, forms: Callable[[Source], tuple[str, list[str]]]
    ) -> tuple[Source, float] | None:
        """Return the statement nearest to a claim turned round, `turned`, and how sure it is, 0 to 1, that it says so and not the claim.

        Told by how much nearer it is to `turned` than any statement to the claim, and by how much nearer the claim is to one of the ways
        to say the statement the other way round, which `forms` gives behind what is read of it; within one language by the first alone
        where the statement cannot be turned. None where it does not speak of what the claim speaks of, and where nobody can tell.
        """
        scale = topic_scale(self._embedder.name)
        if not scale.opposite:
            return None
        at = self._compared(claim, lang)
        self._embed(at)
        asked, other = self._embedder.sentences([claim, turned], [lang, lang])
        near, far = self._cosines(asked, at), self._cosines(other, at)
        source = self._sources[at[int(far.argmax())]]
        read, told = forms(source)
        same = source.statement.lang == lang
        if near[far.argmax()] < scale.opposite_from[0 if same else 1] or not (told or same):
            return None
        own = self._embedder.sentences([read, *told], [source.statement.lang] * (1 + len(told))) @ asked
        other_way = float(own[1:].max() - own[0]) if told else 0.0
        return source, float(np.interp(far.max() - near.max() + other_way, scale.opposite, (0.0, 1.0)))

    def _scaled(
        self,
        cosines: npt.NDArray[np.float64],
        same: npt.NDArray[np.bool_],
        usual: npt.NDArray[np.float64],
        beside: Mapping[bool, float | None],
    ) -> npt.NDArray[np.float64]:
        """Cosines on the scale of `topic`: by themselves where the encoder's are known, else by how unusual they are.

        `same` tells which are of a statement in the claim's own language, `beside` for both how near those are that come after the nearest.
        """
        scale = topic_scale(self._embedder.name)
        if scale.cosines:
            found = np.zeros(len(cosines))
            for own, at, told in ((True, scale.within, scale.within_topics), (False, scale.cosines, scale.topics)):
                there, known = beside.get(own), scale.beside[0 if own else 1] if scale.beside else None
                less = _LESS_BESIDE * (there - known) if there is not None and known is not None else 0.0
                found[same == own] = np.interp(cosines[same == own] - less, at, told)
            return found
        unusual = np.clip((cosines - usual.mean()) / max(float(usual.std()), 1e-6) / scale.deviations, 0.0, 1.0)
        return np.asarray(np.where(same, np.minimum(unusual, _WITHIN_AT_MOST), unusual), np.float64)

    def _beside(self, cosines: npt.NDArray[np.float64]) -> float | None:
        """How near those statements are on average that come after the nearest; None where there are too few."""
        least = _FEWEST_BESIDE if self._stored is not None and len(self._sources) > _ALL else _BESIDE
        return float(np.sort(cosines)[-_BESIDE - 1 : -1].mean()) if len(cosines) > least else None

    def _cosines(self, asked: npt.NDArray[np.float32], at: Sequence[int]) -> npt.NDArray[np.float64]:
        return np.asarray(np.stack([self._vectors[index] for index in at]) @ asked, np.float64) if at else np.zeros(0)

    def _same(self, at: Sequence[int], lang: Lang) -> npt.NDArray[np.bool_]:
        return np.array([self._sources[index].statement.lang == lang for index in at])

    def _compared(self, claim: str, lang: Lang) -> list[int]:
        """The statements that a claim is compared with: all of few, else those of the sample, those stored nearest, those searched."""
        return self._always if len(self._sources) <= _ALL else sorted({*self._always, *self._found(claim, lang)})

    def _found(self, claim: str, lang: Lang) -> list[int]:
        key = (claim, lang)
        if key not in self._known:
            chosen = self._stored.nearest(self._embedder.sentences([claim], [lang])[0], _CHOSEN) if self._stored is not None else []
            others = self._standing(self._search(claim)) if self._unknown else []
            known = set(self._stored.known.tolist()) if self._stored is not None else set()
            self._known[key] = [*chosen, *(at for at in others if at not in known)]
        return self._known[key]

    def _standing(self, spans: Sequence[tuple[str, int, int]]) -> list[int]:
        """The statements that stand in passages."""
        told = enumerate((source.record.doc_id, source.statement.start) for source in self._sources)
        return [index for index, (own, at) in told if any(own == doc and start <= at < end for doc, start, end in spans)]

    def _embed(self, indices: Sequence[int]) -> None:
        new = [index for index in indices if index not in self._vectors]
        if new:
            told = [self._sources[index].statement for index in new]
            texts, langs = [each.read for each in told], [each.lang for each in told]
            found = self._kept.get(texts, langs) if self._kept is not None else {}
            missing = [at for at in range(len(new)) if at not in found]
            if missing:
                made = dict(
                    zip(missing, self._embedder.sentences([texts[at] for at in missing], [langs[at] for at in missing]), strict=True)
                )
                if self._kept is not None:
                    self._kept.put(texts, langs, made)
                found = {**found, **made}
            self._vectors |= {index: found[at] for at, index in enumerate(new)}
