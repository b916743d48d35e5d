"""What is indexed: documents and passages (SQLite), vectors (Chroma), words (BM25), one writer at a time."""

from ragassist.store.filled import filled_by
from ragassist.store.rows import Entry, Origin
from ragassist.store.search import Searchable
from ragassist.store.store import Store, open_store

__all__ = ["Entry", "Origin", "Searchable", "Store", "filled_by", "open_store"]
