"""An answer tells a draft from the text that followed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.answer.garbage import ScriptedChat

from ragassist import Assistant, Settings
from ragassist.answer.versions import are_versions, counterpart, lead
from ragassist.types import DocumentMeta, DocumentRecord, Evidence, Hit, Passage, Relation, Sentence

TITLE = "滨海市智能调度管理办法"
DRAFT = DocumentRecord(
    "a" * 16, "draft.md", "/draft.md", "0" * 64, "zh", DocumentMeta(title=f"{TITLE}（征求意见稿）", kind="draft", status="draft"), 1, 9
)
FINAL = replace(DRAFT, doc_id="b" * 16, meta=DocumentMeta(title=f"{TITLE}（试行）", kind="measure", status="in force"))
OTHER = replace(FINAL, doc_id="c" * 16, meta=DocumentMeta(title="滨海市港口条例", kind="regulation", status="in force"))
GONE = replace(OTHER, doc_id="d" * 16, meta=replace(OTHER.meta, status="repealed"))


@pytest.mark.parametrize(
    ("text", "documents", "before", "expected"),
    [
        ("Ships report once a day.", [DRAFT], [], "(Draft for comment) "),
        ("船舶每日报告一次。", [DRAFT], [], "（征求意见稿）"),
        ("Under the draft, ships report once a day.", [DRAFT], [], ""),
        ("Ships report twice a day.", [FINAL], [], ""),
        ("Ships report twice a day.", [FINAL], [DRAFT], "(Final text) "),
        ("Ships report twice a day.", [OTHER], [DRAFT], ""),
        ("Ships report twice a day.", [DRAFT, FINAL], [], ""),
        ("Ships reported.", [GONE], [], "(No longer in force) "),
        ("该规定已经废止。", [GONE], [], ""),
    ],
)
def test_a_sentence_says_what_state_it_is_from_unless_it_does_already(text, documents, before, expected):
    assert lead(text, documents, before, "en" if text.isascii() else "zh") == expected


def test_versions_are_told_by_name_and_state_or_by_the_link_that_ingest_made():
    assert are_versions(DRAFT, FINAL)
    assert are_versions(FINAL, DRAFT)
    assert not are_versions(DRAFT, DRAFT)
    assert not are_versions(DRAFT, OTHER)
    assert not are_versions(FINAL, replace(FINAL, doc_id="e" * 16))
    linked = replace(OTHER, related=(Relation(GONE.doc_id, "version", 0.7),))
    assert are_versions(linked, GONE)
    assert not are_versions(replace(OTHER, related=(Relation(GONE.doc_id, "copy", 0.7),)), GONE)
    about = replace(FINAL, meta=replace(FINAL.meta, title=f"《{TITLE}》要点解读"))
    assert are_versions(about, replace(DRAFT, meta=replace(DRAFT.meta, title=f"解读《{TITLE}（征求意见稿）》")))


def test_the_counterpart_is_the_best_sentence_of_another_version_not_yet_chosen():
    def item(n: int, document: DocumentRecord) -> Evidence:
        sentence = Sentence(0, 5, "每日报告。")
        passage = Passage(f"{document.doc_id}:00000", document.doc_id, 0, "zh", (), 0, 5, sentence.text, (sentence,))
        return Evidence(n, sentence, Hit(n, 0.5, passage, document), 0.5, 0.5)

    evidence = [item(1, DRAFT), item(2, OTHER), item(3, FINAL), item(4, FINAL)]
    assert counterpart(evidence[:1], evidence) == evidence[2]
    assert counterpart([evidence[0], evidence[3]], evidence) is None
    assert counterpart(evidence[1:2], evidence) is None


SAID = {"draft": "试点单位应当在每年3月底前公布上一年度的运行报告。", "in force": "试点单位应当在每年5月底前公布上一年度的运行报告。"}
QUESTION = "试点单位应当在什么时候公布运行报告？"


def answered(home, model, *statuses):
    """The answer over the documents of these statuses."""
    for status in statuses:
        title = TITLE + ("（征求意见稿）" if status == "draft" else "（试行）")
        text = f"---\ntitle: {title}\nstatus: {status}\nkind: measure\n---\n\n# {title}\n\n{SAID[status]}\n\n本办法由市交通委负责解释。\n"
        (home / f"{status.replace(' ', '-')}.md").write_text(text, encoding="utf8")
    with Assistant(Settings(home=home / "home"), model=model) as assistant:
        assistant.ingest(sorted(home.glob("*.md")))
        return assistant.ask(QUESTION)


def test_an_answer_cites_the_draft_and_the_final_text_and_says_which_is_which(tmp_path):
    answer = answered(tmp_path, ScriptedChat("是", odds={"是": 0.9, "否": 0.1}, tier="local"), "draft", "in force")
    assert {citation.quote for citation in answer.citations} == set(SAID.values())
    claims = {citation.doc_status: claim.text for claim in answer.claims for citation in answer.citations if citation.n in claim.citations}
    assert claims["draft"] == "（征求意见稿）" + SAID["draft"]
    assert SAID["in force"] in claims["in force"]
    assert all(claim.text in answer.answer for claim in answer.claims)
    assert all(citation.translation == "" for citation in answer.citations)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("试点单位应当在每年3月底前公布上一年度的运行报告。[1]", "（征求意见稿）" + SAID["draft"]),
        ("征求意见稿要求试点单位在每年3月底前公布上一年度的运行报告。[1]", "征求意见稿要求试点单位在每年3月底前公布上一年度的运行报告。"),
    ],
)
def test_a_hosted_model_s_sentence_from_a_draft_says_so_once(tmp_path, reply, expected):
    answer = answered(tmp_path, ScriptedChat(reply, odds={"是": 0.9, "否": 0.1}), "draft")
    assert [claim.text for claim in answer.claims] == [expected]
    assert answer.answer == expected + "[1]"
