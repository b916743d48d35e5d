"""Counting the tokens of a prompt with tiktoken's `o200k_base`, from the copy that llama-index-core carries.

The count is exact for OpenAI's current models and an estimate for others (about 10 % either way for Qwen on Chinese), which
is enough to keep within a budget. Never downloads.
"""

from __future__ import annotations

import importlib.util
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken


@cache
def _encoding() -> tiktoken.Encoding:
    spec = importlib.util.find_spec("llama_index.core")
    if spec is not None and spec.origin is not None:
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(Path(spec.origin).parent / "_static" / "tiktoken_cache"))
    import tiktoken

    return tiktoken.get_encoding("o200k_base")


def count_tokens(text: str) -> int:
    """Tokens of `text`, special tokens read as ordinary text."""
    return len(_encoding().encode(text, disallowed_special=()))
