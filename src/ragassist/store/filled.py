"""Which embedder filled a store, and what is said when another one comes to it."""

from __future__ import annotations

from ragassist.errors import StoreError
from ragassist.settings import Settings
from ragassist.store.manifest import State
from ragassist.store.place import Place


def filled_by(settings: Settings) -> str:
    """The name of the embedder that filled the store in `settings.home`; empty when nothing is indexed there or it cannot be read."""
    place = Place.of(settings)
    try:
        if not place.there():
            return ""
        manifest = place.manifest()
    except StoreError:
        return ""
    try:
        return manifest.state().embedder
    finally:
        manifest.close()


def filled_by_another(home: str, state: State, name: str, dim: int) -> StoreError:
    """Return the error for an embedder `name` that meets vectors of another one."""
    gemma = state.embedder.startswith("embeddinggemma")
    setting = "bundled" if state.embedder.startswith("e5-small+use") else state.embedder
    values = {"home": home, "filled_dim": state.dim, "filled_by": state.embedder, "name": name, "dim": dim}
    return StoreError("store.filled_by_gemma", **values) if gemma else StoreError("store.filled_by_another", **values, setting=setting)
