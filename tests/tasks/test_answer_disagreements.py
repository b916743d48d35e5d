"""An answer says where another document speaks otherwise, cites both and says which stands first; else it stays as it is."""

from __future__ import annotations

import pytest

from ragassist import Assistant, Settings
from ragassist.answer.events import PassagesFound
from ragassist.types import Done, Piece
from tests.store.fakes import HashEmbedder

TEXT = "---\ntitle: {title}\ntitle_en: {title_en}\nkind: {kind}\ndate: {date}\nstatus: {status}\n---\n\n# {title}\n\n{body}\n"
RULE = "第一条　露营地经营者应当在收到投诉后{days}日内书面答复投诉人。\n\n第二条　露营地应当配备急救箱和灭火器材。"


@pytest.fixture
def assistant(tmp_path):
    def made(*documents):
        folder = tmp_path / "docs"
        folder.mkdir(exist_ok=True)
        for at, (head, body) in enumerate(documents):
            given = {
                "title": f"露营规则{at}",
                "title_en": f"Camping Rule {at}",
                "kind": "measure",
                "date": "2025",
                "status": "in force",
                **head,
            }
            (folder / f"{at}.md").write_text(TEXT.format(**given, body=body), encoding="utf8")
        ours = Assistant(Settings.load({"home": tmp_path / "home", "chat.tier": "extractive"}), embedder=HashEmbedder())
        ours.ingest([folder])
        return ours

    return made


LAW = {"title": "露营地管理条例", "title_en": "Campsite Regulations", "kind": "regulation", "date": "2024-03-01"}
ARTICLE = {"title": "露营投诉指南", "title_en": "Camping Complaints Explained", "kind": "article", "date": "2025-06-01"}
ASKED = "露营地经营者收到投诉后几日内书面答复投诉人？"


@pytest.mark.parametrize(("lang", "says"), [("en", "The documents do not agree"), ("zh", "文件之间说法不一")])
def test_both_are_cited_and_the_higher_stands_first(assistant, lang, says):
    ours = assistant((LAW, RULE.format(days="三")), (ARTICLE, RULE.format(days="十")))
    heard = []
    events = list(ours.stream(ASKED, lang=lang, listener=heard.append))
    answer = next(event.answer for event in events if isinstance(event, Done))
    told = [claim for claim in answer.claims if claim.text.startswith(says)]
    assert len(told) == 1
    cited = {citation.n: citation for citation in answer.citations}
    first, second = (cited[n] for n in told[0].citations)
    assert ("三日" in first.quote, "十日" in second.quote) == (True, True)
    assert (first.kind, second.kind) == ("regulation", "article")
    assert told[0].text in answer.answer
    assert answer.answer == "".join(event.text for event in events if isinstance(event, Piece))
    assert all(ours.raw(each.doc_id)[each.start : each.end] == each.quote for each in answer.citations)
    assert all(f"[{n}]" in answer.answer for n in cited)
    assert any(isinstance(event, PassagesFound) for event in heard)


@pytest.mark.parametrize(
    ("one", "other", "first", "second"),
    [
        pytest.param(LAW, ARTICLE, "三", "三", id="the same rule"),
        pytest.param(
            {**LAW, "title": "露营地管理办法"}, {**LAW, "title": "露营地管理办法（征求意见稿）", "kind": "draft", "status": "draft"}, "三", "十",
            id="a draft of the text that is cited",
        ),
    ],
)  # fmt: skip
def test_where_nothing_disagrees_the_answer_is_the_engines_own(assistant, one, other, first, second):
    ours = assistant((one, RULE.format(days=first)), (other, RULE.format(days=second)))
    question = f"{one['title']}：{ASKED}"
    assert ours.ask(question).answer == ours._engine().ask(question).answer


def test_an_answer_from_a_draft_says_what_the_text_in_force_says(assistant):
    draft = {**LAW, "title": "露营地管理办法（征求意见稿）", "kind": "draft", "status": "draft"}
    ours = assistant(({**LAW, "title": "露营地管理办法"}, RULE.format(days="三")), (draft, RULE.format(days="十")))
    drafts = [record for record in ours.documents() if record.meta.status == "draft"]
    from ragassist.tasks.answer_disagreements import with_disagreements
    from ragassist.types import Filter

    answer = ours._engine().ask(ASKED, within=Filter(doc_ids=frozenset(record.doc_id for record in drafts)))
    assert "十日" in answer.answer
    more = with_disagreements(answer, ours.search(ASKED), ours.passages, ours.raw)[1]
    assert "“十日”" in more
    assert more.index("“三日”") < more.index("“十日”")


def test_a_list_in_the_chat_says_where_its_rows_are_spoken_against(assistant):
    ours = assistant((LAW, RULE.format(days="三")), (ARTICLE, RULE.format(days="十")))
    answer = ours.ask("列出所有期限")
    assert "文件之间说法不一" in answer.answer
    assert all(f"[{citation.n}]" in answer.answer for citation in answer.citations)


def test_what_is_added_leaves_citations_and_notice_as_their_claims_stand(assistant):
    from dataclasses import replace

    from ragassist.answer.states import citation_status, notice_of
    from ragassist.tasks.answer_disagreements import with_disagreements

    ours = assistant((LAW, RULE.format(days="三")), ({**LAW, "title": "露营地管理细则", "kind": "measure"}, RULE.format(days="十")))
    answer = ours._engine().ask(ASKED)
    rough = tuple(replace(claim, status="rough") for claim in answer.claims)
    doubted = replace(
        answer, claims=rough, citations=tuple(replace(each, status="rough") for each in answer.citations), notice=notice_of(rough, "zh")
    )
    grown, more = with_disagreements(doubted, ours.search(ASKED), ours.passages, ours.raw)
    assert more
    assert all(citation.status == citation_status(citation.n, grown.claims) for citation in grown.citations)
    assert grown.notice == notice_of(grown.claims, "zh", grown.parts)
    assert grown.notice != doubted.notice
