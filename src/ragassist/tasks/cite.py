"""How a document is cited in other people's papers: BibTeX, CSL-JSON, Chicago, APA and GB/T 7714. Unknown fields are left out.

Written here and not by a CSL processor: the styles that those carry take every law for one of the United States ("Pub. L. No."), and
drop the issuer and the day. A processor of the reader's own finds everything in the CSL-JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from ragassist.lang.en import MONTHS
from ragassist.tasks.citation_place import joined
from ragassist.tasks.labels import kind_word, status_word, word
from ragassist.tasks.report import Identity
from ragassist.text.script import has_han
from ragassist.types import Lang

_LEGAL: Final = frozenset({"law", "regulation", "interpretation", "measure", "opinion", "draft"})
_TEX: Final = {
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "\\": r"\textbackslash{}",
}


def bibtex(document: Identity, lang: Lang = "en") -> str:
    """Return one BibTeX entry, its note in `lang`; characters that TeX reads as commands are escaped."""
    fields = {
        "title": document.title, "author": f"{{{_tex(document.issuer)}}}" if document.issuer else "", "date": document.date,
        "year": document.date[:4], "number": document.number, "url": document.url, "titleaddon": document.title_en,
        "note": joined((kind_word(document.kind, lang), status_word(document.status, lang)), lang),
    }  # fmt: skip
    body = [f"  {name} = {{{value if name == 'author' else _tex(value)}}}" for name, value in fields.items() if value]
    return f"@misc{{{_key(document)},\n" + ",\n".join(body) + "\n}"


def csl(document: Identity) -> dict[str, Any]:
    """Return the document as an item of CSL-JSON 1.0."""
    item: dict[str, Any] = {
        "id": _key(document),
        "type": "legislation" if document.kind in _LEGAL else "article",
        "title": document.title or document.path,
        "language": "zh-CN" if has_han(document.title) else "en",
    }
    if document.issuer:
        item["author"] = [{"literal": document.issuer}]
    if document.date:
        item["issued"] = {"date-parts": [[int(part) for part in document.date.split("-")]]}
    item |= {
        name: value for name, value in (("number", document.number), ("URL", document.url), ("original-title", document.title_en)) if value
    }
    return item


def chicago(document: Identity, lang: Lang = "en") -> str:
    """Return a bibliography entry after The Chicago Manual of Style, notes and bibliography, for a reader of `lang`."""
    parts = [document.issuer, _titled(document, lang), document.number, _long_date(document.date, lang), document.url]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def apa(document: Identity, lang: Lang = "en") -> str:
    """Return a reference after the APA's Publication Manual, seventh edition, for a reader of `lang`."""
    dated = f"({_year_first(document.date, lang)})"
    number = "" if not document.number else f" (No. {document.number})" if lang == "en" else f"（{document.number}）"
    title = _titled(document, lang) + number
    head = f"{document.issuer}. {dated}. {title}." if document.issuer else f"{title}. {dated}."
    return f"{head} {document.url}".strip()


def gbt7714(document: Identity, _lang: Lang = "en") -> str:
    """Return a reference after GB/T 7714-2015, numeric style, the same for every reader; `[Z]` and the like stand for the kind."""
    mark = "Z" if document.kind in _LEGAL else "J" if document.kind in ("paper", "article") else "A"
    online = "/OL" if document.url else ""
    number = f"：{document.number}" if document.number else ""
    head = ". ".join(part for part in (document.issuer, f"{document.title}{number}[{mark}{online}]") if part)
    dated = f"({document.date})" if document.date and document.url else document.date
    tail = ". ".join(part for part in (dated, document.url) if part)
    return f"{head}. {tail}." if tail else f"{head}."


def bibliography(documents: Sequence[Identity], lang: Lang = "en") -> dict[str, str]:
    """Return the text of one file for each style, by file name, for a reader of `lang`."""
    styles: dict[str, Callable[[Identity, Lang], str]] = {
        "chicago.txt": chicago,
        "apa.txt": apa,
        "gbt7714.txt": gbt7714,
        "references.bib": bibtex,
    }
    made = {name: "\n\n".join(style(document, lang) for document in documents) + "\n" for name, style in styles.items()}
    made["references.csl.json"] = json.dumps([csl(document) for document in documents], ensure_ascii=False, indent=1) + "\n"
    return made


def _key(document: Identity) -> str:
    words = re.findall(r"[A-Za-z]+", document.title_en or document.title)
    return f"{''.join(words[:3]).lower() or 'document'}{document.date[:4]}{document.doc_id[:4]}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)


def _titled(document: Identity, lang: Lang) -> str:
    """The title as it is written, and for a reader of English what it means."""
    title = document.title or document.path
    return f"{title} [{document.title_en}]" if document.title_en and document.title_en != title and lang == "en" else title


def _long_date(date: str, lang: Lang) -> str:
    """A date written out: November 5, 2026, or 2026年11月5日."""
    parts = date.split("-")
    if lang == "zh":
        return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False)) if date else ""
    if len(parts) == 1:
        return date
    month = MONTHS[int(parts[1]) - 1]
    return f"{month} {int(parts[2])}, {parts[0]}" if len(parts) == 3 else f"{month} {parts[0]}"


def _year_first(date: str, lang: Lang) -> str:
    """A date as APA writes it: 2026, November 5, or 2026, 11月5日; what stands for none."""
    if not date:
        return word("cite.undated", lang)
    year, *rest = date.split("-")
    if lang == "zh":
        return ", ".join([year, *(["".join(f"{int(part)}{unit}" for part, unit in zip(rest, "月日", strict=False))] if rest else [])])
    return ", ".join([year, *([" ".join([MONTHS[int(rest[0]) - 1], *(str(int(day)) for day in rest[1:])])] if rest else [])])
