"""The words of document tasks and their results, in English and in Chinese: a part of the catalogue in `catalogue.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TaskWords:
    """This part of the interface in one language."""

    # what can be done
    tasks: str
    tasks_hint: str
    task_brief: str
    task_brief_named: str
    task_more: str
    task_more_named: str
    task_compare_versions: str
    task_document: str
    task_all_documents: str
    task_chosen: str
    task_within: str
    task_focus: str
    task_full: str
    task_kind: str
    task_list: str
    task_ask: str
    task_other: str
    task_compare: str
    task_check: str
    task_text: str
    task_text_hint: str
    task_file: str
    task_file_returns: str
    task_translate: str
    task_chosen_brief: str
    task_chosen_list: str
    task_chosen_compare: str
    task_choose_one: str
    task_choose_two: str
    task_too_many: str
    task_no_text: str
    # what is going on
    task_results: str
    task_queued: str
    task_progress: str
    task_working: str
    task_stopped: str
    task_failed: str
    task_stop_named: str
    task_open_named: str
    task_delete_named: str
    task_deleted: str
    task_again: str
    task_ready: str
    task_lost: str
    task_not_kept: str
    # a result
    task_back: str
    view_back_task: str
    task_save: str
    task_pack: str
    answer_pack: str
    task_pack_hint: str
    task_filter: str
    task_rows: str
    task_sort: str
    task_sort_by: str
    task_left_out: str
    task_left_out_open: str
    task_made: str
    task_nothing: str
    task_quoted: str
    task_chip: str
    task_chip_rough: str
    task_close_card: str
    task_more_sources: str
    task_your_text: str
    task_findings: str
    task_rendering: str
    task_rough: str
    # dates of a list
    task_timeline_save: str
    task_timeline_row: str


TASKS_EN = TaskWords(
    tasks="Tasks",
    tasks_hint="Work on whole documents: every line of a result is quoted from its place and checked. Results stay in this browser.",
    task_brief="Brief",
    task_brief_named="Brief of {title}",
    task_more="List, compare …",
    task_more_named="List, compare or check against {title}",
    task_compare_versions="Compare with {title}",
    task_document="Document",
    task_all_documents="All documents",
    task_chosen="The chosen documents ({n})",
    task_within="Documents within the limits",
    task_focus="Interested in",
    task_full="Longer",
    task_kind="What to list",
    task_list="List",
    task_ask="Only rows with these words",
    task_other="Later version, or another document",
    task_compare="Compare",
    task_check="Check this text",
    task_text="A text to check",
    task_text_hint="Paste a memo, an article or an answer of a chatbot: each statement is held against the documents.",
    task_file="Take it from a file",
    task_file_returns="{name}: saved as Word, it comes back as it is, with comments.",
    task_translate="Put every statement into English by machine (takes longer)",
    task_chosen_brief="Brief of these",
    task_chosen_list="List over these …",
    task_chosen_compare="Compare the two",
    task_choose_one="Choose one document first.",
    task_choose_two="Choose two different documents.",
    task_too_many="Choose at most {n} documents for one brief.",
    task_no_text="Paste a text first, or take one from a file.",
    task_results="Results",
    task_queued="waits for {n} others",
    task_progress="{done} of {total}",
    task_working="at work",
    task_stopped="stopped",
    task_failed="failed",
    task_stop_named="Stop: {title}",
    task_open_named="Open: {title}",
    task_delete_named="Delete: {title}",
    task_deleted="Deleted: {title}",
    task_again="Make again",
    task_ready="Ready: {title}",
    task_lost="The server does not know this task any more. Start it again.",
    task_not_kept="This browser could not keep the result: it is gone when the page is closed.",
    task_back="Back",
    view_back_task="Back to the result",
    task_save="Save as",
    task_pack="Hand over",
    answer_pack="Hand over",
    task_pack_hint="One zip that opens anywhere: the text, every original sentence in its place, and what checks it again.",
    task_filter="Filter the rows",
    task_rows="{n} of {total} rows",
    task_sort="Sort by {name}",
    task_sort_by="Sort by",
    task_left_out="Sections that nothing here stands on",
    task_left_out_open="Read {title}",
    task_made="Made {date}, {model}",
    task_nothing="Nothing of the kind was found.",
    task_quoted="Quoted exactly",
    task_chip="Source {n}. Show it",
    task_chip_rough="Source {n}, the original of a machine rendering whose wording is not confirmed. Show it",
    task_close_card="Close source {n}",
    task_more_sources="and {n} more",
    task_your_text="Your text",
    task_findings="What was found",
    task_rendering="Machine rendering",
    task_rough="wording not confirmed",
    task_timeline_save="Save the timeline as {name}",
    task_timeline_row="To this row of the table",
)

TASKS_ZH = TaskWords(
    tasks="任务",
    tasks_hint="对整份文档的工作：结果的每一行都逐字引自原处并经核对。结果保存在本浏览器中。",
    task_brief="摘要",
    task_brief_named="摘要：{title}",
    task_more="清单、对照……",
    task_more_named="对《{title}》列清单、对照或核对",
    task_compare_versions="与《{title}》对照",
    task_document="文档",
    task_all_documents="全部文档",
    task_chosen="所选文档（{n} 份）",
    task_within="限定范围内的文档",
    task_focus="关注点",
    task_full="较长",
    task_kind="列出内容",
    task_list="列清单",
    task_ask="仅含这些词的行",
    task_other="较新版本或另一份文档",
    task_compare="对照",
    task_check="核对此文本",
    task_text="待核对的文本",
    task_text_hint="粘贴备忘录、文章或聊天机器人的回答：每条表述都与文档逐一核对。",
    task_file="从文件读取",
    task_file_returns="{name}：另存为 Word 时，将按原样返回该文件并附批注。",
    task_translate="将每条语句机器翻译成中文（耗时较长）",
    task_chosen_brief="所选文档的摘要",
    task_chosen_list="在所选文档中列清单……",
    task_chosen_compare="对照这两份",
    task_choose_one="请先选择一份文档。",
    task_choose_two="请选择两份不同的文档。",
    task_too_many="一份摘要最多可选 {n} 份文档。",
    task_no_text="请先粘贴文本，或从文件读取。",
    task_results="结果",
    task_queued="前面还有 {n} 个",
    task_progress="已完成 {done}，共 {total}",
    task_working="进行中",
    task_stopped="已停止",
    task_failed="失败",
    task_stop_named="停止：{title}",
    task_open_named="打开：{title}",
    task_delete_named="删除：{title}",
    task_deleted="已删除：{title}",
    task_again="重新生成",
    task_ready="已完成：{title}",
    task_lost="服务器已没有该任务的记录，请重新开始。",
    task_not_kept="本浏览器未能保存结果：关闭页面后将丢失。",
    task_back="返回",
    view_back_task="返回结果",
    task_save="另存为",
    task_pack="移交",
    answer_pack="移交",
    task_pack_hint="一个随处可打开的压缩包：正文、每句原文及其出处，以及可再次核对的数据。",
    task_filter="筛选各行",
    task_rows="{n} / {total} 行",
    task_sort="按{name}排序",
    task_sort_by="排序",
    task_left_out="此处未采用的章节",
    task_left_out_open="阅读：{title}",
    task_made="生成于 {date}，{model}",
    task_nothing="没有找到此类内容。",
    task_quoted="逐字引用",
    task_chip="来源 {n}。点击查看",
    task_chip_rough="来源 {n}，机器转述的原句，措辞未经证实。点击查看",
    task_close_card="关闭来源 {n}",
    task_more_sources="另有 {n} 处",
    task_your_text="您的文本",
    task_findings="核对结果",
    task_rendering="机器转述",
    task_rough="措辞未经证实",
    task_timeline_save="将时间轴另存为 {name}",
    task_timeline_row="转到表格中的这一行",
)
