"""Which embedder filled a store, and what is said when another one comes to it."""

from __future__ import annotations

from pathlib import Path

from ragassist.errors import StoreError
from ragassist.settings import Settings
from ragassist.store.manifest import FILE_NAME, Manifest, State


def filled_by(settings: Settings) -> str:
    """The name of the embedder that filled the store in `settings.home`; empty when nothing is indexed there or it cannot be read."""
    home = settings.home.expanduser().absolute()
    if not (home / FILE_NAME).is_file():
        return ""
    try:
        manifest = Manifest(home, write=False)
    except StoreError:
        return ""
    try:
        return manifest.state().embedder
    finally:
        manifest.close()


def filled_by_another(home: Path, state: State, name: str, dim: int) -> StoreError:
    """The error for an embedder `name` that meets vectors of another one."""
    return StoreError(
        f"The index in {str(home)!r} holds {state.dim}-dim vectors from {state.embedder!r}; the settings ask for {name!r} ({dim}).",
        f"Run `ragassist ingest --rebuild`, which embeds it anew, or {_setting(state.embedder)}.",
    )


def _setting(embedder: str) -> str:
    """How to have the embedder of this name."""
    if embedder.startswith("embeddinggemma"):
        return "have EmbeddingGemma: `ragassist models pull`, and RAGASSIST_EMBED__MODEL not set to another"
    return f"set RAGASSIST_EMBED__MODEL={'bundled' if embedder.startswith('e5-small+use') else embedder}"
