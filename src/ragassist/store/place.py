"""Where an index is: in files of its home, or, where a setting names one, in a PostgreSQL server that several homes share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ragassist.errors import UsageError
from ragassist.settings import Settings
from ragassist.store.database import Database
from ragassist.store.embedding_cache import EmbeddingCache
from ragassist.store.manifest import Manifest, made


@dataclass(frozen=True, slots=True)
class Place:
    """A home, and the server that holds its documents and cached vectors, if one does."""

    home: Path
    """Absolute."""
    url: str = field(default="", repr=False)
    """Of the PostgreSQL database, password included; empty for files in the home."""
    name: str = "ragassist"
    """Of the schema there."""

    @classmethod
    def of(cls, settings: Settings) -> Place:
        """Return the place that the settings name.

        Raises:
            UsageError: it is a server, and the vectors would be where other homes cannot read them.
        """
        url = settings.manifest.url.get_secret_value()
        if url and not settings.chroma.url:
            raise UsageError("postgres.needs_chroma")
        return cls(settings.home.expanduser().absolute(), url, settings.manifest.name)

    @property
    def shown(self) -> str:
        """Where it is, for people."""
        if not self.url:
            return str(self.home)
        from ragassist.store.postgres import shown_place

        return shown_place(self.url, self.name)

    def there(self) -> bool:
        """Return whether something was ever indexed; an index that a first writer is just making is not there yet.

        Raises:
            StoreError: the server does not answer.
        """
        if not self.url:
            return made(self.home)
        database = self._database(write=False)
        try:
            return database.format() > 0
        finally:
            database.close()

    def manifest(self, *, write: bool = False) -> Manifest:
        """Open the manifest; errors as of `Manifest`, and `BusyError` where a server says that somebody else writes."""
        return Manifest(self.home, write=write, database=self._database(write=write) if self.url else None)

    def cache(self, *, write: bool = False) -> EmbeddingCache:
        """Open the cached vectors; errors as of `EmbeddingCache`."""
        return EmbeddingCache(self.home, write=write, database=self._database(write=False) if self.url else None)

    def _database(self, *, write: bool) -> Database:
        from ragassist.store.postgres import PostgresDatabase

        return PostgresDatabase(self.url, self.name, write=write)
