"""How a document is cited in other people's papers: BibTeX, CSL-JSON, Chicago, APA and GB/T 7714. Unknown fields are left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from ragassist.lang.en import MONTHS
from ragassist.tasks.report import Identity

_LEGAL: Final = frozenset({"law", "regulation", "measure", "opinion", "draft"})
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


def bibtex(document: Identity) -> str:
    """Return one BibTeX entry; characters that TeX reads as commands are escaped."""
    fields = {
        "title": document.title, "author": f"{{{_tex(document.issuer)}}}" if document.issuer else "", "date": document.date,
        "year": document.date[:4], "number": document.number, "url": document.url, "titleaddon": document.title_en,
        "note": ", ".join(part for part in (document.kind, document.status) if part),
    }  # fmt: skip
    body = [f"  {name} = {{{value if name == 'author' else _tex(value)}}}" for name, value in fields.items() if value]
    return f"@misc{{{_key(document)},\n" + ",\n".join(body) + "\n}"


def csl(document: Identity) -> dict[str, Any]:
    """Return the document as an item of CSL-JSON 1.0."""
    item: dict[str, Any] = {
        "id": _key(document),
        "type": "legislation" if document.kind in _LEGAL else "article",
        "title": document.title or document.path,
        "language": "zh-CN" if re.search(r"[\u4e00-\u9fff]", document.title) else "en",
    }
    if document.issuer:
        item["author"] = [{"literal": document.issuer}]
    if document.date:
        item["issued"] = {"date-parts": [[int(part) for part in document.date.split("-")]]}
    item |= {
        name: value for name, value in (("number", document.number), ("URL", document.url), ("original-title", document.title_en)) if value
    }
    return item


def chicago(document: Identity) -> str:
    """Return a bibliography entry after The Chicago Manual of Style, notes and bibliography."""
    parts = [document.issuer, f"{_titled(document)}", document.number, _long_date(document.date), document.url]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def apa(document: Identity) -> str:
    """Return a reference after the APA's Publication Manual, seventh edition."""
    year, rest = document.date[:4], _long_date(document.date).replace(f", {document.date[:4]}", "").replace(document.date[:4], "").strip()
    dated = f"({year}, {rest})" if rest else f"({year or 'n.d.'})"
    title = (
        document.title + (f" [{document.title_en}]" if document.title_en else "") + (f" (No. {document.number})" if document.number else "")
    )
    head = f"{document.issuer}. {dated}. {title}." if document.issuer else f"{title}. {dated}."
    return f"{head} {document.url}".strip()


def gbt7714(document: Identity) -> str:
    """Return a reference after GB/T 7714-2015, numeric style; `[S]`, `[Z]` and the like stand for the kind of document."""
    mark = "Z" if document.kind in _LEGAL else "J" if document.kind in ("paper", "article") else "A"
    online = "/OL" if document.url else ""
    number = f"：{document.number}" if document.number else ""
    head = ". ".join(part for part in (document.issuer, f"{document.title}{number}[{mark}{online}]") if part)
    dated = f"({document.date})" if document.date and document.url else document.date
    tail = ". ".join(part for part in (dated, document.url) if part)
    return f"{head}. {tail}." if tail else f"{head}."


def bibliography(documents: Sequence[Identity]) -> dict[str, str]:
    """Return the text of one file for each style, by file name."""
    styles: dict[str, Callable[[Identity], str]] = {
        "chicago.txt": chicago,
        "apa.txt": apa,
        "gbt7714.txt": gbt7714,
        "references.bib": bibtex,
    }
    made = {name: "\n\n".join(style(document) for document in documents) + "\n" for name, style in styles.items()}
    made["references.csl.json"] = json.dumps([csl(document) for document in documents], ensure_ascii=False, indent=1) + "\n"
    return made


def _key(document: Identity) -> str:
    words = re.findall(r"[A-Za-z]+", document.title_en or document.title)
    return f"{''.join(words[:3]).lower() or 'document'}{document.date[:4]}{document.doc_id[:4]}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)


def _titled(document: Identity) -> str:
    return f"{document.title} [{document.title_en}]" if document.title_en else document.title or document.path


def _long_date(date: str) -> str:
    parts = date.split("-")
    if len(parts) == 1:
        return date
    month = MONTHS[int(parts[1]) - 1]
    return f"{month} {int(parts[2])}, {parts[0]}" if len(parts) == 3 else f"{month} {parts[0]}"
