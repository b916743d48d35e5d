"""The evaluation data set: typed samples from a JSONL file, strict about every field.

A misspelt field, a wrong type, a repeated id or a gold sentence that no longer stands in its document is an error at
load, with the file and the line. Nothing here asks a model.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, cast

from ragassist.errors import RagassistError, UsageError
from ragassist.types import Lang

_TYPE_NAME = re.compile(r"[a-z][a-z0-9 _/-]*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Gold:
    """One sentence that answers the question, as it reads after cleaning, and the document it stands in."""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation that a follow-up question belongs to."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One question with what a right answer says and stands on."""

    id: str
    lang: Lang
    type: str
    question: str
    answerable: bool
    pair: str = ""
    """Shared by a question and its translation; a sample alone has its own id here."""
    gold: tuple[Gold, ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    """A right answer has at least one variant of every group."""
    must_not_include: tuple[str, ...] = ()
    """A right answer has none of these, such as what an instruction planted in a document asks for."""
    reference: str = ""
    """A right answer in the question's language, written by a person."""
    history: tuple[Turn, ...] = ()

    @property
    def exchanges(self) -> tuple[tuple[str, str], ...]:
        """The history as (question, answer) pairs, oldest first; an unanswered question has an empty answer."""
        pairs: list[tuple[str, str]] = []
        for turn in self.history:
            if turn.role == "user":
                pairs.append((turn.content, ""))
            elif pairs:
                pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]}\n{turn.content}".strip())
        return tuple(pairs)


REQUIRED = ("id", "lang", "type", "question", "answerable")
FIELDS = ("id", "pair", "lang", "type", "question", "answerable", "gold", "must_include", "must_not_include", "reference", "history")


def load(path: Path, *, root: Path | None = None, check_gold: bool = True) -> tuple[Sample, ...]:
    """The samples of a JSONL file, in its order.

    Args:
        path: one JSON object a line; empty lines are skipped. Fields: see `Sample`.
        root: where gold paths start. By default the working directory, then the file's own directory and its parents.
        check_gold: read every gold document and look its sentences up.

    Raises:
        UsageError: anything about the file that is not as documented, with the path and the line.
    """
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The data set {str(path)!r} cannot be read: {error}.", "Give a UTF-8 JSONL file with one sample a line."
        ) from error
    samples: list[Sample] = []
    seen: dict[str, int] = {}
    cleaned: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            sample = parse(line)
            if sample.id in seen:
                raise _LineError(f"id {sample.id!r} already stands on line {seen[sample.id]}", "Give every sample its own id.")
            if check_gold:
                for gold in sample.gold:
                    _check_gold(gold, path, root, cleaned)
        except _LineError as wrong:
            raise UsageError(f"{path}:{number}: {wrong.problem}.", wrong.advice) from None
        seen[sample.id] = number
        samples.append(sample)
    if not samples:
        raise UsageError(f"The data set {str(path)!r} has no samples.", "Write one JSON object a line; eval/datasets/ has an example.")
    return tuple(samples)


def parse(line: str) -> Sample:
    """One line as a Sample.

    Raises:
        UsageError: what is wrong with it, without path and line.
    """
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise _LineError(f"not JSON ({error.msg} at column {error.colno})", "Write one JSON object a line.") from None
    fields = _object(value, "a sample", FIELDS, REQUIRED)
    lang = _one_of(fields["lang"], "lang", ("en", "zh"))
    answerable = fields["answerable"]
    if not isinstance(answerable, bool):
        raise _LineError(f"'answerable' is {answerable!r}, not true or false", "Write true or false without quotation marks.")
    sample_id = _text(fields["id"], "id")
    sample = Sample(
        id=sample_id,
        pair=_text(fields["pair"], "pair") if "pair" in fields else sample_id,
        lang=cast(Lang, lang),
        type=_text(fields["type"], "type"),
        question=_text(fields["question"], "question"),
        answerable=answerable,
        gold=tuple(_gold(item) for item in _array(fields.get("gold", []), "gold")),
        must_include=tuple(_group(item) for item in _array(fields.get("must_include", []), "must_include")),
        must_not_include=_texts(fields.get("must_not_include", []), "must_not_include"),
        reference=_text(fields["reference"], "reference", empty=True) if "reference" in fields else "",
        history=tuple(_turn(item) for item in _array(fields.get("history", []), "history")),
    )
    if not _TYPE_NAME.fullmatch(sample.type):
        raise _LineError(f"'type' is {sample.type!r}", "Use lower-case ASCII words, such as 'fact' or 'unanswerable near'.")
    if not answerable and (sample.gold or sample.must_include):
        raise _LineError("the sample is not answerable but has 'gold' or 'must_include'", "Set answerable to true, or empty both.")
    return sample


