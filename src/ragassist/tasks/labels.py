"""What people read in results of document tasks, in both languages."""

from __future__ import annotations

from typing import Final

from ragassist.types import Lang

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "list.deadlines": ("Deadlines and terms", "期限与时间要求"),
    "list.duties": ("Duties", "义务与职责"),
    "list.prohibitions": ("Prohibitions", "禁止事项"),
    "list.penalties": ("Penalties", "法律后果与处罚"),
    "list.amounts": ("Amounts and figures", "数额与比例"),
    "list.actors": ("Who is named", "涉及主体"),
    "list.definitions": ("Definitions", "用语定义"),
    "read_unsurely": (
        "read by machine from a picture; two readings do not agree on {said}: compare it with the picture",
        "由机器从图像中识别，两次识别在“{said}”上不一致，请与图像对照",
    ),
    "read_by_machine": ("read by machine from a picture", "由机器从图像中识别"),
    "column.who": ("Who", "主体"),
    "column.modality": ("Must or may", "要求"),
    "column.what": ("What", "内容"),
    "column.when": ("By when", "时间"),
    "column.date": ("Date", "日期"),
    "column.condition": ("If", "条件"),
    "column.exception": ("Unless", "例外"),
    "column.sanction": ("Consequence", "后果"),
    "column.amount": ("Amount", "数额"),
    "column.term": ("Term", "用语"),
    "column.meaning": ("Meaning", "含义"),
    "column.times_named": ("Times named", "提及次数"),
    "column.statement": ("The statement", "原文"),
    "column.in_english": ("In your language", "译文"),
    "column.document": ("Document", "文件"),
    "column.article": ("Article", "条款"),
    "column.doc_status": ("Status", "状态"),
    "column.why": ("Why it is not sure", "存疑原因"),
    "column.change": ("Change", "变化"),
    "column.before": ("Before", "修改前"),
    "column.after": ("After", "修改后"),
    "column.claim": ("Your text says", "待核文本"),
    "column.verdict": ("Finding", "核对结果"),
    "column.evidence": ("The documents say", "文件原文"),
    "column.reason": ("Why", "说明"),
    "column.section": ("Section", "部分"),
    "column.in_brief": ("What it says", "要点"),
    "modality.must": ("must", "应当"),
    "modality.must_not": ("must not", "不得"),
    "modality.may": ("may", "可以"),
    "modality.need_not": ("need not", "无需"),
    "modality.encouraged": ("is encouraged to", "鼓励"),
    "modality.sanction": ("consequence", "后果"),
    "modality.is": ("is so", "规定"),
    "doubt.period": ("It names a period that no rule could read as due.", "提到期间，但规则未能判定其为时限。"),
    "doubt.date": ("It names a date that no rule could read as due.", "提到日期，但规则未能判定其为时限。"),
    "doubt.duty": ("It speaks of a duty that no rule could read.", "提到义务或责任，但规则未能解析。"),
    "doubt.ban": ("It speaks of a ban that no rule could read.", "提到禁止，但规则未能解析。"),
    "doubt.penalty": ("It speaks of a penalty that no rule could read.", "提到处罚，但规则未能解析。"),
    "doubt.figure": ("It names a figure that no rule could read.", "提到数字，但规则未能解析。"),
    "doubt.term": ("It may define a term.", "可能是用语定义。"),
    "doubt.loose": ("It has no end: a caption, a headline or a counter of the page.", "没有句末标点，可能是标题、图注或页面计数。"),
    "unsure": ("Not sure: read these yourself", "存疑：请自行核对"),
    "unread": ("Not read", "未能读取"),
    "coverage.list": (
        "Read {read}, {statements}; {found} found; {unsure} not sure, listed below.",
        "已读 {read}，共 {statements}；找到 {found} 条；另有 {unsure} 条存疑，列于其后。",
    ),
    "coverage.list_sure": (
        "Read {read}, {statements}; {found} found; {unsure} not sure.",
        "已读 {read}，共 {statements}；找到 {found} 条；{unsure} 条存疑。",
    ),
    "basis.published": ("counted from the document's own date, {start}", "自文件公布日 {start} 起算"),
    "basis.effective": ("counted from the day it takes effect, {start}", "自文件施行日 {start} 起算"),
    "compare.title": ("{old} compared with {new}", "{old} 与 {new} 对照"),
    "coverage.compare": (
        "Compared {old} statements with {new}; {changed} of {articles} articles changed, {same} unchanged and folded away.",
        "对照前 {old} 条、后 {new} 条语句；{articles} 个条款中 {changed} 个有变化，{same} 个未变（略）。",
    ),
    "fate.kept": ("changed", "修改"),
    "fate.moved": ("moved", "移位"),
    "fate.split": ("split", "拆分"),
    "fate.merged": ("merged", "合并"),
    "fate.added": ("added", "新增"),
    "fate.dropped": ("dropped", "删除"),
    "kind.tightened": ("tightened", "收紧"),
    "kind.loosened": ("loosened", "放宽"),
    "kind.figure": ("figure", "数额"),
    "kind.date": ("date or period", "时间"),
    "kind.actor": ("actor", "主体"),
    "kind.wording": ("wording", "文字"),
    "count.unchanged": ("unchanged", "未变"),
    "count.renumbered": ("renumbered", "条号变化"),
    "compare.summary": ("{name}: {count} ({articles})", "{name}：{count} 处（{articles}）"),
    "audit.count": ("{finding}: {n}", "{finding}：{n} 条"),
    "audit.title": ("Check of your text", "文本核对"),
    "audit.supported": ("supported", "有依据"),
    "audit.rough": ("agrees, wording not confirmed", "相符，措辞未能确认"),
    "audit.contradicted": ("contradicted", "与原文不符"),
    "audit.partly": ("partly supported", "部分有依据"),
    "audit.not_found": ("not in the documents", "文件中未见"),
    "audit.no_reference": ("no such article or document", "所引条款或文件不存在"),
    "exhaustive.count": (
        "{name}: {found} found, reading {read}, {statements}; {unsure} more are not sure.",
        "{name}：共找到 {found} 条；已读 {read}，共 {statements}；另有 {unsure} 条存疑。",
    ),
    "exhaustive.original": (
        "Quoted in the original Chinese, since no rendering could be confirmed here: {n} of the statements.",
        "以英文原文引用的（此处没有可确认的译文）：{n} 条。",
    ),
    "exhaustive.more": (" The first {shown} stand here; the list among the tasks has all.", "以下为前 {shown} 条；全部见任务中的清单。"),
    "brief.before": ("before the first heading", "首个标题之前"),
    "coverage.answer": (
        "{claims} on {quotations} of {documents}.",
        "共 {claims}，引用 {documents}的 {quotations}。",
    ),
    "coverage.audit": (
        "Checked: claims {claims}; documents read {documents}; statements in them {statements}.",
        "已核对 {claims} 条表述；依据 {documents} 份文件，共 {statements} 条语句。",
    ),
    "why.differs": ("Your text says {mine}; the source says {theirs}.", "文本为 {mine}；原文为 {theirs}。"),
    "why.modality": ("Your text says “{mine}”; the source says “{theirs}”.", "文本为“{mine}”；原文为“{theirs}”。"),
    "why.part": ("Nothing in the documents says: {words}", "文件中未见：{words}"),
    "why.no_article": ("{title} has no {article}; its last is {last}.", "{title}没有{article}；最后一条为{last}。"),
    "why.no_document": ("{title} is not among the documents.", "文件库中没有{title}。"),
    "why.other_article": ("It is in {article}, not in {named}.", "该内容见{article}，而非{named}。"),
    "disagree.answer": (
        "The documents do not agree: “{mine}” stands in {first}, “{theirs}” in {second}; in which order: {order}.",
        "文件之间说法不一：{first}为“{mine}”，{second}为“{theirs}”；先后依据：{order}。",
    ),
    "disagree.title": ("Where the documents disagree", "文件之间不一致之处"),
    "disagree.counted": (" In {n} places documents disagree, listed below.", "另有 {n} 处文件之间不一致，列于其后。"),
    "disagree.counted_one": (" In 1 place documents disagree, listed below.", "另有 1 处文件之间不一致，列于其后。"),
    "disagree.differs": ("What differs", "不一致之处"),
    "disagree.first": ("Stands first", "优先"),
    "disagree.first_document": ("In this document", "所在文件"),
    "disagree.second": ("Says otherwise", "另一说法"),
    "disagree.second_document": ("In that document", "另一文件"),
    "disagree.order": ("Why in this order", "排序依据"),
    "order.status": ("the other is no longer in force", "另一文件已失效"),
    "order.kind": ("{first} before {second}", "{first}先于{second}"),
    "order.date": ("the later one: {first}, not {second}", "以较晚者为先：{first}，而非 {second}"),
    "order.none": ("nothing ranks one before the other", "二者无先后之分"),
    "document_kind.law": ("law", "法律"),
    "document_kind.regulation": ("regulation", "法规"),
    "document_kind.interpretation": ("judicial interpretation", "司法解释"),
    "document_kind.measure": ("measure", "规章"),
    "document_kind.opinion": ("opinion", "意见"),
    "document_kind.draft": ("draft", "草案"),
    "document_kind.paper": ("paper", "论文"),
    "document_kind.article": ("article", "文章"),
    "document_kind.": ("document of unknown kind", "类别不明的文件"),
    "comment.instead": ("The source says instead: ", "原文则称："),
    "comment.stands_on": ("The documents say: ", "文件原文："),
    "comment.unplaced": ("These words were not found in this document: {claim}", "未能在本文档中定位以下文字：{claim}"),
    "doc_status.draft": ("draft", "草案"),
    "doc_status.repealed": ("no longer in force", "已失效"),
    "brief.title": ("Brief: {title}", "要点：{title}"),
    "brief.what": ("What it is", "文件概况"),
    "brief.issuer": ("Issued by {issuer}", "发布机关：{issuer}"),
    "coverage.brief": (
        "Stands on {used} of {statements} statements and {sections} of {all_sections} sections. Left out: {left}.",
        "依据 {statements} 条语句中的 {used} 条、{all_sections} 个部分中的 {sections} 个。未涉及：{left}。",
    ),
    "coverage.brief_whole": (
        "Stands on {used} of {statements} statements; the text has no sections.",
        "依据 {statements} 条语句中的 {used} 条；全文不分章节。",
    ),
    "brief.sections": ("Section by section: {title}", "各部分要点：{title}"),
    "brief.rest": ("Further statements: {title}", "其余语句：{title}"),
    "brief.all": ("the document as a whole", "整份文件"),
    "brief.head": ("the opening summary", "开头的概述"),
    "coverage.written": (
        " Sentences written by the model and checked against the statements: {said}; not supported and left out: {refused}.",
        "模型撰写并经原文核对的句子：{said} 句；无依据而略去的：{refused} 句。",
    ),
    "coverage.unwritten": (
        " Not written: {sections}. {why}; the statements stand there one by one.",
        "未能撰写：{sections}。{why}；该处逐条列出原语句。",
    ),
    "coverage.rendered": (
        " {said} of the {total} statements are in your language; the others stand as they are written.",
        "其中 {total} 条外文语句已译出 {said} 条，其余照录原文。",
    ),
    "part.scope": ("purpose and scope", "目的与适用范围"),
    "part.goal": ("goal", "目标"),
    "part.force": ("in force", "施行与过渡"),
    "part.definition": ("definition", "定义"),
    "part.authority": ("who is in charge", "主管机关"),
    "part.principle": ("principle", "原则"),
    "part.entry": ("permission or filing", "许可与备案"),
    "part.term": ("how long it lasts", "有效期限"),
    "part.duty": ("must", "义务"),
    "part.prohibition": ("must not", "禁止"),
    "part.record": ("records kept", "留存期限"),
    "part.incident": ("when something happens", "事件与事故"),
    "part.figure": ("figure or threshold", "数额与门槛"),
    "part.liability": ("who is liable", "责任承担"),
    "part.penalty": ("penalty", "处罚"),
    "part.other": ("also", "其他"),
    "digest.title": ("What is new since {since}", "自 {since} 以来的新内容"),
    "digest.documents": ("{n} documents are new, or have another text:", "新收录或内容有变的文件共 {n} 份："),
    "digest.nothing": ("Nothing new answers this.", "没有新内容回答这个问题。"),
    "timeline": ("Timeline", "时间轴"),
    "timeline.dated": ("{n} of {total} rows carry a date.", "共 {total} 条，其中 {n} 条带日期。"),
    "timeline.undated": ("{n} without a date", "{n} 条没有日期"),
    "timeline.stated": ("date as the text states it", "原文写明的日期"),
    "timeline.counted": ("date counted from the document's own", "按文件自身日期推算"),
    "timeline.missing": ("Shown as 〓, for want of a font: {characters}", "因缺少字体而以〓代替的字符：{characters}"),
    "standing.in_force": ("in force", "现行有效"),
    "standing.draft": ("draft", "草案"),
    "standing.repealed": ("repealed", "已废止"),
    "standing.superseded": ("superseded", "已有后续版本"),
    "standing.unknown": ("status not stated", "状态不详"),
    "standing.later": ("superseded, later version: {later}", "已有后续版本：{later}"),
    "none": ("none", "无"),
    "facts.kind": ("kind", "类别"),
    "facts.issuer": ("issuer", "发布机关"),
    "facts.date": ("date", "日期"),
    "facts.effective": ("in force from", "施行日期"),
    "facts.status": ("status", "状态"),
    "facts.number": ("number", "文号"),
    "export.title": ("Title", "标题"),
    "export.title_en": ("English title", "英文标题"),
    "export.issuer": ("Issuer", "发布机关"),
    "export.date": ("Date", "日期"),
    "export.status": ("Status", "状态"),
    "export.heading": ("Heading", "章条"),
    "export.path": ("File", "文件路径"),
    "export.doc_id": ("Document id", "文件编号"),
    "export.start": ("From character", "起始字符"),
    "export.end": ("To character", "结束字符"),
    "export.checked": ("Checked", "核对状态"),
    "export.quote": ("Quotation", "原文引文"),
    "export.url": ("Address", "网址"),
    "export.reading": ("How it was read", "识别说明"),
    "export.sha256": ("SHA-256 of the file", "文件 SHA-256 校验值"),
    "export.sheet": ("Table", "表"),
    "export.page": ("p. {n}", "第{n}页"),
    "cite.undated": ("n.d.", "日期不详"),
    "sources": ("Sources", "来源"),
    "documents": ("Documents", "文件"),
    "made": ("Made on {made} by ragassist {version} ({model})", "由 ragassist {version}（{model}）于 {made} 生成"),
    "page": ("Page {n} of {title}, the cited sentence in a box", "《{title}》第{n}页，所引句子已框出"),
    "quoted": (
        "Original sentences are quoted exactly; what stands in another language was checked as marked.",
        "原文均为逐字引用；译文按标记核对。",
    ),
    "status.verified": ("verified", "已核实"),
    "status.rough": ("wording not confirmed", "措辞未确认"),
    "status.unsupported": ("not supported", "无依据"),
}

