"""Is a text right? Each claim against the documents: supported, contradicted by a sentence that says otherwise, partly, or not there."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ragassist.tasks.added import CASE, Added, added_to
from ragassist.tasks.alternatives import other_of_two
from ragassist.tasks.audit_parts import (
    ABOUT,
    SAME,
    SAME_WORDS,
    Checks,
    adds_a_figure,
    found_in_a_part,
    parts_of,
    said_by_a_clause,
    stands_in,
)
from ragassist.tasks.audit_references import names, not_there, number_of
from ragassist.tasks.audit_values import Checked, Finding, Likeness, Source
from ragassist.tasks.claims_in_text import Claimed, claims_of, clauses_of, document_named
from ragassist.tasks.contradiction import Conflict, Langs, conflict, figures_tell, lacks_a_figure, measures, shares_a_figure
from ragassist.tasks.opposed import MILD, both_leave_out, forbids, of_another, of_the_draft, only_asked, opposed, opposed_in_time, said_by
from ragassist.tasks.parallel import of_the_other, of_the_other_clause
from ragassist.tasks.stances import otherwise_in_a_respect
from ragassist.tasks.topics import figures_of, topic
from ragassist.tasks.turned_claim import said_of_the_opposite
from ragassist.tasks.turned_statement import the_other_way_round
from ragassist.types import Lang, Verdict
from ragassist.verify.machine_read import at_most_rough

_JUDGING_S: Final = 30.0
"""How long a model is asked about claims, in all."""
_TRIED: Final = 4
"""How many statements a claim is held against, the likeliest first."""
_NEAREST: Final = 3
"""How many statements, the likeliest of the whole claim, a clause is held against that is found nowhere by itself."""
_FURTHER: Final = 16
"""Up to which rank further statements are looked for."""
_WITH_FIGURES: Final = 2
"""Further statements among the next ones that give a figure of a kind that the claim gives."""
_FARTHER: Final = 0.1
"""By how much less a statement that says otherwise may speak of the same than one that has a figure of the claim."""
_CLOSE: Final = 0.05
"""By how much more a statement must speak of the same to agree, where another says otherwise."""
_LEAST_ALONE, _ALONE = 0.35, 0.15
"""How sure it must be that a statement speaks of a claim that is not found, where the next is by so much less sure."""
_ABOUT_WITHIN: Final = 0.45
"""`ABOUT` of a whole claim between Chinese texts: of 24 of which no statement speaks (memos 1 to 37), the nearest has .44 and less."""


def audit(
    text: str,
    sources: Sequence[Source],
    likeness: Likeness,
    checks: Checks,
    *,
    judge: Checks | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Checked]:
    """Return a finding for each claim of `text`, in order.

    Rules and likeness read every claim. A small model's opinion costs seconds and there are dozens of claims, so it is asked only of
    those that agree with their source in words that could not be confirmed, the first ones first, for half a minute in all; what it
    is not asked of stays as it was.

    Args:
        text: what is to be checked.
        sources: every statement of the documents in scope.
        likeness: how near a claim is to each of them.
        checks: the verifier that answers go through, without a model.
        judge: the same with a model, where there is one.
        progress: called with (done, total) before each claim and at the end.
    """
    claims = claims_of(text)
    found = []
    for at, claim in enumerate(claims):
        if progress is not None:
            progress(at, len(claims))
        found.append(_in_its_place(_check(claim, sources, likeness, checks), sources, likeness, checks))
    if judge is not None:
        found = _judged(found, judge, (lambda: progress(len(claims) - 1, len(claims))) if progress is not None else lambda: None)
    if progress is not None:
        progress(len(claims), len(claims))
    return found


def _judged(found: Sequence[Checked], judge: Checks, ask: Callable[[], None]) -> list[Checked]:
    """The findings, with what the judge confirms of those that are rough; `ask` is called before each, and may end the work."""
    until, after = time.monotonic() + _JUDGING_S, []
    for each in found:
        if each.finding == "rough" and len(each.sources) == 1 and time.monotonic() < until:
            ask()
            source = each.sources[0]
            verdict = judge.verify(each.claim.text, [source.statement.read], context=source.context)
            if at_most_rough(verdict, source.statement.doubts).status == "verified":
                each = replace(each, finding="supported")
        after.append(each)
    return after


def _check(claim: Claimed, sources: Sequence[Source], likeness: Likeness, checks: Checks) -> Checked:
    wrong = not_there(claim, sources)
    if wrong is not None:
        return Checked(claim, "no_reference", reference=wrong.reference, named=wrong.named, last_article=wrong.last_article)
    chosen = _candidates(claim.text, claim.lang, sources, likeness)
    whole = _verdict(claim.text, claim.lang, chosen, checks, whole=True)
    asked = claim.text, claim.lang, chosen, likeness
    turned = otherwise_in_a_respect(*asked) or other_of_two(*asked)
    if turned is None and whole[0] not in ("supported", "contradicted"):
        turned = the_other_way_round(*asked) or said_of_the_opposite(claim.text, claim.lang, likeness)
    if turned is not None and (whole[0] != "supported" or whole[1] == turned[0]):
        return Checked(claim, "contradicted", (turned[0],), turned[1])
    if whole[0] == "not_found":
        whole = _by_parts(claim.text, claim.lang, chosen, likeness, checks)
    if whole[0] == "not_found" and _stands_out(chosen):
        added = added_to(claim, chosen[0][1], likeness)
        if added is not None and added.surely:
            return Checked(claim, "partly", (chosen[0][1],), None, added.surely)
    spans = clauses_of(claim.text, claim.lang)
    said = [span for span in spans if not CASE.search(claim.text[slice(*span)])]
    if whole[0] == "contradicted" and len(said) <= 1:
        return Checked(claim, whole[0], (whole[1],) if whole[1] else (), whole[2])
    quoted = whole[1] is not None and _quotes(claim.text, whole[1])
    if whole[0] in ("supported", "rough") and whole[1] is not None and not quoted:
        added = added_to(claim, whole[1], likeness)
        if added is not None:
            return _with_added(claim, spans, (whole[0], whole[1]), added, sources, likeness, checks)
    if len(spans) > 1 and not quoted:
        return _by_clauses(claim, spans, whole, sources, likeness, checks, chosen)
    return Checked(claim, whole[0], (whole[1],) if whole[1] else ())


def _stands_out(chosen: Sequence[tuple[float, Source]]) -> bool:
    """Whether the first of several statements surely speaks of the same, or nearly so and far more than the next."""
    if len(chosen) < 2 or chosen[0][1].statement.loose:
        return False
    return chosen[0][0] >= max(_LEAST_ALONE, min(ABOUT, chosen[1][0] + _ALONE))


def _with_added(
    claim: Claimed,
    spans: Sequence[tuple[int, int]],
    whole: tuple[Finding, Source],
    added: Added,
    sources: Sequence[Source],
    likeness: Likeness,
    checks: Checks,
) -> Checked:
    """The finding for a claim that a statement supports as a whole: what likeness leaves open is added if its clause is found nowhere."""
    lost = added.surely
    if not lost and added.perhaps and len(spans) > 1:
        lost = added.of_these(_by_clauses(claim, spans, (*whole, None), sources, likeness, checks).missing)
    return Checked(claim, "partly" if lost else whole[0], (whole[1],), None, lost)


def _in_its_place(checked: Checked, sources: Sequence[Source], likeness: Likeness, checks: Checks) -> Checked:
    """The finding, with the named article's own statement where that supports the claim; partly where only another article does."""
    if checked.finding not in ("supported", "rough") or not checked.sources:
        return checked
    lang = checked.claim.lang
    records = list({source.record.doc_id: source.record for source in sources}.values())
    for reference in checked.claim.references:
        meant = document_named(reference.title, records) if reference.title else records if len(records) == 1 else []
        named = [source for source in sources if source.record in meant and number_of(source.statement.article) == reference.article]
        if not reference.article or not named or any(names(source, reference.article) for source in checked.sources):
            continue
        where = {source.place for source in named}
        near = [value for value, source in zip(likeness(checked.claim.text, lang), sources, strict=True) if source.place in where]
        ranked = _ranked(checked.claim.text, lang, named, near, figures_of(likeness))
        finding, source, _ = _verdict(checked.claim.text, lang, ranked, checks)
        if finding in ("supported", "rough") and source is not None:
            return replace(checked, finding=finding, sources=(source,))
        span = (reference.start, reference.end)
        return replace(checked, finding="partly", missing=(span,), elsewhere=checked.sources[0].statement.article)
    return checked


