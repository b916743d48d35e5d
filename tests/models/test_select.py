"""Which tier answers, for every combination of what the user set and what the machine has."""

import subprocess
import sys

import pytest
from tests.openai_server import OpenAIServer

from ragassist.errors import ModelError
from ragassist.models import local, weights
from ragassist.models.chat import ChatModel, Message
from ragassist.models.select import DEFAULT_MODEL, choose
from ragassist.settings import ChatSettings, LocalSettings, Settings

PULL = "weights: run `ragassist models pull`"
INSTALL = "engine: run `pip install 'ragassist[local]'`"
HOSTED = "hosted model: set OPENAI_API_KEY or OPENAI_BASE_URL"


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with or without engine and weights; the settings for it."""

    def make(*, engine: bool = True, has_weights: bool = True, **chat: str) -> Settings:
        monkeypatch.setattr(local, "engine_installed", lambda: engine)
        monkeypatch.setattr(weights, "locate", lambda settings: tmp_path / "q.gguf" if has_weights else None)
        return Settings(cache=tmp_path, chat=ChatSettings.model_validate(chat))

    return make


@pytest.mark.parametrize(
    ("engine", "has_weights", "environ", "tier", "says", "missing"),
    [
        (True, True, {}, "local", "this machine is ready", (HOSTED,)),
        (True, False, {}, "extractive", "local model's weights are missing", (PULL, HOSTED)),
        (False, True, {}, "extractive", "local model's engine is missing", (INSTALL, HOSTED)),
        (False, False, {}, "extractive", "engine and weights are missing", (INSTALL, PULL, HOSTED)),
        (True, True, {"OPENAI_API_KEY": "k"}, "hosted", "OPENAI_API_KEY is set, so the model at OpenAI answers", ()),
        (
            False,
            False,
            {"OPENAI_BASE_URL": "http://u:p@llm.example:8000/v1"},
            "hosted",
            "OPENAI_BASE_URL is set, so the model at llm.example",
            (),
        ),
        (True, True, {"OPENAI_API_KEY": " ", "OPENAI_BASE_URL": ""}, "local", "ready", (HOSTED,)),
    ],
)
def test_the_best_available_tier(machine, engine, has_weights, environ, tier, says, missing):
    choice = choose(machine(engine=engine, has_weights=has_weights), environ)
    assert choice.tier == tier
    assert says in choice.reason
    assert choice.reason.endswith(".")
    assert choice.missing == missing
    assert (choice.model is None) == (tier == "extractive")
    if choice.model is not None:
        assert isinstance(choice.model, ChatModel)
        assert choice.model.tier == tier


@pytest.mark.parametrize("tier", ["hosted", "local", "extractive"])
def test_a_forced_tier_is_the_tier(machine, tier):
    choice = choose(machine(tier=tier), {"OPENAI_API_KEY": "k"})
    assert choice.tier == tier
    assert (choice.model is None) == (tier == "extractive")


def test_a_forced_local_tier_that_lacks_its_weights_fails_at_the_first_call(monkeypatch, tmp_path, model_calls):
    monkeypatch.setattr(local, "engine_installed", lambda: True)
    choice = choose(Settings(cache=tmp_path, chat=ChatSettings(tier="local")), {})
    assert choice.missing == (PULL,)
    with pytest.raises(ModelError, match="models pull"):
        choice.model.complete([Message("user", "?")], max_tokens=5)


def test_a_forced_hosted_tier_without_a_key_contacts_nobody(machine, model_calls):
    choice = choose(machine(tier="hosted"), {})
    assert choice.missing[0].startswith("key: set OPENAI_API_KEY")
    with pytest.raises(ModelError, match="No key for OpenAI is set"):
        choice.model.complete([Message("user", "?")], max_tokens=5)


def test_the_engine_that_is_not_installed_says_the_pip_line(monkeypatch, tmp_path, model_calls):
    monkeypatch.setattr(local, "engine_installed", lambda: False)
    with pytest.raises(ModelError, match="not installed") as caught:
        local.LocalChat(Settings(cache=tmp_path)).complete([Message("user", "?")], max_tokens=5)
    assert "pip install 'ragassist[local]'" in caught.value.advice


def test_own_weights_that_are_not_there_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(local, "engine_installed", lambda: True)
    settings = Settings(cache=tmp_path, local=LocalSettings(weights=tmp_path / "mine.gguf"))
    choice = choose(settings, {})
    assert choice.tier == "extractive"
    assert "mine.gguf' is not there" in choice.missing[0]
    (tmp_path / "mine.gguf").write_bytes(b"GGUF")
    assert choose(settings, {}).model.name == "mine"


def test_the_model_at_openai_has_a_default_name(machine):
    assert choose(machine(), {"OPENAI_API_KEY": "k"}).model.name == DEFAULT_MODEL
    assert choose(machine(model="other"), {"OPENAI_API_KEY": "k"}).model.name == "other"


def test_settings_go_before_the_environment(machine, openai_server: OpenAIServer):
    openai_server.enqueue("yes")
    settings = machine(base_url=openai_server.url, api_key="mine")
    choice = choose(settings, {"OPENAI_API_KEY": "theirs", "OPENAI_BASE_URL": "http://elsewhere.example/v1"})
    assert "chat.base_url is set" in choice.reason
    choice.model.complete([Message("user", "?")], max_tokens=5)
    request = openai_server.requests[-1]
    assert request.headers["authorization"] == "Bearer mine"
    assert request.body["model"] == choice.model.name == "test-model"


@pytest.mark.slow
def test_choosing_imports_neither_client_nor_engine():
    code = (
        "import sys; from ragassist.models.select import choose; from ragassist.settings import Settings;"
        "choose(Settings(), {'OPENAI_API_KEY': 'k'}); choose(Settings(), {});"
        "sys.exit(bool({'openai', 'xllamacpp'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
