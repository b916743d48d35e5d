"""Does the text inside a citation's boxes equal the quotation? PDFs of the corpus, printed by up to eleven programs.

    pip install fpdf2 reportlab typst weasyprint     # and what pdf_makers.py names besides; what is missing is left out and said
    python eval/bench/boxes.py [--documents N] [--others N] [--makers NAME ...] [--keep DIR] [--failures N]

Every document of corpus/ is printed by Chromium and LibreOffice, some by each of the others, in layouts that take
turns: one column, two columns, small type on a narrow page.
Each citable sentence of each PDF is asked for its boxes, and the text inside them is read anew with PDFium. Prints one JSON document:
PDFs, sentences, and the shares whose boxed text equals the quotation (blanks, the marks of tables and raised or dropped note marks aside),
that have no box, and that have a wrong one; by program and layout. Exit code 1 below .99.

Measured by Chromium and LibreOffice 7.4: 40 PDFs, 1,734 statements, all equal; by nine others: DOCUMENTS.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pdf_makers import LAYOUTS, MAKERS, blocks

ROOT = Path(__file__).parents[2]
LEAST = 0.99
FULL = ("chromium", "libreoffice")
"""These print every document, the others every one that `--others` allows."""


def plain(text: str) -> str:
    """As boxed text and quotation are compared."""
    text = re.sub(r"^(?:注|Note )(\S{1,4}?)[：:] ?", r"\1", text.strip())  # the page has the mark of a note alone
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text.replace("&lt;", "<").replace("&amp;", "&"))
    folded = unicodedata.normalize("NFKC", text.replace("\ufffe", "-").replace("\x02", "-"))
    return "".join(char for char in folded if not char.isspace() and char not in "|^")


def from_the_left(words: Any, box: Sequence[float]) -> str:
    """What stands in a box as it is seen: by the middles of its characters, from the left, whatever the order in which they are drawn."""
    placed = [(words.get_charbox(at, loose=True), at) for at in range(words.count_chars())]
    inside = [
        (left, at) for (left, low, right, high), at in placed if box[0] < (left + right) / 2 < box[2] and box[1] < (low + high) / 2 < box[3]
    ]
    return "".join(words.get_text_range(at, 1) for _, at in sorted(inside))


def check(path: Path) -> tuple[Counter[str], list[dict[str, object]]]:
    """How the sentences of a PDF come out, and those that do not."""
    import pypdfium2

    from ragassist.ingest.cut import cut
    from ragassist.ingest.load import load
    from ragassist.ingest.page_place import place_of
    from ragassist.types import DocumentRecord

    loaded = load(path, shown_path=path.name, max_file_mb=50)
    about = DocumentRecord(loaded.doc_id, loaded.path, loaded.location, loaded.content_sha256, loaded.lang, loaded.meta, 0, len(loaded.raw))
    counts: Counter[str] = Counter()
    wrong: list[dict[str, object]] = []
    document = pypdfium2.PdfDocument(path)
    texts = {number + 1: document[number].get_textpage() for number in range(len(document))}
    spans = dict.fromkeys((s.start, s.end) for p in cut(loaded, count_tokens=len, budget_tokens=400) for s in p.sentences)
    for start, end in spans:
        place = place_of(about, loaded.raw, start, end)
        pairs = list(zip(place.boxes, place.box_pages, strict=True))
        inside = "".join(texts[number].get_text_bounded(*box) for box, number in pairs)
        quote = loaded.raw[start:end]
        if plain(inside) != plain(quote) and sorted(plain(inside)) == sorted(plain(quote)):  # drawn in another order than it is seen
            inside = "".join(from_the_left(texts[number], box) for box, number in pairs)
        outcome = "none" if not place.boxes else "equal" if plain(inside) == plain(quote) else "wrong"
        counts[outcome] += 1
        if outcome != "equal":
            wrong.append({"file": path.name, "outcome": outcome, "quote": quote, "inside": inside, **asdict(place)})
    return counts, wrong


def measured(
    makers: Sequence[str], most: int, others: int, keep: Path | None
) -> tuple[dict[str, Counter[str]], list[dict[str, object]], int]:
    """How the sentences come out by program and layout, what does not come out, and the number of PDFs."""
    totals: dict[str, Counter[str]] = {}
    shown: list[dict[str, object]] = []
    files = 0
    texts = sorted([*(ROOT / "corpus").glob("*.md"), *(ROOT / "corpus").glob("*.txt")])[:most]
    with tempfile.TemporaryDirectory() as work:
        for turn, maker in enumerate(makers):
            folder = (keep or Path(work)) / maker
            folder.mkdir(parents=True, exist_ok=True)
            chosen = texts if maker in FULL else [texts[(turn + at * 3) % len(texts)] for at in range(min(others, len(texts)))]
            layouts = [list(LAYOUTS)[(at + turn) % len(LAYOUTS)] for at in range(len(chosen))]
            sources = {each.stem: (blocks(each.read_text(encoding="utf-8")), layout) for each, layout in zip(chosen, layouts, strict=True)}
            MAKERS[maker][0](sources, folder)
            for name, (_, layout) in sources.items():
                counts, wrong = check(folder / f"{name}.pdf")
                files += 1
                shown += [{"program": maker, "layout": layout, **one} for one in wrong]
                totals.setdefault(f"{maker}, {layout}" if maker in FULL else maker, Counter()).update(counts)
    return totals, shown, files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--others", type=int, default=4, help="documents by each program but Chromium and LibreOffice")
    parser.add_argument("--makers", nargs="+", choices=MAKERS, default=list(MAKERS))
    parser.add_argument("--keep", type=Path, help="put the PDFs here")
    parser.add_argument("--failures", type=int, default=5, help="how many sentences to show that do not come out")
    args = parser.parse_args()
    missing = {maker: why for maker in args.makers if (why := MAKERS[maker][1]())}
    for maker, why in missing.items():
        print(f"no PDFs by {maker}: {why}", file=sys.stderr)
    makers = [maker for maker in args.makers if maker not in missing]
    totals, shown, files = measured(makers, args.documents, args.others, args.keep)
    whole = sum(totals.values(), Counter())
    told = {name: {"sentences": sum(c.values()), **{k: round(n / sum(c.values()), 4) for k, n in c.items()}} for name, c in totals.items()}
    all_in_all = {"pdfs": files, "sentences": sum(whole.values()), **{k: round(n / sum(whole.values()), 4) for k, n in whole.items()}}
    print(
        json.dumps({"all": all_in_all, "by": told, "not made": missing, "failures": shown[: args.failures]}, ensure_ascii=False, indent=1)
    )
    return 0 if whole["equal"] >= LEAST * sum(whole.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
