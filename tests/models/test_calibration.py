"""The calibration file of each embedder: numbers with their source, read by the name of the embedder, and no bounds for a stranger."""

import json
from importlib.resources import files

import pytest

from ragassist.models import calibration
from ragassist.models.calibration import fitted

FILES = [file for file in files(calibration.__name__).iterdir() if file.name.endswith(".json")]
STRANGER = "text-embedding-of-somebody-else"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_section_says_where_its_numbers_come_from(file):
    sections = json.loads(file.read_text(encoding="utf8"))
    assert sections
    for name, values in sections.items():
        assert len(values["source"]) > 10, name
        assert len(values) > 1, name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_later_version_of_an_embedder_is_known_by_how_its_name_begins(file):
    name = file.name.removesuffix(".json")
    assert fitted.relevance(f"{name}-q8@512") == fitted.relevance(name) is not None


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
