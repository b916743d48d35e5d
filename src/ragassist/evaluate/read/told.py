"""What readers found, as text for a terminal and as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ragassist.evaluate.metrics.score_table import lines, number
from ragassist.evaluate.metrics.statistics import Estimate
from ragassist.evaluate.metrics.undefined import Score, Undefined
from ragassist.evaluate.read.counted import Agreed, Found, Share, TwoReaders
from ragassist.evaluate.read.reader_marks import Mark
from ragassist.evaluate.read.words import MARKS

_NAMED_MOST = 10


def render(found: Found) -> str:
    """Return what one sheet says: coverage, each state with its intervals, agreement with the verifier, answers, and what did not hold."""
    told = [_head(found), *_unmarked(found)]
    if found.states:
        titles = ["state", "lang", "n", "right", "95 % interval", "yes", "partly", "no", "no, share", "95 % interval", "word for word"]
        rows = [
            [
                row.state, row.lang, str(row.n), number(row.right.value), _interval(row.right), str(row.yes), str(row.partly), str(row.no),
                number(row.said_not.value), _interval(row.said_not), str(row.copied),
            ]
            for row in found.states
        ]  # fmt: skip
        told += ["", *lines(titles, rows), "right: a verified or rough sentence read as yes, an unsupported one read as partly or no"]
        told += ["", "verifier (verified or not) and reader (yes or not):", *map(_agreed, found.verifier)]
    if found.weighted:
        weighted = found.weighted
        run = found.coverage[0].run
        of = f"all {run} sentences of the run" if weighted.covered == run else f"{weighted.covered} of the run's {run} sentences"
        told.append(
            f"  the sheet has more of some states than of others; weighted to {of}: "
            f"agree on {number(weighted.share)}, kappa {_score(weighted.kappa)}"
        )
    if found.answers:
        names = MARKS["answer"]
        rows = [
            ["answerable" if row.answerable else "unanswerable", row.lang, str(row.n), *(str(dict(row.counts)[name]) for name in names),
             number(dict(row.counts)["right"] / row.n), _interval(Share(dict(row.counts)["right"], row.n))]
            for row in found.answers
        ]  # fmt: skip
        told += ["", *lines(["answers", "lang", "n", *names, "right, share", "95 % interval"], rows)]
    if isinstance(found.english, Estimate):
        grade = found.english
        told += ["", f"English, 1 to 5: {grade.mean:.2f} [{grade.low:.2f} to {grade.high:.2f}], n {grade.n}"]
    return "\n".join([*told, *_named("verified, and the reader does not say yes:", [_line(mark) for mark in found.not_held])])


def render_two(found: TwoReaders) -> str:
    """Return how far two readers agree, and where they differ."""
    grades = found.grades
    near = f"; equal grades {number(grades.value)}, at most one apart {number(found.grades_near.value)}, n {grades.n}" if grades.n else ""
    told = ["the two readers, where both marked:", "  sentences (yes, partly or no):", *(f"  {_agreed(row)}" for row in found.sentences)]
    told += [f"  answers:{_agreed(found.answers).removeprefix('  answer:')}{near}"]
    differing = [f"{one.item.key}: {one.word} / {other.word}: {one.item.text}" for one, other in found.differing]
    return "\n".join([*told, *_named("they differ on:", differing)])


def as_json(sheets: Sequence[Found], two: TwoReaders | None) -> dict[str, Any]:
    """Return all of it as one JSON object, every mark that did not hold and every difference included."""
    return {"sheets": [_sheet(found) for found in sheets], "readers": _two(two) if two else None}


def _head(found: Found) -> str:
    parts = [f"{row.marked} of {row.sheet} {row.kind}s marked (the run shows {row.run})" for row in found.coverage if row.run]
    blind = "; the reader saw the states" if found.states_shown else ""
    return f"{found.sheet}: {', '.join(parts)}{blind}"


def _unmarked(found: Found) -> list[str]:
    if not found.unmarked:
        return []
    named = ", ".join(f"{mark.item.key} (line {mark.line})" for mark in found.unmarked[:_NAMED_MOST])
    more = f" and {len(found.unmarked) - _NAMED_MOST} more" if len(found.unmarked) > _NAMED_MOST else ""
    return [f"{len(found.unmarked)} not marked yet: {named}{more}"]


def _agreed(row: Agreed) -> str:
    if not row.same.n:
        return f"  {row.what}: nothing to compare"
    return f"  {row.what}: agree on {number(row.same.value)} [{_interval(row.same)}], n {row.same.n}, kappa {_score(row.kappa)}"


def _interval(share: Share) -> str:
    low, high = share.interval
    return f"{number(low)} to {number(high)}"


def _score(value: Score) -> str:
    return f"undefined ({value.reason})" if isinstance(value, Undefined) else f"{value:.2f}"


def _line(mark: Mark) -> str:
    return f"{mark.item.key}: {mark.word}: {mark.item.text}{f' ({mark.note})' if mark.note else ''}"


def _named(title: str, found: Sequence[str]) -> list[str]:
    if not found:
        return []
    more = [f"  and {len(found) - _NAMED_MOST} more; --json has all of them"] if len(found) > _NAMED_MOST else []
    return ["", title, *(f"  {one}" for one in found[:_NAMED_MOST]), *more]


def _sheet(found: Found) -> dict[str, Any]:
    grade = found.english
    return {
        "sheet": found.sheet,
        "states_shown": found.states_shown,
        "coverage": {row.kind: {"run": row.run, "sheet": row.sheet, "marked": row.marked} for row in found.coverage},
        "unmarked": [{"id": mark.item.key, "line": mark.line, "note": mark.note} for mark in found.unmarked],
        "states": [
            {
                "state": row.state, "lang": row.lang, "n": row.n, "yes": row.yes, "partly": row.partly, "no": row.no,
                "word_for_word": row.copied, "right": _share(row.right), "said_not": _share(row.said_not),
            }
            for row in found.states
        ],
        "verifier_and_reader": {row.what: _agreement(row) for row in found.verifier},
        "weighted_to_the_run": found.weighted
        and {"share": round(found.weighted.share, 4), "kappa": _plain(found.weighted.kappa), "covered": found.weighted.covered},
        "answers": [{"answerable": row.answerable, "lang": row.lang, "n": row.n, **dict(row.counts)} for row in found.answers],
        "english": {"mean": round(grade.mean, 4), "low": round(grade.low, 4), "high": round(grade.high, 4), "n": grade.n}
        if isinstance(grade, Estimate)
        else _plain(grade),
        "verified_not_yes": [_mark(mark) for mark in found.not_held],
        "marks": [_mark(mark) for mark in found.marks],
    }  # fmt: skip


def _two(found: TwoReaders) -> dict[str, Any]:
    return {
        "sentences": {row.what: _agreement(row) for row in found.sentences},
        "answers": _agreement(found.answers),
        "grades": {"equal": _share(found.grades), "at_most_one_apart": _share(found.grades_near)},
        "differing": [{"id": one.item.key, "first": _mark(one), "second": _mark(other)} for one, other in found.differing],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "id": mark.item.key,
        "state": mark.item.state,
        "mark": mark.word,
        "english": mark.grade,
        "note": mark.note,
        "text": mark.item.text,
    }


def _agreement(row: Agreed) -> dict[str, Any]:
    return {"same": _share(row.same), "kappa": _plain(row.kappa)}


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"k": share.k, "n": share.n, "value": round(share.value, 4), "low": round(low, 4), "high": round(high, 4)}


def _plain(value: Score) -> Any:  # noqa: ANN401  # a number, or an object that says why there is none
    return {"undefined": value.reason} if isinstance(value, Undefined) else round(value, 4)
