"""Bringing an index back to a named state, and telling two states apart. Only what differs is written, in one transaction."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ragassist.store.manifest import Manifest
from ragassist.store.passage_vectors import PassageEmbedder, titled
from ragassist.store.rows import Entry
from ragassist.store.snapshots import verified
from ragassist.store.store import Store
from ragassist.types import DocumentRecord

_UPLOADS = "uploads"


@dataclass(frozen=True, slots=True)
class Difference:
    """What it takes to come from one state to another, by path."""

    added: tuple[DocumentRecord, ...] = ()
    removed: tuple[DocumentRecord, ...] = ()
    changed: tuple[DocumentRecord, ...] = ()
    """The same place with another content, metadata or cut; as it is in the other state."""
    unchanged: int = 0


def difference(before: Manifest, after: Manifest, moved: tuple[str, str] = ("", "")) -> Difference:
    """Return what differs from `before` to `after`.

    Args:
        before: the one state.
        after: the other one.
        moved: a directory in locations of `after`, and what stands for it in those of `before`.
    """
    ours, theirs = _fingerprints(before), _fingerprints(after, moved)
    added = tuple(record for place, (record, _) in theirs.items() if place not in ours)
    removed = tuple(record for place, (record, _) in ours.items() if place not in theirs)
    changed = tuple(record for place, (record, mark) in theirs.items() if place in ours and ours[place][1] != mark)
    return Difference(added, removed, changed, len(theirs) - len(added) - len(changed))


def restore(store: Store, embedder: PassageEmbedder, directory: Path) -> Difference:
    """Bring `store` to the state in `directory`, and return what that changed. What it held before is gone unless a snapshot holds it.

    Uploads of the home where the state was taken become uploads of the same users here.

    Args:
        store: open for writing.
        embedder: the one that fills the store; passages it has not embedded yet are embedded.
        directory: holds the state, as `snapshots.take` leaves it.

    Raises:
        StoreError: the state is damaged or of a newer program; nothing is changed then.
        ModelError: the embedder does not answer; nothing is changed then.
    """
    about = verified(directory)
    moved = (str(Path(about.home) / _UPLOADS), str(store.home.resolve() / _UPLOADS))
    with closing(Manifest(directory)) as theirs, closing(store.place.manifest()) as ours:
        found = difference(ours, theirs, moved)
        origins = theirs.origins()
        entries = []
        for record in (*found.added, *found.changed):
            original = theirs.document(record.doc_id)
            passages = tuple(theirs.passages_of(record.doc_id))
            if original is not None:
                document = replace(original, location=record.location)
                origin = origins[original.location][1]
                vectors = store.cached(passages, embedder, [document.meta.title] * len(passages))
                entries.append(Entry(document, passages, vectors, origin, titled(embedder)))
    store.exchange(entries, [record.doc_id for record in found.removed])
    return found


def _fingerprints(manifest: Manifest, moved: tuple[str, str] = ("", "")) -> dict[str, tuple[DocumentRecord, tuple[object, ...]]]:
    """Return each document by place, with what makes it another."""
    origins = manifest.origins()
    found: dict[str, tuple[DocumentRecord, tuple[object, ...]]] = {}
    for record in manifest.records():
        chunking = origins[record.location][1].chunking
        location = record.location
        if moved[0] and location.startswith(f"{moved[0]}/"):
            location = moved[1] + location.removeprefix(moved[0])
        mark = (record.doc_id, record.content_sha256, record.meta, record.passages, record.chars, chunking)
        found[location] = (replace(record, location=location), mark)
    return found
