"""The calibration file of each embedder: as its script writes it, read by the name of the embedder, and no bounds for a stranger."""

import json
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from ragassist.cli import main
from ragassist.models import calibration
from ragassist.models.calibration import fitted
from ragassist.models.calibration.form import SECTIONS, missing

sys.path.insert(0, str(Path(__file__).parents[2] / "eval/bench"))

import calibrated

ONE_SPACE = {"embeddinggemma-300m": True, "e5-small+use-v3": False}
FILES = sorted((file for file in files(calibration.__name__).iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
STRANGER = "text-embedding-of-somebody-else"


def name_of(file):
    return file.name.removesuffix(".json")


@pytest.fixture
def held():
    """The sections of EmbeddingGemma's file, to be spoilt."""
    return calibrated.sections("embeddinggemma-300m")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_file_is_what_its_script_writes_for_its_numbers_and_no_section_is_missing(file):
    sections = calibrated.sections(name_of(file))
    shuffled = {name: dict(reversed(sections[name].items())) for name in reversed(sections)}
    assert calibrated.text(shuffled, ONE_SPACE[name_of(file)]) == file.read_text(encoding="utf8")
    assert missing(sections, ONE_SPACE[name_of(file)]) == ()


def test_a_number_without_its_source_is_not_written(held):
    for section in held:
        with pytest.raises(ValueError, match=f"{section}: no source"):
            calibrated.text({**held, section: {name: value for name, value in held[section].items() if name != "source"}}, True)
    for group in ("judge", "detail", "clauses", "contrast", "rendering"):
        spoilt = {**held["claims"], group: {name: value for name, value in held["claims"][group].items() if name != "source"}}
        with pytest.raises(ValueError, match=f"no source is said in '{group}'"):
            calibrated.text({**held, "claims": spoilt}, True)


MAY_LACK = ("beside", "added", "added_within", "turned", "opposite", "opposite_from", "figures")
"""Numbers of `topic` that an embedder may do without."""


def test_a_number_that_is_missing_and_one_that_nothing_reads_are_named(held):
    for section, values in held.items():
        for name in set(values) - {"source", "contrast", "rendering", *MAY_LACK}:
            with pytest.raises(ValueError, match=f"{section}: there is no '{name}'"):
                calibrated.text({**held, section: {key: value for key, value in values.items() if key != name}}, True)
        with pytest.raises(ValueError, match=f"{section}: nothing reads 'unread_by_all'"):
            calibrated.text({**held, section: {**values, "unread_by_all": 1.0}}, True)
    with pytest.raises(ValueError, match="nothing reads a section 'moods'"):
        calibrated.text({**held, "moods": {"least": 1.0, "source": "read off tea leaves"}}, True)
    with pytest.raises(ValueError, match=r"claims: .*'loudness'"):
        calibrated.text({**held, "claims": {**held["claims"], "judge": {**held["claims"]["judge"], "loudness": 1.0}}}, True)


def test_a_section_of_the_other_kind_of_embedder_is_read_by_nobody(held):
    with pytest.raises(ValueError, match="nothing reads a section 'statements'"):
        calibrated.text(held, False)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_later_version_of_an_embedder_is_known_by_how_its_name_begins(file):
    name = name_of(file)
    assert fitted.relevance(f"{name}-q8@512") == fitted.relevance(name) is not None
    assert calibrated.file_of(f"{name}-q8@512").name == file.name


def test_bounds_are_read_as_they_stand_in_the_file():
    bounds = fitted.sufficiency("embeddinggemma-300m-q8b128.1@512")
    kept = json.loads(files(calibration.__name__).joinpath("embeddinggemma-300m.json").read_text(encoding="utf8"))["sufficient"]
    assert bounds is not None
    assert {name: list(pair) for name, pair in bounds.least.items()} == kept["least"]
    assert (bounds.enough, bounds.said, bounds.sure) == (kept["enough"], kept["said"], kept["sure"])


def test_an_embedder_that_nobody_fitted_has_weights_and_no_bounds():
    assert fitted.statement_weights(STRANGER) == fitted.statement_weights("embeddinggemma-300m")
    assert fitted.twice_read_weights(STRANGER) == fitted.twice_read_weights("e5-small+use-v3")
    assert fitted.relevance(STRANGER) is None
    assert fitted.sufficiency(STRANGER) is None
    assert fitted.least_translation(STRANGER) is None


def test_what_is_off_without_a_section_is_said_for_each_kind_of_embedder():
    for one_space in (True, False):
        lacking = missing({}, one_space)
        assert {"claims", "relevant", "translation"} <= {section.name for section in lacking if section.off}
        assert {"retrieval", "topic"} < {section.name for section in lacking if not section.off}
    assert {section.of for section in SECTIONS} == {"any", "one space", "read twice"}


def test_doctor_finds_nothing_off_under_an_embedder_whose_file_is_whole(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RAGASSIST_HOME", str(tmp_path))
    monkeypatch.setenv("RAGASSIST_EMBED__MODEL", "bundled")
    main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["not_by_likeness"], told["weights_of_another"]) == ([], [])
