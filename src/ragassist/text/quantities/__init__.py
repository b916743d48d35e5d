"""Quantities across languages: find them, and write them in the other language."""

from ragassist.text.quantities.find import find_quantities, years_in
from ragassist.text.quantities.quantity import NUMERIC, Approx, Day, Kind, Quantity
from ragassist.text.quantities.write_quantity import annotate, chinese, english, explained

__all__ = [
    "NUMERIC",
    "Approx",
    "Day",
    "Kind",
    "Quantity",
    "annotate",
    "chinese",
    "english",
    "explained",
    "find_quantities",
    "years_in",
]
