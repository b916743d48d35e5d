"""Is a question that names row and column answered with the cell? Made tables in five formats, asked without a model.

    python eval/bench/tables.py [--forms html docx md ruled.pdf open.pdf] [--seed N] [--failures N]

The eleven designs of tests/ingest/made_tables.py (plain, merged both ways, two head rows, units in caption, head, column or label,
sections, wrapped cells, continued overleaf with and without the head) are written in each format with figures of their own; the eleven
documents of a format make one index (bundled encoders), and each table is asked three questions, on the extractive tier. An answer is right
where it is no refusal, holds the asked cell with its unit, and its first citation is the row that was asked for. Of every row that any
answer cites, each cell must stand under its own headings. Prints one JSON document by format; exit code 1 below .95 or with a cell under
a wrong heading.

Measured with seeds 0 and 40: 55 tables and 165 questions each, 163 right each (33 of 33 in HTML, Word, Markdown and ruled PDF, 31 of 33 in
PDF without lines, where nothing says how far down a merged label reaches), none of 594 cited cells under a wrong heading.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from values import Value, share

from ragassist import Assistant, Settings

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.ingest.made_tables import FORMS, designs, write

LEAST = 0.95


def same(text: str) -> str:
    """As cells are compared: blanks, the marks of Markdown and the sign of a year aside."""
    return re.sub(r"[\s年\\]", "", text)


def asked(form: str, seed: int) -> tuple[Counter[str], list[dict[str, Any]]]:
    """How the questions about the tables of one format come out, and what went wrong."""
    counts: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    tables = designs(seed + FORMS.index(form))
    with tempfile.TemporaryDirectory() as work:
        paths = []
        for number, table in enumerate(tables):
            paths.append(Path(work, f"{number}-{table.name.replace(' ', '-')}.{form}"))
            paths[-1].write_bytes(write(table, form))
        assistant = Assistant(Settings(home=Path(work, "home"), chat={"tier": "extractive"}, embed={"model": "bundled"}))
        assistant.ingest(paths)
        for table in tables:
            for question, has, label in table.questions:
                answer = assistant.ask(question)
                counts["questions"] += 1
                first = answer.citations[0].quote if answer.citations else ""
                right = not answer.refused and same(has) in same(answer.answer) and same(label) in same(answer.answer + first)
                counts["right"] += right
                held = [cell for citation in answer.citations for cell in misplaced(citation, tables)]
                counts["cited cells"] += sum(len(citation.row) for citation in answer.citations)
                counts["under a wrong heading"] += len(held)
                if not right or held:
                    wrong.append(
                        {"form": form, "table": table.name, "question": question, "has": has, "answer": answer.answer, "wrong": held}
                    )
    return counts, wrong


def misplaced(citation: Any, tables: list[Any]) -> list[str]:
    """The cells of a cited row that do not stand under their own headings in any table."""
    pairs = {(same(cell.heading), same(cell.text)) for cell in citation.row if cell.heading and cell.text}
    rows = [
        {(same(name), same(text)) for name, text in zip(table.names, row, strict=True)} for table in tables for row in table.rows if row
    ]
    near = max(rows, key=lambda row: sum(any(name == other and text in said for other, said in pairs) for name, text in row))
    return [f"{name}: {said}" for name, said in pairs if not any(name == other and said.startswith(text) for other, text in near)]


def measure(forms: Sequence[str] = FORMS, seed: int = 0) -> list[Value]:
    """The share of questions answered with the asked cell, in all and by format, and of cited cells under a wrong heading."""
    found = {form: asked(form, seed)[0] for form in forms}
    whole = sum(found.values(), Counter())
    return [
        share("right", whole["right"], whole["questions"]),
        *(share(f"right, {form}", counts["right"], counts["questions"]) for form, counts in found.items()),
        share("cited cells under a wrong heading", whole["under a wrong heading"], whole["cited cells"]),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS)
    parser.add_argument("--seed", type=int, default=0, help="other departments, tasks and figures")
    parser.add_argument("--failures", type=int, default=20)
    args = parser.parse_args()
    found, wrong = {}, []
    for form in args.forms:
        found[form], failed = asked(form, args.seed)
        wrong += failed
    whole = sum(found.values(), Counter())
    print(json.dumps({"all": whole, "by": found, "failures": wrong[: args.failures]}, ensure_ascii=False, indent=1))
    return 1 if whole["right"] < LEAST * whole["questions"] or whole["under a wrong heading"] else 0


if __name__ == "__main__":
    sys.exit(main())
