"""When the model fails: whether something else may answer, and how the answer says so. Pure."""

from __future__ import annotations

from ragassist.errors import ModelError
from ragassist.models.chat import ChatModel
from ragassist.types import Fallback, Lang, ModelName

_FALLING_BACK = frozenset(
    {
        "filtered",
        "cut_off",
        "context",
        "credit",
        "busy",
        "server",
        "unreachable",
        "timeout",
        "broken",
        "empty",
        "request",
        "ceiling",
        "time",
    }
)
"""Failures of a call. What is wrong with the set-up (key, model's name, country) is an error instead, for it would never mend itself."""

_WHY: dict[Lang, dict[str, str]] = {
    "en": {
        "filtered": "the content filter of {where} withheld its reply",
        "cut_off": "{where} reached its token limit before it had finished",
        "context": "{where} was sent more text than it takes",
        "credit": "the account at {where} is out of credit",
        "busy": "{where} takes no more requests for now",
        "server": "{where} failed",
        "unreachable": "{where} cannot be reached",
        "timeout": "{where} did not answer in time",
        "broken": "{where} broke off its reply or sent one that cannot be read",
        "empty": "{where} wrote nothing that can be used",
        "request": "{where} refused the request",
        "ceiling": "the ceiling set for what models may cost is reached",
        "time": "the time set for an answer was over",
    },
    "zh": {
        "filtered": "{where}的内容过滤拦下了回复",
        "cut_off": "{where}在写完之前达到了长度上限",
        "context": "发给{where}的文字超过了它能接受的长度",
        "credit": "{where}的账户余额不足",
        "busy": "{where}暂时不再接受请求",
        "server": "{where}发生故障",
        "unreachable": "无法连接{where}",
        "timeout": "{where}没有及时回复",
        "broken": "{where}的回复中断或无法读取",
        "empty": "{where}没有写出可用的内容",
        "request": "{where}拒绝了请求",
        "ceiling": "已达到为模型费用设定的上限",
        "time": "已超过为回答设定的时间",
    },
}
_INSTEAD: dict[Lang, dict[str, str]] = {
    "en": {
        "partial": "What is shown was checked; more may be missing.",
        "local": "The model on this machine ({by}) answered instead.",
        "hosted": "The model {by} answered instead.",
        "extractive": "The best-fitting sentences of the documents are quoted instead.",
        "none": "Nothing follows from this about the documents.",
    },
    "zh": {
        "partial": "已显示的内容经过核对，但可能不完整。",
        "local": "改由本机模型（{by}）回答。",
        "hosted": "改由模型 {by} 回答。",
        "extractive": "改为引用文档中最相符的原句。",
        "none": "这并不说明文档中有没有相关内容。",
    },
}
_WHERE: dict[Lang, str] = {"en": "the model {name}", "zh": "模型 {name} "}


def falls_back(error: ModelError) -> bool:
    """Return whether something else may answer in place of the model that failed so."""
    return error.kind in _FALLING_BACK


def told(error: ModelError, failed: ModelName, by: ModelName, lang: Lang, *, partial: bool = False, refused: bool = False) -> Fallback:
    """Return what the answer says of a failure.

    Args:
        error: what went wrong.
        failed: the model that it went wrong with.
        by: what gave the answer.
        lang: the language to say it in.
        partial: whether the failing model had given part of the answer.
        refused: whether nothing gave an answer in the end.
    """
    reason = why(error, failed.name, lang)
    how = _INSTEAD[lang]["partial" if partial else "none" if refused else by.tier].format(by=by.name)
    return Fallback(error.kind, by, f"{reason}. {how}" if lang == "en" else f"{reason}。{how}", partial)


def why(error: ModelError, name: str, lang: Lang) -> str:
    """Return what went wrong with the model `name`, as a sentence without its full stop."""
    said = _WHY[lang].get(error.kind, _WHY[lang]["server"]).format(where=_WHERE[lang].format(name=name)).strip()
    return said[:1].upper() + said[1:] if lang == "en" else said


def cut_off(model: ChatModel) -> ModelError:
    """Return the error for a reply that its token limit ended."""
    return ModelError("answer.cut_off", kind="cut_off", name=model.name)


def wrote_nothing(model: ChatModel) -> ModelError:
    """Return the error for a reply without any text."""
    return ModelError("answer.empty", kind="empty", name=model.name)
