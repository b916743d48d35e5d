"""Programs that make PDFs, each in its own way: what the corpus is printed by, for boxes.py.

Each maker takes sources, `{name: (blocks, layout)}`, and writes `folder/NAME.pdf`. One that is not installed is named with what to install.
Every one of them places its text, embeds its fonts and maps glyphs to characters by code of its own.
"""

from __future__ import annotations

import html
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

LAYOUTS = {
    "one column": "@page{size:A4;margin:2cm}body{font:11pt serif;line-height:1.5}",
    "two columns": "@page{size:A4;margin:1.5cm}body{font:9pt serif;columns:2;column-gap:1.2cm}",
    "small": "@page{size:A5;margin:1cm}body{font:8pt sans-serif;line-height:1.15;text-align:justify}",
}
STYLE = "table{border-collapse:collapse}td,th{border:1px solid #000;padding:2pt 4pt}"
SERIF = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
LIMIT_S = 600


@dataclass(frozen=True)
class Block:
    """A part of a document: `kind` is h1 to h6, p, ul or table; `lines` are its items, `rows` its cells."""

    kind: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


Sources = Mapping[str, tuple[list[Block], str]]


def blocks(text: str) -> list[Block]:
    """The parts of a document in Markdown or plain text, without its front matter."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)):
        lines = part.strip().split("\n")
        rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines if line.lstrip().startswith("|")]
        rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
        if rows:
            found.append(Block("table", rows=tuple(rows)))
        elif head := re.match(r"(#+)\s+(.*)", lines[0]):
            found.append(Block(f"h{min(6, len(head[1]))}", (head[2],)))
            found += [Block("p", (" ".join(lines[1:]),))] if lines[1:] else []
        elif all(re.match(r"[-*]\s", line) for line in lines):
            found.append(Block("ul", tuple(line[2:] for line in lines)))
        else:
            found += [Block("p", (line,)) for line in lines if line.strip()]
    return found


def page(parts: list[Block], layout: str) -> str:
    """The document as a page of HTML."""
    written = []
    for part in parts:
        if part.kind == "table":
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in part.rows)
            written.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        elif part.kind == "ul":
            written.append("<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in part.lines) + "</ul>")
        else:
            written.append(f"<{part.kind}>{html.escape(part.lines[0])}</{part.kind}>")
    return f'<!doctype html><html lang="zh"><meta charset="utf-8"><style>{LAYOUTS[layout]}{STYLE}</style>{"".join(written)}</html>'


def by_chromium(sources: Sources, folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name, source in sources.items():
            tab = browser.new_page()
            tab.set_content(page(*source))
            tab.pdf(path=str(folder / f"{name}.pdf"), prefer_css_page_size=True)
            tab.close()
        browser.close()


def by_libreoffice(sources: Sources, folder: Path) -> None:
    """By way of a text document."""
    with tempfile.TemporaryDirectory() as work:
        for name, source in sources.items():
            Path(work, f"{name}.html").write_text(page(*source), encoding="utf-8")
        _office(work, ["--infilter=HTML (StarWriter)", "--convert-to", "odt", "--outdir", work], sources, "html")
        _office(work, ["--convert-to", "pdf", "--outdir", str(folder)], sources, "odt")


def by_word_file(sources: Sources, folder: Path) -> None:
    """A Word file with Word's styles, printed by LibreOffice."""
    import docx

    with tempfile.TemporaryDirectory() as work:
        for name, (parts, _) in sources.items():
            document = docx.Document()
            for part in parts:
                if part.kind == "table":
                    width = max(len(row) for row in part.rows)
                    table = document.add_table(rows=len(part.rows), cols=width, style="Table Grid")
                    for at, row in enumerate(part.rows):
                        for column, cell in enumerate(row):
                            table.cell(at, column).text = cell
                elif part.kind == "ul":
                    for line in part.lines:
                        document.add_paragraph(line, style="List Bullet")
                elif part.kind == "p":
                    document.add_paragraph(part.lines[0])
                else:
                    document.add_heading(part.lines[0], int(part.kind[1]))
            document.save(str(Path(work, f"{name}.docx")))
        _office(work, ["--convert-to", "pdf", "--outdir", str(folder)], sources, "docx")


