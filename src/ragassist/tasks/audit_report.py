"""An audit as a report: every claim with its finding, the sentence that supports it or says otherwise, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ragassist.tasks import gloss
from ragassist.tasks.audit_values import Checked, Source
from ragassist.tasks.labels import known, word
from ragassist.tasks.list_report import Render
from ragassist.tasks.report import Cell, Citations, Line, Report, Table, claim_of, identities
from ragassist.types import ClaimStatus, DocumentRecord, Lang, ModelName
from ragassist.verify.say import say
from ragassist.verify.verifier import recounted

_STATUS: dict[str, ClaimStatus] = {"supported": "verified", "rough": "rough"}


def report(
    found: Sequence[Checked],
    documents: Sequence[DocumentRecord],
    read: int,
    lang: Lang,
    raw: Callable[[str], str],
    *,
    model: ModelName,
    made: str,
    version: str,
    text: str = "",
    render: Render | None = None,
) -> Report:
    """Return the findings in the reader's language; `text` is what was audited, `read` how many statements it was held against."""
    citations = Citations()
    lines = tuple(_line(checked, lang, citations, raw, render) for checked in found)
    columns = tuple(word(f"column.{name}", lang) for name in ("claim", "verdict", "reason", "evidence", "article"))
    counts = Counter(checked.finding for checked in found)
    said = ((name, word("audit.count", lang, finding=word(f"audit.{name}", lang), n=count)) for name, count in counts.most_common())
    summary = tuple(claim_of(told, (), recounted(told, [[line for line in lines if line.finding == name]])) for name, told in said)
    table = Table(word("audit.title", lang), columns, lines)
    coverage = word("coverage.audit", lang, claims=len(found), documents=len(documents), statements=read)
    return Report(
        "audit", word("audit.title", lang), lang, summary, (table,), citations.all(), identities(documents), coverage, model, made, version,
        {str(name): count for name, count in counts.items()}, text,
    )  # fmt: skip


def _line(checked: Checked, lang: Lang, citations: Citations, raw: Callable[[str], str], render: Render | None) -> Line:
    cited = [citations.cite(source.record, raw(source.record.doc_id), source.statement) for source in checked.sources]
    evidence = Cell("\n".join(_evidence(source, lang, render) for source in checked.sources))
    places = Cell(
        " / ".join(dict.fromkeys(gloss.article(source.statement.article, lang) for source in checked.sources if source.statement.article))
    )
    claim = Cell(checked.claim.text, marks=checked.missing)
    finding = Cell(word(f"audit.{checked.finding}", lang))
    cells = (claim, finding, Cell(why(checked, lang)), evidence, places)
    span = (checked.claim.start, checked.claim.end)
    return Line(cells, tuple(cited), _STATUS.get(checked.finding, "unsupported"), span, checked.finding)


def _evidence(source: Source, lang: Lang, render: Render | None) -> str:
    text = source.statement.text
    said = render(source.statement.read) if render is not None and source.statement.lang != lang else None
    return f"{text} ({said[0]})" if said is not None and said[1] != "unsupported" else text


def why(checked: Checked, lang: Lang) -> str:
    """Return the reason for a finding in one sentence; "" where the evidence says it all."""
    if checked.conflict is not None and checked.conflict.finding is not None:
        return say(checked.conflict.finding, lang)
    if checked.conflict is not None:
        mine, theirs = (_said(each, lang) for each in (checked.conflict.mine, checked.conflict.theirs))
        key = "why.differs" if checked.conflict.kind != "modality" else "why.modality"
        return word(key, lang, mine=mine, theirs=theirs)
    if checked.elsewhere:
        span = checked.missing[0]
        named = checked.claim.text[slice(*span)]
        return word("why.other_article", lang, article=gloss.article(checked.elsewhere, lang), named=named)
    if checked.missing:
        return word("why.part", lang, words="; ".join(checked.claim.text[a:b].strip(" ，,。.") for a, b in checked.missing))
    if checked.reference is not None:
        title = checked.reference.title or (checked.named.meta.title if checked.named else "")
        if checked.named is None:
            return word("why.no_document", lang, title=title)
        article = checked.claim.text[checked.reference.start : checked.reference.end]
        return word("why.no_article", lang, title=title, article=article, last=gloss.article(checked.last_article, lang))
    return ""


def _said(text: str, lang: Lang) -> str:
    return word(f"modality.{text}", lang) if known(f"modality.{text}") else text
