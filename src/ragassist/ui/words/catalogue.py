"""Every word of the page, in English and in Chinese: the one place where the interface's sentences are.

A field holds one label or sentence; `{n}` and the like are filled in with `str.format`. Both languages are built from the same
dataclass, so a missing word is an error at import, and `tests/ui/test_words.py` checks that placeholders agree.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ragassist.types import Lang
from ragassist.ui.words.conversations import CONVERSATIONS_EN, CONVERSATIONS_ZH, ConversationWords
from ragassist.ui.words.document_words import DOCUMENTS_EN, DOCUMENTS_ZH, DocumentWords
from ragassist.ui.words.library_words import LIBRARY_EN, LIBRARY_ZH, LibraryWords
from ragassist.ui.words.state_words import STATES_EN, STATES_ZH, StateWords
from ragassist.ui.words.task_words import TASKS_EN, TASKS_ZH, TaskWords


@dataclass(frozen=True, slots=True)
class Words(ConversationWords, DocumentWords, LibraryWords, StateWords, TaskWords):
    """The interface in one language."""

    tagline: str
    skip: str
    # header
    model: str
    model_and_tier: str
    weak_search: str
    weak_search_why: str
    tier_hosted: str
    tier_local: str
    tier_extractive: str
    tier_extractive_name: str
    interface_language: str
    new_conversation: str
    new_short: str
    documents: str
    # composer
    question_label: str
    question_placeholder: str
    send: str
    stop: str
    keys: str
    answer_language: str
    answer_auto: str
    answer_auto_more: str
    # first visit
    welcome: str
    welcome_more: str
    starters: str
    empty: str
    empty_more: str
    empty_chat: str
    empty_ingest: str
    empty_again: str
    # while waiting
    you_asked: str
    waiting: str
    loading: str
    searching: str
    searching_n: str
    reading: str
    reading_n: str
    translating_question: str
    translating: str
    writing: str
    checking: str
    seconds: str
    slow_local: str
    # answer
    answer: str
    answer_ready: str
    chip_verified: str
    chip_unsupported: str
    chip_pending: str
    sentence_unsupported: str
    checked_one: str
    checked_many: str
    left_out_one: str
    left_out_many: str
    answered_by: str
    took: str
    spent: str
    spent_cost: str
    also_searched: str
    copy: str
    copied: str
    copy_failed: str
    refused: str
    refused_more: str
    # what went wrong
    failed: str
    failed_model: str
    failed_store: str
    failed_server: str
    failed_bug: str
    failed_advice: str
    retry: str
    edit: str
    stopped: str
    stopped_partial: str
    interrupted: str
    too_long: str


EN = Words(
    **CONVERSATIONS_EN,
    **asdict(LIBRARY_EN),
    **asdict(TASKS_EN),
    **STATES_EN,
    **DOCUMENTS_EN,
    tagline="Every sentence checked against its source",
    skip="Skip to the question",
    model="Model",
    model_and_tier="{name}, {tier}",
    weak_search="weaker search",
    weak_search_why="The encoders that come with the program search; EmbeddingGemma finds far more. Run `ragassist models pull`, "
    "then `ragassist ingest` with your documents; `ragassist doctor` says more.",
    tier_hosted="hosted model",
    tier_local="model on this machine",
    tier_extractive="no model: sentences are quoted as they stand",
    tier_extractive_name="Quotations only",
    interface_language="Interface language",
    new_conversation="New conversation",
    new_short="New",
    documents="Documents",
    question_label="Your question",
    question_placeholder="Ask in English or Chinese",
    send="Ask",
    stop="Stop",
    keys="Enter asks, Shift + Enter starts a new line",
    answer_language="Answer in",
    answer_auto="Auto",
    answer_auto_more="The language of the question",
    welcome="Ask in English. See the exact Chinese sentence.",
    welcome_more="Each sentence of an answer carries a number. Choose it to see the sentence it stands on, what that says in your "
    "language, and how the two were compared.",
    starters="Questions to start with",
    empty="No documents are indexed yet",
    empty_more="Answers come only from your documents, so there has to be at least one. In a terminal, in the project’s directory:",
    empty_chat="indexes the starter documents and opens this page",
    empty_ingest="indexes your own files or folders",
    empty_again="Look again",
    you_asked="You asked",
    waiting="Waiting for the server",
    loading="Loading the model",
    searching="Searching the documents",
    searching_n="Searching {n} documents",
    reading="Reading",
    reading_n="Reading {n} sentences",
    translating_question="Translating the question",
    translating="Translating what was found",
    writing="Writing",
    checking="Checking each sentence against its source",
    seconds="{n} s",
    slow_local="The model runs on this machine; an answer can take a minute or more. What is already here has been checked.",
    answer="Answer",
    answer_ready="Answer complete. Sources: {n}.",
    chip_verified="Source {n}, supports this sentence. Show it",
    chip_unsupported="Source {n}, does not support this sentence. Show it",
    chip_pending="Source {n}, shown when the answer is complete",
    sentence_unsupported="not supported",
    checked_one="1 sentence, checked: it says what its source says",
    checked_many="{n} sentences, each checked: they say what their sources say",
    left_out_one="1 sentence was left out because its source did not support it.",
    left_out_many="{n} sentences were left out because their sources did not support them.",
    answered_by="Answered by",
    took="{n} s",
    spent="Model calls: {calls}; tokens in {prompt}, out {written}, of these thinking {thought}",
    spent_cost="; cost {cost}",
    also_searched="Also searched: {queries}",
    copy="Copy with sources",
    copied="Copied",
    copy_failed="The browser did not allow copying",
    refused="The documents do not answer this",
    refused_more="Nothing is quoted, because nothing was found that supports an answer.",
    failed="No answer this time",
    failed_model="The model did not answer.",
    failed_store="The documents could not be read.",
    failed_server="The server cannot be reached.",
    failed_bug="Something went wrong that should not have.",
    failed_advice="Your question is kept. Try again, or change it first.",
    retry="Try again",
    edit="Change the question",
    stopped="Stopped. Nothing was answered yet.",
    stopped_partial="Stopped before the answer was complete.",
    interrupted="This question was cut off before its answer came.",
    too_long="The question is longer than {n} characters. Shorten it, please.",
)

ZH = Words(
    **CONVERSATIONS_ZH,
    **asdict(LIBRARY_ZH),
    **asdict(TASKS_ZH),
    **STATES_ZH,
    **DOCUMENTS_ZH,
    tagline="每一句都与原文核对",
    skip="跳到提问框",
    model="模型",
    model_and_tier="{name}（{tier}）",
    weak_search="检索较弱",
    weak_search_why="当前用程序自带的编码器检索，换用 EmbeddingGemma 能找到更多内容。请先运行 `ragassist models pull`，"
    "再对文档运行 `ragassist ingest`；详情见 `ragassist doctor`。",
    tier_hosted="远程模型",
    tier_local="本机模型",
    tier_extractive="未使用模型：原样引用句子",
    tier_extractive_name="仅引用原文",
    interface_language="界面语言",
    new_conversation="新对话",
    new_short="新对话",
    documents="文档",
    question_label="您的问题",
    question_placeholder="用中文或英文提问",
    send="提问",
    stop="停止",
    keys="回车提问，Shift + 回车换行",
    answer_language="回答语言",
    answer_auto="自动",
    answer_auto_more="与问题的语言相同",
    welcome="提出问题，看到原文的那一句。",
    welcome_more="回答的每一句都带有编号。点开编号，即可看到所依据的原句、必要时的译文，以及两者如何核对。",
    starters="可以从这些问题开始",
    empty="尚未收录任何文档",
    empty_more="回答只来自您的文档，因此至少需要一份。请在终端中进入项目目录后运行：",
    empty_chat="收录示例文档并打开本页",
    empty_ingest="收录您自己的文件或文件夹",
    empty_again="重新查看",
    you_asked="您的提问",
    waiting="正在等待服务器",
    loading="正在载入模型",
    searching="正在检索文档",
    searching_n="正在检索 {n} 份文档",
    reading="正在阅读",
    reading_n="正在阅读 {n} 个句子",
    translating_question="正在翻译问题",
    translating="正在翻译所找到的内容",
    writing="正在撰写",
    checking="正在逐句与原文核对",
    seconds="{n} 秒",
    slow_local="模型在本机运行，一次回答可能需要一分钟以上。已显示的内容均已核对。",
    answer="回答",
    answer_ready="回答完毕，来源 {n} 处。",
    chip_verified="来源 {n}，支持这一句。点击查看",
    chip_unsupported="来源 {n}，不支持这一句。点击查看",
    chip_pending="来源 {n}，回答完毕后可查看",
    sentence_unsupported="原文不支持",
    checked_one="共 1 句，已核对，与原文说法一致",
    checked_many="共 {n} 句，均已核对，与原文说法一致",
    left_out_one="有 1 句因得不到原文支持而未显示。",
    left_out_many="有 {n} 句因得不到原文支持而未显示。",
    answered_by="回答者",
    took="{n} 秒",
    spent="模型调用 {calls} 次；词元：输入 {prompt}，输出 {written}，其中思考 {thought}",
    spent_cost="；费用 {cost}",
    also_searched="另外检索：{queries}",
    copy="连同来源复制",
    copied="已复制",
    copy_failed="浏览器不允许复制",
    refused="文档中没有答案",
    refused_more="没有找到可以支持回答的内容，因此不作引用。",
    failed="这次没有得到回答",
    failed_model="模型没有应答。",
    failed_store="无法读取文档。",
    failed_server="无法连接服务器。",
    failed_bug="程序出现了不应有的错误。",
    failed_advice="您的问题已保留，可以重试，也可以先修改。",
    retry="重试",
    edit="修改问题",
    stopped="已停止，尚无回答。",
    stopped_partial="已停止，回答尚不完整。",
    interrupted="回答完成之前已中断。",
    too_long="问题超过 {n} 个字符，请缩短后再试。",
)

CATALOGUE: dict[Lang, Words] = {"en": EN, "zh": ZH}


def lang_of_reader(words: Words) -> Lang:
    """Return the interface language that `words` are in."""
    return "zh" if words is ZH else "en"


def preferred(accept_language: str) -> Lang:
    """Return the interface language that an Accept-Language header asks for: the better ranked of English and Chinese, else English.

    >>> preferred("fr;q=0.9, zh-CN;q=0.8, en;q=0.5")
    'zh'
    """
    best: tuple[float, Lang] = (0.0, "en")
    for part in accept_language.lower().split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        primary = tag.split("-")[0]
        if weight > best[0] and primary in ("en", "zh"):
            best = (weight, "zh" if primary == "zh" else "en")
    return best[1]
