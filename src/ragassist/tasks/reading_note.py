"""That a quotation was read by machine, and what its two readings do not agree on, in the words of an exported file."""

from __future__ import annotations

from ragassist.tasks.labels import word
from ragassist.types import Citation, Lang


def reading_note(citation: Citation, lang: Lang) -> str:
    """Return what a reader must know of how the quotation was read; "" for one that the file itself holds as text."""
    if not citation.machine_read:
        return ""
    if citation.doubts:
        return word("read_unsurely", lang, said=("、" if lang == "zh" else "; ").join(citation.doubts))
    return word("read_by_machine", lang)
