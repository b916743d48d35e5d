"""What a judge said of the claims of a log: values, their file, and what they make of one answer.

judgements.jsonl   first who judged, how often, and how the judge agrees with people; then one line a claim
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ragassist.errors import UsageError
from ragassist.evaluate.metrics.grounding import evidence_of, shown_claims
from ragassist.evaluate.metrics.judge_agreement import Agreement
from ragassist.evaluate.metrics.undefined import Score, Undefined
from ragassist.evaluate.run.log_findings import findings_of
from ragassist.types import Answer, ClaimStatus, Verdict

FILE = "judgements.jsonl"
REFUTED = 0.2
"""A judge's score up to here says that the claim is contradicted or about something else; above it, that it is in doubt."""

Key = tuple[str, str]
"""A claim and the sentences that it cites."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All judgements of one log by one judge."""

    judge: str
    verdicts: Mapping[Key, tuple[Verdict, ...]]
    """One verdict for each repeat; none where the judge gave no readable reply."""
    repeats: int = 1
    agreement: Agreement | None = None
    """How the judge agrees with what people say of labelled claims."""


def key_of(claim: str, evidence: str) -> Key:
    """Return what a judgement is found by."""
    return (claim, evidence)


def worth(verdict: Verdict) -> float:
    """1 for a claim that is supported, 1/2 for one in doubt, 0 for one that is contradicted or about something else.

    A judge that finds a claim rough has not confirmed it: that is a doubt, whatever its score.

    >>> worth(Verdict("verified", 0.9)), worth(Verdict("unsupported", 0.4)), worth(Verdict("unsupported", 0.1))
    (1.0, 0.5, 0.0)
    """
    if verdict.status == "verified":
        return 1.0
    return 0.5 if verdict.status == "rough" or verdict.score > REFUTED else 0.0


def support(answer: Answer, judged: Judged | None, status: ClaimStatus = "verified") -> Score:
    """Return the mean of `worth` over the claims of one status that the answer shows, and over the judge's repeats.

    By hand: two claims, one supported both times, one supported once and doubted once: (1 + 3/4) / 2 = 7/8.
    """
    if judged is None:
        return Undefined("no judge has looked at this log", by_design=False, unavailable=True)
    if answer.refused:
        return Undefined("a refusal claims nothing")
    claims = [claim for claim in shown_claims(answer) if claim.status == status]
    if not claims:
        return Undefined(f"the answer has no {status} claim")
    found = []
    for claim in claims:
        verdicts = judged.verdicts.get(key_of(claim.text, evidence_of(claim, answer)), ())
        if not verdicts:
            return Undefined(f"the judge said nothing readable about {claim.text!r}", by_design=False, unavailable=True)
        found.append(sum(map(worth, verdicts)) / len(verdicts))
    return sum(found) / len(found)


def spread(judged: Judged) -> Score:
    """Return the share of claims on which the judge's repeats do not agree; undefined for a judge that was asked once."""
    asked = [verdicts for verdicts in judged.verdicts.values() if len(verdicts) > 1]
    if not asked:
        return Undefined("every claim was judged once")
    return sum(len({verdict.status for verdict in verdicts}) > 1 for verdicts in asked) / len(asked)


def title(judged: Judged | None) -> str:
    """Who judged and how far that judge agrees with people, in a few words."""
    if judged is None:
        return "no judge has looked at it"
    people = judged.agreement
    agrees = f", which agrees with people on {people.accuracy:.0%} of {people.n} labelled claims" if people else ""
    return f"judged by {judged.judge}{agrees}"


def told(judged: Judged) -> list[str]:
    """Return what the judge found and how far it can be trusted, a line each."""
    supported = [worth(verdict) for verdicts in judged.verdicts.values() for verdict in verdicts]
    share = f"{sum(value == 1.0 for value in supported) / len(supported):.0%} of the verdicts say supported" if supported else "no verdict"
    lines = [f"{judged.judge}: {len(judged.verdicts)} claims judged {judged.repeats} times each, {share}"]
    if unread := sum(not verdicts for verdicts in judged.verdicts.values()):
        lines.append(f"{unread} claims got no readable reply and are unscored")
    differing = spread(judged)
    lines.append(
        f"spread: {differing.reason}" if isinstance(differing, Undefined) else f"spread: repeats differ on {differing:.1%} of claims"
    )
    people = judged.agreement
    if people is None:
        return [*lines, "agreement with people: no labelled claims were given"]
    by_lang = ", ".join(f"{lang} {value:.2f}" for lang, value in people.by_lang.items())
    return [
        *lines,
        f"agreement with people: {people.accuracy:.2f} [{people.low:.2f} to {people.high:.2f}], n {people.n} ({by_lang}), "
        f"kappa {people.kappa:.2f}; unsupported claims caught {people.caught:.2f}, supported ones doubted {people.doubted:.2f}",
    ]


def write(directory: Path, judged: Judged | None) -> None:
    """Write or replace the judgements of a log; None removes them."""
    path = directory / FILE
    if judged is None:
        path.unlink(missing_ok=True)
        return
    agreement = asdict(judged.agreement) if judged.agreement else None
    lines: list[object] = [{"judge": judged.judge, "repeats": judged.repeats, "agreement": agreement}]
    for (claim, evidence), verdicts in judged.verdicts.items():
        lines.append({"claim": claim, "evidence": evidence, "verdicts": [asdict(verdict) for verdict in verdicts]})
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf8")


def read(directory: Path) -> Judged | None:
    """Return the judgements of a log; None where no judge has looked at it.

    Raises:
        UsageError: the file is damaged.
    """
    path = directory / FILE
    if not path.is_file():
        return None
    try:
        head, *lines = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]
        verdicts = {key_of(str(line["claim"]), str(line["evidence"])): tuple(map(_verdict, line["verdicts"])) for line in lines}
        agreement = Agreement(**head["agreement"]) if head["agreement"] else None
        return Judged(str(head["judge"]), verdicts, int(head["repeats"]), agreement)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError("judged.damaged", path=path, error=error) from error


def _verdict(value: Mapping[str, object]) -> Verdict:
    fields = dict(value)
    reasons = fields.pop("reasons")
    if not isinstance(reasons, list):
        raise TypeError("reasons are not a list")
    found = findings_of(fields.pop("findings", ()))
    return Verdict(reasons=tuple(map(str, reasons)), findings=found, **fields)  # type: ignore[arg-type]
