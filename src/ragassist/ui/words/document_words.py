"""The words for sources, documents and reading them, in English and in Chinese: a part of the catalogue in `catalogue.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentWords:
    """This part of the interface in one language."""

    # sources of an answer
    sources: str
    sources_empty: str
    sources_none: str
    verified: str
    unsupported: str
    answer_says: str
    source_says: str
    in_other: str
    translate: str
    translating_now: str
    machine: str
    unconfirmed: str
    untranslatable: str
    checks: str
    no_objection: str
    not_confirmed: str
    document: str
    open_link: str
    page: str
    in_file: str
    offsets: str
    card_label: str
    card_back: str
    back: str
    draft: str
    in_force: str
    repealed: str
    # documents
    documents_one: str
    documents_many: str
    documents_hint: str
    col_date: str
    col_kind: str
    col_status: str
    col_passages: str
    untitled: str
    close: str
    # reading a document
    open_in_document: str
    read: str
    read_named: str
    view_back_answer: str
    view_back_documents: str
    view_outline: str
    view_to_cited: str
    view_keys: str
    view_moved: str
    view_gone: str
    # a copied answer
    copy_sources: str
    copy_original: str
    copy_translation: str
    copy_refused: str
    # kinds of document
    law: str
    regulation: str
    interpretation: str
    measure: str
    opinion: str
    paper: str
    article: str


DOCUMENTS_EN: dict[str, str] = dict(  # noqa: C408  # a catalogue reads better without quotation marks around its names
    sources="Sources",
    sources_empty="The sentences behind an answer appear here.",
    sources_none="This answer has no sources.",
    verified="Checked: says what the answer says",
    unsupported="Not supported",
    answer_says="The answer says",
    source_says="The document says",
    in_other="In English",
    translate="Translate into English",
    translating_now="Translating…",
    machine="Machine translation by {model}",
    unconfirmed="The check could not confirm this translation: compare numbers and names with the original.",
    untranslatable="There is no model here that can translate. A hosted or local model adds this.",
    checks="What was compared",
    no_objection="Figures, dates, names and negations: no disagreement found.",
    not_confirmed="The check could not confirm it.",
    document="From",
    open_link="Open the original",
    page="page {n}",
    in_file="As it stands in the file",
    offsets="characters {start} to {end}",
    card_label="Source {n}",
    card_back="Source {n}, back to its place in the answer",
    back="Back",
    draft="draft",
    in_force="in force",
    repealed="repealed",
    documents_one="1 document",
    documents_many="{n} documents",
    documents_hint="Answers come only from these.",
    col_date="Date",
    col_kind="Kind",
    col_status="Status",
    col_passages="Passages",
    untitled="Untitled",
    close="Close",
    open_in_document="Open in the document",
    read="Read",
    read_named="Read {title}",
    view_back_answer="Back to the answer",
    view_back_documents="Back to the documents",
    view_outline="Outline",
    view_to_cited="To the cited sentence",
    view_keys="Esc goes back.",
    view_moved="The cited sentence is not in the document as it is now.",
    view_gone="This document is not indexed any more.",
    copy_sources="Sources",
    copy_original="Original",
    copy_translation="Machine translation",
    copy_refused="Not answered",
    law="law",
    regulation="regulation",
    interpretation="judicial interpretation",
    measure="measures",
    opinion="opinions",
    paper="paper",
    article="article",
)

DOCUMENTS_ZH: dict[str, str] = dict(  # noqa: C408  # as above
    sources="来源",
    sources_empty="回答所依据的句子将显示在这里。",
    sources_none="这个回答没有来源。",
    verified="已核对：与回答说法一致",
    unsupported="原文不支持",
    answer_says="回答的说法",
    source_says="原文的说法",
    in_other="中文译文",
    translate="译成中文",
    translating_now="正在翻译…",
    machine="机器翻译：{model}",
    unconfirmed="这一译文未通过核对，请与原文比对数字和名称。",
    untranslatable="这里没有可用于翻译的模型。配置远程或本机模型后即可翻译。",
    checks="核对结果",
    no_objection="数字、日期、名称和否定：未发现不一致。",
    not_confirmed="核对未能证实这一句。",
    document="出处",
    open_link="打开原件",
    page="第 {n} 页",
    in_file="文件中的原样",
    offsets="第 {start} 至 {end} 个字符",
    card_label="来源 {n}",
    card_back="来源 {n}，回到回答中的位置",
    back="返回",
    draft="草案",
    in_force="现行有效",
    repealed="已废止",
    documents_one="1 份文档",
    documents_many="{n} 份文档",
    documents_hint="回答只来自这些文档。",
    col_date="日期",
    col_kind="类型",
    col_status="状态",
    col_passages="段落数",
    untitled="无标题",
    close="关闭",
    open_in_document="在文档中打开",
    read="阅读",
    read_named="阅读：{title}",
    view_back_answer="返回回答",
    view_back_documents="返回文档列表",
    view_outline="目录",
    view_to_cited="跳到被引用的句子",
    view_keys="按 Esc 返回。",
    view_moved="文档现有文本中找不到被引用的句子。",
    view_gone="该文档已不在索引中。",
    copy_sources="来源",
    copy_original="原文",
    copy_translation="机器翻译",
    copy_refused="未作回答",
    law="法律",
    regulation="法规",
    interpretation="司法解释",
    measure="办法",
    opinion="意见",
    paper="论文",
    article="文章",
)
