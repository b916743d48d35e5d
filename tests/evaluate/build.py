"""Answers, samples and passages for the tests of this folder, over two documents written here."""

from dataclasses import replace

from ragassist.evaluate.dataset.load import Gold, Sample
from ragassist.evaluate.metrics.per_answer import Retrieved
from ragassist.types import Answer, Citation, Claim, ModelName, Timings, Usage

PLAN = "corpus/plan.md"
OLD = "corpus/plan-draft.md"
SPENT = "本市为算力中心投入360亿元。"
RULE = "提供者不得把训练数据转给第三方。"
RAWS = {"d1": f"第一条　{SPENT}\n第二条　{RULE}\n", "d2": "草案曾写明投入420亿元。\n评审每年举行一次。\n"}
PATHS = {"d1": PLAN, "d2": OLD}


def citation(n=1, doc_id="d1", quote=SPENT, status="verified"):
    start = RAWS[doc_id].index(quote)
    return Citation(n, doc_id, PATHS[doc_id], "计划", "Plan", "2025", "", "", None, start, start + len(quote), quote, quote, "", status)


def answer(text="The city put 36 billion yuan into the computing centre [1].", claims=None, citations=None, lang="en", **changes):
    citations = (citation(),) if citations is None else citations
    if claims is None:
        claims = (Claim("The city put 36 billion yuan into the computing centre.", (1,), "verified"),)
    made = Answer(
        "How much?",
        lang,
        text,
        lang,
        False,
        None,
        tuple(claims),
        tuple(citations),
        ModelName("scripted", "local"),
        Timings(5, 20, 40),
        Usage(100, 20),
    )
    return replace(made, **changes)


def refusal(lang="en", text=None):
    text = text or ("The documents do not say how much." if lang == "en" else "所收录的文档没有说明这一点。")
    return answer(text, (), (), lang, refused=True, refusal_reason="not_in_sources")


def sample(**changes):
    made = Sample(
        id="s1",
        lang="en",
        type="quantity",
        question="How much did the city put into the computing centre?",
        answerable=True,
        pair="p1",
        gold=(Gold(PLAN, SPENT),),
        must_include=(("36 billion", "36bn"),),
        reference="The city put 36 billion yuan into the computing centre.",
    )
    return replace(made, **changes)


def unanswerable(**changes):
    return sample(**({"answerable": False, "gold": (), "must_include": (), "type": "unanswerable far"} | changes))


def passage(rank=1, text=SPENT, path=PLAN, doc_id="d1"):
    return Retrieved(rank, doc_id, path, 0, len(text), text)
