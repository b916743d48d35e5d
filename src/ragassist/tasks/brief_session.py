"""The model calls of one brief: who writes, who judges, who renders what is left, and what they used together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ragassist.answer.render import Renderer
from ragassist.errors import ModelError
from ragassist.models.capabilities import capabilities_of
from ragassist.models.chat import ChatModel
from ragassist.models.deadline import Deadline
from ragassist.models.embed import Embedder
from ragassist.models.meter import MeteredChat, total
from ragassist.models.select import judging
from ragassist.models.spending import FILE_NAME as SPENDING
from ragassist.models.spending import Budget, Ledger
from ragassist.settings import Settings
from ragassist.store.texts import TextCache
from ragassist.tasks.brief import Brief
from ragassist.tasks.brief_by_model import HEAD, MOST_SECTIONS, MOST_SECTIONS_FULL, BriefWriter, WrittenBrief
from ragassist.tasks.brief_told import section_name
from ragassist.tasks.list import Progress
from ragassist.tasks.list_report import Render
from ragassist.text.glossary import glossary
from ragassist.types import ClaimStatus, Lang, Passage, Usage
from ragassist.verify.verifier import Verifier


class BriefSession:
    """One brief that a large model writes, within the time and the ceilings of an answer."""

    def __init__(self, chat: ChatModel, settings: Settings, embedder: Embedder, cache: TextCache) -> None:
        """Start the clock of `answer.timeout_s`; nothing is called yet."""
        budget, deadline = Budget(settings.cost, Ledger(settings.home / SPENDING)), Deadline(settings.answer.timeout_s)
        self._settings, self._embedder = settings, embedder
        self._writer = self._judge = MeteredChat(chat, budget=budget, deadline=deadline)
        other = judging(settings, None)
        if other is not None:
            self._judge = MeteredChat(other, budget=budget, deadline=deadline)
        self.renderer = Renderer(self._writer, self._verifier(self._writer), cache)

    def written(
        self,
        briefs: Sequence[Brief],
        passages: Callable[[str], Sequence[Passage]],
        lang: Lang,
        *,
        full: bool,
        focus: str,
        progress: Callable[[Progress], None] | None,
    ) -> dict[str, WrittenBrief]:
        """Return what the model wrote of each document, by its id; `progress` is called before each section and each head."""
        most = MOST_SECTIONS_FULL if full else MOST_SECTIONS
        steps, done = sum(min(most, len(each.covered)) + 1 for each in briefs), 0
        room = capabilities_of(self._writer, self._settings).evidence_tokens
        writer = BriefWriter(
            self._writer, self._judge, self._verifier(None), self._embedder, lang, room, self._settings.chat.max_answer_tokens, focus, most
        )
        found = {}
        for each in briefs:

            def tell(name: str, each: Brief = each) -> None:
                nonlocal done
                if progress is not None:
                    progress(Progress(done, steps, section_name(name, lang) if name != HEAD else each.record.meta.title))
                done += 1

            found[each.record.doc_id] = writer.write(each, passages(each.record.doc_id), tell)
        return found

    def forgiving(self, render: Render) -> Render:
        """Return `render` that gives nothing where the model fails: the statement then stands as it is written."""

        def rendered(sentence: str) -> tuple[str, ClaimStatus] | None:
            try:
                return render(sentence)
            except ModelError:
                return None

        return rendered

    def usage(self) -> Usage:
        """Return what all calls used so far."""
        return total(list(dict.fromkeys((self._writer, self._judge))))

    def _verifier(self, model: ChatModel | None) -> Verifier:
        return Verifier(self._embedder, model, glossary(self._settings.retrieve.glossary))


def begun(chat: ChatModel | None, settings: Settings, embedder: Embedder, cache: TextCache) -> BriefSession | None:
    """Return the session of a model that writes from all it is given at once; None for any other, and without a model."""
    wanted = settings.answer.compose
    if chat is None or not (wanted == "generate" or (wanted == "auto" and capabilities_of(chat, settings).one_prompt)):
        return None
    return BriefSession(chat, settings, embedder, cache)
