"""Model calls on file: recorded once from a live model, replayed without one.

One line of JSON a call, in order of the key, so that a new recording differs from the old one only where the model was
asked or answered differently. A key is a hash of everything that decides the reply; messages themselves are not kept,
only their first words, for the person who reads the difference.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ragassist.errors import ModelError
from ragassist.models.chat import ChatModel, Completion, Message
from ragassist.models.one_reply import Sureness
from ragassist.types import Tier

FILE_NAME = "recordings.jsonl"
_HINT_CHARS = 48
_PIECE_CHARS = 7


@dataclass(frozen=True, slots=True)
class Recording:
    """One call: what was asked, in short, and the reply. One of `completion` and `probabilities` is set."""

    key: str
    model: str
    tier: Tier
    hint: str
    completion: Completion | None = None
    probabilities: tuple[tuple[str, float], ...] | None = None


def key_of(model: str, messages: Sequence[Message], **parameters: object) -> str:
    """24 hexadecimal digits over model, messages and parameters; whether the reply was streamed does not matter."""
    asked = [model, [[message.role, message.content] for message in messages], sorted(parameters.items())]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()[:24]


def hint_of(messages: Sequence[Message]) -> str:
    """Return the first words of the first message, which tell the prompt, and the last words of the last, which tell the case."""
    first, last = (" ".join(messages[index].content.split()) for index in (0, -1))
    if first == last and len(first) <= 2 * _HINT_CHARS:
        return first
    return f"{first[:_HINT_CHARS].strip()} … {last[-_HINT_CHARS:].strip()}"


def read(directory: Path) -> dict[str, Recording]:
    """Return the recordings of a directory by key; empty when there are none.

    Raises:
        ModelError: a line that is not a recording.
    """
    path = directory / FILE_NAME
    if not path.is_file():
        return {}
    found: dict[str, Recording] = {}
    for number, line in enumerate(path.read_text(encoding="utf8").split("\n"), start=1):
        if line.strip():
            try:
                recording = _from_line(line)
            except (ValueError, KeyError, TypeError) as error:
                raise ModelError("recordings.line", number=number, path=path) from error
            found[recording.key] = recording
    return found


def write(directory: Path, recordings: dict[str, Recording]) -> None:
    """Replace a directory's recordings, in order of the key; a reader sees the old file or the new one, whole."""
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / f"{FILE_NAME}.new"
    fresh.write_text("".join(_to_line(recordings[key]) + "\n" for key in sorted(recordings)), encoding="utf8")
    fresh.replace(directory / FILE_NAME)


class RecordingChat:
    """Asks `inner` and keeps every reply in `directory` as it comes. Safe in several threads."""

    def __init__(self, inner: ChatModel, directory: Path) -> None:
        """Add to what `directory` holds already."""
        self._inner = inner
        self._directory = directory
        self._kept = read(directory)
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The inner model's."""
        return self._inner.name

    @property
    def tier(self) -> Tier:
        """The inner model's."""
        return self._inner.tier

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """See `ChatModel`."""
        completion = self._inner.complete(messages, max_tokens=max_tokens, stop=stop)
        self._keep(messages, {"max_tokens": max_tokens, "stop": list(stop)}, completion=completion)
        return completion

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """See `ChatModel`. A reply that was not read to its end is not recorded."""
        for item in self._inner.stream(messages, max_tokens=max_tokens, stop=stop):
            if isinstance(item, Completion):
                self._keep(messages, {"max_tokens": max_tokens, "stop": list(stop)}, completion=item)
            yield item

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """See `ChatModel`. Rounded to six digits, as the recording keeps them."""
        found = {token: round(probability, 6) for token, probability in self._inner.probabilities(messages, top=top).items()}
        self._keep(messages, {"probabilities": top}, probabilities=tuple(found.items()))
        return found

    def prune(self) -> int:
        """Drop the recordings that were not asked for since this was made, as after a whole run; how many they were."""
        with self._lock:
            stale = self._kept.keys() - self._asked
            for key in stale:
                del self._kept[key]
            write(self._directory, self._kept)
        return len(stale)

    def _keep(
        self,
        messages: Sequence[Message],
        parameters: dict[str, object],
        *,
        completion: Completion | None = None,
        probabilities: tuple[tuple[str, float], ...] | None = None,
    ) -> None:
        key = key_of(self.name, messages, **parameters)
        with self._lock:
            self._asked.add(key)
            self._kept[key] = Recording(key, self.name, self.tier, hint_of(messages), completion, probabilities)
            write(self._directory, self._kept)


class ReplayChat:
    """Answers from the recordings of a directory, and from nothing else."""

    def __init__(self, directory: Path, name: str = "", tier: Tier | None = None) -> None:
        """Read the recordings.

        Args:
            directory: where `RecordingChat` put them.
            name: the model to replay; by default the one that the recordings are of.
            tier: by default as recorded.

        Raises:
            ModelError: there are no recordings, or they are of several models and `name` does not say which.
        """
        self._recordings = read(directory)
        models = {recording.model: recording.tier for recording in self._recordings.values()}
        if not models:
            raise ModelError("recordings.none", directory=directory)
        if not name and len(models) > 1:
            raise ModelError("recordings.several", directory=directory, models=", ".join(sorted(models)))
        self._directory = directory
        self.name = name or next(iter(models))
        self.tier: Tier = tier or models.get(self.name, "local")

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """See `ChatModel`."""
        found = self._find(messages, {"max_tokens": max_tokens, "stop": list(stop)})
        assert found.completion is not None
        return found.completion

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """See `ChatModel`. In several pieces, so that what reads it is exercised as by a live model."""
        completion = self.complete(messages, max_tokens=max_tokens, stop=stop)
        for start in range(0, len(completion.text), _PIECE_CHARS):
            yield completion.text[start : start + _PIECE_CHARS]
        yield completion

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """See `ChatModel`."""
        return dict(self._find(messages, {"probabilities": top}).probabilities or ())

    def _find(self, messages: Sequence[Message], parameters: dict[str, object]) -> Recording:
        found = self._recordings.get(key_of(self.name, messages, **parameters))
        if found is None:
            raise ModelError("recordings.absent", name=self.name, directory=self._directory, prompt=hint_of(messages))
        return found


def _to_line(recording: Recording) -> str:
    entry: dict[str, object] = {"key": recording.key, "model": recording.model, "tier": recording.tier, "hint": recording.hint}
    if recording.completion is not None:
        done = recording.completion
        entry |= {"text": done.text, "tokens": [done.prompt_tokens, done.completion_tokens]}
        entry |= ({"reasoning": done.reasoning_tokens} if done.reasoning_tokens else {}) | ({"cut_off": True} if done.cut_off else {})
        if done.sureness is not None:
            entry |= {"sureness": [round(done.sureness.mean, 4)]}
    else:
        entry |= {"probabilities": dict(recording.probabilities or ())}
    return json.dumps(entry, ensure_ascii=False)


def _from_line(line: str) -> Recording:
    entry = json.loads(line)
    completion = probabilities = None
    if "text" in entry:
        prompt, written = (int(count) for count in entry["tokens"])
        sureness = Sureness(float(entry["sureness"][0])) if "sureness" in entry else None
        cut_off = bool(entry.get("cut_off", False))
        completion = Completion(str(entry["text"]), prompt, written, int(entry.get("reasoning", 0)), cut_off, sureness)
    else:
        probabilities = tuple((str(token), float(value)) for token, value in entry["probabilities"].items())
    tier: Tier = entry["tier"]
    return Recording(str(entry["key"]), str(entry["model"]), tier, str(entry["hint"]), completion, probabilities)
