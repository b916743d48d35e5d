"""Who looks at claims again after the fact: the program's own verifier, or any OpenAI-compatible judge model with its own settings.

A judge that does not answer raises, which ends a command with 4: an evaluation that nobody judged has not passed. A judge that
answers with something else than yes or no leaves that claim unscored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from ragassist.errors import UsageError
from ragassist.evaluate.metrics.grounding import context_of, evidence_of, shown_claims
from ragassist.evaluate.metrics.judge_agreement import Label, measure
from ragassist.evaluate.metrics.judgements import Judged, Key, key_of
from ragassist.text.glossary import glossary
from ragassist.types import Answer, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from ragassist.evaluate.run.log import Log
    from ragassist.models.chat import ChatModel
    from ragassist.models.embed import Embedder
    from ragassist.settings import Settings
    from ragassist.verify.verifier import Verifier

Name = Literal["verifier", "model"]
_YES = ("yes", "是", "支持")
_NO = ("no", "否", "不")
_MAX_TOKENS = 8


class Judge(Protocol):
    """Says whether evidence supports a claim."""

    @property
    def name(self) -> str:
        """As reports call it."""
        ...

    def judge(self, claim: str, evidence: Sequence[str], context: str = "") -> Verdict | None:
        """Return the verdict; None where the reply cannot be read.

        Raises:
            ModelError: the judge does not answer.
        """
        ...


class VerifierJudge:
    """The check that answers go through, without a language model: offline, and the same every time."""

    name = "verifier"

    def __init__(self, embedder: Embedder, own: Path | None = None) -> None:
        """Judge with the verifier over `embedder` and the user's glossary `own`; nothing is loaded before the first claim."""
        self._embedder = embedder
        self._own = own
        self._verifier: Verifier | None = None

    def judge(self, claim: str, evidence: Sequence[str], context: str = "") -> Verdict:
        """See `Judge`; there always is a verdict."""
        from ragassist.verify.verifier import Verifier

        self._verifier = self._verifier or Verifier(self._embedder, None, glossary(self._own))
        return self._verifier.verify(claim, evidence, context=context)


class ModelJudge:
    """A chat model that is asked for one word, and believed as far as that word's probability where the endpoint tells it."""

    def __init__(self, model: ChatModel) -> None:
        """Judge with `model`."""
        self._model = model

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def judge(self, claim: str, evidence: Sequence[str], context: str = "") -> Verdict | None:
        """See `Judge`; asked in the claim's language."""
        from ragassist import prompts
        from ragassist.lang.detector import detect
        from ragassist.verify.judge import yes_share

        lang = detect(claim)
        fields = {"claim": prompts.fenced(claim), "source": prompts.fenced("\n".join(evidence)), "context": prompts.fenced(context)}
        messages = prompts.load(f"judge_claim_{lang}", **fields)
        found = self._model.probabilities(messages)
        read = {"yes": 0.0, "no": 0.0}
        for token, probability in found.items():
            word = _word(token)
            if word.startswith(_YES + _NO):
                read["yes" if word.startswith(_YES) else "no"] += probability
        score = yes_share(read)
        if score is None:
            said = _word(self._model.complete(messages, max_tokens=_MAX_TOKENS).text)
            if not said.startswith(_YES + _NO):
                return None
            score = float(said.startswith(_YES))
        told = f"{self.name} gives {score:.0%} that every detail is supported."
        return Verdict("verified" if score >= 0.5 else "unsupported", score, (told,))


def chosen(name: Name, settings: Settings, embedder: Embedder) -> Judge:
    """Return the judge of that name.

    Raises:
        UsageError: the judge model is not set.
    """
    if name == "verifier":
        return VerifierJudge(embedder, settings.retrieve.glossary)
    from ragassist.models.chat import OpenAIChat

    wanted = settings.judge
    if not (wanted.model or wanted.base_url):
        raise UsageError("judge.unset")
    key = wanted.api_key.get_secret_value()
    return ModelJudge(OpenAIChat(model=wanted.model, base_url=wanted.base_url, api_key=key, timeout_s=wanted.timeout_s))


def judge_log(
    logged: Log,
    judge: Judge,
    *,
    repeats: int = 1,
    labels: Sequence[Label] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Judged:
    """Return every verified or rough claim that the log's answers show, judged `repeats` times, and the judge's agreement with `labels`.

    Raises:
        ModelError: the judge does not answer.
    """
    asked = dict(claims_of(logged))
    verdicts: dict[Key, tuple[Verdict, ...]] = {}
    for number, (key, (evidence, context)) in enumerate(asked.items(), start=1):
        replies = [judge.judge(key[0], evidence, context) for _ in range(repeats)]
        verdicts[key] = tuple(reply for reply in replies if reply is not None)
        if progress:
            progress(number, len(asked))
    agreement = measure(labels, lambda claim, evidence: judge.judge(claim, evidence)) if labels else None
    return Judged(judge.name, verdicts, repeats, agreement)


def claims_of(logged: Log) -> Iterator[tuple[Key, tuple[list[str], str]]]:
    """(key, (evidence sentences, context)) of every verified or rough claim that an answer of the log shows."""
    for entry in logged.entries:
        if entry.answer is not None and not entry.answer.refused:
            yield from claims_in(entry.answer, logged)


def claims_in(answer: Answer, logged: Log) -> Iterator[tuple[Key, tuple[list[str], str]]]:
    """Yield the same of one answer; the log has the raw texts."""
    for claim in shown_claims(answer):
        if claim.status != "unsupported":
            cited = [citation.read for citation in answer.citations if citation.n in claim.citations]
            yield key_of(claim.text, evidence_of(claim, answer)), (cited, context_of(claim, answer, logged.raw_of))


def _word(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
