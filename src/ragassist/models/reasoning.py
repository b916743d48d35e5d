"""A model's thinking told from its answer, where both come in one text, however the text is cut.

Thinking is `<think>…</think>` under any of the names below, nested or not, or everything before a closing tag that nothing opened: chat
templates that write the opening tag themselves make models send only the closing one.

Source: the tags that DeepSeek-R1, QwQ and Qwen3 (`think`), Granite and others (`thinking`, `thought`, `reasoning`), Seed-OSS
(`seed:think`), Magistral (`[THINK]`), Kimi (`◁think▷`) and gpt-oss (`<|channel|>analysis<|message|>…<|end|>`) write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NAME = r"(?:seed:)?(?:think|thinking|thought|reasoning|reflection|analysis)"
_OPEN = rf"<\s*{_NAME}(?:\s[^<>]*)?>|\[THINK\]|◁think▷|<\|channel\|>\s*(?:analysis|commentary)\s*<\|message\|>"
_CLOSE = rf"<\s*/\s*{_NAME}\s*>|\[/THINK\]|◁/think▷|<\|end\|>"
_FRAME = r"<\|start\|>\s*assistant\s*|<\|channel\|>\s*final\s*<\|message\|>|<\|return\|>"
"""What frames the answer itself in the same text; it is dropped."""
_TAG = re.compile(rf"(?P<open>{_OPEN})|(?P<close>{_CLOSE})|(?P<frame>{_FRAME})", re.IGNORECASE)
_LONGEST_TAG = 64
_OPENERS = "<[◁"


@dataclass(frozen=True, slots=True)
class Split:
    """A whole reply: what it answers and what it thought."""

    text: str
    reasoning: str
    closes_only: bool = False
    """Whether a closing tag came that nothing had opened."""


class ReasoningFilter:
    """Takes a reply piece by piece and gives back the pieces that are answer; what may be the beginning of a tag is held back.

    With `held` nothing is given back before the reply has shown that it does not begin inside a thought: at the first closing tag, or at
    its end. Without it, a closing tag that nothing opened cannot unsay what was given; `said_too_early` then tells.
    """

    def __init__(self, *, held: bool = False) -> None:
        """Start at the beginning of a reply."""
        self._held = held
        self._depth = 0
        self._waiting = ""
        self._early = ""
        self._thought: list[str] = []
        self._given = False
        self.closes_only = False
        self.said_too_early = False

    @property
    def reasoning(self) -> str:
        """The thinking so far, without its tags."""
        return "".join(self._thought)

    @property
    def undecided(self) -> bool:
        """Whether the reply may still be in the middle of a thought that nothing opened: all of it is held back."""
        return self._held

    def feed(self, piece: str) -> str:
        """Return what of `piece`, and of what was held back, is answer."""
        self._waiting += piece
        out: list[str] = []
        while match := _TAG.search(self._waiting):
            self._put(self._waiting[: match.start()], out)
            self._waiting = self._waiting[match.end() :]
            self._tag(match, out)
        keep = _possible_tag(self._waiting)
        self._put(self._waiting[: len(self._waiting) - keep], out)
        self._waiting = self._waiting[len(self._waiting) - keep :]
        return self._release(out)

    def end(self) -> str:
        """Return what was held back at the end of the reply and is answer. A thought that nothing closed is a thought to its end."""
        out: list[str] = []
        waiting, self._waiting = self._waiting, ""
        self._put(waiting, out)
        self._held = False
        early, self._early = self._early, ""
        return self._release([early, *out])

    def _tag(self, match: re.Match[str], out: list[str]) -> None:
        if match["open"]:
            self._depth += 1
        elif match["close"] and self._depth:
            self._depth -= 1
        elif match["close"] and match[0] != "<|end|>":
            self.closes_only = True
            self.said_too_early = self.said_too_early or self._given
            self._thought.append(self._early + "".join(out))
            self._early = ""
            out.clear()
            self._held = False

    def _put(self, text: str, out: list[str]) -> None:
        if self._depth:
            self._thought.append(text)
        elif text:
            out.append(text)

    def _release(self, out: list[str]) -> str:
        text = "".join(out)
        if self._held:
            self._early += text
            return ""
        text = text if self._given else text.lstrip()
        self._given = self._given or bool(text)
        return text


def split_reasoning(text: str) -> Split:
    r"""Return the answer and the thinking in a whole reply.

    >>> split_reasoning("<think>[2] fits. <think>Or?</think> Yes.</think>\n\nIt does [2].")
    Split(text='It does [2].', reasoning='[2] fits. Or? Yes.', closes_only=False)
    >>> split_reasoning("Hm, [1]?</think>No.").text
    'No.'
    """
    sieve = ReasoningFilter(held=True)
    answer = sieve.feed(text) + sieve.end()
    return Split(answer, sieve.reasoning, sieve.closes_only)


def cut_at(text: str, stops: Iterable[str]) -> str:
    r"""Return `text` up to the first of `stops`: the protocol's rule, for endpoints that refuse or ignore it.

    >>> cut_at("one\ntwo", ["\n"])
    'one'
    """
    places = [place for stop in stops if stop and (place := text.find(stop)) >= 0]
    return text[: min(places)] if places else text


def sure_part(text: str, stop: Sequence[str]) -> str:
    """Return what of a growing text cannot be the beginning of a stop sequence, nor stand behind one."""
    cut = cut_at(text, stop)
    return cut if cut != text or not stop else text[: max(0, len(text) - max(map(len, stop)) + 1)]


def _possible_tag(text: str) -> int:
    """Return how many characters at the end of `text` may be the beginning of a tag."""
    for start in range(max(0, len(text) - _LONGEST_TAG), len(text)):
        if text[start] in _OPENERS and _may_begin_tag(text[start:]):
            return len(text) - start
    return 0


_PARTS = re.compile(
    r"<\s*/?\s*(?:[a-z:]*|(?:seed:)?(?:think|thinking|thought|reasoning|reflection|analysis)\s[^<>]*)$"
    r"|<\|?(?:[a-z]*(?:\|(?:>\s*(?:[a-z]*\s*(?:<(?:\|(?:[a-z]*\|?)?)?)?)?)?)?)?$|\[/?[A-Z]*$|◁/?[a-z]*$",
    re.IGNORECASE,
)


def _may_begin_tag(text: str) -> bool:
    return _PARTS.match(text) is not None
