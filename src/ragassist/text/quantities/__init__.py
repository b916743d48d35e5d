"""Quantities across languages: find them, and write them in the other language."""

from ragassist.text.quantities.find import find_quantities
from ragassist.text.quantities.quantity import Approx, Day, Kind, Quantity
from ragassist.text.quantities.write import annotate, chinese, english, explained

__all__ = [
    "Approx",
    "Day",
    "Kind",
    "Quantity",
    "annotate",
    "chinese",
    "english",
    "explained",
    "find_quantities",
]
