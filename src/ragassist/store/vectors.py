"""The vector collection in Chroma, embedded in the home directory or on a server. The only file that imports chromadb.

Everything here is derived from the manifest and may be dropped and filled again. Text and metadata are stored with each
vector, so that the collection is of use to other programs. Nothing is ever sent anywhere but to the configured server, and
no embedding function is ever configured: vectors come from outside.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from ragassist.errors import StoreError
from ragassist.settings import Settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

DIRECTORY = "chroma"
PREFIX = "ragassist"
_PORT, _SECURE_PORT = 8000, 443
_HERE = ("localhost", "127.0.0.1", "::1")
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
"""Of 20,000 clustered 896-d vectors the first 20 agree with exact search, and .995 of the first 60; a search of 1,000 finds .9998 of
these and takes twice as long."""
_LOCKED = "(code: 5) database is locked"
_LOCKED_S, _PAUSE_S = 15.0, 0.02
"""For how long a locked database is tried again, and how often."""


@dataclass(frozen=True, slots=True)
class VectorMeta:
    """What is stored beside a vector. Chroma refuses None, so every field has a value."""

    passage_id: str
    doc_id: str
    ordinal: int
    lang: str
    start: int
    end: int
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class VectorServer:
    """The Chroma server that holds the collections, and what it asks for; false where they are in the home directory."""

    url: str = ""
    key: str = field(default="", repr=False)
    tenant: str = "default_tenant"
    database: str = "default_database"

    @classmethod
    def of(cls, settings: Settings) -> VectorServer:
        """Return the one that the settings name."""
        chroma = settings.chroma
        return cls(chroma.url, chroma.key.get_secret_value(), chroma.tenant, chroma.database)

    def __bool__(self) -> bool:
        return bool(self.url)


class Vectors:
    """One collection of vectors by id. Created by a writer, missing for a reader until then."""

    def __init__(self, home: Path, server: VectorServer, name: str, *, create: bool = False) -> None:
        """Connect and open the collection `name` (3 to 512 ASCII characters).

        Raises:
            StoreError: the server does not answer, or the collection is not there and `create` is false.
        """
        self.name = name
        self._where = server.url or str(home / DIRECTORY)
        self._client = _connect(home / DIRECTORY, server)
        try:
            self._collection = self._open(create)
        except BaseException:
            self._client.close()
            raise
        self._lock = threading.Lock()

    def _open(self, create: bool) -> Collection:
        from chromadb.errors import ChromaError, NotFoundError

        try:
            if create:
                found = self._client.get_or_create_collection(self.name, configuration={"hnsw": _HNSW}, embedding_function=None)
                if (found.configuration_json.get("hnsw") or {}).get("ef_search") != _HNSW["ef_search"]:  # made by an earlier program
                    _when_free(partial(found.modify, configuration={"hnsw": {"ef_search": _HNSW["ef_search"]}}))
                return found
            return self._client.get_collection(self.name, embedding_function=None)
        except (NotFoundError, ValueError) as error:
            raise StoreError("vectors.absent", name=self.name, place=self._where) from error
        except ChromaError as error:
            if _LOCKED in str(error):
                raise StoreError("chroma.busy", place=self._where, error=error) from error
            raise StoreError("chroma.collection", name=self.name, place=self._where, error=error) from error

    def upsert(self, ids: Sequence[str], vectors: np.ndarray, texts: Sequence[str], metas: Sequence[VectorMeta]) -> None:
        """Write vectors ([len(ids), dim] float32) with their texts; an id that is there is replaced."""
        with self._told(writing=True):
            size = self._client.get_max_batch_size()
            for first in range(0, len(ids), size):
                part = slice(first, first + size)
                self._collection.upsert(
                    ids=list(ids[part]),
                    embeddings=np.ascontiguousarray(vectors[part], np.float32),
                    documents=list(texts[part]),
                    metadatas=[{name: getattr(meta, name) for name in VectorMeta.__slots__} for meta in metas[part]],
                )

    def delete(self, ids: Sequence[str]) -> None:
        """Drop these vectors; ids that are not there are passed over."""
        with self._told(writing=True):
            size = self._client.get_max_batch_size()
            for first in range(0, len(ids), size):
                self._collection.delete(ids=list(ids[first : first + size]))

    def query(self, vector: np.ndarray, n: int) -> list[tuple[str, float]]:
        """Return up to `n` (id, cosine similarity in [-1, 1]), most similar first, ties by id."""
        asked = [np.ascontiguousarray(vector, np.float32)]
        with self._told():
            found = self._collection.query(query_embeddings=asked, n_results=n, include=["distances"])
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        return sorted(((i, 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)), key=lambda pair: (-pair[1], pair[0]))

    def ids(self) -> set[str]:
        """Return every id in the collection."""
        with self._told():
            return {i for page in self._pages() for i in page}

    def _pages(self, size: int = 5000) -> Iterator[list[str]]:
        offset = 0
        while page := self._collection.get(include=[], limit=size, offset=offset)["ids"]:
            yield page
            offset += len(page)

    def count(self) -> int:
        """Return how many vectors there are."""
        with self._told():
            return int(self._collection.count())

    def drop_others(self, prefix: str) -> None:
        """Delete the collections whose names begin with `prefix`, except this one."""
        with self._told():
            for other in self._client.list_collections():
                if other.name.startswith(prefix) and other.name != self.name:
                    self._client.delete_collection(other.name)

    @contextmanager
    def _told(self, *, writing: bool = False) -> Iterator[None]:
        """Turn a server that does not answer any more, and a disk that takes nothing more, into an error for people."""
        from chromadb.errors import ChromaError
        from httpx import TransportError

        try:
            yield
        except ChromaError as error:
            if not writing:
                raise
            raise StoreError("chroma.unwritten", place=self._where, error=error) from error
        except TransportError as error:
            raise StoreError("chroma.silent", url=self._where, error=str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Let go of the files or the connection; another call is harmless."""
        with self._lock:
            self._client.close()


