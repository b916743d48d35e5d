"""ragassist: questions about Chinese AI-policy documents, answered in English or Chinese, every sentence checked.

>>> from ragassist import Assistant, Settings
>>> answer = Assistant(Settings(home="my-index")).ask("What does Article 17 require?")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ragassist.assistant import Assistant
    from ragassist.settings import Settings
    from ragassist.types import Answer

__version__ = "0.1.0"
__all__ = ["Answer", "Assistant", "Settings", "__version__"]

_HOMES = {"Answer": "ragassist.types", "Assistant": "ragassist.assistant", "Settings": "ragassist.settings"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # importing late keeps `ragassist --help` fast
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
