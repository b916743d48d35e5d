"""Why an endpoint refused a request, read from its own words: every provider has its own, so kinds of wording are told, not providers.

The words come in objects, in lists of objects, in plain text, in English or Chinese; parameters come with or without quotes, in snake or
camel case, in upper or lower case, or in a field of their own (`param`, `loc`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from ragassist.text.word_tables import word_table

Cause = Literal["filtered", "cut_off", "context", "credit", "region", "model", "busy", "server", "key", "request"]
"""Why a request got no answer: the endpoint's content filter, the token limit, too long a prompt, no money, a country or model that the
account may not use, too many requests, a fault of the server, the key, or something else in the request."""

_NAMES: dict[str, str] = {
    "max_tokens": r"max[_ -]?(?:output[_ -]?|new[_ -]?|completion[_ -]?|generated[_ -]?)?tokens?",
    "max_completion_tokens": r"max[_ -]?completion[_ -]?tokens?",
    "temperature": r"temperature",
    "stop": r"stop(?:[_ -]?(?:sequences?|words?|strings?))?",
    "stream_options": r"stream[_ -]?options|include[_ -]?usage",
    "top_logprobs": r"top[_ -]?log[_ -]?prob(?:s|abilities)",
    "logprobs": r"(?:response[_ -]?)?log[_ -]?prob(?:s|abilities)",
    "seed": r"seed",
    "stream": r"stream(?:ing)?",
    "tools": r"(?:tool|function)(?:s|[_ -]?(?:calls?|calling|choice|use))?|工具(?:调用)?|函数调用",
    "system": r"system(?:[_ -]?(?:role|message|prompt|instruction))?s?|developer (?:role|message|instruction)|roles must alternate",
}
_MENTION = {name: re.compile(rf"(?<![a-z_]){pattern}(?![a-z_])", re.IGNORECASE) for name, pattern in _NAMES.items()}
_REFUSING = word_table("ragassist.models")["refuses"].pattern
_KIND = re.compile(r"^(?:bad|invalid)[\w.]*$", re.IGNORECASE)
"""A code such as `invalid_request_error`, which stands on every refusal and tells nothing."""
_REPLACED = re.compile(r"support|instead|unrecogni[sz]ed|unknown|extra|permitted|unexpected|deprecated|不支持|未知", re.IGNORECASE)
_LOWER = re.compile(
    r"below (?:the )?minimum|at least|greater than|no less than|not less than|larger than|too (?:small|low)|minimum|>=?|≥"
    r"|不能小于|不小于|大于|最小|至少",
    re.IGNORECASE,
)
_TOO_LOW = re.compile(r"below|too (?:small|low)|minimum|过小|太小", re.IGNORECASE)
_GOT = re.compile(r"(?:but )?(?:got|received|given|found|当前[值为]*|实际[值为]*)[ :：]*\d+", re.IGNORECASE)
_USUAL_LEAST = 16
"""OpenAI's, for an endpoint that says "too small" and no number."""
_UPPER = re.compile(
    r"above (?:the )?maximum|at most|less than|no more than|exceed|too (?:large|big|high|many)|maximum|up to|<=?|≤"
    r"|不能大于|不大于|小于|最大|超过",
    re.IGNORECASE,
)
_MOST_WORDS = re.compile(r"\bmax|at most|less than|between|up to|exceed|range|<=?|≤|最大|不能大于|超过", re.IGNORECASE)
_AT_MOST = re.compile(
    rf"(?<!\+ )(?<!\+ `){_NAMES['max_tokens']}`? (?:must|should) be (?:less than or equal to|at most|<=|≤) `?(\d{{1,7}})", re.IGNORECASE
)
_RANGE = re.compile(r"[\[(](\d{1,7}), ?(\d{1,7})[\])]")
_RAN_OUT = re.compile(
    r"could not finish|max_tokens or model output limit was reached|higher max_tokens|output limit (?:was )?reached", re.IGNORECASE
)
_FILTER = re.compile(
    r"content[ _-]?exists[ _-]?risk|data[_ -]?inspection|content[ _-]?filter|content[ _-]?(?:management )?policy|responsible[ _-]?ai"
    r"|inappropriate content|(?<!case[ -])sensitive|high[ -]risk"
    r"|safety|moderation|flagged|prohibited[_ ]content"
    r"|policy[ _]violation|usage polic|violat\w+ .{0,30}(?:guideline|polic)"
    r"|blocked|blocklist|unsafe|harmful|jailbreak|敏感|违规|不安全|安全审核|内容审核|风控|不合规|涉政",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"context|prompt is too long|input (?:is )?too long|too many (?:input )?tokens|maximum (?:input|prompt)|range of input length"
    r"|input tokens? (?:exceed|limit)|输入.{0,12}(?:过长|超长|超过)|上下文"
    r"|max_seq_len|`inputs`|(?<!rate )(?<!rate_)token limit|prompt.{0,4}(?:过长|超长)",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(
    r"context (?:size|length|window).{0,40}exceed|exceed.{0,40}context (?:size|length|window)|exceed_context|(?:request|body) too large"
    r"|prompt is too long|exceeded model token limit|prompt.{0,4}超长",
    re.IGNORECASE,
)
"""A prompt that is too long, whatever the status says: some count it as a fault of the server, some against a limit for each minute."""
_COUNT = r"(\d{1,3}(?:,\d{3})+|\d{3,7})"
_CONTEXT_TOKENS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"n_ctx\D{{0,4}}{_COUNT}",
        rf"(?:context (?:length|window|size)|max(?:imum)? (?:input|prompt|context)[a-z ]{{0,20}})[^.\d]{{0,40}}?{_COUNT}",
        r"input length should be \[1, ?(\d{3,7})\]",
        rf"{_COUNT} (?:tokens? )?maximum\b",
        rf"max_seq_len\D{{0,4}}{_COUNT}|(?:model token limit|max size)\D{{0,4}}{_COUNT}|`inputs`[^.]{{0,60}}?(?:less than|<=) {_COUNT}",
        rf"request too large.{{0,200}}?\blimit {_COUNT}",
    )
)
"""How the number of tokens a model takes is told; the surest first."""
_AFFORDED = re.compile(r"can only afford (\d{1,7})", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")
_LATER = re.compile(
    r"(?:try again|retry|wait|ask again)(?: again)? (?:in |after |for )?(\d{1,6}(?:\.\d+)?) ?(ms|s|sec|m|min)?[a-z]*\b", re.IGNORECASE
)
_PAGE = re.compile(r"\s*<(?:!doctype|html)", re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*([^<]+?)\s*</title>", re.IGNORECASE)
_RESPONSES = re.compile(r"\bv1/responses\b|\bresponses (?:api|endpoint)\b", re.IGNORECASE)
_STREAMS_ONLY = re.compile(
    r"only supports? (?:the )?stream|stream(?:ing)? (?:mode )?only|streaming is required|(?<!_)\bstream must be (?:set to )?true"
    r"|(?:false|disabled) for non-?stream|non-?stream(?:ing)? (?:call|request|mode|output|response)s? (?:is|are) (?:not|un)\s?support"
    r"|[仅只]支持流式|非流式.{0,12}(?:不支持|false)",
    re.IGNORECASE,
)
_LOADING = re.compile(
    r"\bloading (?:the |a )?model|\bmodel\b.{0,60}\bis (?:currently |still )?(?:being )?load(?:ing|ed)\b|warming up|cold start"
    r"|正在加载|加载中",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"insufficient[_ ](?:balance|quota|funds|credit|user_quota)|exceeded your current quota|billing"
    r"|arrear|overdue|good standing|payment|credit balance|out of credit"
    r"|(?:balance|quota|credits?) (?:is |are )?(?:insufficient|exhausted|depleted|used up|not enough)"
    r"|free (?:tier|(?:allocated )?quota)[^.]{0,40}(?:exhausted|exceeded)"
    r"|budget (?:has been |is )?(?:exceeded|exhausted)|exceeded[ _]?budget"
    r"|inference limit"
    r"|余额|欠费|充值|账户.{0,6}(?:异常|停用)|额度.{0,8}(?:不足|用尽|用完|耗尽|失败)",
    re.IGNORECASE,
)
_REGION = re.compile(r"country|region|territory|location is not supported|地区|区域", re.IGNORECASE)
_NOT_HERE = re.compile(
    r"(?:country|region|territory|location)[^.]{0,20} (?:is |are )?(?:not supported|unsupported|not available)", re.IGNORECASE
)
_MODEL = re.compile(
    r"\bmodel\b.{0,80}(?:not (?:exist|found|have access)|does ?n[o']t exist|access|permission"
    r"|not allowed|not activated|not open|not available)"
    r"|(?:access|permission|not allowed).{0,60}\bmodel\b|unexpected endpoint|model_not_found|模型.{0,20}(?:不存在|未开通|无权|没有权限)"
    r"|无权(?:使用|访问).{0,6}模型",
    re.IGNORECASE,
)
_NO_CHANNEL = re.compile(r"no available channel|无可用渠道", re.IGNORECASE)
"""A gateway that has nobody behind it for the model; waiting helps nothing."""
_BUSY = re.compile(
    r"rate[ _-]?limit|too many requests|overloaded|engine is currently|throttl|try again (?:later|in)"
    r"|限流|频率|繁忙",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"api[ _-]?(?:secret[ _-]?)?key|login fail|credential|unauthori[sz]ed|authenticat|access token|invalid token|密钥|鉴权|身份",
    re.IGNORECASE,
)


def words_of(body: object) -> list[str]:
    """Return every piece of text in an error body, in order; of an object, the values that speak and the parameters it points at.

    >>> words_of([{"error": {"code": 400, "message": "Logprobs is not enabled", "status": "INVALID_ARGUMENT"}}])
    ['Logprobs is not enabled', 'INVALID_ARGUMENT']
    """
    return list(_walk(body))


def status_in(body: object) -> int | None:
    """Return the status that an error tells in its body, where it comes under one of success; None where it tells none.

    >>> status_in({"message": "Provider returned error", "code": 502})
    502
    """
    if not isinstance(body, Mapping):
        return None
    for name in ("code", "status", "status_code", "http_code"):
        said = body.get(name)
        if isinstance(said, int | str) and str(said).isdecimal() and 400 <= int(said) < 600:
            return int(said)
    return status_in(body.get("error"))


def later_in(texts: Sequence[str]) -> float:
    """Return in how many seconds to ask again, as the endpoint says it in words; 0 where it does not.

    >>> later_in(["Rate limit reached. Please try again in 4.77s."])
    4.77
    """
    found = next((match for text in texts if (match := _LATER.search(text))), None)
    if found is None:
        return 0.0
    unit = (found[2] or "s").lower()
    return float(found[1]) * (60 if unit in ("m", "min") else 0.001 if unit == "ms" else 1)


def affordable(texts: Sequence[str]) -> int:
    """Return how many tokens an answer may have for the credit that is left, as the endpoint says it; 0 where it does not."""
    found = next((match for text in texts if (match := _AFFORDED.search(text))), None)
    return int(found[1]) if found else 0


def _walk(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if _PAGE.match(value) and (title := _TITLE.search(value)):
            yield title[1]
        elif value.strip():
            yield value
    elif isinstance(value, Mapping):
        where, said = value.get("loc"), value.get("msg")
        if isinstance(where, list) and isinstance(said, str):
            yield f"{'.'.join(map(str, where))}: {said}"
        for key in sorted(value, key=lambda key: key not in ("message", "msg", "detail", "error")):
            # What was sent comes back in some errors and says nothing of why it was refused.
            if key not in ("input", "inputs", "url", "request_id", "prompt"):
                yield from _walk(value[key])
        if isinstance(value.get("n_ctx"), int):
            yield f"n_ctx: {value['n_ctx']}"
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for item in value:
            yield from _walk(item)


def mentioned(texts: Iterable[str], among: Iterable[str]) -> set[str]:
    """Return which of the parameters `among` the texts name, however they write them."""
    joined = " \n ".join(texts)
    found: set[str] = set()
    for name in among:
        # "logprobs" inside "top_logprobs" is kept apart by the look-behind; the longer name is taken out before "stream" is looked for.
        text = _MENTION["stream_options"].sub(" ", joined) if name == "stream" else joined
        if name in _MENTION and _MENTION[name].search(text):
            found.add(name)
    return found


def parameters_refused(texts: Sequence[str], sent: Mapping[str, Any], param: str | None = None) -> set[str]:
    """Return the parameters to do without from now on; empty when something else is wrong with the request.

    Args:
        texts: the endpoint's words.
        sent: the request; only parameters in it can be refused, and the pseudo-parameter `system` for a system message.
        param: the parameter that the endpoint names in a field of its own.
    """
    spoken = [text for text in texts if not _KIND.match(text)]
    if not any(_REFUSING.search(text) for text in spoken):
        return set()
    offered = [name for name in _NAMES if name in sent]
    if param:
        named = mentioned([param], offered)
        if named:
            return _together(_meant(named, spoken))
    if any(_FILTER.search(text) for text in texts):
        return set()
    found = _meant(mentioned(spoken, offered), spoken)
    if "system" in found and not any(
        re.search(r"role|system (?:message|prompt|instruction)|developer", text, re.IGNORECASE) for text in texts
    ):
        found.discard("system")
    if "stream" in found and found - {"stream"}:
        found.discard("stream")
    return _together(found)


def _meant(names: set[str], texts: Sequence[str]) -> set[str]:
    """A limit that is only too high or too low is not refused as such."""
    return names if any(_REPLACED.search(text) for text in texts) else names - {"max_tokens", "max_completion_tokens"}


def _together(names: set[str]) -> set[str]:
    return names | ({"logprobs", "top_logprobs"} if names & {"logprobs", "top_logprobs"} else set())


def other_way(texts: Sequence[str]) -> Literal["responses", "streams_only"] | None:
    """Return in which way alone the endpoint says that the model can be asked; None where it says nothing of the kind.

    >>> other_way(["This model is only supported in v1/responses and not in v1/chat/completions."])
    'responses'
    >>> other_way(["This model only support stream mode, please enable the stream parameter to access the model."])
    'streams_only'
    """
    said = " \n ".join(texts)
    if _RESPONSES.search(said):
        return "responses"
    return "streams_only" if _STREAMS_ONLY.search(said) else None


def still_loading(status: int | None, texts: Sequence[str]) -> bool:
    """Return whether a server says that it has the model and is not ready yet, so that waiting helps."""
    return (status or 0) >= 500 and any(_LOADING.search(text) for text in texts)


def context_of(texts: Sequence[str]) -> int:
    """Return how many tokens prompt and answer may have together, as the endpoint says it; 0 where it does not.

    >>> context_of(["This model's maximum context length is 4,096 tokens. However, you requested 9000 tokens."])
    4096
    """
    found = next((m for pattern in _CONTEXT_TOKENS for text in texts if (m := pattern.search(text))), None)
    return int(re.sub(r"\D", "", next(filter(None, found.groups())))) if found else 0


def least_tokens(texts: Sequence[str], sent: int) -> int | None:
    """Return the least token limit that the endpoint takes, where it says that `sent` is below it; None when it says something else.

    >>> least_tokens(["Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 1 instead."], 1)
    16
    """
    found = _bound(texts, sent, _LOWER, lambda number: number > sent, min)
    if found is None and sent < _USUAL_LEAST and any(mentioned([text], ["max_tokens"]) and _TOO_LOW.search(text) for text in texts):
        return _USUAL_LEAST
    return found


def most_tokens(texts: Sequence[str], sent: int) -> int | None:
    """Return the greatest token limit that the endpoint takes, where it says that `sent` is above it; None otherwise."""
    return _bound(texts, sent, _UPPER, lambda number: 16 <= number < sent, max)


def most_logprobs(texts: Sequence[str], sent: int) -> int | None:
    """Return how many likely words the endpoint tells of at most, where it says that `sent` are too many; None otherwise.

    >>> most_logprobs(["Requested sample logprobs of 20, which is greater than max allowed: 5"], 20)
    5
    """
    for text in texts:
        if mentioned([text], ["logprobs", "top_logprobs"]) and _MOST_WORDS.search(text):
            numbers = [int(digits) for digits in re.findall(r"(?<![\d.])\d{1,3}(?![\d.]*\d)", text)]
            if fitting := [number for number in numbers if 0 < number < sent]:
                return max(fitting)
    return None


def _bound(texts: Sequence[str], sent: int, words: re.Pattern[str], fits: Any, pick: Any) -> int | None:  # noqa: ANN401
    for text in texts:
        # "Range of max_tokens should be [1, 8192]"
        if mentioned([text], ["max_tokens"]) and (span := _RANGE.search(text)):
            bound = int(span[1 if words is _LOWER else 2])
            return bound if fits(bound) else None
    if words is _UPPER and (told := next((match for text in texts if (match := _AT_MOST.search(text))), None)) and fits(int(told[1])):
        return int(told[1])
    for text in texts:
        if mentioned([text], ["max_tokens"]) and words.search(text) and not re.search(r"context", text, re.IGNORECASE):
            bare = re.sub(r"(?<=\d),(?=\d{3})", "", _GOT.sub(" ", text))
            numbers = [int(digits) for digits in re.findall(r"(?<![\d.])\d{1,7}(?![\d.]*\d)", bare)]
            strict = re.search(r"greater than (?!or equal)|larger than|大于(?!等于|或等于)", text, re.IGNORECASE)
            found = [number + bool(strict and words is _LOWER) for number in numbers if fits(number + bool(strict and words is _LOWER))]
            if found:
                return int(pick(found))
    return None


def cause_of(status: int | None, texts: Sequence[str]) -> Cause:
    """Return why the request was refused, from its status (None within a stream) and the endpoint's words."""
    said = _LINK.sub(" ", " \n ".join(texts))  # where to read more says nothing of why
    if _RAN_OUT.search(said):
        return "cut_off"
    # A key that is not accepted outranks the words of the page that says so; a filter's words outrank any other status.
    if status == 401:
        return "key"
    if _TOO_LONG.search(said):
        return "context"
    waiting_helps = status == 429 and later_in(texts) > 0 and not re.search(r"\blimit: 0\b", said)
    if status == 402 or (_CREDIT.search(said) and not waiting_helps):
        return "credit"
    if _FILTER.search(said) or status == 451:
        return "filtered"
    if _NO_CHANNEL.search(said):
        return "model"
    if status == 429 or status in {498, 503, 529} or _BUSY.search(said):
        return "busy" if status is None or status == 429 or status < 500 else "server"
    if status is not None and (status >= 500 or status == 408):
        return "server"
    if _NOT_HERE.search(said):
        return "region"
    if status == 403:
        return "region" if _REGION.search(said) else "model" if _MODEL.search(said) else "key"
    if status == 413 or _CONTEXT.search(said):
        return "context"
    if status == 404 or _MODEL.search(said):
        return "model"
    return "key" if _KEY.search(said) and status in {400, 407, None} else "request"


def is_page(body: object) -> bool:
    """Return whether what came in place of an error is a web page: something stands before the endpoint."""
    return isinstance(body, str) and _PAGE.match(body) is not None
