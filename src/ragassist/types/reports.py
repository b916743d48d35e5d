"""What became of the files of one ingest. Frozen values; offsets as in `ragassist.types`."""

from __future__ import annotations

from dataclasses import dataclass, field

from ragassist.errors import say
from ragassist.phrases import Phrase
from ragassist.types.documents import Loss


@dataclass(frozen=True, slots=True)
class Failure:
    """One file that did not go in, and why: a row of `errors.tsv`."""

    path: str
    why: Phrase

    @property
    def reason(self) -> str:
        """Why, in English."""
        return say(self.why)


@dataclass(frozen=True, slots=True)
class LostIn:
    """One document of which not everything could be indexed."""

    path: str
    lost: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one `ingest` did, by path."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    empty: tuple[str, ...] = ()
    """Pages that hold a title and page furniture but no text; not indexed."""
    lost: tuple[LostIn, ...] = ()
    """Documents added or updated in this run of which not everything could be read; `ingest.lost` puts it into words."""
    read_again: tuple[str, ...] = ()
    """Of `updated`, those whose files are as they were, and of which this machine can read more than it could before."""
    older: tuple[str, ...] = ()
    """Of `updated`, those whose files are as they were, and which an earlier version of the reading had read."""
    passages: int = 0
    """Passages written in this run."""
    skipped: int = 0
    """Files met in directories that are of no readable format."""
    seconds: float = field(default=0.0, compare=False)
