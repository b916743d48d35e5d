"""Quantities across languages: find them, render them in the other language, compare a claim's with its evidence's."""

from ragassist.text.quantities.compare import Mismatch, compare, mismatches
from ragassist.text.quantities.find import find_quantities
from ragassist.text.quantities.model import Approx, Day, Kind, Quantity
from ragassist.text.quantities.render import annotate, chinese, english, explained

__all__ = [
    "Approx",
    "Day",
    "Kind",
    "Mismatch",
    "Quantity",
    "annotate",
    "chinese",
    "compare",
    "english",
    "explained",
    "find_quantities",
    "mismatches",
]
