"""The command line as scripts use it: exit codes, JSON alone on standard output, two sentences for an error."""

from __future__ import annotations

import http.client
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ragassist.cli import main

PROMISED = {"rank", "score", "doc_id", "path", "title", "lang", "page", "start", "end", "text", "sentences"}
ANSWER = {
    "question",
    "question_lang",
    "answer",
    "answer_lang",
    "refused",
    "refusal_reason",
    "claims",
    "citations",
    "model",
    "timings_ms",
    "usage",
    "notice",
    "parts",
    "steps",
    "fallback",
}
CITATION = {
    "n",
    "doc_id",
    "path",
    "title",
    "title_en",
    "date",
    "source",
    "url",
    "page",
    "start",
    "end",
    "quote",
    "quote_clean",
    "translation",
    "status",
    "issuer",
    "kind",
    "doc_status",
    "heading",
    "stem",
    "row",
    "cell",
    "boxes",
    "box_pages",
    "no_boxes",
    "machine_read",
    "doubts",
    "unread_pages",
}
RULES = "滨海市数据中心办法\n\n第一条 本办法自2024年3月1日起施行。\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    directory = tmp_path_factory.mktemp("cli")
    (directory / "docs").mkdir()
    (directory / "docs" / "办法.txt").write_text(RULES, encoding="utf8")
    (directory / "docs" / "brief.md").write_text(
        "---\ntitle: Brief\ndate: 2024-05-01\n---\n\n# Brief\n\nThe city capped the power use of new data centres in March 2024.\n",
        encoding="utf8",
    )
    (directory / "docs" / "broken.txt").write_bytes(b"")
    assert main(["--home", str(directory / "home"), "ingest", str(directory / "docs")]) == 0
    return directory


def run(capsys, home, *words):
    code = main(["--home", str(home / "home"), *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_one_bad_file_is_reported_and_the_rest_goes_in(capsys, home):
    code, out, err = run(capsys, home, "ingest", str(home / "docs"), "--json")
    report = json.loads(out)
    assert code == 0
    assert len(report["unchanged"]) == 2
    assert [Path(failure["path"]).name for failure in report["failed"]] == ["broken.txt"]
    assert "broken.txt" in err


def test_nothing_that_could_go_in_is_a_store_error(capsys, home):
    assert run(capsys, home, "ingest", str(home / "no-such-place"))[0] == 3


def test_docs_lists_and_prints(capsys, home):
    code, out, _ = run(capsys, home, "docs", "--json")
    records = json.loads(out)
    assert code == 0
    assert {record["title"] for record in records} == {"Brief", "滨海市数据中心办法"}
    assert run(capsys, home, "docs", "--text", "办法")[1] == RULES
    assert "不得超过3亿千瓦时。" in run(capsys, home, "docs", "--clean", "办法")[1]


def test_search_and_ask_keep_to_the_documents_that_pass(capsys, home):
    question = "数据中心的年用电量"

    def paths(*words):
        code, out, _ = run(capsys, home, "search", question, "--json", *words)
        assert code == 0
        return {Path(hit["path"]).name for hit in json.loads(out)}

    assert paths() == {"办法.txt", "brief.md"}
    assert paths("--doc", "办法") == paths("--doc-lang", "zh") == {"办法.txt"}
    assert paths("--from", "2024-05") == paths("--doc", "brief", "--doc-lang", "en") == {"brief.md"}
    assert paths("--to", "2024-04-30", "--doc", "brief") == paths("--kind", "novel") == set()
    assert "in the documents that pass the filter" in run(capsys, home, "search", question, "--status", "draft")[2]
    lines = home / "filtered.jsonl"
    lines.write_text(json.dumps({"id": "1", "text": question, "question": question}), encoding="utf8")
    found = json.loads(run(capsys, home, "search", "--batch", str(lines), "--from", "2024-05", "--to", "2024-05")[1])
    assert [Path(hit["path"]).name for hit in found["results"]] == ["brief.md"]
    answer = json.loads(run(capsys, home, "ask", "--batch", str(lines), "--kind", "novel")[1])
    assert (answer["refusal_reason"], answer["citations"]) == ("nothing_within", [])
    assert "2 份文档中没有一份符合" in answer["answer"]
    refused = json.loads(run(capsys, home, "ask", "Who won the chess match?", "--doc", "brief", "--json")[1])
    assert "The 1 indexed documents were searched" in refused["answer"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "May"), "'May' is not a date."),
        (("--from", "2025", "--to", "2024"), "The dates end (2024) before they begin (2025)."),
        (("--doc-lang", "fr"), "invalid choice"),
    ],
)
def test_a_filter_that_means_nothing_is_a_usage_error(capsys, home, words, said):
    for command in ("search", "ask"):
        try:
            code, out, err = run(capsys, home, command, "数据中心", "--json", *words)
        except SystemExit as end:
            captured = capsys.readouterr()
            code, out, err = end.code, captured.out, captured.err
        assert (code, out) == (2, "")
        assert said in err