def _quotes(text: str, source: Source) -> bool:
    """Whether a claim is a quotation of the source, which needs no second look at its clauses."""
    return re.sub(r"\W", "", text) in re.sub(r"\W", "", source.statement.read)


def _by_clauses(
    claim: Claimed,
    spans: Sequence[tuple[int, int]],
    whole: tuple[Finding, Source | None, Conflict | None],
    sources: Sequence[Source],
    likeness: Likeness,
    checks: Checks,
    chosen: Sequence[tuple[float, Source]] = (),
) -> Checked:
    """The finding for a claim of several clauses: each must stand somewhere, for one that stands nowhere hides well in a long sentence."""
    lang = claim.lang
    each = [_verdict(claim.text[a:b], lang, _candidates(claim.text[a:b], lang, sources, likeness), checks) for a, b in spans]
    for at, ((a, b), result) in enumerate(zip(spans, each, strict=True)):
        if adds_a_figure(claim.text[a:b], lang, whole[1] or next((other[1] for other in each if other is not result and other[1]), None)):
            each[at] = result if result[0] == "contradicted" else ("not_found", None, None)
        elif result[0] == "not_found" and (said := found_in_a_part(claim.text[a:b], lang, chosen[:_NEAREST], likeness, checks)):
            each[at] = ("supported", said, None)
    held = [result for result in each if result[0] in ("supported", "rough")]
    against = next((result for result in each if result[0] == "contradicted" and result[1] == whole[1]), None)
    if whole[0] in ("supported", "rough"):
        # Within one language a clause whose words stand nowhere is not there, however alike an encoder finds it to what does.
        same = whole[1] is not None and whole[1].statement.lang == lang
        lost = [
            span
            for span, result in zip(spans, each, strict=True)
            if (result[0] == "not_found" or (same and result[0] != "supported" and not CASE.search(claim.text[slice(*span)])))
            and not (same and result[0] == "rough" and whole[0] == "supported" and result[1] == whole[1])
            and not stands_in(claim.text[slice(*span)], lang, whole[1], sources, likeness)
            and not (same and said_by_a_clause(claim.text[slice(*span)], whole[1], checks))
        ]
        if lost and len(lost) < len(spans):
            return Checked(claim, "partly", (whole[1],) if whole[1] else (), None, tuple(lost))
        return Checked(claim, whole[0], (whole[1],) if whole[1] else ())
    states = [result[0] for result in each]
    if whole[0] == "contradicted" and len(held) == len(each) and lang == "en":  # each part stands, in several places
        return Checked(claim, "rough", tuple(dict.fromkeys(result[1] for result in held if result[1])))
    # Against the whole, yet each clause stands or is nowhere: the statement that seemed to say otherwise speaks of something else.
    if whole[0] == "contradicted" and not (held and "not_found" in states and "contradicted" not in states):
        return Checked(claim, whole[0], (whole[1],) if whole[1] else (), whole[2])
    evidence = tuple(dict.fromkeys(result[1] for result in held if result[1]))
    if held and against is not None:
        return Checked(claim, "contradicted", (against[1],) if against[1] else (), against[2])
    if held and len(held) < len(each):
        missing = tuple(span for span, result in zip(spans, each, strict=True) if result[0] not in ("supported", "rough"))
        return Checked(claim, "partly", evidence, None, missing)
    return Checked(claim, "rough", evidence) if held else Checked(claim, "not_found")


