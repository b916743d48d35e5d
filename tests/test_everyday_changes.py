"""Each everyday change of CONTRIBUTING.md, made in a copy of the program at the place that its row names, and seen to work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORMAT = """from ragassist.types import DocumentMeta

SUFFIXES = frozenset({".horn"})


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    return content.decode("utf8").replace("~", ""), DocumentMeta(title=name)
"""
CHECK = """from ragassist.types import Finding
from ragassist.verify.finding import shade
from ragassist.verify.view import ClaimView, Scope


class Shouting:
    code = "shouting"
    scope: Scope = "window"
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        return [shade("shouting.capitals")] if view.claim.text.isupper() else []
"""
METRIC = "\n\ndef claims_shown(answer: Answer) -> Score:\n    return float(len(answer.claims))\n"
COMMAND = '\n\ndef _horn(args: argparse.Namespace) -> int:\n    output.say("toot")\n    return 0\n'
SEEN = """
import json, os, sys
from ragassist.cli import main
from ragassist.errors import UsageError
from ragassist.evaluate.metrics import scoring
from ragassist.ingest import load
from ragassist.models.refused import _REFUSING
from ragassist.prompts import load as prompt
from ragassist.settings import Settings
from ragassist.text.glossary import glossary
from ragassist.text.word_tables import word_table
from ragassist.verify.calibration import calibration_of
from ragassist.verify.say import say
from ragassist.verify.verifier import Verifier

shouted = Verifier(None, None).verify("THE FERRY SAILS.", ["The ferry sails."])
rows = [each for each in vars(scoring).values() if isinstance(each, (tuple, list)) and each and isinstance(each[0], scoring.Metric)]
print(json.dumps({
    "format": load._READERS[".horn"](b"The ~ferry sails.", "a.horn")[0],
    "check": [say(f, "zh") for f in shouted.findings if f.code == "shouting.capitals"],
    "metric": any(metric.name == "shown" for each in rows for metric in each),
    "finding reads": say(Verifier(None, None).verify("The ferry sails.", []).findings[0]),
    "error reads": str(UsageError("calibration.absent", path="p", why="w")),
    "prompt": prompt("translate_sentence_en", sentence="x")[0].content[:16],
    "term": glossary().find("灯塔守望制", "zh")[0].term.forms("en")[0],
    "word": bool(word_table("ragassist.ingest")["promotion"].search("敲响船钟")),
    "setting": Settings.load({}).retrieve.fog,
    "endpoint": bool(_REFUSING.search("we do not do that")),
    "threshold": calibration_of("embeddinggemma-300m-q8b128.1@512").clauses.margin,
    "command": main(["horn"]),
}))
"""


def _edited(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text(encoding="utf8")
    assert old in text, (path, old)
    file.write_text(text.replace(old, new, 1), encoding="utf8")


def _ten_changes(root: Path) -> None:
    package = "src/ragassist"
    change: Callable[[str, str, str], None] = lambda path, old, new: _edited(root, path, old, new)  # noqa: E731
    (root / package / "ingest/load/horn.py").write_text(FORMAT, encoding="utf8")
    change(
        f"{package}/ingest/load/__init__.py",
        "from ragassist.ingest.load import",
        "from ragassist.ingest.load import horn\nfrom ragassist.ingest.load import",
    )
    change(f"{package}/ingest/load/__init__.py", "for reader in (txt,", "for reader in (horn, txt,")
    (root / package / "verify/checks/shouting.py").write_text(CHECK, encoding="utf8")
    change(
        f"{package}/verify/checks/__init__.py",
        "from typing import Protocol",
        "from typing import Protocol\n\nfrom ragassist.verify.checks.shouting import Shouting",
    )
    change(f"{package}/verify/checks/__init__.py", "    Strangers(),\n", "    Strangers(),\n    Shouting(),\n")
    change(f"{package}/verify/sentences.tsv", "There is no evidence", "No evidence is there")
    with (root / package / "verify/sentences.tsv").open("a", encoding="utf8") as table:
        table.write("shouting.capitals\tThe [claim] shouts.\t这一句全用大写。\n")
    with (root / package / "evaluate/metrics/per_answer.py").open("a", encoding="utf8") as metrics:
        metrics.write(METRIC)
    shown = '    Metric("shown", "claims shown", _answerable, lambda e, a, _: per_answer.claims_shown(a)),\n'
    change(f"{package}/evaluate/metrics/scoring.py", '    Metric("faithful",', f'{shown}    Metric("faithful",')
    change(f"{package}/errors.tsv", "The calibration {path!r} cannot be read", "The numbers in {path!r} cannot be read")
    change("prompts/translate_sentence_en.md", "You translate Chinese", "Translate Chinese")
    with (root / package / "text/glossary.tsv").open("a", encoding="utf8") as terms:
        terms.write("灯塔守望制\tlighthouse watch system\tconcept\t\n")
    change(f"{package}/ingest/words.toml", "'倾力推荐',", "'倾力推荐', '敲响船钟',")
    change(f"{package}/settings.py", "    candidates: int", '    fog: int = 3\n    """How thick it is."""\n    candidates: int')
    change(
        f"{package}/cli/indexing.py",
        "    ingest = commands",
        '    commands.add_parser("horn", parents=[common], help="sound it").set_defaults(run=_horn)\n    ingest = commands',
    )
    with (root / package / "cli/indexing.py").open("a", encoding="utf8") as commands:
        commands.write(COMMAND)
    change(f"{package}/models/words.toml", "'不支持',", "'不支持', 'we do not do',")
    numbers = root / package / "models/calibration/embeddinggemma-300m.json"
    sections = json.loads(numbers.read_text(encoding="utf8"))
    sections["claims"]["clauses"]["margin"] = 0.5
    numbers.write_text(json.dumps(sections), encoding="utf8")


@pytest.mark.slow
def test_each_everyday_change_is_made_where_its_row_says_and_works(tmp_path: Path) -> None:
    for name in ("src", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    _ten_changes(tmp_path)
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "RAGASSIST_RETRIEVE__FOG": "7", "RAGASSIST_HOME": str(tmp_path / "home")}
    done = subprocess.run([sys.executable, "-c", SEEN], env=environ, cwd=tmp_path, capture_output=True, text=True, encoding="utf8")
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert "toot" in done.stdout + done.stderr
    assert seen == {
        "format": "The ferry sails.",
        "check": ["这一句全用大写。"],
        "metric": True,
        "finding reads": "No evidence is there for the claim.",
        "error reads": "The numbers in 'p' cannot be read: w. Give the path of a JSON file in embed.calibration, or unset it.",
        "prompt": "Translate Chines",
        "term": "lighthouse watch system",
        "word": True,
        "setting": 7,
        "endpoint": True,
        "threshold": 0.5,
        "command": 0,
    }
