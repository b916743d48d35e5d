"""The words of conversations, evidence and reading, in English and in Chinese: a part of the catalogue in `catalogue.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ConversationWords:
    """This part of the interface in one language."""

    # evidence
    partly: str
    sentence_partly: str
    chip_partly: str
    why_marked: str
    figure_agrees: str
    figure_money: str
    figure_date: str
    figure_share: str
    figure_provision: str
    figure_number: str
    no_other_objection: str
    issued_by: str
    published: str
    status_of: str
    status_unknown: str
    stands_in: str
    taken_from: str
    kind_of: str
    # reading
    translate_paragraph: str
    translate_hint: str
    unconfirmed_short: str
    find_in: str
    find_next: str
    find_previous: str
    find_count: str
    find_none: str
    original_file: str
    original_gone: str
    on_page: str
    on_page_alt: str
    on_page_plain_alt: str
    on_page_larger: str
    on_page_gone: str
    on_page_changed: str
    on_page_unboxed: str
    # conversations
    conversations: str
    conversations_hint: str
    conversation_untitled: str
    conversation_rename_named: str
    conversation_name: str
    conversation_save: str
    conversation_delete_named: str
    conversation_deleted: str
    conversation_questions_one: str
    conversation_questions_many: str
    undo: str
    dismiss: str
    cancel: str
    export_markdown: str
    export_docx: str
    export_failed: str
    exported_on: str
    export_note_again: str
    export_note_original: str
    export_note_translation: str
    export_note_doubt: str
    storage_full: str
    # what to ask next
    ask_next: str
    next_about_document: str
    next_about: str
    # feedback
    feedback: str
    feedback_helpful: str
    feedback_wrong: str
    feedback_why: str
    feedback_fact: str
    feedback_source: str
    feedback_incomplete: str
    feedback_translation: str
    feedback_other: str
    feedback_note: str
    feedback_right: str
    feedback_send: str
    feedback_thanks: str
    feedback_failed: str
    feedback_samples: str
    # while waiting
    slow_estimate: str


CONVERSATIONS_EN: dict[str, str] = dict(  # noqa: C408  # a catalogue reads better without quotation marks around its names
    partly="Supported in part",
    sentence_partly="supported in part",
    chip_partly="Source {n}, supports part of this sentence. Show it",
    why_marked="What the check found about “{claim}”",
    figure_agrees="{kind} agrees: {values}.",
    figure_money="The amount",
    figure_date="The date",
    figure_share="The share",
    figure_provision="The provision",
    figure_number="The number",
    no_other_objection="Names and negations: no disagreement found.",
    issued_by="Issued by",
    published="Date",
    status_of="Status",
    status_unknown="unknown",
    stands_in="Where",
    taken_from="Taken from",
    kind_of="Kind",
    translate_paragraph="Translate this paragraph",
    translate_hint="Choose a sentence, or the sign beside its paragraph, to translate it. Underlined terms explain themselves.",
    unconfirmed_short="Not confirmed: compare numbers and names with the original.",
    find_in="Find in this document",
    find_next="Next place",
    find_previous="Previous place",
    find_count="{n} of {total}",
    find_none="Not found",
    original_file="Original file",
    original_gone="The original file is not where it was indexed from. Its text as it was read is given instead.",
    on_page="On page {n}",
    on_page_alt="Page {n} of {title}, with the cited sentence in a box.",
    on_page_plain_alt="Page {n} of {title}.",
    on_page_larger="Open the picture by itself, to enlarge it",
    on_page_gone="The file is no longer where it was indexed from, so its page {n} cannot be shown.",
    on_page_changed="The file has changed since it was indexed, so its page {n} cannot be shown. Index it again.",
    on_page_unboxed="The sentence could not be told from the rest of the page; the whole page is shown.",
    conversations="Conversations",
    conversations_hint="Kept in this browser only.",
    conversation_untitled="New conversation",
    conversation_rename_named="Rename {title}",
    conversation_name="Name of the conversation",
    conversation_save="Save",
    conversation_delete_named="Delete {title}",
    conversation_deleted="Deleted “{title}”.",
    conversation_questions_one="1 question",
    conversation_questions_many="{n} questions",
    undo="Undo",
    dismiss="Dismiss",
    cancel="Cancel",
    export_markdown="Markdown",
    export_docx="Word",
    export_failed="The file could not be made. Try again.",
    exported_on="Exported {date}",
    export_note_again="As note {n}.",
    export_note_original="Original",
    export_note_translation="Machine translation",
    export_note_doubt="not confirmed by the check",
    storage_full="This browser has no room left for conversations. Delete one, or export and delete it: newer answers are not kept.",
    ask_next="You could ask next",
    next_about_document="What does “{title}” say about {term}?",
    next_about="What do the documents say about {term}?",
    feedback="Was this right?",
    feedback_helpful="Helpful",
    feedback_wrong="Wrong",
    feedback_why="What is wrong?",
    feedback_fact="A fact is wrong",
    feedback_source="The source does not say this",
    feedback_incomplete="Something is missing",
    feedback_translation="The translation is wrong",
    feedback_other="Something else",
    feedback_note="In your own words (optional)",
    feedback_right="The right answer, if you know it (optional)",
    feedback_send="Send",
    feedback_thanks="Noted on this machine.",
    feedback_failed="This could not be written down. Try again.",
    feedback_samples="My feedback as evaluation samples",
    slow_estimate="The model runs on this machine; the last answers took about {n} s. What is already here has been checked.",
)

CONVERSATIONS_ZH: dict[str, str] = dict(  # noqa: C408
    partly="部分支持",
    sentence_partly="部分支持",
    chip_partly="来源 {n}，支持这一句的一部分。点击查看",
    why_marked="关于“{claim}”的核对结果",
    figure_agrees="{kind}一致：{values}。",
    figure_money="金额",
    figure_date="日期",
    figure_share="比例",
    figure_provision="条款",
    figure_number="数字",
    no_other_objection="名称和否定：未发现不一致。",
    issued_by="发布机构",
    published="日期",
    status_of="状态",
    status_unknown="不详",
    stands_in="位置",
    taken_from="来源",
    kind_of="类型",
    translate_paragraph="翻译这一段",
    translate_hint="点击句子或段落旁的标记即可翻译；带下划线的术语会显示解释。",
    unconfirmed_short="未通过核对：请与原文比对数字和名称。",
    find_in="在本文中查找",
    find_next="下一处",
    find_previous="上一处",
    find_count="第 {n} 处，共 {total} 处",
    find_none="未找到",
    original_file="原始文件",
    original_gone="收录时的原始文件已不在原处，现提供当时读取的文本。",
    on_page="第{n}页上的位置",
    on_page_alt="《{title}》第{n}页，所引句子已框出。",
    on_page_plain_alt="《{title}》第{n}页。",
    on_page_larger="单独打开图片以便放大",
    on_page_gone="文件已不在收录时的位置，无法显示第{n}页。",
    on_page_changed="文件在收录后有改动，无法显示第{n}页。请重新收录。",
    on_page_unboxed="无法在页面上单独标出这句话，现显示整页。",
    conversations="对话",
    conversations_hint="仅保存在本浏览器中。",
    conversation_untitled="新对话",
    conversation_rename_named="重命名：{title}",
    conversation_name="对话名称",
    conversation_save="保存",
    conversation_delete_named="删除：{title}",
    conversation_deleted="已删除“{title}”。",
    conversation_questions_one="1 个问题",
    conversation_questions_many="{n} 个问题",
    undo="撤销",
    dismiss="关闭",
    cancel="取消",
    export_markdown="导出 Markdown",
    export_docx="导出 Word",
    export_failed="未能生成文件，请重试。",
    exported_on="导出日期：{date}",
    export_note_again="见注 {n}。",
    export_note_original="原文",
    export_note_translation="机器翻译",
    export_note_doubt="未通过核对",
    storage_full="本浏览器已无空间保存对话。请删除或导出后删除一些对话，否则新的回答不会保留。",
    ask_next="接下来可以问",
    next_about_document="《{title}》对{term}是怎么说的？",
    next_about="文档对{term}是怎么说的？",
    feedback="回答正确吗？",
    feedback_helpful="有帮助",
    feedback_wrong="有误",
    feedback_why="哪里有误？",
    feedback_fact="事实有误",
    feedback_source="原文并未这样说",
    feedback_incomplete="内容有遗漏",
    feedback_translation="翻译有误",
    feedback_other="其他",
    feedback_note="补充说明（可不填）",
    feedback_right="如您知道，请写出正确答案（可不填）",
    feedback_send="提交",
    feedback_thanks="已记录在本机。",
    feedback_failed="未能记录，请重试。",
    feedback_samples="将我的反馈导出为评测样本",
    slow_estimate="模型在本机运行，最近的回答约需 {n} 秒。已显示的内容均已核对。",
)
