"""A report as one page that opens anywhere: no script, nothing loaded, every citation beside its exact quotation."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import Final

from ragassist.tasks.citation_place import document_of, joined, offsets_of
from ragassist.tasks.labels import status_word, word
from ragassist.tasks.reading_note import reading_note
from ragassist.tasks.report import Cell, Line, Report, Table
from ragassist.tasks.timeline import has_dates, timeline
from ragassist.tasks.timeline_svg import svg
from ragassist.types import Citation, Lang

_STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.55 Georgia,'Noto Serif CJK SC','Songti SC',SimSun,serif;"
    "max-width:76rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}"
    "th,td{border:1px solid #8886;padding:.4rem .5rem;text-align:left;vertical-align:top;min-width:4rem}"
    "mark{background:#f5d76e;color:#000;padding:0 .1em}"
    "blockquote{margin:.3rem 0 .3rem 1rem;border-left:3px solid #8886;padding-left:.8rem}.rough{border-bottom:2px dashed #b8860b}"
    ".unsupported{text-decoration:line-through}small{color:#767676}img{max-width:100%;border:1px solid #8886}a{color:inherit}"
)


def html(report: Report, pictures: Mapping[int, bytes] = MappingProxyType({})) -> bytes:
    """Return the page, UTF-8.

    Args:
        report: the result.
        pictures: for a citation's number the page of its document as a PNG; it is written into the file itself.
    """
    lang = "zh-Hans" if report.lang == "zh" else "en"
    parts = [
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">",
        f"<title>{escape(report.title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(report.title)}</h1>",
        f"<p>{escape(report.coverage)}</p>",
    ]
    if report.summary:
        items = "".join(f'<li class="{claim.status}">{escape(claim.text)} {_links(claim.citations)}</li>' for claim in report.summary)
        parts.append(f"<ul>{items}</ul>")
    if has_dates(report):
        parts.append(f'<div class="scroll" tabindex="0">{svg(timeline(report)).decode()}</div>')
    parts += [_table(table, report) for table in report.tables]
    parts.append(f"<h2>{escape(word('sources', report.lang))}</h2><p>{escape(word('quoted', report.lang))}</p><ol>")
    parts += [_source(citation, pictures.get(citation.n), report.lang) for citation in report.citations]
    parts.append(f"</ol><h2>{escape(word('documents', report.lang))}</h2><ul>")
    for each in report.documents:
        status = status_word(each.status, report.lang)
        told = " · ".join(part for part in (each.title, each.title_en, each.issuer, each.number, each.date, status, each.url) if part)
        parts.append(f"<li>{escape(told)}<br><small>{escape(each.path)} · SHA-256 {escape(each.sha256)}</small></li>")
    made = word("made", report.lang, made=report.made, version=report.version, model=report.model.name)
    parts.append(f"</ul><p><small>{escape(made)}</small></p></main></body></html>")
    return "".join(parts).encode()


def _table(table: Table, report: Report) -> str:
    if not table.lines:
        return f"<h2>{escape(table.title)}</h2><p>{escape(word('none', report.lang))}</p>"
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in [*table.columns, "#"])
    rows = "".join(_row(line, report) for line in table.lines)
    head = f"<thead><tr>{names}</tr></thead>"
    return f'<h2>{escape(table.title)}</h2><div class="scroll" tabindex="0"><table>{head}<tbody>{rows}</tbody></table></div>'


def _row(line: Line, report: Report) -> str:
    told = "" if line.status == "verified" else f"<br><small>{escape(word(f'status.{line.status}', report.lang))}</small>"
    cells = "".join(f"<td>{marked(cell)}</td>" for cell in line.cells)
    return f'<tr class="{line.status}">{cells}<td>{_links(line.citations)}{told}</td></tr>'


def marked(cell: Cell) -> str:
    """Return the cell's text as HTML with its marks."""
    pieces, at = [], 0
    for start, end in cell.marks:
        pieces += [escape(cell.text[at:start]), "<mark>", escape(cell.text[start:end]), "</mark>"]
        at = end
    return "".join([*pieces, escape(cell.text[at:])])


def _links(numbers: tuple[int, ...]) -> str:
    return "".join(f'<a href="#s{n}">[{n}]</a>' for n in numbers)


def _source(citation: Citation, picture: bytes | None, lang: Lang) -> str:
    said = f"<p>{escape(citation.translation)}</p>" if citation.translation else ""
    shown = ""
    if picture is not None:
        told = word("page", lang, n=citation.page, title=citation.title or citation.path)
        data = b64encode(picture).decode("ascii")
        shown = f'<details><summary>{escape(told)}</summary><img alt="{escape(told)}" src="data:image/png;base64,{data}"></details>'
    at = joined((offsets_of(citation, lang), reading_note(citation, lang)), lang)
    quoted = f"<blockquote>{escape(citation.quote)}</blockquote>"
    return f'<li id="s{citation.n}">{escape(document_of(citation, lang))} <small>{escape(at)}</small>{quoted}{said}{shown}</li>'
