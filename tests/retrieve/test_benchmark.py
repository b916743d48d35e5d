"""The benchmark of retrieval runs on files of anybody's, with translations where a model makes them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from tests.store.fakes import HashEmbedder

from ragassist.types import Lang

SCRIPT = Path(__file__).resolve().parents[2] / "eval" / "bench" / "retrieval.py"
TEXTS = {
    "canal": ("灌溉渠每年春天由村民轮流清理。", "Villagers clean the canal each spring."),
    "bridge": ("第三根桥墩有裂缝，封闭一条车道。", "A crack in the third pier closed one lane."),
    "tea": ("清明前采下的嫩芽价格最高。", "Tea buds picked before the festival fetch the best price."),
}
QUESTIONS = [("canal", "Quis fossam purgat?"), ("bridge", "Cur pons clausus est?"), ("tea", "Quanti folia veneunt?")]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_retrieval", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "bench_retrieval", module)
    spec.loader.exec_module(module)
    embedder = HashEmbedder()
    monkeypatch.setattr(module, "E5", lambda: SimpleNamespace(encode=lambda texts, kind: embedder.questions(texts, [])))
    monkeypatch.setattr(module, "EMBEDDER", embedder)
    return module


def test_translations_are_measured_beside_the_questions(bench: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passages, questions = tmp_path / "passages.jsonl", tmp_path / "questions.jsonl"
    rows = [
        {"id": f"{name}_{lang}", "lang": lang, "text": text}
        for name, pair in TEXTS.items()
        for lang, text in zip(("zh", "en"), pair, strict=True)
    ]
    asked = [{"lang": "en", "text": text, "gold": {"zh": f"{name}_zh", "en": f"{name}_en"}} for name, text in QUESTIONS]
    passages.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf8")
    questions.write_text("\n".join(json.dumps(row) for row in asked), encoding="utf8")
    said = {text: TEXTS[name][0] for name, text in QUESTIONS}
    heard: list[str] = []

    def translator(question: str, target: Lang) -> str | None:
        heard.append(question)
        return said[question]

    files = ["--passages", str(passages), "--questions", str(questions), "--pool", "zh"]
    bench.main([*files, "--translate", "2"], translator)
    lines = capsys.readouterr().out.splitlines()
    assert heard == [text for _, text in QUESTIONS[:2]]
    assert lines[0] == "6 passages, 2 questions; R@1 and R@5"
    assert lines[2].split() == ["ours,", "question", "translated", "en->zh", "1.000", "1.000"]