@pytest.mark.parametrize(
    "words",
    [
        ("docs", "--text", "nowhere"),
        ("docs", "--clean", "nowhere"),
        ("remove", "nowhere"),
        ("search", "数据中心", "--doc", "nowhere"),
        ("ask", "数据中心", "--doc", "nowhere"),
        ("list", "duties", "--in", "nowhere"),
        ("brief", "nowhere"),
        ("compare", "brief", "nowhere"),
        ("audit", "-", "--in", "nowhere"),
    ],
)
def test_a_document_that_is_not_indexed_ends_every_command_alike(capsys, monkeypatch, home, words):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"It is so.\n")))
    code, out, err = run(capsys, home, *words)
    assert (code, out) == (3, "")
    assert "No document 'nowhere' is indexed." in err


def test_serve_says_where_it_listens_and_ends_when_interrupted(home):
    command = [sys.executable, "-m", "ragassist", "--home", str(home / "home"), "serve", "--port", "0"]
    environment = os.environ | {"RAGASSIST_CHAT__TIER": "extractive", "RAGASSIST_API__KEY": "k"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    line = process.stderr.readline()
    where = urlsplit(next(word for word in line.split() if word.startswith("http://127.0.0.1:")))
    connection = http.client.HTTPConnection(where.netloc, timeout=60)
    connection.request("GET", "/v1/models", headers={"Authorization": "Bearer k"})
    assert connection.getresponse().status == 200
    connection.close()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err


def test_serve_does_not_show_documents_to_the_network_without_a_key(capsys, home):
    code, _, err = run(capsys, home, "serve", "--host", "0.0.0.0", "--port", "0")
    assert code == 2
    assert "no key is set. Set RAGASSIST_API__KEY, or say --without-key" in err


def test_search_results_point_into_the_raw_text(capsys, home):
    code, out, _ = run(capsys, home, "search", "数据中心每年最多用多少电？", "--json", "-k", "2")
    results = json.loads(out)
    assert code == 0
    assert [result["rank"] for result in results] == list(range(1, len(results) + 1))
    for result in results:
        assert set(result) >= PROMISED
    best = next(result for result in results if result["lang"] == "zh")
    assert [RULES[sentence["start"] : sentence["end"]] for sentence in best["sentences"]][
        -1
    ] == "第二条 新建数据中心的年用电量不得超过3亿千瓦时。"


def test_search_batch_answers_line_by_line(capsys, home, tmp_path):
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id": "a", "text": "用电量"}\n\n{"id": 7, "text": "power use"}\n', encoding="utf8")
    code, out, _ = run(capsys, home, "search", "--batch", str(batch), "-k", "1")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [line["id"] for line in lines] == ["a", 7]
    assert all(len(line["results"]) == 1 for line in lines)


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="a place that not even root may write to")
def test_a_home_that_may_not_be_written_is_said_in_two_sentences(capsys, home):
    code, out, err = run(capsys, Path("/sys/kernel"), "ingest", str(home / "docs"))
    assert (code, out) == (3, "")
    assert "may not be read or written" in err
    assert "unexpected" not in err


@pytest.mark.parametrize("question", ["", "  ", "？！", "😀"])
def test_a_search_for_nothing_finds_nothing(capsys, home, question):
    code, out, _ = run(capsys, home, "search", question, "--json")
    assert (code, json.loads(out)) == (0, [])


def test_docs_of_no_name_is_no_list(capsys, home):
    assert run(capsys, home, "docs", "--text", "")[:2] == (3, "")
    assert run(capsys, home, "docs", "--clean", "")[:2] == (3, "")


def test_ask_prints_the_promised_object_and_nothing_else(capsys, home):
    code, out, _ = run(capsys, home, "ask", "新建数据中心的年用电量上限是多少？", "--json")
    answer = json.loads(out)
    assert code == 0
    assert set(answer) == ANSWER
    assert not answer["refused"]
    assert (answer["notice"], answer["parts"], answer["steps"], answer["fallback"]) == ("", [], [], None)
    assert all(isinstance(claim["findings"], list) for claim in answer["claims"])
    for citation in answer["citations"]:
        assert set(citation) == CITATION
        assert (citation["boxes"], citation["machine_read"]) == ([], False)
        if citation["path"].endswith("办法.txt"):
            assert RULES[citation["start"] : citation["end"]] == citation["quote"]


def test_a_bad_line_of_a_batch_is_told_and_the_others_are_done(capsys, home, tmp_path):
    batch = tmp_path / "q.jsonl"
    lines = [
        b'\xef\xbb\xbf{"id": "a", "text": "\xe7\x94\xa8\xe7\x94\xb5\xe9\x87\x8f"}\r',
        b"{not json",
        b'["a list"]',
        b'{"text": "no id"}',
        b'{"id": 1, "text": null}',
        b'{"id": 2, "text": "\xd3\xc3\xb5\xe7"}',
        b"[" * 100_000,
        b'{"id": 3, "text": ' + b"9" * 5000 + b"}",
        '{"id": "b", "text": "用电\u2028量\x85"}'.encode(),
        b'{"id": "c", "text": "\\ud800 power use"}',
    ]
    batch.write_bytes(b"\n".join(lines))
    code, out, err = run(capsys, home, "search", "--batch", str(batch), "-k", "1")
    assert code == 2
    assert [line["id"] for line in map(json.loads, out.splitlines())] == ["a", "b", "c"]
    assert [f"line {number}," in told for number, told in zip(range(2, 9), err.splitlines(), strict=True)] == [True] * 7


