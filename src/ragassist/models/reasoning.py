"""A model's thinking told from its answer, where both come in one text, however the text is cut.

Thinking is `<think>…</think>` under any of the names below, nested or not, or everything before a closing tag that nothing opened: chat
templates that write the opening tag themselves make models send only the closing one. Calls of tools that a model writes into its text
are no answer either. What frames the answer itself is dropped, and behind a token that ends the model's turn nothing is read.

Source: the tags that DeepSeek-R1, QwQ and Qwen3 (`think`), Granite and others (`thinking`, `thought`, `reasoning`), Seed-OSS
(`seed:think`), MiniMax (`mm:think`), Magistral (`[THINK]`), Kimi (`◁think▷`), gpt-oss (`<|channel|>analysis<|message|>…<|end|>`, or
`analysis…assistantfinal…` where a server drops the special tokens), Gemma 4 (`<|channel>thought…<channel|>`), MedGemma (`<unused94>`),
Command A (`<|START_THINKING|>`), OpenThinker (`<|begin_of_thought|>`) and front ends (`<details type="reasoning">`, `&lt;think&gt;`) write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NAME = (
    r"(?:[a-z]{1,8}[:_])?(?:think|thinking|thoughts?|reasoning|reflection|analysis|scratchpad|inner[_-]?(?:monologue|thoughts?)"
    r"|chain[_-]of[_-]thought)"
)
_LT, _GT = r"(?:<|&lt;)", r"(?:>|&gt;)"
_CHANNEL = r"[^<]{0,64}(?:<\|constrain\|>[^<]{0,32})?<\|message\|>"
_OPEN = (
    rf"{_LT}\s*{_NAME}(?:\s[^<>&]*)?{_GT}|\[THINK\]|◁think▷|<\|channel\|>\s*(?:analysis|commentary){_CHANNEL}|<\|channel>"
    r"|<\|begin_of_thought\|>|<\|START_THINKING\|>|<unused94>|<details\s[^<>]*reasoning[^<>]*>|<(?:tool_calls?|function_calls?)>"
)
_CLOSE = (
    rf"{_LT}\s*/\s*{_NAME}\s*{_GT}|\[/THINK\]|◁/think▷|<channel\|>|<\|end_of_thought\|>|<\|END_THINKING\|>|<unused95>|assistantfinal(?=\S)"
)
_INNER = r"<\|end\|>|<\|call\|>|</details>|</(?:tool_calls?|function_calls?)>"
"""What closes a thought that is open, and tells nothing of what stands before it where none is."""
_FINAL = rf"<\|channel\|>\s*final{_CHANNEL}"
"""Where the answer begins, whether or not the thought before it was closed."""
_FRAME = (
    r"<\|start\|>\s*assistant\s*|<\|(?:begin|end)_of_(?:box|solution)\|>|<\|(?:START|END)_(?:RESPONSE|TEXT)\|>"
    r"|</?(?:answer|response|final_answer)>|</s>"
)
"""What frames the answer itself in the same text; it is dropped."""
_OVER = r"<\|(?:return|im_end|im_start|eot_id|endoftext|end_of_text|eom_id)\|>|</?(?:end_of_turn|start_of_turn)>|<｜end▁of▁sentence｜>"
"""What ends the turn: behind it a model that was not stopped plays the other side."""
_TAG = re.compile(
    rf"(?P<open>{_OPEN})|(?P<close>{_CLOSE})|(?P<inner>{_INNER})|(?P<final>{_FINAL})|(?P<frame>{_FRAME})|(?P<over>{_OVER})", re.IGNORECASE
)
_BARE_START = re.compile(r"\s*analysis(?=[A-Z\"“'])")
"""gpt-oss's thinking at the head of a reply, where the server drops the tokens around its name."""
_BARE_END = "assistantfinal"
_LONGEST_TAG = 160
_OPENERS = "<[◁&"


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
        self._begun = False
        self._over = False
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
        if not self._begun and not self._begins():
            return ""
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
        self._begun = self._begun or self._begins(last=True)
        out: list[str] = []
        waiting, self._waiting = self._waiting, ""
        self._put(waiting, out)
        self._held = False
        early, self._early = self._early, ""
        return self._release([early, *out])

    def _begins(self, *, last: bool = False) -> bool:
        """Whether enough of the reply is there to tell that it does not begin with thinking under a bare name; if it does, it is open."""
        if match := _BARE_START.match(self._waiting):
            self._depth, self._waiting = 1, self._waiting[match.end() :]
        elif not last and "analysis".startswith(self._waiting.lstrip()[:8]):
            return False
        self._begun = True
        return True

    def _tag(self, match: re.Match[str], out: list[str]) -> None:
        if self._over:
            return
        if match["open"]:
            self._depth += 1
        elif match["final"]:
            self._depth = 0
        elif match["over"]:
            self._over = not self._depth
        elif self._depth and (match["close"] or match["inner"]):
            self._depth = self._depth - 1 if match[0].lower() != _BARE_END else 0
        elif match["close"]:
            self.closes_only = True
            self.said_too_early = self.said_too_early or self._given
            self._thought.append(self._early + "".join(out))
            self._early = ""
            out.clear()
            self._held = False

    def _put(self, text: str, out: list[str]) -> None:
        if self._over:
            return
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
        if text[start] in _OPENERS and _PARTS.match(text, start) is not None:
            return len(text) - start
    return next((size for size in range(len(_BARE_END), 0, -1) if text.endswith(_BARE_END[:size])), 0)


_PARTS = re.compile(
    rf"(?:<|&(?:l(?:t(?:;|$)|$)|$))\s*/?\s*(?:[a-z:_-]*|{_NAME}\s[^<>&]*)(?:&(?:g?t?)?)?$"
    r"|<details\s[^<>]*$|<\|?[a-z_0-9]*\|?$|<｜[^<>｜]{0,24}｜?$"
    r"|<\|channel\|>[^<]{0,80}(?:<(?:\|[a-z]*\|?)?(?:(?<=n\|)>[^<]{0,40}(?:<(?:\|[a-z]*\|?)?)?)?)?$|<\|start\|>\s*[a-z]*\s?$"
    r"|\[/?[A-Z]*$|◁/?[a-z]*$",
    re.IGNORECASE,
)