def _candidates(text: str, lang: Lang, sources: Sequence[Source], likeness: Likeness) -> list[tuple[float, Source]]:
    """The statements likeliest to speak of what `text` speaks of, best first, with how sure that is (0 to 1)."""
    return _ranked(text, lang, sources, likeness(text, lang), figures_of(likeness))


def _ranked(
    text: str, lang: Lang, sources: Sequence[Source], near: Sequence[float], figures: Sequence[float]
) -> list[tuple[float, Source]]:
    """The same, of statements whose likeness to it is known."""
    told = enumerate(zip(sources, near, strict=True))
    scored = sorted(
        ((topic(text, source.statement.read, (lang, source.statement.lang), value, figures), at) for at, (source, value) in told),
        reverse=True,
    )
    tried = scored[:_TRIED]
    wanted = measures(text)
    if wanted:  # of many statements about the same, those that give such a figure can agree or say otherwise
        tried += [each for each in scored[_TRIED:_FURTHER] if wanted & measures(sources[each[1]].statement.read)][:_WITH_FIGURES]
    return [(score, sources[at]) for score, at in tried]


def _by_parts(
    text: str, lang: Lang, chosen: Sequence[tuple[float, Source]], likeness: Likeness, checks: Checks
) -> tuple[Finding, Source | None, Conflict | None]:
    """The finding of a claim that no whole statement tells of, by the clauses of those; nothing where a clause that agrees is not near."""
    parts = parts_of(text, lang, chosen[:_TRIED], likeness, ABOUT)
    found = _verdict(text, lang, parts, checks)
    near = max((score for score, source in parts if source is found[1]), default=0.0)
    return found if found[0] == "contradicted" or near >= SAME else ("not_found", None, None)


