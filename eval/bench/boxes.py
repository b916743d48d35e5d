"""Does the text inside a citation's boxes equal the quotation? PDFs of the corpus, printed by Chromium and by LibreOffice.

    python eval/bench/boxes.py [--documents N] [--keep DIR] [--failures N]

Every document of corpus/ is printed by each program, in layouts that take turns: one column, two columns, small type on a narrow page.
Each citable sentence of each PDF is asked for its boxes, and the text inside them is read anew with PDFium. Prints one JSON document:
PDFs, sentences, and the shares whose boxed text equals the quotation (blanks, the marks of tables and raised or dropped note marks aside),
that have no box, and that have a wrong one; by program and layout. Exit code 1 below .99.

Measured with Chromium and LibreOffice 7.4: 40 PDFs, 1,734 statements, the boxed text equal in all of them.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYOUTS = {
    "one column": "@page{size:A4;margin:2cm}body{font:11pt serif;line-height:1.5}",
    "two columns": "@page{size:A4;margin:1.5cm}body{font:9pt serif;columns:2;column-gap:1.2cm}",
    "small": "@page{size:A5;margin:1cm}body{font:8pt sans-serif;line-height:1.15;text-align:justify}",
}
STYLE = "table{border-collapse:collapse}td,th{border:1px solid #000;padding:2pt 4pt}"


def page(text: str, layout: str) -> str:
    """The document as HTML: headings, tables, lists, paragraphs."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)):
        lines = block.strip().split("\n")
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line.lstrip().startswith("|")]
        rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
        if rows:
            parts.append(
                "<table>" + "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows) + "</table>"
            )
        elif head := re.match(r"(#+)\s+(.*)", lines[0]):
            level = min(6, len(head[1]))
            parts.append(f"<h{level}>{html.escape(head[2])}</h{level}><p>{html.escape(' '.join(lines[1:]))}</p>")
        elif all(re.match(r"[-*]\s", line) for line in lines):
            parts.append("<ul>" + "".join(f"<li>{html.escape(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            parts += [f"<p>{html.escape(line)}</p>" for line in lines if line.strip()]
    return f'<!doctype html><html lang="zh"><meta charset="utf-8"><style>{LAYOUTS[layout]}{STYLE}</style>{"".join(parts)}</html>'


def by_chromium(pages: dict[str, str], folder: Path) -> None:
    """Print each page to `folder/NAME.pdf`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name, content in pages.items():
            tab = browser.new_page()
            tab.set_content(content)
            tab.pdf(path=str(folder / f"{name}.pdf"), prefer_css_page_size=True)
            tab.close()
        browser.close()


def by_libreoffice(pages: dict[str, str], folder: Path) -> None:
    """The same by LibreOffice Writer, by way of a text document."""
    with tempfile.TemporaryDirectory() as work:
        for name, content in pages.items():
            Path(work, f"{name}.html").write_text(content, encoding="utf-8")
        given = [str(Path(work, f"{name}.html")) for name in pages]
        run = ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless"]
        odt = [*run, "--infilter=HTML (StarWriter)", "--convert-to", "odt", "--outdir", work, *given]
        subprocess.run(odt, check=True, capture_output=True, timeout=600)
        made = [str(Path(work, f"{name}.odt")) for name in pages]
        subprocess.run([*run, "--convert-to", "pdf", "--outdir", str(folder), *made], check=True, capture_output=True, timeout=600)


def plain(text: str) -> str:
    """As boxed text and quotation are compared."""
    text = re.sub(r"^(?:注|Note )(\S{1,4}?)[：:] ?", r"\1", text.strip())  # the page has the mark of a note alone
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text.replace("&lt;", "<").replace("&amp;", "&"))
    folded = unicodedata.normalize("NFKC", text.replace("\ufffe", "-").replace("\x02", "-"))
    return "".join(char for char in folded if not char.isspace() and char not in "|^")


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
        pairs = zip(place.boxes, place.box_pages, strict=True)
        inside = "".join(texts[number].get_text_bounded(*box) for box, number in pairs)
        quote = loaded.raw[start:end]
        outcome = "none" if not place.boxes else "equal" if plain(inside) == plain(quote) else "wrong"
        counts[outcome] += 1
        if outcome != "equal":
            wrong.append({"file": path.name, "outcome": outcome, "quote": quote, "inside": inside, **asdict(place)})
    return counts, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--keep", type=Path, help="put the PDFs here")
    parser.add_argument("--failures", type=int, default=5, help="how many sentences to show that do not come out")
    args = parser.parse_args()
    programs = {"chromium": by_chromium, **({"libreoffice": by_libreoffice} if shutil.which("soffice") else {})}
    sources = sorted([*(ROOT / "corpus").glob("*.md"), *(ROOT / "corpus").glob("*.txt")])[: args.documents]
    totals: dict[str, Counter[str]] = {}
    shown: list[dict[str, object]] = []
    files = 0
    with tempfile.TemporaryDirectory() as work:
        for turn, (program, printed) in enumerate(programs.items()):
            folder = (args.keep or Path(work)) / program
            folder.mkdir(parents=True, exist_ok=True)
            layouts = [list(LAYOUTS)[(at + turn) % len(LAYOUTS)] for at in range(len(sources))]
            printed(
                {each.stem: page(each.read_text(encoding="utf-8"), layout) for each, layout in zip(sources, layouts, strict=True)}, folder
            )
            for each, layout in zip(sources, layouts, strict=True):
                counts, wrong = check(folder / f"{each.stem}.pdf")
                files += 1
                shown += [{"program": program, "layout": layout, **one} for one in wrong]
                totals.setdefault(f"{program}, {layout}", Counter()).update(counts)
    whole = sum(totals.values(), Counter())
    told = {name: {"sentences": sum(c.values()), **{k: round(n / sum(c.values()), 4) for k, n in c.items()}} for name, c in totals.items()}
    all_in_all = {"pdfs": files, "sentences": sum(whole.values()), **{k: round(n / sum(whole.values()), 4) for k, n in whole.items()}}
    print(json.dumps({"all": all_in_all, "by": told, "failures": shown[: args.failures]}, ensure_ascii=False, indent=1))
    return 0 if whole["equal"] >= 0.99 * sum(whole.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
