"""The words of the library, of uploads, of limits and of signing in, in both languages. `catalogue.py` takes them into its catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)  # without slots: the catalogue has other such bases
class LibraryWords:
    """The library in one language."""

    # adding
    add_files: str
    add_or_drop: str
    add_formats: str
    drop_here: str
    sending: str
    send_failed: str
    too_large: str
    wrong_format: str
    empty_file: str
    too_many_files: str
    uploads_label: str
    lib_dismiss: str
    dismiss_all: str
    try_again: str
    # what became of a file
    item_waiting: str
    item_blocked: str
    item_indexing: str
    item_indexing_of: str
    item_added: str
    item_updated: str
    item_unchanged: str
    item_empty: str
    item_failed: str
    item_many: str
    all_documents: str
    starter_documents: str
    own_upload: str
    problems_one: str
    problems_many: str
    # a document's row
    search_titles: str
    search_none: str
    other_version: str
    same_text: str
    more: str
    reindex: str
    reindex_named: str
    reindex_all: str
    reindex_all_more: str
    older_one: str
    older_many: str
    remove: str
    remove_named: str
    removing: str
    lib_undo: str
    undo_named: str
    remove_failed: str
    remove_stays: str
    only_this: str
    only_this_named: str
    # limits
    limits: str
    limits_kind: str
    limits_status: str
    limits_lang: str
    limits_dates: str
    date_from: str
    date_to: str
    date_hint: str
    date_wrong: str
    limits_count: str
    only_in: str
    only_clear: str
    only_and_more: str
    only_from: str
    only_to: str
    lang_en: str
    lang_zh: str
    # empty
    starter_add: str
    starter_adding: str
    starter_more: str
    # many people
    queue_ahead: str
    turned_away: str
    sign_in: str
    sign_in_more: str
    sign_in_name: str
    sign_in_phrase: str
    sign_in_wrong: str
    sign_in_slow: str
    sign_out: str
    sign_in_proxy: str
    # reasons


LIBRARY_EN = LibraryWords(
    add_files="Add files",
    add_or_drop="or drop them anywhere on this page.",
    add_formats="{formats}; up to {mb} MB each.",
    drop_here="Drop the files to add them to your documents",
    sending="Sending, {n}%",
    send_failed="The file could not be sent. Check the connection and add it again.",
    too_large="This file has {size} MB; the limit is {mb} MB. Split it, or add only the part you need.",
    wrong_format="This format cannot be read. Readable are {formats}.",
    empty_file="This file is empty.",
    too_many_files="Too many files are waiting. Add this one again when they are done.",
    uploads_label="What became of added files",
    lib_dismiss="Dismiss",
    dismiss_all="Clear this list",
    try_again="Try again",
    item_waiting="waiting",
    item_blocked="Kept, and tried again by itself: another program is writing the index at the moment.",
    item_indexing="indexing",
    item_indexing_of="indexing, file {done} of {total}",
    item_added="added",
    item_updated="updated",
    item_unchanged="unchanged: it is already here",
    item_empty="no text found",
    item_failed="not added",
    item_many="{added} added, {updated} updated, {unchanged} unchanged, {failed} failed",
    all_documents="All documents",
    starter_documents="Starter documents",
    own_upload="your upload",
    problems_one="1 file did not go in",
    problems_many="{n} files did not go in",
    search_titles="Find a title",
    search_none="No title fits.",
    other_version="Another version: {title}",
    same_text="The same text: {title}",
    more="More",
    reindex="Re-index",
    reindex_named="Re-index {title}",
    reindex_all="Re-index all",
    reindex_all_more="Reads the files again and takes over what changed in them.",
    older_one="1 document was read by an earlier version of this program; re-indexing reads it again.",
    older_many="{n} documents were read by an earlier version of this program; re-indexing reads them again.",
    remove="Remove",
    remove_named="Remove {title}",
    removing="Removed: {title}",
    lib_undo="Undo",
    undo_named="Undo, keep {title}",
    remove_failed="{title} could not be removed and is back: {reason}",
    remove_stays="The file itself stays where it is on the server.",
    only_this="Ask only this",
    only_this_named="Ask only {title}",
    limits="Ask only some of them",
    limits_kind="Kind",
    limits_status="Status",
    limits_lang="Language",
    limits_dates="Date",
    date_from="from",
    date_to="to",
    date_hint="A year, month or day: 2024, 2024-07 or 2024-07-31.",
    date_wrong="Not a date yet. Write 2024, 2024-07 or 2024-07-31.",
    limits_count="{n} of {all} documents count.",
    only_in="Only in:",
    only_clear="Ask all documents again",
    only_and_more="{first} and {n} more",
    only_from="from {date}",
    only_to="until {date}",
    lang_en="English",
    lang_zh="Chinese",
    starter_add="Index the starter documents",
    starter_adding="Indexing the starter documents",
    starter_more="{n} texts on AI policy that come with this program. It takes a few minutes; the page may be closed meanwhile.",
    queue_ahead="Waiting for other questions to finish; before yours: {n}",
    turned_away="Too many questions at the moment",
    sign_in="Sign in",
    sign_in_more="Your documents and conversations are shown to you alone.",
    sign_in_name="Name",
    sign_in_phrase="Password",
    sign_in_wrong="Name or password is not right.",
    sign_in_slow="Too many attempts. Wait some minutes, then try again.",
    sign_out="Sign out",
    sign_in_proxy="This page is reached through a sign-in service only. Open it by its usual address.",
)

LIBRARY_ZH = LibraryWords(
    add_files="添加文件",
    add_or_drop="或将文件拖放到本页任意位置。",
    add_formats="{formats}；每个文件不超过 {mb} MB。",
    drop_here="松开即可将文件添加到您的文档",
    sending="正在发送，{n}%",
    send_failed="文件未能发送。请检查网络后重新添加。",
    too_large="该文件为 {size} MB，上限为 {mb} MB。请拆分，或只添加需要的部分。",
    wrong_format="无法读取这种格式。可读取的格式：{formats}。",
    empty_file="该文件为空。",
    too_many_files="等待处理的文件过多，请待其完成后再添加此文件。",
    uploads_label="所添加文件的处理结果",
    lib_dismiss="不再显示",
    dismiss_all="清空此列表",
    try_again="重试",
    item_waiting="等待中",
    item_blocked="文件已保留，将自动重试：另一程序正在写入索引。",
    item_indexing="正在收录",
    item_indexing_of="正在收录，第 {done} 个文件，共 {total} 个",
    item_added="已添加",
    item_updated="已更新",
    item_unchanged="未变化：已收录过",
    item_empty="未找到文字",
    item_failed="未能添加",
    item_many="添加 {added}，更新 {updated}，未变 {unchanged}，失败 {failed}",
    all_documents="全部文档",
    starter_documents="示例文档",
    own_upload="您上传的文件",
    problems_one="有 1 个文件未能收录",
    problems_many="有 {n} 个文件未能收录",
    search_titles="查找标题",
    search_none="没有符合的标题。",
    other_version="另一版本：{title}",
    same_text="相同文本：{title}",
    more="更多",
    reindex="重新收录",
    reindex_named="重新收录：{title}",
    reindex_all="全部重新收录",
    reindex_all_more="重新读取文件，更新其中已变化的内容。",
    older_one="有 1 份文档由本程序的早期版本读取，重新收录即可重新读取。",
    older_many="有 {n} 份文档由本程序的早期版本读取，重新收录即可重新读取。",
    remove="移除",
    remove_named="移除：{title}",
    removing="已移除：{title}",
    lib_undo="撤销",
    undo_named="撤销移除，保留：{title}",
    remove_failed="未能移除“{title}”，已恢复：{reason}",
    remove_stays="服务器上的文件本身保持不变。",
    only_this="只问这份",
    only_this_named="只问：{title}",
    limits="只在部分文档中提问",
    limits_kind="类型",
    limits_status="状态",
    limits_lang="语言",
    limits_dates="日期",
    date_from="从",
    date_to="到",
    date_hint="年、月或日：2024、2024-07 或 2024-07-31。",
    date_wrong="日期尚不完整，请写成 2024、2024-07 或 2024-07-31。",
    limits_count="共 {all} 份文档，其中 {n} 份符合。",
    only_in="仅限：",
    only_clear="恢复在全部文档中提问",
    only_and_more="{first}等，另有 {n} 份",
    only_from="{date} 起",
    only_to="{date} 止",
    lang_en="英文",
    lang_zh="中文",
    starter_add="收录示例文档",
    starter_adding="正在收录示例文档",
    starter_more="随本程序提供的 {n} 篇人工智能政策文本。需要几分钟，期间可以关闭本页。",
    queue_ahead="正在等待其他问题完成，前面还有 {n} 个",
    turned_away="当前提问过多",
    sign_in="登录",
    sign_in_more="您的文档和对话只显示给您本人。",
    sign_in_name="用户名",
    sign_in_phrase="密码",
    sign_in_wrong="用户名或密码不正确。",
    sign_in_slow="尝试次数过多，请过几分钟再试。",
    sign_out="退出登录",
    sign_in_proxy="本页只能经登录服务访问，请使用平常的地址打开。",
)
