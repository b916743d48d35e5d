"""A LlamaIndex LLM answers behind our interface, by its dotted name."""

from __future__ import annotations

import subprocess
import sys

import pytest
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata, MockLLM
from llama_index.core.llms.callbacks import llm_completion_callback

from ragassist.errors import ModelError, UsageError
from ragassist.models.chat import ChatModel, Completion, Message
from ragassist.models.foreign import ForeignChat
from ragassist.models.select import choose
from ragassist.settings import ChatSettings, Settings

ASK = [Message("system", "Be brief."), Message("user", "Who pays?")]


class Thinker(CustomLLM):
    """Thinks aloud, then says its `said`."""

    said: str = "The city pays [1]."

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="thinker")

    @llm_completion_callback()
    def complete(self, prompt, formatted=False, **kwargs):
        return CompletionResponse(text=f"<think>[2] perhaps?</think>{self.said}\nMore.")

    @llm_completion_callback()
    def stream_complete(self, prompt, formatted=False, **kwargs):
        text = ""
        for char in f"[2] perhaps?</think>{self.said}":
            text += char
            yield CompletionResponse(text=text, delta=char)


class Broken(Thinker):
    @llm_completion_callback()
    def complete(self, prompt, formatted=False, **kwargs):
        raise RuntimeError("no weights")


HERE = f"{__name__}.Thinker"


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or sys.modules["__main__"])


def test_it_is_a_chat_model_that_thinks_in_private(model_calls):
    model = ForeignChat(HERE, {"said": "The port pays [1]."})
    assert isinstance(model, ChatModel)
    assert model.name == "Thinker"
    done = model.complete(ASK, max_tokens=50, stop=["\n"])
    assert done.text == "The port pays [1]."
    assert done.reasoning_tokens > 0
    *pieces, last = model.stream(ASK, max_tokens=50)
    assert isinstance(last, Completion)
    assert "".join(pieces) == last.text == "The port pays [1]."
    assert model.probabilities(ASK) == {}


def test_a_model_of_the_package_itself(model_calls):
    model = ForeignChat("llama_index.core.llms.MockLLM", {"max_tokens": 5})
    assert MockLLM is not None
    assert len(model.complete([Message("user", "one two three four five six seven")], max_tokens=50).text.split()) == 5


def test_what_it_raises_is_a_model_error(model_calls):
    with pytest.raises(ModelError, match="no weights") as caught:
        ForeignChat(f"{__name__}.Broken").complete(ASK, max_tokens=5)
    assert caught.value.kind == "server"


@pytest.mark.parametrize(
    ("dotted", "options"),
    [
        ("no.such.Thing", {}),
        ("llama_index.core.llms.Nothing", {}),
        ("nothing", {}),
        ("llama_index.core.llms.MockLLM", {"max_tokens": "many"}),
        ("llama_index.core.embeddings.MockEmbedding", {"embed_dim": 3}),
    ],
)
def test_a_name_that_is_none_says_so(model_calls, dotted, options):
    with pytest.raises(UsageError):
        ForeignChat(dotted, options).complete(ASK, max_tokens=5)


def test_the_settings_name_it_and_it_goes_before_an_endpoint(tmp_path):
    settings = Settings(home=tmp_path, chat=ChatSettings(llama_index="llama_index.core.llms.MockLLM"))
    choice = choose(settings, {"OPENAI_API_KEY": "k"})
    assert isinstance(choice.model, ForeignChat)
    assert choice.tier == "hosted"
    assert "chat.llama_index" in choice.reason


def test_naming_it_imports_nothing():
    code = (
        "import sys; from ragassist.models.select import choose; from ragassist.settings import ChatSettings, Settings;"
        "choose(Settings(chat=ChatSettings(llama_index='llama_index.core.llms.MockLLM')), {}); sys.exit('llama_index' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0