_STATUSES: Final = frozenset({"standing.in_force", "standing.draft", "standing.repealed"})


def word(key: str, lang: Lang, **values: object) -> str:
    """Return what `key` says in `lang`, with its values put in."""
    text = _WORDS[key][0 if lang == "en" else 1]
    return text.format(**values) if values else text


_COUNTED: Final[dict[str, tuple[str, str, str]]] = {
    "document": ("document", "documents", "份文件"),
    "statement": ("statement", "statements", "条语句"),
    "claim": ("statement", "statements", "条表述"),
    "quotation": ("quotation", "quotations", "处原文"),
}


def many(n: int, thing: str, lang: Lang) -> str:
    """Return how many of `thing` (document, statement, claim, quotation) there are, in `lang`.

    >>> many(1, "document", "en"), many(2, "document", "en"), many(2, "document", "zh")
    ('1 document', '2 documents', '2 份文件')
    """
    one, more, zh = _COUNTED[thing]
    return f"{n} {zh}" if lang == "zh" else f"{n} {one if n == 1 else more}"


def read_of(read: int, total: int, lang: Lang) -> str:
    """Return how many documents of how many were read, in `lang`.

    >>> read_of(1, 1, "en"), read_of(42, 43, "en"), read_of(42, 43, "zh")
    ('1 document', '42 of 43 documents', '43 份文件中的 42 份')
    """
    if read == total == 1:
        return many(1, "document", lang)
    return f"{total} 份文件中的 {read} 份" if lang == "zh" else f"{read} of {total} documents"


def status_word(status: str, lang: Lang) -> str:
    """Return a document's status in `lang`, or as it is written where it is none of the known ones.

    >>> status_word("in force", "zh"), status_word("试行", "en")
    ('现行有效', '试行')
    """
    key = f"standing.{status.replace(' ', '_')}"
    return word(key, lang) if key in _STATUSES else status


def kind_word(kind: str, lang: Lang) -> str:
    """Return a document's kind in `lang`, or as it is written where it is none of the known ones."""
    return word(f"document_kind.{kind}", lang) if kind and known(f"document_kind.{kind}") else kind


def known(key: str) -> bool:
    """Return whether there is such a word."""
    return key in _WORDS