def _verdict(
    text: str, lang: Lang, chosen: Sequence[tuple[float, Source]], checks: Checks, *, whole: bool = False
) -> tuple[Finding, Source | None, Conflict | None]:
    clash: tuple[float, Source, Conflict] | None = None
    rough: tuple[float, Source] | None = None
    likeliest = 0.0
    for score, source in chosen:
        read, langs = source.read, (lang, source.statement.lang)
        if score < (_ABOUT_WITHIN if whole and langs == SAME_WORDS else ABOUT):
            continue
        verdict: Verdict | None = None
        if source.statement.loose and checks.verify(text, [read], context=source.context).status != "verified":
            continue  # a caption or a headline says nothing otherwise, and nothing in other words
        against = conflict(text, read, langs)
        stands = source.statement.read  # whole: a clause read by itself may give the claim's figure, to another thing
        against = against or of_the_other(text, stands, langs, checks.terms) or of_the_other_clause(text, stands, langs)
        if against is None:
            verdict = at_most_rough(checks.verify(text, [read], context=source.context), source.statement.doubts)
            against = _otherwise(text, source, score, verdict, langs)
        if against is not None:
            clash = clash or (score, source, against)
            continue
        assert verdict is not None
        if only_asked(text, read, langs) or (langs != SAME_WORDS and of_the_draft(text, read, source.record.meta.title, langs)):
            continue
        if verdict.status == "verified":
            if clash is not None and clash[2].kind == "actor" and clash[0] > score:
                return "contradicted", clash[1], clash[2]
            return "supported", source, None
        if _says_the_same(text, read, score, verdict, langs):
            rough = rough or (score, source)
        if shares_a_figure(text, read) and not of_another(text, read, langs):
            likeliest = max(likeliest, score)
    if rough is not None and (clash is None or rough[0] >= clash[0] + (_CLOSE if lang == "en" else 0.0)):
        return "rough", rough[1], None
    if clash is not None and clash[0] + _FARTHER >= likeliest:
        return "contradicted", clash[1], clash[2]
    if rough is None:
        return _by_the_one(text, lang, chosen, checks) if whole else ("not_found", None, None)
    return "rough", rough[1], None


def _by_the_one(
    text: str, lang: Lang, chosen: Sequence[tuple[float, Source]], checks: Checks
) -> tuple[Finding, Source | None, Conflict | None]:
    """The finding by a statement in the claim's language that stands out among all: another figure, or nothing that speaks against it."""
    if not _stands_out(chosen) or (lang, chosen[0][1].statement.lang) != SAME_WORDS:
        return "not_found", None, None
    source = chosen[0][1]
    against = conflict(text, source.read, SAME_WORDS)
    if against is not None:
        return ("contradicted", source, against) if against.kind == "figure" else ("not_found", None, None)
    agrees = checks.verify(text, [source.read], context=source.context).status != "unsupported"
    return ("rough", source, None) if agrees else ("not_found", None, None)


def _otherwise(text: str, source: Source, score: float, verdict: Verdict, langs: Langs) -> Conflict | None:
    """What a statement says otherwise, beyond figures and modality."""
    if verdict.status == "verified":
        return opposed_in_time(text, source.read, langs)
    return opposed(text, source.read, langs, score) or said_by(
        verdict, score, forbids=forbids(text), within=langs == SAME_WORDS, alone=len(re.findall("[，；,;]", source.read)) == 0
    )


def _says_the_same(text: str, read: str, score: float, verdict: Verdict, langs: Langs) -> bool:
    """Whether a statement that speaks of the same agrees with the claim, though nothing confirms its words."""
    if verdict.status == "rough":
        return langs == SAME_WORDS or not of_another(text, read, langs)
    left_out = both_leave_out(text, read, langs)
    if langs != SAME_WORDS:
        if of_another(text, read, langs) or lacks_a_figure(text, read):
            return False
        mild = MILD | {"exception"} if left_out else MILD
        if any(each.polarity == "against" and each.code.split(".")[0] not in mild for each in verdict.findings):
            return False
    elsewhere = any(each.code == "name.absent" for each in verdict.findings)
    return score >= SAME or left_out or (figures_tell(text, read) and not elsewhere)
