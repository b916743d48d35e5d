"""Powers as they are written: 10^26, 10²⁶, 1.5×10^25, 1e26, 10的26次方, ten to the 26th power."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ragassist.text.quantities.numerals import han_value
from ragassist.text.quantities.ordinals import ORDINAL_WORDS, ordinal_word_value

_RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS: Final = str.maketrans(_RAISED + "⁻⁺\u2212", "0123456789-+-")
_MAX_EXPONENT: Final = 400
_HAN_NUMBER: Final = "[〇零一二三四五六七八九十百]{1,5}"
POWER: Final = (
    rf"(?<![\d.^])(?<!\d,)(?:(?P<coefficient>\d{{1,3}}(?:\.\d{{1,6}})?)\s?[×xX*✕⋅·•]\s?)?"
    rf"(?:(?P<base>\d{{1,2}})\s?(?:\^|\*\*)\s?[({{]?(?P<hat>[-\u2212+]?\d{{1,3}})(?!\.?\d)[)}}]?"
    rf"|(?P<ten>10|2)(?P<raised>[⁻⁺]?[{_RAISED}]{{1,3}})"
    rf"|(?P<han_base>10|2|[十二两])\s?的\s?(?P<times>\d{{1,3}}|{_HAN_NUMBER})\s?次(?:方|幂)"
    rf"|(?:10|(?<![A-Za-z])ten)\s(?:raised\s)?to\s(?:the\s)?(?:power\s(?:of\s)?(?P<to>\d{{1,3}})(?!\.?\d)"
    rf"|(?:the\s)?(?P<nth>\d{{1,3}}(?:st|nd|rd|th)|{ORDINAL_WORDS})\s(?:power\b)))"
    r"|(?<![\w.])(?P<mantissa>\d(?:\.\d{1,6})?)[eE]\+?(?P<exponent>\d{2,3})(?![\w.]*\d)"
)
"""Inside of a verbose-free, case-insensitive pattern; `power_value` reads its groups."""


def power_value(match: re.Match[str]) -> Decimal | None:
    """Return the value of a match that holds `POWER`'s groups; None where the exponent is beyond what anybody writes.

    >>> power_value(re.match(POWER, "1.5×10^25")) == Decimal("1.5e25")
    True
    """
    if match["mantissa"]:
        exponent = int(match["exponent"])
        return _bare(Decimal(match["mantissa"]).scaleb(exponent)) if exponent <= _MAX_EXPONENT else None
    written = match["hat"] or match["raised"] or match["to"]
    if written:
        exponent = int(written.translate(_DIGITS))
    elif match["times"]:
        exponent = int(han_value(match["times"]) or 0)
    else:
        exponent = ordinal_word_value(match["nth"].lower()) or 0
    if abs(exponent) > _MAX_EXPONENT:
        return None
    base = int(han_value(match["base"] or match["ten"] or match["han_base"] or "10") or 10)
    power = Decimal(1).scaleb(exponent) if base == 10 else Decimal(base) ** exponent if exponent < 0 else Decimal(base**exponent)
    return _bare(Decimal(match["coefficient"] or 1) * power)


def _bare(value: Decimal) -> Decimal:
    """Without an exponent and without idle zeros, so that equal values print alike."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()
