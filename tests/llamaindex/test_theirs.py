"""LlamaIndex parts in place of ours, named in the settings: imported late, checked, and their text cited like any other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ragassist.assistant import Assistant
from ragassist.cli import main
from ragassist.errors import ModelError, UsageError
from ragassist.models.calibration import calibration_file
from ragassist.models.calibration.form import missing
from ragassist.models.dotted import EMBEDDING, LLM, POSTPROCESSOR, READER, part
from ragassist.models.embed_foreign import ForeignEmbedder
from ragassist.retrieve.retriever import Retriever
from ragassist.settings import EmbedSettings, IngestSettings, RetrieveSettings, Settings
from ragassist.verify import calibration
from tests.llamaindex import parts
from tests.store.fakes import HashEmbedder

HERE = "tests.llamaindex.parts"
BRIDGE = [
    "桥梁管理办法",
    "- 桥面每月清洗两次，夜间进行。",
    "- 桥下停车不得超过三十分钟。",
    "- 超限车辆须在七日前申请通行许可，并附路线图和载重说明。",
]


@pytest.fixture
def bridge(tmp_path):
    path = tmp_path / "bridge.rec"
    path.write_text("\n".join(BRIDGE), encoding="utf8")
    return path


def with_reader(home, name="Records", options=None, **more):
    options = {"mark": "- "} if options is None else options
    ingest = IngestSettings(reader=f"{HERE}.{name}", reader_options=options, **more)
    return Assistant(Settings(home=home, ingest=ingest), embedder=HashEmbedder())


@pytest.mark.parametrize(
    ("dotted", "options", "kind", "said", "advice"),
    [
        ("no.such.Reader", {}, READER, "cannot be imported", "Install the package"),
        (f"{HERE}.Absent", {}, READER, "cannot be imported", "dotted name"),
        ("Reader", {}, READER, "cannot be imported", "package.module.Name"),
        (f"{HERE}.Hungry", {"what": 1}, READER, "no LlamaIndex BaseReader: it has no load_data()", "ingest.reader"),
        ("llama_index.core.llms.MockLLM", {}, EMBEDDING, "no LlamaIndex BaseEmbedding", "embed.llama_index"),
        ("llama_index.core.embeddings.MockEmbedding", {"embed_dim": 3}, LLM, "no LlamaIndex LLM", "chat.llama_index"),
        (f"{HERE}.BRIDGE_NOT", {}, POSTPROCESSOR, "cannot be imported", "dotted name"),
        (f"{HERE}.Records", {}, READER, "cannot be made without: mark", "table ingest.reader_options"),
        ("llama_index.core.embeddings.MockEmbedding", {}, EMBEDDING, "cannot be made without: embed_dim", "embed.llama_index_options"),
        (f"{HERE}.Records", {"mark": "-", "colour": 1}, READER, "colour", "that it takes"),
        (
            "llama_index.core.postprocessor.SimilarityPostprocessor",
            {"similarity_cutoff": "much"},
            POSTPROCESSOR,
            "similarity_cutoff",
            "table",
        ),
        ("os.sep", {}, READER, "no LlamaIndex BaseReader", "ingest.reader"),
        ("os.getcwd", {}, READER, "no LlamaIndex BaseReader", "ingest.reader"),
    ],
)
def test_a_part_that_is_none_is_said_to_be(dotted, options, kind, said, advice):
    with pytest.raises(UsageError) as caught:
        part(dotted, options, kind)
    assert said in caught.value.problem
    assert advice in caught.value.advice


def test_an_object_a_function_and_a_part_within_a_part():
    assert part(f"{HERE}:READY", {}, READER) is parts.READY
    assert part(f"{HERE}.made", {"mark": "* "}, READER).mark == "* "
    inner = {"dotted": f"{HERE}.WordEmbedding", "options": {"width": 9}}
    assert part(f"{HERE}.Records", {"mark": "-", "also": inner}, READER).also.width == 9
    plain = {"dotted": "not alone", "beside": 1}
    assert part(f"{HERE}.Records", {"mark": "-", "also": plain}, READER).also == plain


def test_text_of_their_reader_is_cited_like_any_other(tmp_path, bridge):
    with with_reader(tmp_path / "home") as ours:
        report = ours.ingest([bridge])
        assert (len(report.added), report.failed) == (1, ())
        (record,) = ours.documents()
        raw = ours.raw(record.doc_id)
        assert raw == "\n\n".join(line.removeprefix("- ") for line in BRIDGE[1:])
        assert (record.meta.title, record.meta.date) == ("桥梁管理办法", "2024-05-06")
        for passage in ours.passages(record.doc_id):
            for sentence in passage.sentences:
                assert raw[sentence.start : sentence.end] == sentence.text
        answer = ours.ask("超限车辆须在几日前申请通行许可？")
        assert answer.citations
        for citation in answer.citations:
            assert raw[citation.start : citation.end] == citation.quote
        assert ours.ingest([bridge]).unchanged == report.added
    with with_reader(tmp_path / "home", options={"mark": "-"}) as ours:  # another way of reading is read again
        assert ours.ingest([bridge]).updated == report.added


def test_only_the_suffixes_that_it_is_named_for(tmp_path, bridge):
    (tmp_path / "plain.txt").write_text("The bridge opens at six and closes at midnight.\n", encoding="utf8")
    (tmp_path / "other.xyz").write_text("nobody reads this", encoding="utf8")
    with with_reader(tmp_path / "home", reader_suffixes=(".REC",)) as ours:
        report = ours.ingest([tmp_path])
        assert sorted(Path(path).name for path in report.added) == ["bridge.rec", "plain.txt"]
        assert report.failed == ()
    with with_reader(tmp_path / "all") as ours:
        report = ours.ingest([tmp_path])
        assert "other.xyz" in {Path(one.path).name for one in report.failed}  # an empty text, by this reader


def test_readers_that_are_told_where_to_read_otherwise(tmp_path, bridge):
    with with_reader(tmp_path / "home", "FromThere", {"sources": ["{path}"]}, reader_call={}) as ours:
        ours.ingest([bridge])
        assert ours.raw(ours.documents()[0].doc_id) == "\n".join(BRIDGE)
    with with_reader(tmp_path / "home2", reader_call={"file": "{path}", "extra": "完。"}) as ours:
        ours.ingest([bridge])
        assert ours.raw(ours.documents()[0].doc_id).count("完。") == 3


def test_pages_stay_pages(tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"not read by us")
    with with_reader(tmp_path / "home", "Pages", {}) as ours:
        ours.ingest([paper])
        (hit,) = [hit for hit in ours.search("路灯", 5) if "路灯" in hit.passage.text][:1]
        raw = ours.raw(hit.document.doc_id)
        (sentence,) = [sentence for sentence in hit.passage.sentences if "路灯" in sentence.text]
        assert raw[sentence.start : sentence.end] == "第二页写路灯三十盏。"
        assert raw.count("\f", 0, sentence.start) == 1


def test_a_reader_that_fails_fails_for_its_file(tmp_path, bridge):
    with with_reader(tmp_path / "home", "Failing", {}) as ours:
        (failure,) = ours.ingest([bridge]).failed
        assert "bad header" in str(failure.reason)
        assert f"{HERE}.Failing" in str(failure.reason)


def test_the_command_line_names_a_reader(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAGASSIST_EMBED__LLAMA_INDEX", f"{HERE}.WordEmbedding")
    data = tmp_path / "ferry.json"
    data.write_text(json.dumps({"ferry": {"rule": "渡船每小时一班，每班最多载客八十人。"}}), encoding="utf8")
    assert main(["ingest", "--reader", "llama_index.core.readers.json.JSONReader", "ferry.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == ["ferry.json"]
    assert main(["search", "每班载客多少人", "--json"]) == 0
    assert "八十人" in capsys.readouterr().out
    data.write_text(json.dumps({"ferry": "每班最多载客九十人。"}), encoding="utf8")
    assert main(["ingest", "--reader", "os.sep", "ferry.json"]) == 2
    said = capsys.readouterr().err
    assert said.count("no LlamaIndex BaseReader") == 1
    assert "ingest.reader" in said


def test_their_embedding_fills_and_searches_and_its_index_is_known_by_it(tmp_path, bridge):
    plain = tmp_path / "bridge.txt"
    plain.write_text("\n".join(line.removeprefix("- ") for line in BRIDGE), encoding="utf8")
    with Assistant(Settings(home=tmp_path / "home"), embedder=HashEmbedder()) as ours:
        ours.ingest([plain])
    named = EmbedSettings(llama_index=f"{HERE}.WordEmbedding", llama_index_options={"width": 24})
    with Assistant(Settings(home=tmp_path / "home", embed=named)) as ours:
        assert "anew" in ours.to_embed_anew()
        ours.ingest([plain])
        assert ours.to_embed_anew() == ""
        assert ours.embedder.dim == 24
        assert "停车" in ours.search("桥下停车", 1)[0].passage.text
    wider = EmbedSettings(llama_index=f"{HERE}.WordEmbedding", llama_index_options={"width": 30})
    with Assistant(Settings(home=tmp_path / "home", embed=wider)) as ours:
        assert "anew" in ours.to_embed_anew()


def test_a_name_changes_with_what_changes_the_vectors_and_tells_no_secret():
    bare, secret = ForeignEmbedder("a.B"), ForeignEmbedder("a.B", {"api_key": "hush"})
    assert bare.name == secret.name == "llama_index:a.B"
    assert ForeignEmbedder("a.B", {"width": 1}).name != ForeignEmbedder("a.B", {"width": 2}).name
    told = Settings(embed=EmbedSettings(llama_index_options={"api_key": "hush", "width": 3})).model_dump(mode="json")
    assert "hush" not in json.dumps(told)
    assert told["embed"]["llama_index_options"] == {"width": 3}


def test_vectors_are_of_length_one_and_of_one_length(tmp_path):
    ours = ForeignEmbedder(f"{HERE}.WordEmbedding")
    found = ours.passages(["桥", ""], ["zh", "en"], ["标题", ""])
    assert found.shape == (2, 48)
    assert (found**2).sum(axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert ours.sentences([], []).shape == (0, 48)
    with pytest.raises(ModelError, match=r"Uneven"):
        ForeignEmbedder(f"{HERE}.Uneven").passages(["ab", "abc"], ["en", "en"])


def test_likeness_is_off_without_a_calibration_and_on_with_ones_own(tmp_path, monkeypatch):
    monkeypatch.setattr(calibration, "_own", {})
    named = {"llama_index": f"{HERE}.WordEmbedding"}
    claim, evidence = "The ferry carries eighty people.", "渡船每班最多载客八十人。"
    with Assistant(Settings(home=tmp_path / "a", embed=EmbedSettings(**named))) as ours:
        assert "likeness.uncalibrated" in {finding.code for finding in ours.verify(claim, evidence).findings}
    fields = calibration_file("e5-small+use-v3")["claims"]
    own = tmp_path / "own.json"
    own.write_text(json.dumps({**fields, "embedder": f"llama_index:{HERE}.Word"}), encoding="utf8")
    with Assistant(Settings(home=tmp_path / "a", embed=EmbedSettings(**named, calibration=own))) as ours:
        codes = {finding.code for finding in ours.verify(claim, evidence).findings}
        assert codes & {"likeness.high", "likeness.low"}
        assert "likeness.uncalibrated" not in codes
    for text in ("", "[]", '{"embedder": "x"}'):
        own.write_text(text, encoding="utf8")
        with pytest.raises(UsageError, match="no calibration"):
            calibration.take(own)
    with pytest.raises(UsageError, match="cannot be read"):
        calibration.take(tmp_path / "absent.json")


@pytest.fixture
def lots(tmp_path):
    path = tmp_path / "lots.rec"
    lines = [f"- 第{n}号桥每{n}天检查一次，检查结果报送第{n}养护站{'并存档备查' * n}。" for n in range(1, 7)]
    path.write_text("\n".join(["桥梁检查表", *lines]), encoding="utf8")
    return path


def test_their_postprocessor_orders_and_drops_and_changes_no_text(tmp_path, lots):
    home = tmp_path / "home"
    ingest = IngestSettings(reader=f"{HERE}.Records", reader_options={"mark": "- "}, passage_tokens=32)
    with Assistant(Settings(home=home, ingest=ingest), embedder=HashEmbedder()) as ours:
        ours.ingest([lots])
        plain = ours.search("第3号桥几天检查一次", 50)
        assert len(plain) > 2
        chosen = Settings(home=home, retrieve=RetrieveSettings(rerank=f"{HERE}.LongestFirst"))
        found = Retriever(ours.store, HashEmbedder(), chosen).retrieve("第3号桥几天检查一次", 50)
        assert [len(hit.passage.text) for hit in found] == sorted((len(hit.passage.text) for hit in plain), reverse=True)[:-1]
        assert [hit.score for hit in found] == sorted((hit.score for hit in plain), reverse=True)[:-1]
        assert not any("changed" in hit.passage.text for hit in found)
        assert [hit.rank for hit in found] == list(range(1, len(plain)))
        assert len(Retriever(ours.store, HashEmbedder(), chosen).retrieve("第3号桥几天检查一次", 2)) == 2
        cut = RetrieveSettings(
            rerank="llama_index.core.postprocessor.SimilarityPostprocessor", rerank_options={"similarity_cutoff": plain[0].score}
        )
        assert [
            hit.passage
            for hit in Retriever(ours.store, HashEmbedder(), Settings(home=home, retrieve=cut)).retrieve("第3号桥几天检查一次", 50)
        ] == [hit.passage for hit in plain if hit.score >= plain[0].score]
        with pytest.raises(ModelError, match="out of cards"):
            Retriever(ours.store, HashEmbedder(), Settings(home=home, retrieve=RetrieveSettings(rerank=f"{HERE}.Stumbling"))).retrieve(
                "桥", 2
            )
        with pytest.raises(UsageError, match="no LlamaIndex BaseNodePostprocessor"):
            Retriever(ours.store, HashEmbedder(), Settings(home=home, retrieve=RetrieveSettings(rerank=f"{HERE}.Hungry"))).retrieve("桥", 2)


def test_what_the_readme_shows_runs(tmp_path, monkeypatch, capsys, model_calls):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf8")
    section = readme.partition("### LlamaIndex parts in ragassist")[2].partition("\n## ")[0]
    shown = re.search(r"```toml\n(.*?)```", section, re.DOTALL)[1]
    (tmp_path / "ragassist.toml").write_text(shown, encoding="utf8")
    assert set(tomllib.loads(shown)) == {"chat", "embed", "ingest", "retrieve"}
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.json").write_text(json.dumps({"rule": "渡船每小时一班，每班最多载客八十人。"}), encoding="utf8")
    (tmp_path / "note.txt").write_text("The ferry stops at noon for one hour.", encoding="utf8")
    assert main(["ingest", "."]) == 0
    capsys.readouterr()
    assert main(["docs", "--json"]) == 0
    assert sorted(each["path"] for each in json.loads(capsys.readouterr().out)) == ["ferry.json", "note.txt"]
    assert main(["ask", "每班载客多少人？", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "MockLLM" in answer["fallback"]["said"]  # it echoes its prompt, which is no answer: the documents' sentences are quoted
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "llama_index:llama_index.core.embeddings.MockEmbedding#" in said
    lacking = missing({}, one_space=False)
    assert all(section.off in said for section in lacking)
    assert f"weights of another embedder are taken for: {', '.join(section.name for section in lacking if not section.off)}" in said


@pytest.mark.slow
def test_naming_them_imports_nothing(tmp_path):
    code = f"""
import sys
from ragassist.assistant import Assistant
from ragassist.settings import Settings
ours = Assistant(Settings.load({{
    "home": {str(tmp_path)!r}, "embed.llama_index": "llama_index.core.embeddings.MockEmbedding", "embed.llama_index_options": '{{"embed_dim": 4}}',
    "ingest.reader": "llama_index.core.readers.json.JSONReader", "retrieve.rerank": "llama_index.core.postprocessor.LongContextReorder",
}}))
assert ours.embed_choice.embedder.name.startswith("llama_index:")
assert ours.to_embed_anew() == ""
sys.exit("llama_index" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0
