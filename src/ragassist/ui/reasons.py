"""The verifier's reasons in the reader's language, and whether each speaks for the claim or against it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ragassist.types import Lang


@dataclass(frozen=True, slots=True)
class Told:
    """One reason as it is shown."""

    text: str
    agrees: bool | None
    """Whether it speaks for the claim; None when the page does not know this reason."""


_RULES: tuple[tuple[str, str, str, bool], ...] = (
    # (as the verifier says it, as an English reader is told, as a Chinese reader is told, whether it agrees)
    (r"The claim is an exact quotation of the source\.", "The answer quotes the document word for word.", "回答逐字引用了原文。", True),
    (r"quoted word for word", "The answer quotes the document word for word.", "回答逐字引用了原文。", True),
    (r"it says nothing", "The sentence says nothing that could be checked.", "这一句没有可核对的内容。", False),
    (r"it is not in English", "The sentence is not in English.", "这一句不是英文。", False),
    (r"it is not in Chinese", "The sentence is not in Chinese.", "这一句不是中文。", False),
    (r"it cites no source sentence that exists", "It cites no sentence of any document.", "没有引用任何文档中的句子。", False),
    (
        r"the quotation “(.+)” does not stand in the source",
        "The quotation “{0}” does not stand in the document.",
        "引文“{0}”在原文中并不存在。",
        False,
    ),
    (
        r"The source says much the same \(likeness (.+?)\)\.",
        "The two say much the same (likeness {0} of 1).",
        "两者意思相近（相似度 {0}，最高为 1）。",
        True,
    ),
    (
        r"The source does not say the same \(likeness (.+?)\)\.",
        "The two are not much alike (likeness {0} of 1).",
        "两者意思不够相近（相似度 {0}，最高为 1）。",
        False,
    ),
    (
        r"The model gives ((?:[5-9]\d|100)%) that every detail is supported\.",
        "Asked whether the document supports every detail, the model says yes with {0}.",
        "就“原文是否支持全部细节”，模型回答“是”的把握为 {0}。",
        True,
    ),
    (
        r"The model gives (\d+%) that every detail is supported\.",
        "Asked whether the document supports every detail, the model says yes with only {0}.",
        "就“原文是否支持全部细节”，模型回答“是”的把握只有 {0}。",
        False,
    ),
    (
        r"The claim names (.+?); the source does not\.",
        "The answer names {0}; the document’s sentence does not.",
        "回答提到 {0}，原句没有提到。",
        False,
    ),
    (
        r"The claim names (.+?); the source names (.+)\.",
        "The answer names {0}; the document names {1}.",
        "回答提到的是 {0}，原文提到的是 {1}。",
        False,
    ),
    (
        r"The claim says only (.+?); the source says (.+)\.",
        "The answer says only {0}; the document says {1}.",
        "回答只说 {0}，原文说的是 {1}。",
        False,
    ),
    (
        r"The claim says (.+?); the source does not\.",
        "The answer says “{0}”; the document does not.",
        "回答说“{0}”，原文没有这样说。",
        False,
    ),
    (
        r"The source says (.+?); the claim leaves it out\.",
        "The document says “{0}”; the answer leaves that out.",
        "原文说的是“{0}”，回答漏掉了这一限定。",
        False,
    ),
    (
        r"The claim says that it must be; the source says that it need not\.",
        "The answer says it must be so; the document says it need not.",
        "回答说必须，原文说不需要。",
        False,
    ),
    (
        r"The claim says that it need not be; the source says that it must\.",
        "The answer says it need not be so; the document says it must.",
        "回答说不需要，原文说必须。",
        False,
    ),
    (
        r"The claim says that it must be; the source leaves it open\.",
        "The answer says it must be so; the document leaves it open.",
        "回答说必须，原文只说可以或者鼓励。",
        False,
    ),
    (
        r"The claim leaves it open; the source says that it must be\.",
        "The answer leaves it open; the document says it must be so.",
        "回答说可以，原文说的是应当或者必须。",
        False,
    ),
    (
        r"The claim gives (.+?) to (.+?); the source gives it to (.+)\.",
        "The answer gives {0} to {1}; the document gives it to {2}.",
        "回答把 {0} 说成 {1} 的，原文说的是 {2}。",
        False,
    ),
    (
        r"The claim says of (.+?) what the source says of (.+)\.",
        "The answer says of {0} what the document says of {1}.",
        "回答把原文对 {1} 的说法安到了 {0} 身上。",
        False,
    ),
    (
        r"The claim puts (.+?) first where the source has (.+)\.",
        "The answer makes {0} the one who acts; the document says {1}.",
        "回答说行为人是 {0}，原文说的是 {1}。",
        False,
    ),
    (
        r"The claim denies of (.+?) what the source denies of others\.",
        "The answer denies of {0} what the document denies of others.",
        "原文否定的是别的一方，回答却说成了 {0}。",
        False,
    ),
    (
        r"The claim adds (.+); the source says nothing like it\.",
        "The answer adds {0}; the document says nothing like it.",
        "回答加上了 {0}，原文没有类似的内容。",
        False,
    ),
    (
        r"The source denies “(.+)”; the claim asserts it\.",
        "The document denies “{0}”; the answer asserts it.",
        "原文否定了“{0}”，回答却肯定。",
        False,
    ),
    (
        r"The claim denies “(.+)”; the source asserts it\.",
        "The answer denies “{0}”; the document asserts it.",
        "回答否定了“{0}”，原文却是肯定的。",
        False,
    ),
    (
        r"The claim says (.+?); the source says (.+)\.",
        "The answer says {0}; the document says {1}.",
        "回答说的是 {0}，原文说的是 {1}。",
        False,
    ),
    (
        r"The claim says (.+?); the source gives no such (?:figure|number)\.",
        "The answer says {0}; the document gives no such number.",
        "回答说的是 {0}，原文没有这个数字。",
        False,
    ),
    (
        r"The claim says (.+?); the source gives no such date\.",
        "The answer says {0}; the document gives no such date.",
        "回答说的是 {0}，原文没有这个日期。",
        False,
    ),
    (
        r"The claim says (.+?); the source names no such provision\.",
        "The answer says {0}; the document names no such provision.",
        "回答说的是 {0}，原文没有提到这一条款。",
        False,
    ),
    (
        r"The claim gives the year (.+?); the source says only (.+)\.",
        "The answer gives the year {0}; the document says only {1}.",
        "回答写明 {0} 年，原文只说 {1}。",
        False,
    ),
    (r"The quotation leaves out (.+) before it\.", "The quotation leaves out {0} before it.", "引文漏掉了前面的 {0}。", False),
    (r"The quotation leaves out (.+) after it\.", "The quotation leaves out {0} after it.", "引文漏掉了后面的 {0}。", False),
    (
        r"The source prohibits what the claim allows or requires\.",
        "The document prohibits what the answer allows or requires.",
        "原文禁止的事，回答却说允许或要求。",
        False,
    ),
    (
        r"The claim prohibits what the source does not\.",
        "The answer prohibits what the document does not.",
        "回答说禁止，原文并未禁止。",
        False,
    ),
    (
        r"The claim denies something; the source does not\.",
        "The answer denies something; the document does not.",
        "回答是否定的，原文不是。",
        False,
    ),
    (
        r"The source denies something that the claim asserts\.",
        "The document denies something that the answer asserts.",
        "回答是肯定的，原文却是否定的。",
        False,
    ),
    (
        r"The source makes an exception that the claim leaves out\.",
        "The document makes an exception that the answer leaves out.",
        "原文有例外规定，回答没有提到。",
        False,
    ),
    (
        r"The claim makes an exception that the source does not\.",
        "The answer makes an exception that the document does not.",
        "回答提到例外，原文没有。",
        False,
    ),
    (
        r"Meaning across languages was not checked: .+\.",
        "Whether the two mean the same was not checked: there is no encoder.",
        "未核对两者意思是否相同：没有可用的编码器。",
        False,
    ),
)
_COMPILED = [(re.compile(pattern, re.DOTALL), english, chinese, agrees) for pattern, english, chinese, agrees in _RULES]


def told(reason: str, lang: Lang) -> Told:
    """`reason` for a reader of `lang`; one that is not known is shown as it is.

    >>> told("The claim says 36亿; the source says 3.6亿 (= 360 million).", "en").text
    'The answer says 36亿; the document says 3.6亿 (= 360 million).'
    """
    for pattern, english, chinese, agrees in _COMPILED:
        match = pattern.fullmatch(reason)
        if match:
            parts = match.groups()
            text = re.sub(r"\{(\d)\}", lambda place, parts=parts: parts[int(place[1])], english if lang == "en" else chinese)  # type: ignore[misc]
            return Told(text, agrees)
    return Told(reason, None)
