"""Markdown and stray HTML taken off the words they dress, links and headings included; the words stay where they were."""

from __future__ import annotations

import html
import re
from typing import Final

from ragassist.ingest.load import frontmatter, markdown_marks
from ragassist.text.characters import HAN
from ragassist.text.normalize import CleanText

_URL: Final = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_WRITTEN_AS_MARKDOWN: Final = (
    *(".md", ".markdown", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".eml", ".epub"),
    *(".docx", ".docm", ".doc", ".dot", ".wps", ".odt", ".ott", ".fodt", ".rtf"),
    *(".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".pptx", ".ppt", ".pps", ".dps", ".odp"),
)
_EVIDENCE: Final = re.compile(
    r"!\[[^\]\n]{0,300}\]\(|(?m:^#{1,6} .*\n)[\s\S]*(?m:^#{1,6} )|\]\(https?://|(?m:^(?:[-*] |> ).+\n){3}|\*\*[^*\n]{2,200}\*\*"
)
_COMMENT: Final = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:p|div|span|section|strong|em|b|i|u|s|ins|del|ruby|rb|a|img|font|table|tr|td|th|tbody|thead|center|h[1-6]|ul|ol|li|sup|sub|hr|blockquote|code|pre|small|big|mark|figure|"
    r"figcaption|video|audio|iframe|svg|mp-\w+|mpvoice)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_FENCE: Final = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_IMAGE: Final = re.compile(rf"!\[(?:[^\[\]\n]|\[[^\]\n]{{0,200}}\]){{0,300}}\](?:{_URL}|\[[^\]\n]*\])")
_EMPTY_LINK: Final = re.compile(rf"(?<!!)\[\s*\]{_URL}")
_LINK: Final = re.compile(rf"(?<![\\!])(\[)(?:[^\[\]\n]|\\.|\[[^\[\]\n]*\])+?(?<!\\)(\]{_URL})")
_REFERENCE: Final = re.compile(r"^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE)
_AUTOLINK: Final = re.compile(r"(<)(?:https?://|mailto:)[^<>\s]+(>)")
_RULE: Final = re.compile(r"^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$", re.MULTILINE)
_QUOTE: Final = re.compile(r"^[ ]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_HASHES: Final = re.compile(r"^[ ]{0,3}(#{1,6}[ \t]+)(?:.*?)([ \t]+#+)?[ \t]*$", re.MULTILINE)
_BULLET: Final = re.compile(r"^[ \t]*[-*+][ \t]+(?=\S)", re.MULTILINE)
_STRONG: Final = re.compile(r"(?<!\\)\*{2,3}")
_STRONG_LINE: Final = re.compile(r"(?<![A-Za-z0-9\\])(__)(?=\S)[^_\n]+?(?<=\S)(__)(?![A-Za-z0-9])")
_EMPHASIS: Final = re.compile(r"(?<![A-Za-z0-9\\*])(\*)(?=[^\s*])[^*\n]+?(?<=[^\s*])(\*)(?![A-Za-z0-9*])")
_EMPHASIS_LINE: Final = re.compile(r"(?<![\w\\])(_)(?=[^\s_])[^_\n]+?(?<=[^\s_])(_)(?!\w)")
_STRUCK: Final = re.compile(r"(~~)(?=\S)[^~\n]+?(~~)")
_CODE: Final = re.compile(r"(?<!`)(`+)(?!`)[^`\n]+?(?<!`)(\1)(?!`)")
_ESCAPE: Final = re.compile(r"(\\)(?=[\\`*_{}\[\]()#+\-.!|>~<&\"'])")
_HARD_BREAK: Final = re.compile(r"\\$", re.MULTILINE)
_ENTITY: Final = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_TABLE: Final = re.compile(
    r"^[ \t]*\|?(?=[^\n]*\|)[^\n]+\n[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*(?:\n[ \t]*\|?[^\n|]*\|[^\n]*)*",
    re.MULTILINE,
)


def is_markdown(raw: str, path: str) -> bool:
    """Whether marks in `raw` mean something: by the suffix, by front matter, or by images, links, bold words or several headings in it.

    All formats but plain text and PDF are loaded as Markdown.
    """
    if path.lower().endswith(_WRITTEN_AS_MARKDOWN) or frontmatter.BLOCK.match(raw):
        return True
    return bool(_EVIDENCE.search(raw[:100_000]))


def strip(text: CleanText) -> CleanText:
    """Words without their markup. Front matter, images, comments, rules and fences go; link texts, code and headings stay as text.

    A table row becomes one line that reads with its column names: `列名：值；列名：值`.
    """
    block = frontmatter.BLOCK.match(text.text)
    if block:
        text = text.delete([block.span()])
    text = markdown_marks.settled(text.drop(_COMMENT) if "<" in text.text else text)
    if "<" in text.text:
        text = text.sub(_BREAK, "\n").drop(_TAG)
    text = text.drop(_FENCE).drop(_IMAGE).drop(_EMPTY_LINK).drop(_REFERENCE).drop(_LINK, 1, 2).drop(_AUTOLINK, 1, 2)
    text = tables(text)
    text = text.drop(_RULE).drop(_QUOTE).drop(_HASHES, 1, 2).drop(_BULLET)
    text = (
        text.drop(_CODE, 1, 2).drop(_STRONG).drop(_STRONG_LINE, 1, 2).drop(_EMPHASIS, 1, 2).drop(_EMPHASIS_LINE, 1, 2).drop(_STRUCK, 1, 2)
    )
    text = text.drop(_ESCAPE, 1).drop(_HARD_BREAK)
    return text.sub(_ENTITY, lambda match: html.unescape(match.group()).replace("\u00a0", " ") or match.group())


def tables(text: CleanText) -> CleanText:
    """The tables alone, each row a line that reads with its column names."""
    spans: list[tuple[int, int]] = []
    texts: list[str] = []
    for table in _TABLE.finditer(text.text):
        begin = table.start()
        rows = table.group().split("\n")
        names: list[str] = []
        colon, stop = ("：", "；") if re.search(f"[{HAN}]", rows[0]) else (": ", "; ")
        for number, row in enumerate(rows):
            bars = [index for index, char in enumerate(row) if char == "|" and (index == 0 or row[index - 1] != "\\")]
            body = row.strip()
            lead, trail = body.startswith("|"), body.endswith("|")
            if number == 1:
                spans.append((begin, begin + len(row)))
                texts.append("")
            else:
                inner = bars[lead : len(bars) - trail]
                cells = [cell.strip() for cell in body.strip("|").split("|")]
                names = names or cells
                if lead:
                    spans.append((begin + bars[0], begin + bars[0] + 1))
                    texts.append(f"{names[0]}{colon}" if number and names[0] and cells[0] else "")
                for column, bar in enumerate(inner, start=1):
                    name = names[column] if column < len(names) else ""
                    filled = column < len(cells) and cells[column]
                    spans.append((begin + bar, begin + bar + 1))
                    texts.append(f"{stop}{name}{colon}" if number and name and filled else stop)
                if trail and len(bars) > lead:
                    spans.append((begin + bars[-1], begin + bars[-1] + 1))
                    texts.append("")
            begin += len(row) + 1
    return text.replace(spans, texts)
