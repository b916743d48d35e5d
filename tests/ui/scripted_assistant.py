"""An assistant with a handful of documents and answers written for these tests, which streams as slowly as a test asks it to.

It is a real object behind the page's own interface: documents and passages are cut from the texts below, offsets hold.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ragassist.answer.refuse import NOT_SUPPORTED
from ragassist.answer.states import notice_of
from ragassist.errors import ModelError
from ragassist.types import (
    Answer,
    Citation,
    Claim,
    ClaimStatus,
    DocumentMeta,
    DocumentRecord,
    Done,
    Event,
    Finding,
    Lang,
    ModelName,
    Passage,
    Piece,
    Polarity,
    Sentence,
    Stage,
    Tier,
    Timings,
)

HOSTILE_TITLE = "<script>window.hacked = 'title'</script><img src=x onerror=\"window.hacked='img'\">"
HOSTILE_SENTENCE = "港口条例<img src=x onerror=window.hacked=1>规定，[点击](javascript:window.hacked=2)之前须登记。"

_TEXTS: dict[str, tuple[DocumentMeta, list[str]]] = {
    "harbour": (
        DocumentMeta(
            title="滨海港智能调度试点办法",
            title_en="Measures for the smart dispatch pilot at Binhai Port",
            issuer="滨海市交通局",
            date="2025-03-18",
            source="滨海市政府公报",
            url="https://example.org/binhai/2025-18",
            kind="measure",
            status="in force",
        ),
        [
            "本办法适用于滨海港集装箱码头的智能调度试点。",
            "市财政为试点安排专项资金3.6亿元，分三年拨付。",
            "每一笔拨款须由两名以上专家评审。",
            "调度系统不得在无人值守时自动放行危险货物。",
            "试点单位应当在每年3月底前公布上一年度的运行报告。",
        ],
    ),
    "draft": (
        DocumentMeta(
            title="滨海港智能调度试点办法（征求意见稿）",
            title_en="Measures for the smart dispatch pilot at Binhai Port (draft for comment)",
            issuer="滨海市交通局",
            date="2024-09",
            url="javascript:alert(1)",
            kind="draft",
            status="draft",
        ),
        ["征求意见稿拟安排专项资金2亿元。", "意见反馈截止时间为2024年10月15日。"],
    ),
    "report": (
        DocumentMeta(title="Cranes that wait: a port review", date="2025", kind="article", source="Harbour Quarterly"),
        [
            "Berth time fell by 12 percent in the first year.",
            "Crews were retrained, not replaced.",
            *(f"In month {month} of the trial the cranes waited less." for month in range(1, 31)),
            "Section 2 What is still open",
            "The second terminal has no such system yet.",
        ],
    ),
    "hostile": (DocumentMeta(title=HOSTILE_TITLE, title_en="**bold** [link](javascript:alert(1)) </h4>"), ["第一句。", HOSTILE_SENTENCE]),
}


@dataclass(frozen=True, slots=True)
class Translation:
    text: str
    confirmed: bool
    model: str
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Choice:
    model: Model | None
    tier: Tier
    reason: str = "Chosen for these tests."
    missing: tuple[str, ...] = ()


_ENGLISH = {
    "市财政为试点安排专项资金3.6亿元，分三年拨付。": "The city treasury has set aside 360 million yuan for the pilot, to be paid out over three years.",
    "每一笔拨款须由两名以上专家评审。": "Every payment must be reviewed by two or more experts.",
}


@dataclass
class ScriptedAssistant:
    """Answers by what the question contains; see `_answer`."""

    pause_s: float = 0.0
    """Between events."""
    empty: bool = False
    weak: str = ""
    tier: Tier = "local"
    broken: int = 0
    """How many coming questions end in a ModelError."""
    asked: list[tuple[str, Lang | None, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    translated: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    """Set when a stream was closed before its end."""

    @property
    def model(self) -> Model | None:
        return None if self.tier == "extractive" else Model("scripted-1.5b", self.tier)

    @property
    def choice(self) -> Choice:
        return Choice(self.model, self.tier)

    def weak_search(self) -> str:
        return self.weak

    def documents(self) -> list[DocumentRecord]:
        if self.empty:
            return []
        return [
            DocumentRecord(
                doc_id, f"corpus/{doc_id}.md", f"/srv/{doc_id}.md", "0" * 64, "zh", meta, len(self.passages(doc_id)), len(_raw(doc_id))
            )
            for doc_id, (meta, _) in _TEXTS.items()
        ]

    def passages(self, doc_id: str) -> list[Passage]:
        start, sentences = 0, []
        for text in _TEXTS[doc_id][1]:
            sentences.append(Sentence(start, start + len(text), text))
            start += len(text) + 1
        return [
            Passage(
                f"{doc_id}:{i:05d}",
                doc_id,
                i,
                "zh",
                ("第二章 资金",),
                pair[0].start,
                pair[-1].end,
                "\n".join(s.text for s in pair),
                tuple(pair),
            )
            for i, pair in enumerate(sentences[at : at + 2] for at in range(0, len(sentences), 2))
        ]

    def raw(self, doc_id: str) -> str:
        return _raw(doc_id)

    def translate(self, text: str, target: Lang) -> Translation | None:
        self.translated.append(text)
        time.sleep(self.pause_s)
        if self.model is None:
            return None
        if target == "en" and text in _ENGLISH:
            return Translation(_ENGLISH[text], True, self.model.name)
        return Translation("第一年泊位时间下降12%。" if target == "zh" else "An uncertain <b>rendering</b>.", False, self.model.name)

    def stream(self, question: str, lang: Lang | None = None, history: Sequence[tuple[str, str]] = ()) -> Iterator[Event]:
        self.asked.append((question, lang, tuple(history)))
        finished = False
        try:
            for event in self._events(question, lang):
                time.sleep(self.pause_s)
                yield event
            finished = True
        finally:
            if not finished:
                self.closed.set()

    def _events(self, question: str, lang: Lang | None) -> Iterator[Event]:
        yield Stage("loading")
        yield Stage("searching")
        yield Stage("reading", 24)
        if self.broken:
            self.broken -= 1
            raise ModelError("endpoint.unusable", where="The endpoint", said="it <b>did not</b> answer within 120 s")
        if "crash" in question:
            raise KeyError("internal detail")
        answer = answered(question, lang or ("zh" if any("一" <= char <= "鿿" for char in question) else "en"), self.model)
        yield Stage("writing")
        if "forever" in question:
            yield Piece(
                "Binhai set aside 360 million yuan [1].",
                (Claim("Binhai set aside 360 million yuan.", (1,), "verified"),),
                answer.citations[:1],
            )
            while True:
                time.sleep(0.05)
                yield Stage("checking")
        for at in range(0, len(answer.answer), 24):
            text = answer.answer[: at + 24]
            known = tuple(each for each in answer.citations if f"[{each.n}]" in text)
            claims = tuple(each for each in answer.claims if any(cited.n in each.citations for cited in known))
            yield Piece(answer.answer[at : at + 24], claims, known)
        yield Stage("checking")
        yield Done(answer)


def _raw(doc_id: str) -> str:
    return "\n".join(_TEXTS[doc_id][1])


def citation(n: int, doc_id: str, sentence: str, status: ClaimStatus = "verified") -> Citation:
    """A citation of a whole sentence of one of the texts above."""
    meta, raw = _TEXTS[doc_id][0], _raw(doc_id)
    start = raw.index(sentence)
    return Citation(
        n, doc_id, f"corpus/{doc_id}.md", meta.title, meta.title_en, meta.date, meta.source, meta.url, None,
        start, start + len(sentence), sentence, sentence, "", status,
        meta.issuer, meta.kind, meta.status, "第二章 资金",
    )  # fmt: skip


def said(code: str, polarity: Polarity = "against", **values: str) -> Finding:
    """A finding as a check makes it."""
    return Finding(code, polarity, values=tuple(values.items()))


def answered(question: str, lang: Lang, model: Model | None) -> Answer:
    """The scripted answer to `question`: by default two verified claims and one that was left out."""
    money, experts, danger = _TEXTS["harbour"][1][1:4]
    claims: tuple[Claim, ...]
    refused: Literal["nothing_relevant"] | None = None
    if "capital" in question:
        text, claims, citations, refused = (
            "The 4 indexed documents were searched, and nothing relevant was found.",
            (),
            (),
            "nothing_relevant",
        )
    elif "hostile" in question:
        text = "<script>window.hacked='answer'</script> says **so** [x](javascript:alert(1)) <img src=x onerror=window.hacked=3> [1]."
        claims = (Claim("<script>window.hacked='answer'</script> says **so** [x](javascript:alert(1)) <img src=x onerror=window.hacked=3>", (1,), "verified", 1.0, findings=(said("likeness.high", "for", value="<b>names</b>"),)),)  # fmt: skip
        citations = (citation(1, "hostile", HOSTILE_SENTENCE),)
    elif "doubt" in question:
        text = "The city set aside 36 billion yuan [1]. Berth time fell by 12 percent [2]."
        claims = (
            Claim(
                "The city set aside 36 billion yuan.",
                (1,),
                "unsupported",
                0.1,
                findings=(said("quantity.differs", said="36 billion yuan", meant="3.6亿元 (= 360 million yuan)"),),
            ),
            Claim("Berth time fell by 12 percent.", (2,), "verified", 0.97, findings=(said("quotation.exact", "for"),)),
        )
        citations = (citation(1, "harbour", money, "unsupported"), citation(2, "report", _TEXTS["report"][1][0]))
    elif "partly" in question:
        text = "The city set aside 360 million yuan, and every payment is public [1]."
        claims = (
            Claim("The city set aside 360 million yuan, and every payment is public.", (1,), "unsupported", 0.4, findings=(said("name.absent", said="public"),), partly=True),
        )  # fmt: skip
        citations = (citation(1, "harbour", money, "unsupported"),)
    elif "rendering" in question or "转述" in question:
        text, claims, citations = _all_rough(lang)
    elif "mixed" in question or "混合" in question:
        text, claims, citations = _mixed(lang)
    elif lang == "zh":
        text = "市财政为试点安排3.6亿元，分三年拨付。[1]每笔拨款由两名以上专家评审。[2]"
        claims = (
            Claim("市财政为试点安排3.6亿元，分三年拨付。", (1,), "verified", 0.98, findings=(said("likeness.high", "for", value="0.95"),)),
            Claim("每笔拨款由两名以上专家评审。", (2,), "verified", 0.95),
        )
        citations = (citation(1, "harbour", money), citation(2, "harbour", experts))
    else:
        text = (
            "Binhai set aside 360 million yuan for the pilot, paid out over three years [1]. "
            "Each payment is reviewed by at least two experts [2].\n"
            "The system may not release dangerous goods while unattended [3]; the draft had proposed 200 million yuan [4]."
        )
        claims = (
            Claim("Binhai set aside 360 million yuan for the pilot, paid out over three years.", (1,), "verified", 0.98, findings=(said("likeness.high", "for", value="0.91"), said("judge.yes", "for", value="97%"))),
            Claim("Each payment is reviewed by at least two experts.", (2,), "verified", 0.95),
            Claim("Binhai replaced all its crews.", (2,), "unsupported", 0.05, findings=(said("negation.word_dropped", said="替换"),)),
            Claim("The system may not release dangerous goods while unattended;", (3,), "verified", 0.94, findings=(said("judge.yes", "for", value="88%"),)),
            Claim("the draft had proposed 200 million yuan.", (4,), "verified", 0.93, findings=(said("likeness.high", "for", value="0.84"),)),
        )  # fmt: skip
        citations = (citation(1, "harbour", money), citation(2, "harbour", experts), citation(3, "harbour", danger), citation(4, "draft", _TEXTS["draft"][1][0]))  # fmt: skip
    return Answer(
        question, lang, text, lang, refused is not None, refused, claims, citations,
        ModelName(model.name, model.tier) if model else ModelName("", "extractive"), Timings(40, 900, 2300),
        notice="" if refused else notice_of(claims, lang),
    )  # fmt: skip


def _all_rough(lang: Lang) -> tuple[str, tuple[Claim, ...], tuple[Citation, ...]]:
    """Two sentences whose wording was not confirmed, the first of them over two sources."""
    money, experts, danger, report = _TEXTS["harbour"][1][1:5]
    berth, crews = _TEXTS["report"][1][:2]
    agree = (Finding("quantity.same", "for", values=(("claim", "360 million yuan"), ("source", "3.6亿元"))),)
    if lang == "zh":
        claims = (
            Claim("第一年船舶靠泊时间缩短了12%，船员经过再培训而没有被替换。", (1, 2), "rough", 0.6, ("The source says much the same (likeness 0.71).",)),
            Claim("每年3月底前须公布上年运行情况。", (3,), "rough", 0.62),
        )  # fmt: skip
        cited = (citation(1, "report", berth, "rough"), citation(2, "report", crews, "rough"), citation(3, "harbour", report, "rough"))
        return f"{claims[0].text}[1][2]{claims[1].text}[3]", claims, cited
    claims = (
        Claim("The municipal treasury gives the pilot 360 million yuan in three yearly payments, each looked at by two experts or more.", (1, 2), "rough", 0.6, ("The source says much the same (likeness 0.71).",), findings=agree),
        Claim("Dangerous goods are not to be let through by the system when nobody is there.", (3,), "rough", 0.62),
    )  # fmt: skip
    cited = (citation(1, "harbour", money, "rough"), citation(2, "harbour", experts, "rough"), citation(3, "harbour", danger, "rough"))
    return f"{claims[0].text} [1][2]\n{claims[1].text} [3]", claims, cited


def _mixed(lang: Lang) -> tuple[str, tuple[Claim, ...], tuple[Citation, ...]]:
    """A verified sentence, a rough one that shares its source, one of its own source, and an unsupported one that is shown."""
    money, experts = _TEXTS["harbour"][1][1:3]
    cited = (citation(1, "harbour", money), citation(2, "harbour", experts, "rough"))
    said = (
        ("市财政安排专项资金3.6亿元。", "资金分三年到位。", "每笔款项都要两名以上专家看过。", "全部吊车已售出。")
        if lang == "zh"
        else (
            "The city set aside 360 million yuan.",
            "The money arrives over three years.",
            "Every sum is looked at by two or more experts.",
            "All cranes were sold.",
        )
    )
    reasons = ("The claim says 9; the source gives no such number.",)
    claims = (
        Claim(said[0], (1,), "verified", 0.98),
        Claim(said[1], (1,), "rough", 0.6),
        Claim(said[2], (2,), "rough", 0.61),
        Claim(said[3], (), "unsupported", 0.1, reasons),
    )
    gap = "" if lang == "zh" else " "
    text = gap.join((f"{said[0]}{gap}[1]", f"{said[1]}{gap}[1]", f"{said[2]}{gap}[2]", said[3] + NOT_SUPPORTED[lang]))
    return text, claims, cited