def find_document(shown: str, dataset: Path, root: Path | None = None) -> Path:
    """The file that a gold path means: under `root`, else under the working directory or a folder that the data set is in.

    Raises:
        UsageError: there is no such file.
    """
    places = [root] if root else [Path.cwd(), *dataset.resolve().parents]
    for place in places:
        if (place / shown).is_file():
            return place / shown
    around = "" if root else " and in the folders around the data set"
    raise _LineError(f"the gold document {shown!r} does not exist", f"It was looked for in {places[0]}{around}.")


def fingerprint(samples: Iterable[Sample]) -> str:
    """16 hexadecimal digits that change with any field of any sample, but not with the order of the lines."""
    lines = sorted(json.dumps(asdict(sample), ensure_ascii=False, sort_keys=True) for sample in samples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def without_space(text: str) -> str:
    r"""The text without any white space, as sentences are compared here.

    >>> without_space("第十七条　提供者 应当\n备案。")
    '第十七条提供者应当备案。'
    """
    return _SPACE.sub("", text)


class _LineError(UsageError):
    """What is wrong with one line; `load` adds the path and the line."""


def _object(value: object, what: str, known: tuple[str, ...], required: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _LineError(f"{what} is {value!r}, not an object", "Write it in braces: {…}.")
    for name in value:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            raise _LineError(
                f"{what} has no field {name!r}", f"Did you mean {near[0]!r}?" if near else f"Known fields: {', '.join(known)}."
            )
    for name in required:
        if name not in value:
            raise _LineError(f"{what} lacks the field {name!r}", f"Required fields: {', '.join(required)}.")
    return value


def _text(value: object, name: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (empty or value.strip()):
        raise _LineError(f"{name!r} is {value!r}, not a text", "Write a text in quotation marks.")
    return value


def _texts(value: object, name: str) -> tuple[str, ...]:
    return tuple(_text(item, name) for item in _array(value, name))


def _one_of(value: object, name: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise _LineError(f"{name!r} is {value!r}", f"Write one of {', '.join(choices)}.")
    return value


def _array(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise _LineError(f"{name!r} is {value!r}, not a list", "Write it in square brackets: […].")
    return value


def _gold(value: object) -> Gold:
    fields = _object(value, "a gold sentence", ("path", "sentence"), ("path", "sentence"))
    return Gold(_text(fields["path"], "path"), _text(fields["sentence"], "sentence"))


def _group(value: object) -> tuple[str, ...]:
    group = _texts(value, "must_include")
    if not group:
        raise _LineError("'must_include' has an empty group, which no answer can hit", "Give the group a variant, or remove it.")
    return group


def _turn(value: object) -> Turn:
    fields = _object(value, "a turn of the history", ("role", "content"), ("role", "content"))
    role = _one_of(fields["role"], "role", ("user", "assistant"))
    return Turn(cast(Literal["user", "assistant"], role), _text(fields["content"], "content"))


def _check_gold(gold: Gold, dataset: Path, root: Path | None, cleaned: dict[str, str]) -> None:
    if gold.path not in cleaned:
        cleaned[gold.path] = without_space(_clean_text(find_document(gold.path, dataset, root), gold.path))
    sentence, text = without_space(gold.sentence), cleaned[gold.path]
    if sentence in text:
        return
    # The longest beginning that still stands there shows where the wording changed.
    kept = _longest(lambda size: sentence[:size] in text, len(sentence))
    where = f"it agrees up to {sentence[max(0, kept - 20) : kept]!r}" if kept > 3 else "no part of its beginning stands there"
    raise _LineError(
        f"the gold sentence {gold.sentence!r} is not in {gold.path} ({where})", "Copy it as `ragassist docs --clean` prints it."
    )


def _longest(holds: Callable[[int], bool], size: int) -> int:
    low, high = 0, size
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _clean_text(path: Path, shown: str) -> str:
    from ragassist.ingest.clean import clean
    from ragassist.ingest.load import load as load_document

    try:
        return clean(load_document(path, shown_path=shown, max_file_mb=100.0)).text
    except RagassistError as error:
        raise _LineError(f"the gold document {shown!r} cannot be read: {error.problem}", error.advice) from error
