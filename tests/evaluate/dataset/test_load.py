import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ragassist.errors import UsageError
from ragassist.evaluate.dataset.load import Sample, Turn, fingerprint, load, parse

GOOD = {"id": "q1", "pair": "p1", "lang": "zh", "type": "fact", "question": "谁负责备案？", "answerable": True}
SENTENCE = "省级网信部门负责备案。"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "rule.md").write_text(
        f"---\ntitle: 规则\n---\n\n# 规则\n\n本规则适用于平台。{SENTENCE}每年\n\n报告一次。\n", encoding="utf8"
    )
    return tmp_path


def write(folder, *samples):
    path = folder / "set.jsonl"
    path.write_text("\n".join(json.dumps(sample, ensure_ascii=False) for sample in samples) + "\n", encoding="utf8")
    return path


def error(folder, *samples):
    with pytest.raises(UsageError) as caught:
        load(write(folder, *samples))
    return str(caught.value)


def test_a_sample_comes_back_typed(folder):
    history = [{"role": "user", "content": "什么规则？"}, {"role": "assistant", "content": "备案规则。"}]
    gold = [{"path": "corpus/rule.md", "sentence": SENTENCE}]
    (sample,) = load(write(folder, GOOD | {"gold": gold, "must_include": [["网信", "CAC"]], "reference": "网信部门。", "history": history}))
    assert sample.must_include == (("网信", "CAC"),)
    assert sample.gold[0].sentence == SENTENCE
    assert sample.history[1] == Turn("assistant", "备案规则。")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"qestion": "x"}, "has no field 'qestion'. Did you mean 'question'?"),
        ({"lang": "fr"}, "'lang' is 'fr'. Write one of en, zh."),
        ({"answerable": "yes"}, "'answerable' is 'yes', not true or false."),
        ({"question": ""}, "'question' is ''"),
        ({"question": 3}, "'question' is 3, not a text."),
        ({"must_include": "36"}, "'must_include' is '36', not a list."),
        ({"must_include": [[]]}, "empty group"),
        ({"must_include": ["36"]}, "'must_include' is '36', not a list."),
        ({"gold": [{"path": "corpus/rule.md", "sentense": SENTENCE}]}, "a gold sentence has no field 'sentense'. Did you mean 'sentence'?"),
        ({"gold": [{"path": "corpus/rule.md"}]}, "a gold sentence lacks the field 'sentence'"),
        ({"gold": [{"path": "corpus/none.md", "sentence": SENTENCE}]}, "the gold document 'corpus/none.md' does not exist"),
        ({"gold": [{"path": "corpus/rule.md", "sentence": "省级网信部门不负责备案。"}]}, "agrees up to '省级网信部门'"),
        ({"history": [{"role": "system", "content": "x"}]}, "'role' is 'system'"),
        ({"answerable": False, "must_include": [["x"]]}, "not answerable but has"),
        ({"type": "Fact!"}, "'type' is 'Fact!'"),
    ],
)
def test_whatever_is_wrong_is_said_with_path_and_line(folder, change, said):
    message = error(folder, GOOD, GOOD | {"id": "q2"} | change)
    assert f"{folder / 'set.jsonl'}:2: " in message
    assert said in message


def test_a_missing_field_and_a_repeated_id_are_errors(folder):
    assert "lacks the field 'answerable'" in error(folder, {key: value for key, value in GOOD.items() if key != "answerable"})
    assert "id 'q1' already stands on line 1" in error(folder, GOOD, GOOD)


def test_a_line_that_is_not_an_object(folder):
    path = folder / "set.jsonl"
    for line, said in (("{", "not JSON"), ("[1]", "not an object")):
        path.write_text(json.dumps(GOOD) + f"\n\n{line}\n", encoding="utf8")
        with pytest.raises(UsageError, match=r":3: .*" + said):
            load(path)


def test_an_empty_or_unreadable_file_is_an_error(folder):
    path = folder / "set.jsonl"
    path.write_text("\n", encoding="utf8")
    with pytest.raises(UsageError, match="has no samples"):
        load(path)
    with pytest.raises(UsageError, match="cannot be read"):
        load(folder / "none.jsonl")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        load(path)


def test_a_gold_sentence_may_be_broken_across_lines_in_its_document(folder):
    gold = [{"path": "corpus/rule.md", "sentence": "每年报告一次。"}]
    assert load(write(folder, GOOD | {"gold": gold}))[0].gold[0].path == "corpus/rule.md"


def test_the_root_decides_where_gold_documents_are(folder, tmp_path_factory):
    gold = [{"path": "corpus/rule.md", "sentence": SENTENCE}]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    path = write(elsewhere, GOOD | {"gold": gold})
    assert len(load(path, root=folder)) == 1
    with pytest.raises(UsageError, match="does not exist"):
        load(path, root=elsewhere)


def test_the_fingerprint_knows_every_field_but_not_the_order():
    one, two = parse(json.dumps(GOOD)), parse(json.dumps(GOOD | {"id": "q2"}))
    assert fingerprint([one, two]) == fingerprint([two, one])
    changed = parse(json.dumps(GOOD | {"reference": "x"}))
    assert len({fingerprint([one]), fingerprint([two]), fingerprint([changed]), fingerprint([one, two])}) == 4


VALUES = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=5), max_size=3)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from([*GOOD, "gold", "must_include", "history", "extra"]), VALUES))
def test_any_line_is_a_sample_or_a_usage_error(fields):
    try:
        sample = parse(json.dumps(GOOD | fields))
    except UsageError:
        return
    assert isinstance(sample, Sample)
