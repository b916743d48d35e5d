"""What the program says when something fails, for a Chinese reader. English is the language that errors are written in. Pure."""

from __future__ import annotations

import re

from ragassist.types import Lang

_RULES: tuple[tuple[str, str], ...] = (
    # who
    (r"The local model (.+)", "本机模型{0}"),
    (r"The model endpoint (\S+) (.+)", "模型服务 {0} {1}"),
    # what is wrong with it
    (r"sent a reply that is not the OpenAI protocol\.", "的答复不符合 OpenAI 协议。"),
    (r"stopped in the middle of its reply\.", "中途停止了答复。"),
    (r"withheld its reply: its content filter stepped in\.", "因其内容过滤而未给出答复。"),
    (r"withheld its reply: its content filter stepped in( \(status \d+\))?: (.+)\.", "因其内容过滤而未给出答复{0}：{1}。"),
    (r"lists no model\.", "没有列出任何模型。"),
    (r"did not answer in time\.", "未能及时应答。"),
    (r"broke off its reply: (.+)\.", "中断了答复：{0}。"),
    (r"broke off its reply \((.+)\)\.", "中断了答复（{0}）。"),
    (r"sent a malformed reply\.", "的答复无法解读。"),
    (r"cannot be used: (.+)\.", "无法使用：{0}。"),
    (r"refuses the connection\.", "拒绝连接。"),
    (r"dropped the connection in the middle of its reply\.", "在答复中途断开了连接。"),
    (r"cannot be reached: (.+)\.", "无法连接：{0}。"),
    (r"does not accept the key( \(status \d+\))?\.", "不接受该密钥{0}。"),
    (r"does not have what was asked for( \(status \d+\))?: (.+)\.", "没有所请求的内容{0}：{1}。"),
    (r"has had enough requests for now( \(status \d+\))?: (.+)\.", "暂时不再接受请求{0}：{1}。"),
    (r"failed( \(status \d+\))?: (.+)\.", "发生故障{0}：{1}。"),
    (r"was sent more text than it takes( \(status \d+\))?: (.+)\.", "收到的文本超过了上限{0}：{1}。"),
    (r"refused the request( \(status \d+\))?: (.+)\.", "拒绝了请求{0}：{1}。"),
    (r"reached its token limit before it had written an answer( \(status \d+\))?: (.+)\.", "在写出答案之前就达到了词元上限{0}：{1}。"),
    (r"does not answer for want of credit( \(status \d+\))?: (.+)\.", "因余额不足而不应答{0}：{1}。"),
    (r"does not serve this place( \(status \d+\))?: (.+)\.", "不向本地区提供服务{0}：{1}。"),
    (r"spent about ([\d,]+) tokens on thinking and wrote no answer\.", "思考用去约 {0} 个词元，没有写出答案。"),
    (r"spent its whole token limit on thinking and wrote no answer\.", "把词元额度全部用于思考，没有写出答案。"),
    (r"mixed its thinking into its reply without marking where it began\.", "把思考过程混进了答复，又没有标明从哪里开始。"),
    (r"does not list its models( \(status \d+\))?\.", "不提供模型列表{0}。"),
    # limits that were set here
    (r"The model had not finished when the (\S+) s for an answer were over\.", "为一次回答限定的 {0} 秒已到，模型仍未完成。"),
    (r"The ceiling of (\S+) tokens for one answer leaves no room for this call\.", "每次回答 {0} 个词元的上限已不够再调用一次模型。"),
    (r"The ceiling of (\S+) for one answer leaves no room for this call\.", "每次回答 {0} 的费用上限已不够再调用一次模型。"),
    (r"The ceiling of (\S+) tokens for one day leaves no room for this call\.", "每天 {0} 个词元的上限已不够再调用一次模型。"),
    (r"The ceiling of (\S+) for one day leaves no room for this call\.", "每天 {0} 的费用上限已不够再调用一次模型。"),
    # what to do about it
    (r"Ask again\.", "请再问一次。"),
    (r"Ask again, or raise (\S+)\.", "请再问一次，或调高 {0}。"),
    (r"Ask again; if it happens again, look at the endpoint's own log\.", "请再问一次；若再次发生，请查看该服务的日志。"),
    (
        r"Ask again; if it happens again, check that the base URL is an OpenAI-compatible endpoint\.",
        "请再问一次；若再次发生，请确认所填网址是兼容 OpenAI 的服务。",
    ),
    (r"Ask again later, or look at the endpoint's own log\.", "请稍后再问，或查看该服务的日志。"),
    (r"Start it, or check (\S+)\.", "请启动该服务，或检查 {0}。"),
    (r"Check the base URL; it usually ends in /v1\.", "请检查所填网址，通常以 /v1 结尾。"),
    (r"Put the question differently, or use another endpoint\.", "请换一种问法，或换用其他服务。"),
    (r"Name one with (\S+)\.", "请用 {0} 指定一个。"),
    (r"Check (\S+) and the key\.", "请检查 {0} 和密钥。"),
    (r"Check the network and (\S+)\.", "请检查网络和 {0}。"),
    (r"Set (\S+), or (\S+), to a key for this endpoint\.", "请在 {0} 或 {1} 中填入该服务的密钥。"),
    (
        r"Check (\S+), and that the base URL is that of the endpoint's documentation; it usually ends in /v1\.",
        "请检查 {0}，并确认所填网址与该服务的说明文档一致，通常以 /v1 结尾。",
    ),
    (r"Look at the account's balance and limits with the provider\.", "请到服务商处查看账户余额和限额。"),
    (r"Use an endpoint that serves your country\.", "请换用向您所在国家提供服务的服务商。"),
    (r"Raise (\S+), or use a model that thinks less\.", "请调高 {0}，或换用思考较少的模型。"),
    (
        r"Raise (\S+), lower the model's reasoning effort at the endpoint, or use another model\.",
        "请调高 {0}，在该服务上调低模型的思考强度，或换用其他模型。",
    ),
    (r"Raise (\S+), or ask again tomorrow \(UTC\)\.", "请调高 {0}，或明天（按世界协调时）再问。"),
    (r"Ask again in ([\d,]+) s, or check the account's limits and credit\.", "请在 {0} 秒后再问，或检查账户的限额和余额。"),
    (r"Wait a little, or check the account's limits and credit\.", "请稍候，或检查账户的限额和余额。"),
    (r"(?:Raise|Lower) (\S+), or ask a shorter question\.", "请调整 {0}，或缩短问题。"),
    (
        r"Check (\S+) and the endpoint's documentation; (`[^`]+`) says what it takes\.",
        "请检查 {0} 和该服务的说明文档；{1} 会说明它接受什么。",
    ),
    (r"Check (\S+)\.", "请检查 {0}。"),
    # weights, engine, index
    (r"No key for OpenAI is set\.", "尚未设置 OpenAI 密钥。"),
    (
        r"Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint that wants none\.",
        "请设置 OPENAI_API_KEY；若服务不需要密钥，请设置 OPENAI_BASE_URL。",
    ),
    (r"The local model's weights are not at (.+)\.", "在 {0} 没有找到本机模型的权重文件。"),
    (r"The local engine is not installed\.", "尚未安装本机引擎。"),
    (r"The local engine does not load on this machine: (.+)\.", "本机引擎无法在这台机器上载入：{0}。"),
    (r"Run (`[^`]+`)(?: again)?\.", "请运行 {0}。"),
    (r"Run (`[^`]+`) first, or point --home at an index\.", "请先运行 {0}，或用 --home 指向已有的索引。"),
    (r"The vectors in (.+) are gone\.", "{0} 中的向量已不存在。"),
    (r"The vector collection cannot be read: (.+)\.", "无法读取向量集合：{0}。"),
    (r"No document (.+) is indexed\.", "没有收录文档 {0}。"),
    (r"(`ragassist docs`) lists what is\.", "{0} 可列出已收录的文档。"),
    (r"The Chroma server at (\S+) does not answer: (.+)", "位于 {0} 的 Chroma 服务没有应答：{1}"),
    (r"Start it, or unset (\S+)\.", "请启动该服务，或取消设置 {0}。"),
    (r"The answer has no source (\d+)\.", "这个回答没有来源 {0}。"),
    (r"Reload the page\.", "请重新载入页面。"),
    (r"The feedback file (.+) is full\.", "反馈文件 {0} 已满。"),
    (r"Move it away first\.", "请先将其移走。"),
    (r"The feedback file (.+) cannot be written: (.+)\.", "无法写入反馈文件 {0}：{1}。"),
    (r"Check the directory\.", "请检查该目录。"),
)
_STATUS = re.compile(r" \(status (\d+)\)")
_COMPILED = [(re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in _RULES]


def told(sentence: str, lang: Lang) -> str:
    """A sentence of an error for a reader of `lang`; empty when this page cannot say it in that language.

    >>> told("The local model did not answer in time.", "zh")
    '本机模型未能及时应答。'
    """
    if lang == "en" or not sentence:
        return sentence
    for pattern, chinese in _COMPILED:
        match = pattern.fullmatch(sentence)
        if match is None:
            continue
        parts = [_STATUS.sub(r"（状态码 \1）", part) if part and _STATUS.fullmatch(part) else part or "" for part in match.groups()]
        if pattern.pattern.startswith((r"The local model (", r"The model endpoint (")):
            parts[-1] = told(parts[-1], lang)
            if not parts[-1]:
                return ""
        return re.sub(r"\{(\d)\}", lambda place, parts=parts: parts[int(place[1])], chinese)  # type: ignore[misc]
    return ""
