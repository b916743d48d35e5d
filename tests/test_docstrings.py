"""What a docstring shows is what comes back."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import ragassist

MODULES = [module.name for module in pkgutil.walk_packages(ragassist.__path__, "ragassist.") if not module.name.endswith("__main__")]


@pytest.mark.slow
@pytest.mark.parametrize("package", sorted({name.split(".")[1] for name in MODULES}))
def test_each_example_gives_what_it_shows(package: str) -> None:
    tried = 0
    for name in MODULES:
        if name.split(".")[1] == package:
            try:
                module = importlib.import_module(name)
            except ModuleNotFoundError as error:  # what an extra brings
                if (error.name or "").split(".")[0] == "ragassist":
                    raise
                continue
            result = doctest.testmod(module)
            assert result.failed == 0, name
            tried += result.attempted
    assert tried or package not in {"text", "verify", "answer", "ingest", "tasks"}