def _when_free(write: Callable[[], None]) -> None:
    """Write, and write again while another connection holds the database, for `_LOCKED_S` at most.

    Chroma itself waits wherever a transaction begins by writing: creating and deleting collections, upserts, deletions, opening. A change
    of configuration reads first, and SQLite lets nobody who has read wait for a writer: it fails at once. A client that was closed lets go
    of the file only some milliseconds later, on a thread of its own, so that the next one in the same process may meet it.
    """
    from chromadb.errors import InternalError

    deadline = time.monotonic() + _LOCKED_S
    while True:
        try:
            return write()
        except InternalError as error:
            if _LOCKED not in str(error) or time.monotonic() >= deadline:
                raise
        time.sleep(_PAUSE_S)


def collection_prefix(identity: str) -> str:
    """Return what the names of all collections of one index begin with."""
    return f"{PREFIX}-{sha256(identity.encode()).hexdigest()[:8]}"


def collection_name(identity: str, embedder: str, generation: int) -> str:
    """Return the name of a collection of one index."""
    slug = re.sub(r"[^a-z0-9]+", "-", embedder.lower()).strip("-")[:60] or "embedder"
    return f"{collection_prefix(identity)}-{slug}-{generation}"


def _connect(directory: Path, server: VectorServer) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from chromadb.errors import ChromaError

    # Chroma would otherwise read the `.env` of whatever directory the program runs in.
    settings = ChromaSettings(_env_file=None, anonymized_telemetry=False, chroma_otel_collection_endpoint="")
    if not server:
        try:
            return chromadb.PersistentClient(str(directory.absolute()), settings=settings)
        except (ValueError, OSError, AttributeError, ChromaError) as error:  # AttributeError: it stumbles over its own failed start
            _forget_failed_start(str(directory.absolute()))
            raise StoreError("chroma.directory", directory=directory, error=error) from error
    parts = urlsplit(server.url)
    secure = parts.scheme == "https"
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise StoreError("chroma.url", url=f"{parts.scheme}://...@{parts.hostname}" if parts.username or parts.password else server.url)
    if server.key and not secure and parts.hostname not in _HERE:
        raise StoreError("chroma.key", url=server.url)
    settings.chroma_server_host = settings.chroma_server_http_port = None
    try:
        return chromadb.HttpClient(
            host=parts.hostname,
            port=parts.port or (_SECURE_PORT if secure else _PORT),
            ssl=secure,
            headers={"x-chroma-token": server.key} if server.key else None,
            settings=settings,
            tenant=server.tenant,
            database=server.database,
        )
    except (ValueError, OSError, ChromaError) as error:
        if _refused(error):
            raise StoreError("chroma.refused", url=server.url, tenant=server.tenant, database=server.database) from error
        raise StoreError("chroma.silent", url=server.url, error=error) from error


def _refused(error: BaseException | None) -> bool:
    """Whether a server answered, and does not know who asks, the tenant or the database."""
    from chromadb.errors import ChromaAuthError, NotFoundError

    while error is not None:
        if isinstance(error, (ChromaAuthError, NotFoundError)) or getattr(getattr(error, "response", None), "status_code", 0) in (401, 403):
            return True
        error = error.__cause__ or error.__context__
    return False


def _forget_failed_start(directory: str) -> None:
    """Let the next try start anew: Chroma keeps a start that failed, on a full disk for instance, for the life of the process."""
    from chromadb.api.shared_system_client import SharedSystemClient

    used = getattr(SharedSystemClient, "_identifier_to_refcount", {})
    if not used.get(directory):
        getattr(SharedSystemClient, "_identifier_to_system", {}).pop(directory, None)


def faults() -> tuple[type[Exception], ...]:
    """Return the exceptions by which Chroma says that a search failed."""
    from chromadb.errors import ChromaError

    return (ChromaError, ValueError)
