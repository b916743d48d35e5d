"""A question in the other language, for searching: one short model call, cached; nonsense is thrown away."""

from __future__ import annotations

import re
from pathlib import Path

from ragassist import prompts
from ragassist.errors import ModelError
from ragassist.lang.detector import detect
from ragassist.models.chat import ChatModel
from ragassist.store.texts import TextCache
from ragassist.text.glossary import glossary
from ragassist.types import Lang

_MAX_TOKENS = 120
_ASKS = re.compile(r"[?？]|吗|呢|什么|多少|几|谁|哪|是否|怎|何[时地种人]|为何|有无")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUOTES = "\"'“”‘’「」 "


class QuestionTranslator:
    """Callable: question and target language in, translation or None out. Never raises for a model that fails."""

    def __init__(self, model: ChatModel, cache: TextCache, own: Path | None = None) -> None:
        """Translate with `model`, remembering what it said in `cache`; `own` is the user's glossary, read after the program's."""
        self._model = model
        self._cache = cache
        self._own = own
        self._version = {lang: str(prompts.read(f"translate_question_{lang}").version) for lang in ("en", "zh")}

    def __call__(self, question: str, target: Lang) -> str | None:
        """Return the question, which is in the other language, in `target`; None when the model failed or wrote nonsense."""
        key = ("question", self._model.name, self._version[target], target, question)
        text = self._cache.get(*key)
        if text is None:
            try:
                named = glossary(self._own).say(question, "en" if target == "zh" else "zh", target)
                messages = prompts.load(f"translate_question_{target}", question=named)
                said = self._model.complete(messages, max_tokens=_MAX_TOKENS, stop=("\n",))
            except ModelError:
                return None
            text = said.text.strip().strip(_QUOTES)
            if said.cut_off or not text:
                return None  # nothing to remember: the next time it may be whole
            self._cache.put(text, *key)
        plausible = _plausible(question, text, target) and (self._model.tier != "hosted" or _asks_the_same(question, text))
        return text if plausible else None


def _asks_the_same(question: str, text: str) -> bool:
    """Whether `text` asks where `question` does and names its years: what a host's filter writes in a translation's place does neither."""
    asks = not _ASKS.search(question) or _ASKS.search(text) is not None
    return asks and all(year in text for year in _YEARS.findall(question))


def _plausible(question: str, text: str, target: Lang) -> bool:
    """Whether `text` can be a translation: in the target language and of a fitting length."""
    if not text or detect(text) != target:
        return False
    ratio = len(text) / max(1, len(question))
    return 0.1 <= ratio <= 1.5 if target == "zh" else 0.8 <= ratio <= 8