def test_evidence_is_a_text_or_texts(capsys, home, tmp_path):
    batch = tmp_path / "claims.jsonl"
    rows = [
        {"id": at, "claim": "该桥长三百米。", "evidence": given} for at, given in enumerate(("该桥长三百米。", ["该桥长三百米。"], {}, [1]))
    ]
    batch.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf8")
    code, out, err = run(capsys, home, "verify", "--batch", str(batch))
    assert code == 2
    assert [(line["id"], line["status"]) for line in map(json.loads, out.splitlines())] == [(0, "verified"), (1, "verified")]
    assert err.count("'evidence'") == 2


def test_half_a_character_breaks_no_command(capsys, home):
    for words in (
        ["ask", "用电\udcff量？", "--json"],
        ["search", "\ud800用电量", "--json"],
        ["list", "duties", "--ask", "\udcff用电", "--json"],
    ):
        code, out, _ = run(capsys, home, *words)
        assert code == 0
        assert json.loads(out)


def test_ask_batch_adds_the_id(capsys, home, tmp_path):
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id": "x1", "question": "用电量上限是多少？"}\n', encoding="utf8")
    code, out, _ = run(capsys, home, "ask", "--batch", str(batch), "--lang", "zh")
    (answer,) = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert set(answer) == ANSWER | {"id"}


def test_a_refusal_is_a_result(capsys, home):
    code, out, _ = run(capsys, home, "ask", "?!", "--json")
    answer = json.loads(out)
    assert (code, answer["refused"], answer["citations"]) == (0, True, [])


def test_verify_tells_magnitudes_apart(capsys, home, tmp_path):
    batch = tmp_path / "claims.jsonl"
    evidence = "该条款授权的资金约为360亿美元。"
    claims = {"right": "The provision authorises about US$36 billion.", "wrong": "The provision authorises about US$360 billion."}
    batch.write_text(
        "".join(
            json.dumps({"id": name, "claim": claim, "evidence": evidence}, ensure_ascii=False) + "\n" for name, claim in claims.items()
        ),
        encoding="utf8",
    )
    code, out, _ = run(capsys, home, "verify", "--batch", str(batch))
    found = {line["id"]: line for line in map(json.loads, out.splitlines())}
    assert code == 0
    assert {name: line["status"] for name, line in found.items()} == {"right": "verified", "wrong": "unsupported"}
    assert all(0 <= line["score"] <= 1 for line in found.values())
    assert any("36 billion" in reason for reason in found["wrong"]["reasons"])
    assert found["wrong"]["partly"] is False


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["ask"], 2),
        (["ask", "x", "--batch", "y"], 2),
        (["search", "--batch", "no-such-file.jsonl"], 2),
        (["remove", "no-such-document"], 3),
        (["docs", "--text", "no-such-document"], 3),
    ],
)
def test_an_error_says_what_and_what_to_do(capsys, home, words, code):
    got, out, err = run(capsys, home, *words)
    assert (got, out) == (code, "")
    assert err.count(".") >= 2
    assert "Traceback" not in err


def test_an_empty_home_is_a_store_error_for_questions_and_an_empty_list_for_docs(capsys, tmp_path):
    assert run(capsys, tmp_path, "ask", "什么？")[0] == 3
    code, out, _ = run(capsys, tmp_path, "docs", "--json")
    assert (code, json.loads(out)) == (0, [])
    assert not (tmp_path / "home").exists()


def test_an_unknown_setting_ends_with_2(capsys, home, monkeypatch):
    monkeypatch.setenv("RAGASSIST_RETRIEVE__KK", "3")
    code, _, err = run(capsys, home, "docs")
    assert code == 2
    assert "retrieve.k" in err


def test_doctor_names_the_tier_and_why(capsys, home):
    code, out, _ = run(capsys, home, "doctor", "--json")
    found = json.loads(out)
    assert code == 0
    wrong = [problem for problem, weight in zip(found["problems"], found["weights"], strict=True) if weight != "small"]
    assert (found["tier"], wrong, found["documents"]) == ("extractive", [], 2)
    assert found["reason"]
    assert found["missing"]


def test_remove_really_removes(capsys, tmp_path):
    (tmp_path / "only.txt").write_text("滨海市在2024年建成了两座数据中心。", encoding="utf8")
    assert run(capsys, tmp_path, "ingest", str(tmp_path / "only.txt"))[0] == 0
    assert run(capsys, tmp_path, "remove", "only.txt")[0] == 0
    assert json.loads(run(capsys, tmp_path, "docs", "--json")[1]) == []
    assert json.loads(run(capsys, tmp_path, "search", "数据中心", "--json")[1]) == []


def test_help_loads_nothing_heavy():
    code = "import sys; from ragassist.cli.program import parser; parser().format_help(); print([m for m in ('numpy', 'chromadb', 'gradio', 'openai', 'pydantic', 'llama_index') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
