"""One question with what a right answer says and stands on, and the strict reading of its line of JSON."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from typing import Literal, cast

from ragassist.errors import UsageError
from ragassist.phrases import Phrase
from ragassist.types import Lang

_TYPE_NAME = re.compile(r"[a-z][a-z0-9 _/-]*")


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


def parse(line: str) -> Sample:
    """Return one line as a Sample.

    Raises:
        UsageError: what is wrong with it, without path and line.
    """
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise LineError("line.not_json", msg=error.msg, colno=error.colno) from None
    fields = strict_object(value, "what.sample", FIELDS, REQUIRED)
    lang = one_of(fields["lang"], "lang", ("en", "zh"))
    answerable = fields["answerable"]
    if not isinstance(answerable, bool):
        raise LineError("line.answerable", answerable=repr(answerable))
    sample_id = text_of(fields["id"], "id")
    sample = Sample(
        id=sample_id,
        pair=text_of(fields["pair"], "pair") if "pair" in fields else sample_id,
        lang=cast(Lang, lang),
        type=text_of(fields["type"], "type"),
        question=text_of(fields["question"], "question"),
        answerable=answerable,
        gold=tuple(gold_of(item) for item in array(fields.get("gold", []), "gold")),
        must_include=tuple(_group(item) for item in array(fields.get("must_include", []), "must_include")),
        must_not_include=texts_of(fields.get("must_not_include", []), "must_not_include"),
        reference=text_of(fields["reference"], "reference", empty=True) if "reference" in fields else "",
        history=tuple(_turn(item) for item in array(fields.get("history", []), "history")),
    )
    if not _TYPE_NAME.fullmatch(sample.type):
        raise LineError("line.type", type=sample.type)
    if not answerable and (sample.gold or sample.must_include):
        raise LineError("line.not_answerable")
    return sample


class LineError(UsageError):
    """What is wrong with one line; who reads the file adds the path and the line."""


def strict_object(value: object, what: str, known: tuple[str, ...], required: tuple[str, ...]) -> dict[str, object]:
    """`value` as an object that has the `required` fields and none but the `known` ones; else LineError, which says what was meant."""
    if not isinstance(value, dict):
        raise LineError("line.not_object", what=Phrase.of(what), value=repr(value))
    for name in value:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            if near:
                raise LineError("line.field_near", what=Phrase.of(what), name=name, near=near[0])
            raise LineError("line.field", what=Phrase.of(what), name=name, known=", ".join(known))
    for name in required:
        if name not in value:
            raise LineError("line.field_missing", what=Phrase.of(what), name=name, required=", ".join(required))
    return value


def text_of(value: object, name: str, *, empty: bool = False) -> str:
    """`value` if it is a text (with something in it unless `empty`), else LineError."""
    if not isinstance(value, str) or not (empty or value.strip()):
        raise LineError("line.not_text", name=name, value=repr(value))
    return value


def texts_of(value: object, name: str) -> tuple[str, ...]:
    """`value` if it is a list of texts, else LineError."""
    return tuple(text_of(item, name) for item in array(value, name))


def one_of(value: object, name: str, choices: tuple[str, ...]) -> str:
    """`value` if it is one of `choices`, else LineError."""
    if value not in choices:
        raise LineError("line.not_choice", name=name, value=repr(value), choices=", ".join(choices))
    return value


def array(value: object, name: str) -> list[object]:
    """`value` if it is a list, else LineError."""
    if not isinstance(value, list):
        raise LineError("line.not_list", name=name, value=repr(value))
    return value


def gold_of(value: object) -> Gold:
    """`value` as a gold sentence, else LineError."""
    fields = strict_object(value, "what.gold", ("path", "sentence"), ("path", "sentence"))
    return Gold(text_of(fields["path"], "path"), text_of(fields["sentence"], "sentence"))


def _group(value: object) -> tuple[str, ...]:
    group = texts_of(value, "must_include")
    if not group:
        raise LineError("line.empty_group")
    return group


def _turn(value: object) -> Turn:
    fields = strict_object(value, "what.turn", ("role", "content"), ("role", "content"))
    role = one_of(fields["role"], "role", ("user", "assistant"))
    return Turn(cast(Literal["user", "assistant"], role), text_of(fields["content"], "content"))
