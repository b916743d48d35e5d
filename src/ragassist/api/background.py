"""Recognises the prompts that a chat front end sends for itself: a title, tags, follow-up questions, a search query, an autocompletion.

They carry a conversation as material and ask for something short *about* it. Answered as questions to the documents they would cost a
minute each and show a refusal as a title. Recognised by what such prompts have in common, not by the words of one front end: an
instruction to write a title (or tags, …), addressed to a writer, in a message that also encloses or follows a conversation, or that
prescribes the form of the output. A person's question has neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ragassist.text.word_tables import word_table

Task = Literal["title", "tags", "follow-ups", "query", "completion", "summary", "emoji"]

_WRITE = (
    r"(?:(?:generat|creat|writ|suggest|provid|produc|propos|giv|compos|craft|mak|return|output|summari[sz]|nam|categori[sz]|determin|predict"
    r"|continu|complet|extract|devis|draft)\w*|come up with|respond with|reply with|act as)"
)
_NEAR_ZH = r"[^。！？\n]{0,40}"
_NEAR = r"(?:[^.!?\n。！？]{0,80}?)"
_NOT_A_PRODUCT = r"(?!\s(?:bots?|services?|products?|apps?|systems?|models?|assistants?|tools?|platforms?))"
_NOT_A_PRODUCT_ZH = r"(?!式|型|类|机器人|服务|产品|系统|模型|应用|助手|软件|工具|平台)"
_PATTERNS: tuple[tuple[Task, str], ...] = (
    ("query", rf"\b{_WRITE}\b{_NEAR}\b(?:search quer(?:y|ies)|standalone question)\b|\brephrase\b{_NEAR}\bquestion\b"),
    ("follow-ups", rf"\b{_WRITE}\b{_NEAR}\b(?:follow[- ]?ups?|(?:next|related|suggested) questions?|suggested repl)"),
    ("title", rf"\b{_WRITE}\b{_NEAR}\b(?:title|topic|headline|name (?:for|of) (?:this|the)|(?:chat|conversation) (?:a )?name)\b"),
    ("tags", rf"\b{_WRITE}\b{_NEAR}\b(?:tags?|keywords?|categor(?:y|ies))\b"),
    ("completion", rf"\b(?:auto-?complet(?:e|ion)|{_WRITE}\b{_NEAR}\bcontinuation)\b"),
    ("emoji", rf"\b{_WRITE}\b{_NEAR}\bemojis?\b"),
    ("summary", rf"\bsummari[sz]e\b[^.!?\n]{{0,60}}\b(?:conversation|chat|dialog(?:ue)?)\b{_NOT_A_PRODUCT}"),
    (
        "follow-ups",
        rf"(?:生成|给出|提出|建议|推荐|列出|写出|预测){_NEAR_ZH}(?:后续|追问|跟进|相关|接下来)[^。！？\n]{{0,12}}(?:问题|提问)?",
    ),
    ("title", rf"(?:生成|起|取|拟|写|概括|总结|归纳|提炼|返回|输出){_NEAR_ZH}(?:标题|题目|主题)"),
    ("tags", rf"(?:生成|给出|列出|提取|选择){_NEAR_ZH}(?:标签|关键词)"),
    ("query", rf"(?:生成|改写|写出|转换){_NEAR_ZH}(?:搜索(?:词|查询|语句)|检索(?:词|式)|独立(?:的)?问题)"),
    ("summary", rf"(?:总结|概括|归纳)[^。！？\n]{{0,20}}(?:对话|聊天|会话){_NOT_A_PRODUCT_ZH}"),
)
_ASKS = tuple((task, re.compile(pattern, re.IGNORECASE)) for task, pattern in _PATTERNS)
_TAGS = "chat_history|conversation|chat|history|messages?|transcript|content|context|text|user_message|dialog(?:ue)?"
_ENCLOSED = re.compile(
    rf"<(?P<tag>{_TAGS})\b[^>]*>.*</(?P=tag)>"
    r"|^[ \t>*_#]*(?:user|human|用户|assistant|ai|助手|q|a|问|答)[*_]*\s*[:：].+$"
    r"|(?:^|\n)(?:```|\"\"\"|---+)[^\n]*\n.+\n(?:```|\"\"\"|---+)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_SPEAKERS = re.compile(r"^[ \t>*_#]*(?:user|human|用户|assistant|ai|助手)[*_]*\s*[:：]", re.IGNORECASE | re.MULTILINE)
_FORM = word_table("ragassist.api")["asks_for_a_form"].pattern
_OF_TALK = re.compile(
    rf"\b(?:this|the|our|above|following|previous|these|current)\s(?:\w+\s)?(?:conversation|chat|dialog(?:ue)?)\b{_NOT_A_PRODUCT}"
    r"|\b(?:our|above|following|previous|these)\s(?:messages|discussion|exchange)\b|\bchat history\b"
    rf"|(?:对话|聊天|会话){_NOT_A_PRODUCT_ZH}|这[句段]话",
    re.IGNORECASE,
)
_MAX_HEAD_CHARS = 1500


def background_task(messages: Sequence[tuple[str, str]]) -> Task | None:
    r"""Return what a front end wants for itself with these (role, text) messages, oldest first; None for a person's question.

    The instruction is looked for in the last message and in system messages; what it encloses as material is not instruction.

    >>> background_task([("user", "Generate a concise 3-5 word title for the chat.\n<chat_history>\nUSER: hi\n</chat_history>")])
    'title'
    >>> background_task([("user", "What is the title of the 2023 measures?")]) is None
    True
    """
    if not messages or messages[-1][0] != "user":
        return None
    last = messages[-1][1]
    if not _ENCLOSED.search(last) and not any(role == "assistant" for role, _ in messages):
        return None  # there is no conversation to write a title for
    found = _instructed(last)
    if found is not None:
        return found
    systems = "\n".join(text for role, text in messages if role in ("system", "developer"))
    # A system prompt that makes the model a title writer; one that merely has a rule about titles among others does not.
    return _instructed(systems) if systems and len(systems) <= _MAX_HEAD_CHARS and _FORM.search(systems) and _alone(systems) else None


def _instructed(text: str) -> Task | None:
    enclosed = _ENCLOSED.search(text)
    own = _without_material(text)
    for task, asks in _ASKS:
        match = asks.search(own)
        if match is None:
            continue
        about_talk = bool(enclosed) or bool(_OF_TALK.search(own))
        if about_talk and (_FORM.search(own) or enclosed):
            return task
        if _FORM.search(own) and len(_SPEAKERS.findall(text)) >= 1:
            return task
    return None


def _alone(text: str) -> bool:
    """Whether the text is about one task from its first sentence on."""
    first = re.split(r"(?<=[.!?。！？])\s|\n", text.strip(), maxsplit=2)[:2]
    return any(asks.search(" ".join(first)) for _, asks in _ASKS)


def _without_material(text: str) -> str:
    """The text without what stands between tags or speakers' lines: an instruction quoted in a conversation is nobody's."""
    bare = re.sub(r"<(\w+)\b[^>]*>.*?</\1>", " ", text, flags=re.DOTALL)
    return re.sub(r"^[ \t>*_#]*(?:user|human|用户|assistant|ai|助手)[*_]*\s*[:：].*$", " ", bare, flags=re.IGNORECASE | re.MULTILINE)