def _office(work: str, words: list[str], sources: Sources, suffix: str) -> None:
    given = [str(Path(work, f"{name}.{suffix}")) for name in sources]
    run = ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", *words, *given]
    subprocess.run(run, check=True, capture_output=True, timeout=LIMIT_S)


_TEX_SPECIAL = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
_TEX_LAYOUT = {"one column": "a4paper,11pt", "two columns": "a4paper,10pt,twocolumn", "small": "a5paper,10pt"}


def _tex(text: str) -> str:
    return "".join(_TEX_SPECIAL.get(char, char) for char in text)


def by_latex(sources: Sources, folder: Path) -> None:
    """By XeLaTeX and ctex, as Chinese journals and universities use them."""
    for name, (parts, layout) in sources.items():
        written = [rf"\documentclass[{_TEX_LAYOUT[layout]},fontset=none]{{ctexart}}", r"\usepackage[margin=1.8cm]{geometry}"]
        written += [r"\setCJKmainfont{Noto Serif CJK SC}\setCJKsansfont{Noto Sans CJK SC}\setlength{\emergencystretch}{3em}"]
        written += [r"\begin{document}"]
        for part in parts:
            if part.kind == "table":
                width = max(len(row) for row in part.rows)
                rows = (" & ".join(_tex(cell) for cell in row) + r" \\ \hline" for row in part.rows)
                columns = f"|*{{{width}}}{{p{{{round(0.9 / width, 3)}\\linewidth}}|}}"
                written.append(rf"\noindent\begin{{tabular}}{{{columns}}}\hline " + "\n".join(rows) + r"\end{tabular}" + "\n")
            elif part.kind == "ul":
                written.append(r"\begin{itemize}" + "".join(rf"\item {_tex(line)}" + "\n" for line in part.lines) + r"\end{itemize}")
            elif part.kind == "p":
                written.append(_tex(part.lines[0]) + "\n")
            else:
                command = ("section", "subsection", "subsubsection")[min(2, int(part.kind[1]) - 1)]
                written.append(rf"\{command}*{{{_tex(part.lines[0])}}}" + "\n")
        with tempfile.TemporaryDirectory() as work:
            Path(work, f"{name}.tex").write_text("\n".join([*written, r"\end{document}"]), encoding="utf-8")
            run = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
            subprocess.run(run, cwd=work, check=True, capture_output=True, timeout=LIMIT_S)
            shutil.move(Path(work, f"{name}.pdf"), folder / f"{name}.pdf")


def by_typst(sources: Sources, folder: Path) -> None:
    import typst

    layouts = {"one column": '#set page("a4")', "two columns": '#set page("a4", columns: 2)', "small": '#set page("a5")'}
    for name, (parts, layout) in sources.items():
        written = [layouts[layout], '#set text(size: 10pt, lang: "zh", font: "Noto Serif CJK SC")', "#set par(justify: true)"]
        for part in parts:
            if part.kind == "table":
                cells = "".join(f"[#{_typst(cell)}]," for row in part.rows for cell in row)
                written.append(f"#table(columns: {max(len(row) for row in part.rows)}, {cells})")
            elif part.kind == "ul":
                written.append("\n".join(f"- #{_typst(line)}" for line in part.lines))
            elif part.kind == "p":
                written.append(f"#{_typst(part.lines[0])}")
            else:
                written.append(f"#heading(level: {part.kind[1]}, {_typst(part.lines[0])})")
        typst.compile("\n\n".join(written).encode(), output=str(folder / f"{name}.pdf"))


