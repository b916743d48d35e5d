"""`models use`, `models try` and `models list`: a file is chosen, tried, and used as the trial found; all of it on the command line."""

from __future__ import annotations

import json
import shlex
import tomllib

import pytest
from tests.models import gguf_maker
from tests.openai_server import Reply

from ragassist.answer.trial_text import CLAIMS, PAIRS, SENTENCES
from ragassist.cli import main
from ragassist.models import local, weights
from ragassist.models.capabilities import capabilities_of
from ragassist.models.local import LocalChat
from ragassist.models.trials import Trial, Trials
from ragassist.settings import ChatSettings, LocalSettings, Settings

GOOD = Trial(4, 4, 4, 4, 2, 2, 0.97, 22, 24, 0.4, True, True, 9.0, "2030-01-02")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a cache of two models and an encoder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAGASSIST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RAGASSIST_EMBED__MODEL", "bundled")
    for name in ("RAGASSIST_LOCAL__WEIGHTS", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "cache" / "models"
    folder.mkdir(parents=True)
    gguf_maker.header(folder / "small-3b.gguf")
    gguf_maker.header(folder / "other-8b.gguf", "llama")
    gguf_maker.header(folder / "find.gguf", "bert")
    return tmp_path


def run(capsys, *words):
    code = main(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_using_another_model_writes_the_setting_and_says_how_to_go_back(place, capsys):
    code, out, err = run(capsys, "models", "use", "small")
    assert code == 0
    written = tomllib.loads((place / "ragassist.toml").read_text(encoding="utf8"))
    assert written == {"local": {"weights": str(place / "cache" / "models" / "small-3b.gguf")}}
    assert weights.locate(Settings.load()).stem == "small-3b"
    assert "not set" in out
    assert "models try" in err
    _, out, _ = run(capsys, "models", "use", "OTHER-8B")
    assert "small-3b.gguf" in out
    back = shlex.split(next(line for line in out.splitlines() if "To go back" in line).partition("ragassist ")[2])
    assert run(capsys, *back)[0] == 0
    assert weights.locate(Settings.load()).stem == "small-3b"


def test_going_back_to_the_model_that_comes_with_the_program_unsets_it(place, capsys):
    pinned = weights.pinned()
    gguf_maker.header(place / "cache" / "models" / f"{pinned.name}.gguf")
    run(capsys, "models", "use", "small-3b")
    code, out, _ = run(capsys, "models", "use", pinned.name)
    assert (code, "weights" in (place / "ragassist.toml").read_text(encoding="utf8")) == (0, False)
    assert "not set" in out


def test_a_path_a_foreign_name_an_encoder_and_a_wrong_file(place, capsys, tmp_path):
    own = gguf_maker.header(tmp_path / "my own.gguf")
    assert run(capsys, "models", "use", str(own))[0] == 0
    run(capsys, "models", "use", "small-3b")
    code, _, err = run(capsys, "models", "use", "nobody")
    assert code == 2
    assert all(name in err for name in ("'nobody'", "find", "other-8b", "small-3b"))
    code, _, err = run(capsys, "models", "use", "find")
    assert code == 4
    assert "RAGASSIST_EMBED__MODEL" in err
    (tmp_path / "text.gguf").write_text("no model", encoding="utf8")
    assert "not a GGUF" in run(capsys, "models", "use", str(tmp_path / "text.gguf"))[2]
    assert "cannot be read" in run(capsys, "models", "use", str(tmp_path / "gone.gguf"))[2]
    assert weights.locate(Settings.load()).stem == "small-3b"


def test_what_goes_before_the_file_is_said(place, capsys, monkeypatch):
    monkeypatch.setenv("RAGASSIST_LOCAL__WEIGHTS", str(place / "cache" / "models" / "other-8b.gguf"))
    assert "goes before" in run(capsys, "models", "use", "small-3b")[2]
    monkeypatch.delenv("RAGASSIST_LOCAL__WEIGHTS")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert "does not answer now" in run(capsys, "models", "use", "other-8b")[2]


def test_the_list_says_what_each_is(place, capsys):
    run(capsys, "models", "use", "small-3b")
    Trials(Settings.load().home).keep(place / "cache" / "models" / "other-8b.gguf", GOOD)
    found = {each["name"]: each for each in json.loads(run(capsys, "models", "list", "--json")[1])}
    assert {name: each["kind"] for name, each in found.items()} == {"find": "bert, encoder", "other-8b": "llama", "small-3b": "qwen2"}
    assert [name for name, each in found.items() if each["in_use"]] == ["small-3b"]
    assert [name for name, each in found.items() if each["tried"]] == ["other-8b"]
    assert "llama" in run(capsys, "models", "list")[1]


@pytest.fixture
def engine(openai_server, monkeypatch):
    """In place of llama.cpp: a scripted server that knows the one prompt, and leans to yes."""

    def answer(request):
        asked = request.body["messages"][-1]["content"]
        if request.body.get("top_logprobs"):
            truths = [claim.holds for claim in CLAIMS if claim.claim in asked]
            truths += [pair.holds for pair in PAIRS if pair.question in asked and SENTENCES[pair.sentence - 1] in asked]
            return Reply("Yes", probabilities={"Yes": 0.99, "No": 0.01} if truths[0] else {"Yes": 0.8, "No": 0.2})
        if "highest fine" in asked:
            return "10,000 yuan."
        for word, said in (
            ("90 metres", "36 hours [2]."),
            ("wind force", "From force 8 [4]."),
            ("学时", "六十学时[5]。"),
            ("艘次船舶", "4,720艘次[6]。"),
        ):
            if word in asked.partition("Question:")[2] or word in asked.partition("问题：")[2]:
                return said
        return "NOT_IN_SOURCES"

    openai_server.answer = answer
    monkeypatch.setattr(local, "server_of", lambda *_, **__: local.Running(None, openai_server.url, "k"))
    return openai_server


def test_a_trial_is_kept_and_changes_how_the_model_is_used(place, capsys, engine):
    run(capsys, "models", "use", "small-3b")
    settings = Settings.load()
    before = capabilities_of(LocalChat(settings), settings)
    assert (before.one_prompt, before.source) == (False, "name")
    code, out, err = run(capsys, "models", "try")
    assert code == 0
    assert "one prompt" in out
    assert "leans to yes" in out
    assert "asking" in err
    after = capabilities_of(LocalChat(settings), settings)
    assert (after.one_prompt, after.source, after.tells_yes_from_no) == (True, "measured", True)
    assert after.evidence_tokens == settings.local.context_tokens - 1500
    code, out, _ = run(capsys, "doctor")
    assert "cite the right sentence" in out
    assert json.loads(run(capsys, "doctor", "--json")[1])["trial"]["cited"] == 4
    small = settings.model_copy(update={"chat": ChatSettings(size="small")})
    assert not capabilities_of(LocalChat(small), small).one_prompt
    other = Settings.load({"local.weights": str(place / "cache" / "models" / "other-8b.gguf")})
    assert capabilities_of(LocalChat(other), other).source == "name"


@pytest.mark.slow
def test_another_model_can_be_tried_without_using_it(place, capsys, engine):
    code, out, _ = run(capsys, "models", "try", "--model", "other", "--json")
    found = json.loads(out)
    assert (code, found["model"], found["way"], found["refused"]) == (0, "other-8b", "generate", 2)
    assert not (place / "ragassist.toml").exists()
    assert Trials(Settings.load().home).of(place / "cache" / "models" / "other-8b.gguf").yes_bias == found["yes_bias"] > 1


@pytest.mark.slow
def test_a_second_trial_measures_the_model_and_not_the_first(place, capsys, engine):
    first = json.loads(run(capsys, "models", "try", "--model", "other-8b", "--json")[1])
    second = json.loads(run(capsys, "models", "try", "--model", "other-8b", "--json")[1])
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_what_was_fitted_to_the_pinned_model_is_not_overruled_by_a_trial(place):
    pinned = weights.pinned().path(Settings.load())
    with pinned.open("wb") as stream:
        stream.truncate(weights.pinned().size_bytes)
    Trials(Settings.load().home).keep(pinned, Trial(0, 4, 0, 2, 0, 2, 0.5, 12, 24, 3.0, True, None, 9.0, "2030-01-02"))
    facts = LocalChat(Settings.load()).facts
    assert (facts.follows_formats, facts.tells_yes_from_no, facts.yes_bias, facts.probabilities) == (False, None, 0.0, None)


def test_a_model_whose_yes_means_nothing_is_not_asked_for_it(place):
    path = place / "cache" / "models" / "small-3b.gguf"
    settings = Settings.load({"local.weights": str(path)})
    Trials(settings.home).keep(path, Trial(0, 4, 0, 2, 0, 2, 0.55, 12, 24, 0.1, True, None, 9.0, "2030-01-02"))
    chat = LocalChat(settings)
    assert chat.facts.probabilities is False
    assert not capabilities_of(chat, settings).tells_yes_from_no


def test_a_damaged_or_older_file_of_trials_is_none(tmp_path):
    trials, path = Trials(tmp_path), gguf_maker.header(tmp_path / "a.gguf")
    for text in ("", "[]", '{"a.gguf 1": 3}', json.dumps({f"a.gguf {path.stat().st_size}": {"cited": 1, "gone": 2}})):
        (tmp_path / "models.json").write_text(text, encoding="utf8")
        assert trials.of(path) is None
    trials.keep(path, GOOD)
    assert trials.of(path) == GOOD
    path.write_bytes(path.read_bytes() + b"more")
    assert trials.of(path) is None


def test_local_settings_alone_make_no_trial(tmp_path):
    assert LocalChat(Settings(home=tmp_path, local=LocalSettings(weights=tmp_path / "gone.gguf"))).facts.learned == ""
