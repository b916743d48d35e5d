"""How a Chinese rule or notice speaks of itself: 本办法, 本要点."""

from __future__ import annotations

from typing import Final

FORMS: Final = (
    "办法|规定|条例|法|细则|规则|规范|规程|准则|守则|章程|公约|标准|指南|指引|须知|要点|意见|措施|方案|决定|决议|解释|批复|通知|通告|公告"
    "|政策|计划|规划|纲要|制度"
)
"""What laws, rules, notices and plans are called, as alternatives of a pattern; in simplified characters."""
OWN_NAME: Final = f"本(?:(?:实施|暂行|管理)?(?:{FORMS}))"
"""A pattern of the words by which a text names itself."""
