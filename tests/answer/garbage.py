"""A model that writes whatever it is told to, and a small bilingual index to ask it about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.store.fakes import HashEmbedder

from ragassist.ingest.sync import sync
from ragassist.models.chat import Completion
from ragassist.settings import Settings
from ragassist.store import Store, open_store

RULES = """滨海市算力券管理办法
第一条 本办法自2024年3月1日起施行，适用于滨海市的中小企业。
第二条 每家企业每年最多可申领算力券300万元，不得转让。
第三条 市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心。
第四条 从事境外业务的企业不适用本办法，但总部设在滨海市的除外。
"""
BRIEFING = """Harbour City computing vouchers

The city pays at most half of a company's bill for computing power. Vouchers expire after twelve months. Companies that resell a voucher are excluded for two years.
"""


class ScriptedChat:
    """Streams `reply`, completes with `completed` (`reply` by default), and gives `odds` for every first token."""

    name = "scripted"

    def __init__(
        self, reply: str = "", *, tier: str = "hosted", odds: dict[str, float] | None = None, completed: str | None = None
    ) -> None:
        self.reply, self.tier, self.odds = reply, tier, {} if odds is None else odds
        self.completed = completed
        self.prompts: list[str] = []

    def complete(self, messages: Sequence, *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        self.prompts.append("\n".join(message.content for message in messages))
        return Completion(self.reply if self.completed is None else self.completed, 7, 3)

    def stream(self, messages: Sequence, *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        self.prompts.append("\n".join(message.content for message in messages))
        for start in range(0, len(self.reply), 5):
            yield self.reply[start : start + 5]
        yield Completion(self.reply, 7, 3)

    def probabilities(self, messages: Sequence, *, top: int = 20) -> dict[str, float]:
        return self.odds


def index(directory: Path) -> tuple[Settings, Store, HashEmbedder]:
    """Two documents, one in each language, in a home below `directory`."""
    documents = directory / "documents"
    documents.mkdir()
    (documents / "rules.txt").write_text(RULES, encoding="utf8")
    (documents / "briefing.txt").write_text(BRIEFING, encoding="utf8")
    settings, embedder = Settings(home=directory / "home"), HashEmbedder()
    store = open_store(settings, embedder.name, embedder.dim, write=True)
    report = sync([documents], store=store, embedder=embedder, settings=settings)
    store.close()
    assert not report.failed, report.failed
    return settings, open_store(settings, embedder.name, embedder.dim), embedder
