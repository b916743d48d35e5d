import json

import pytest

from ragassist.errors import UsageError
from ragassist.evaluate.dataset.importers import rgb, squad
from ragassist.evaluate.dataset.load import load

CONTEXT = "The harbour opened in 1931. It was rebuilt twice. Today it serves nine ferry lines."
SQUAD = {
    "data": [
        {
            "title": "Harbour / old",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {"id": "a", "question": "When did it open?", "answers": [{"text": "1931", "answer_start": CONTEXT.index("1931")}]},
                        {"id": "b", "question": "Who drowned?", "answers": [], "is_impossible": True},
                    ],
                },
                {
                    "context": "港口位于城南。渡轮共有九条航线。",
                    "qas": [
                        {
                            "id": "c",
                            "question": "有几条航线？",
                            "answers": [{"text": "九条", "answer_start": 11}, {"text": "九条航线", "answer_start": 11}],
                        }
                    ],
                },
            ],
        }
    ]
}
RGB = [
    {
        "id": "q1",
        "lang": "zh",
        "subset": "noise",
        "question": "港口有几条航线？",
        "answers": [["九条", "9条"]],
        "positive_docs": ["渡轮共有九条航线。港口在城南。"],
        "negative_docs": ["机场有两条跑道。"],
    },
    {"id": "q2", "lang": "zh", "question": "灯塔多高？", "answers": ["30米"], "positive_docs": [], "negative_docs": ["机场有两条跑道。"]},
    {
        "id": "q3",
        "lang": "en",
        "question": "Who runs it?",
        "answers": [["Ada Lund"]],
        "positive_docs": ["The port is run by A. Lund."],
        "negative_docs": [],
    },
]


def test_squad_becomes_documents_and_samples_with_gold_that_loads(tmp_path):
    source = tmp_path / "squad.json"
    source.write_text(json.dumps(SQUAD, ensure_ascii=False), encoding="utf8")
    made = squad(source, tmp_path / "out")
    assert (made.samples, made.documents, made.without_gold) == (3, 1, 0)
    first, second, third = load(made.dataset, root=tmp_path / "out")
    assert first.gold[0].sentence == "The harbour opened in 1931."
    assert first.must_include == (("1931",),)
    assert not second.answerable
    assert third.lang == "zh"
    assert third.must_include == (("九条", "九条航线"),)
    assert third.gold[0].sentence == "渡轮共有九条航线。"


def test_rgb_shares_equal_documents_and_finds_the_sentences_that_answer(tmp_path):
    source = tmp_path / "rgb.jsonl"
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in RGB) + "\n\n", encoding="utf8")
    made = rgb(source, tmp_path / "out")
    assert (made.samples, made.documents, made.without_gold) == (3, 3, 1)
    first, second, third = load(made.dataset, root=tmp_path / "out")
    assert [gold.sentence for gold in first.gold] == ["渡轮共有九条航线。"]
    assert first.type == "noise"
    assert not second.answerable
    assert second.must_include == ()
    assert third.gold == ()
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 3


@pytest.mark.parametrize("read", [squad, rgb])
@pytest.mark.parametrize("text", ["", "{}", "[1, 2]", '{"data": [{"paragraphs": [{}]}]}', "not json", "3"])
def test_another_shape_is_a_usage_error(tmp_path, read, text):
    source = tmp_path / "source"
    source.write_text(text, encoding="utf8")
    with pytest.raises(UsageError):
        read(source, tmp_path / "out")
    assert not (tmp_path / "out" / "dataset.jsonl").exists()
