"""What tests of answers share."""

import pytest

from ragassist.answer import evidence
from ragassist.models.calibration.fitted import Relevance


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' embedder as if bounds had been fitted to it: what is unlike the question is not about it."""
    monkeypatch.setattr(evidence, "relevance", lambda _name: Relevance(0.24, 0.24))