def _typst(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def by_weasyprint(sources: Sources, folder: Path) -> None:
    import weasyprint

    for name, source in sources.items():
        weasyprint.HTML(string=page(*source)).write_pdf(str(folder / f"{name}.pdf"))


def by_wkhtmltopdf(sources: Sources, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        for name, source in sources.items():
            Path(work, "page.html").write_text(page(*source), encoding="utf-8")
            run = ["wkhtmltopdf", "-q", "--disable-javascript", str(Path(work, "page.html")), str(folder / f"{name}.pdf")]
            subprocess.run(run, check=True, capture_output=True, timeout=LIMIT_S)


def by_reportlab(sources: Sources, folder: Path) -> None:
    """With a Chinese font that is named and not embedded."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=10.5, leading=16, wordWrap="CJK", firstLineIndent=21)
    head = ParagraphStyle("head", parent=body, fontSize=14, leading=22, firstLineIndent=0)
    cell_style = ParagraphStyle("cell", parent=body, firstLineIndent=0)
    for name, (parts, _) in sources.items():
        story = []
        for part in parts:
            if part.kind == "table":
                cells = [[Paragraph(html.escape(cell), cell_style) for cell in row] for row in part.rows]
                story += [Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]), Spacer(1, 8)]
            else:
                story += [Paragraph(html.escape(line), head if part.kind[0] == "h" else body) for line in part.lines]
        SimpleDocTemplate(str(folder / f"{name}.pdf"), pagesize=A4).build(story)


def by_fpdf2(sources: Sources, folder: Path) -> None:
    from fpdf import FPDF

    for name, (parts, _) in sources.items():
        made = FPDF(format="A4")
        made.add_font("serif", fname=str(SERIF), collection_font_number=2)
        made.set_font("serif", size=11)
        made.add_page()
        for part in parts:
            if part.kind == "table":
                with made.table(first_row_as_headings=False) as table:
                    for row in part.rows:
                        table.row(row)
            else:
                for line in part.lines:
                    made.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
        made.output(str(folder / f"{name}.pdf"))


def by_ghostscript(sources: Sources, folder: Path) -> None:
    """What Chromium printed, distilled anew, as print shops and "compress PDF" services do."""
    with tempfile.TemporaryDirectory() as work:
        by_chromium(sources, Path(work))
        for name in sources:
            run = [
                "gs",
                "-q",
                "-dNOPAUSE",
                "-dBATCH",
                "-dSAFER",
                "-sDEVICE=pdfwrite",
                f"-sOutputFile={folder / name}.pdf",
                f"{work}/{name}.pdf",
            ]
            subprocess.run(run, check=True, capture_output=True, timeout=LIMIT_S)


def by_qpdf(sources: Sources, folder: Path) -> None:
    """What LibreOffice printed, linearised for the web, with its objects packed into streams and a password against changes."""
    with tempfile.TemporaryDirectory() as work:
        by_libreoffice(sources, Path(work))
        for name in sources:
            run = ["qpdf", "--linearize", "--object-streams=generate", "--encrypt", "", "owner", "256", "--", f"{work}/{name}.pdf"]
            subprocess.run([*run, str(folder / f"{name}.pdf")], check=True, capture_output=True, timeout=LIMIT_S)


def _package(name: str) -> str:
    return "" if importlib.util.find_spec(name) else f"the Python package {name} is not installed"


def _programs(*names: str) -> str:
    return ", ".join(f"{name} is not installed" for name in names if not shutil.which(name))


MAKERS: dict[str, tuple[Callable[[Sources, Path], None], Callable[[], str]]] = {
    "chromium": (by_chromium, lambda: _package("playwright")),
    "libreoffice": (by_libreoffice, lambda: _programs("soffice")),
    "word file": (by_word_file, lambda: _programs("soffice")),
    "latex": (by_latex, lambda: _programs("xelatex")),
    "typst": (by_typst, lambda: _package("typst")),
    "weasyprint": (by_weasyprint, lambda: _package("weasyprint")),
    "wkhtmltopdf": (by_wkhtmltopdf, lambda: _programs("wkhtmltopdf")),
    "reportlab": (by_reportlab, lambda: _package("reportlab")),
    "fpdf2": (by_fpdf2, lambda: _package("fpdf") or ("" if SERIF.is_file() else f"{SERIF} is missing")),
    "ghostscript": (by_ghostscript, lambda: _programs("gs")),
    "qpdf": (by_qpdf, lambda: _programs("qpdf", "soffice")),
}
"""Each program: what prints by it, and why it cannot here (empty where it can)."""
