"""What a document lost on its way into the index, in one line for people, in English or Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ragassist.ingest.load.fonts import PACKAGE
from ragassist.types import Lang, Loss, LossKind

_ENGLISH: Final[dict[LossKind, tuple[str, str]]] = {
    "pages_without_text": ("1 page without text{places}: not searched", "{n} pages without text{places}: not searched"),
    "pages_unreadable": ("1 page whose characters could not be told{places}", "{n} pages whose characters could not be told{places}"),
    "pages_by_machine": ("1 page read by machine{places}", "{n} pages read by machine{places}"),
    "fonts_missing": (
        f"a Chinese font that the file does not bring and this machine lacks{{places}}: install {PACKAGE}",
        f"{{n}} Chinese fonts that the file does not bring and this machine lacks{{places}}: install {PACKAGE}",
    ),
    "pictures": ("1 picture not read", "{n} pictures not read"),
    "equations": ("1 equation written in a line", "{n} equations written in a line"),
    "hidden": ("1 hidden passage left out", "{n} hidden passages left out"),
    "deleted": ("1 deleted passage left out", "{n} deleted passages left out"),
    "notes": ("1 note set behind its paragraph", "{n} notes set behind their paragraphs"),
    "tables_unknown": ("1 table whose columns could not be told", "{n} tables whose columns could not be told"),
    "strange_characters": ("1 character that is none", "{n} characters that are none"),
    "parts_left_out": ("1 part left out{places}", "{n} parts left out{places}"),
    "formulas": ("1 formula without a saved value: open and save the file", "{n} formulas without a saved value: open and save the file"),
    "other_languages": (
        "1 paragraph in a language that is neither Chinese nor English: not checked",
        "{n} paragraphs in a language that is neither Chinese nor English: not checked",
    ),
}
_CHINESE: Final[dict[LossKind, str]] = {
    "pages_without_text": "{n} 页没有文字{places}，无法检索",
    "pages_unreadable": "{n} 页的字符无法辨认{places}",
    "pages_by_machine": "{n} 页由机器识别{places}",
    "fonts_missing": f"文件未嵌入且本机缺少 {{n}} 种中文字体{{places}}，请安装 {PACKAGE}",
    "pictures": "{n} 幅图片未读取",
    "equations": "{n} 个公式写成了一行",
    "hidden": "略去 {n} 处隐藏文字",
    "deleted": "略去 {n} 处已删除文字",
    "notes": "{n} 条注释移到所在段落之后",
    "tables_unknown": "{n} 张表格的结构无法辨认",
    "strange_characters": "{n} 个字符无法辨认",
    "parts_left_out": "{n} 个部分未读取{places}",
    "formulas": "{n} 个公式没有保存结果，请打开文件重新保存",
    "other_languages": "{n} 段既非中文也非英文，无法核对",
}
_HARMLESS: Final = frozenset({"notes", "equations", "pages_by_machine"})
"""Kept in another shape, not lost; said beside real losses and when somebody asks."""


def words(lost: Sequence[Loss], lang: Lang = "en") -> str:
    """Return one line about everything that was lost or kept in another shape, empty where nothing was.

    >>> words((Loss("pages_without_text", 3, "2-4"), Loss("hidden", 1)))
    '3 pages without text (2-4): not searched; 1 hidden passage left out'
    """
    said = []
    for loss in lost:
        places = f" ({loss.places})" if loss.places and lang == "en" else f"（{loss.places}）" if loss.places else ""
        form = _CHINESE[loss.kind] if lang == "zh" else _ENGLISH[loss.kind][loss.count > 1]
        said.append(form.format(n=loss.count, places=places))
    return ("；" if lang == "zh" else "; ").join(said)


def matters(lost: Sequence[Loss]) -> bool:
    """Return whether anything that the file says is missing from its text."""
    return any(loss.kind not in _HARMLESS for loss in lost)
