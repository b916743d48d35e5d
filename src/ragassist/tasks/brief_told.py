"""What a model wrote of documents, as parts of a report: the head as its summary, the sections as a table with the originals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ragassist.answer.fallback import why
from ragassist.answer.states import better
from ragassist.answer.versions import lead
from ragassist.tasks.brief import NO_HEADING
from ragassist.tasks.brief_by_model import HEAD, WrittenBrief, WrittenSentence
from ragassist.tasks.labels import word
from ragassist.tasks.report import Cell, Citations, Line, Table
from ragassist.types import Claim, DocumentRecord, Lang

_COLUMNS = ("section", "in_brief", "statement")
Raw = Callable[[str], str]


def section_name(name: str, lang: Lang) -> str:
    """Return what a reader reads for a section's name."""
    return word("brief.before", lang) if name == NO_HEADING else word("brief.head", lang) if name == HEAD else name


def section_table(record: DocumentRecord, title: str, written: WrittenBrief, lang: Lang, citations: Citations, raw: Raw) -> Table:
    """Return the sentences of the body, each with its section and the statements that it is pinned to, in the document's order."""
    lines = tuple(
        Line(
            (Cell(section_name(one.section, lang)), Cell(one.text), Cell(" ".join(each.text for each in one.statements))),
            _cited(one, record, written, lang, citations, raw),
            one.verdict.status,
        )
        for one in written.body
    )
    columns = tuple(word(f"column.{name}", lang) for name in _COLUMNS)
    return Table(word("brief.sections", lang, title=title), columns, lines)


def head_claims(
    record: DocumentRecord, title: str, written: WrittenBrief, lang: Lang, citations: Citations, raw: Raw, *, named: bool
) -> list[Claim]:
    """Return the sentences of the head; each says so where the document is a draft or repealed, and names it if `named`."""
    before = f"{title}{': ' if lang == 'en' else '：'}" if named else ""
    return [
        Claim(
            before + lead(one.text, [record], (), lang) + one.text, _cited(one, record, written, lang, citations, raw), one.verdict.status,
            one.verdict.score, one.verdict.reasons, findings=one.verdict.findings,
        )
        for one in written.head
    ]  # fmt: skip


def told(written: WrittenBrief, model: str, lang: Lang) -> str:
    """Return the sentences of the coverage on what the model wrote, what was left out of it, and where it failed and why."""
    kept = len(written.head) + len(written.body)
    said = word("coverage.written", lang, said=kept, refused=written.refused)
    whys: dict[str, list[str]] = {}
    for name, error in written.failed:
        whys.setdefault(why(error, model, lang), []).append(section_name(name, lang))
    return said + "".join(
        word("coverage.unwritten", lang, sections=(", " if lang == "en" else "、").join(names), why=reason)
        for reason, names in whys.items()
    )


def counts_of(written: Mapping[str, WrittenBrief]) -> dict[str, int]:
    """Return how many sentences were kept, were refused, and how many calls failed; nothing where no model wrote."""
    every = list(written.values())
    return {
        "written": sum(len(each.head) + len(each.body) for each in every),
        "refused": sum(each.refused for each in every),
        "failed": sum(len(each.failed) for each in every),
    } if every else {}  # fmt: skip


def _cited(
    one: WrittenSentence, record: DocumentRecord, written: WrittenBrief, lang: Lang, citations: Citations, raw: Raw
) -> tuple[int, ...]:
    """The numbers of the sentence's statements. Each stands, and is translated, as the best sentence on it alone, else the best on it."""
    numbers = []
    for statement in one.statements:
        on = [each for each in (*written.body, *written.head) if statement in each.statements]
        best = _best([each for each in on if len(each.statements) == 1] or on)
        translation = best.text if statement.lang != lang and len(best.statements) == 1 else ""
        status = _best(on).verdict.status
        numbers.append(citations.cite(record, raw(record.doc_id), statement, translation, status))
    return tuple(dict.fromkeys(numbers))


def _best(sentences: Sequence[WrittenSentence]) -> WrittenSentence:
    best = sentences[0]
    for each in sentences[1:]:
        best = best if better(best.verdict.status, each.verdict.status) == best.verdict.status else each
    return best
