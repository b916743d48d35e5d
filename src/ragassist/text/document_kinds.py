"""What a rule calls itself, and what each kind of document is called in English."""

from __future__ import annotations

from typing import Final

ITSELF: Final = {
    "本办法": "these Measures", "本条例": "these Regulations", "本规定": "these Provisions", "本法": "this Law", "本细则": "these Rules",
    "本规则": "these Rules", "本通知": "this Notice", "本意见": "these Opinions", "本公告": "this Announcement", "本标准": "this Standard",
    "本指南": "this Guide", "本方案": "this Plan", "本决定": "this Decision", "本准则": "these Guidelines", "本规范": "this Specification",
}  # fmt: skip
"""What a rule calls itself, by what its kind is called in English."""
KINDS: Final = {kind.removeprefix("本"): english.split(" ", 1)[1] for kind, english in ITSELF.items()} | {
    "框架": "Framework", "规划": "Plan", "指引": "Guidelines", "报告": "Report", "白皮书": "White Paper",
    "宣言": "Declaration", "倡议": "Initiative",
}  # fmt: skip
"""The kinds that titles end in."""
