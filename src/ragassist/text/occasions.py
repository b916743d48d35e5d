"""What a date is the date of, and a length of time the length of: taking effect is not the end of a consultation, and keeping no validity.

Which of these a question asks for is known by its words, and the sentence that answers must speak of the same one. A draft gives the
date until which it may be commented on, and not the one from which the final text applies.
"""

from __future__ import annotations

from typing import Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.signs import Signs

EFFECT_ASKED: Final = (
    r"\b(?:take|takes|took|taking|taken) effect\b|\b(?:come|comes|came|coming|enters?|entered|be|is|are) (?:in|into) (?:force|effect)\b"
    r"|\bin effect\b|\b(?:start(?:s|ed)?|beg[aiu]n(?:s|ning)?) (?:to apply|applying)\b"
    r"|\bappl(?:y|ies) from\b|\bfrom (?:when|(?:what|which) (?:day|date))\b[^?]*\bappl(?:y|ies)\b"
    r"|施行|生效|(?<!组织)(?<!违法)(?:开始|正式|起)实施"
)
"""Words that ask for the taking effect of a rule."""
_OCCASIONS: Final = Signs(
    (
        (
            "effect",
            EFFECT_ASKED,
            r"施行|生效|实施|执行|效力|适用|启用|\b(?:effect|force|appl|start|launch)",
        ),
        (
            "comments",
            r"\b(?:comments?|consultation|feedback|submissions?)\b[^?]*\b(?:clos\w*|end\w*|due|until|deadline|by|last)\b"
            r"|\b(?:by|until) (?:when|what|which)\b[^?]*\bcomment"
            r"|(?:征求意见|意见反馈|反馈意见|提意见)[^，。？]{0,8}(?:截止|到|至|结束)|截止[^，。？]{0,6}意见",
            r"意见|反馈|截止|\b(?:comment|consult|feedback|deadline|submi)",
        ),
        (
            "end",
            r"\b(?:when|(?:what|which) (?:day|date|month|year))\b[^?;,]*\b(?:ends?|ended|ending|conclude[sd]?|finish(?:es|ed)?)\b"
            r"|(?:什么时候|何时|哪[一]?[年月天日])(?:才)?(?:结束|收官|收尾|为止)|(?:结束|收官)(?:时间|日期)|到(?:什么时候|何时)(?:为止|结束)",
            r"结束|截至|截止|为止|为期|止于|收官|收尾|完成|(?:持续|延续)[至到]|[至到](?:\d{4}年|\d{1,2}[月日]|[年月季]底)|[年月季]底前"
            r"|\b(?:ends?|ended|ending|until|through|conclud|finish|clos)",
        ),
        (
            "adoption",
            r"(?<!\bas )(?<!\bthe )\b(?:adopted|passed|approv(?:ed|al)|voted?)\b|(?:审议)?通过|表决|批准",
            r"通过|批准|审议|表决|核准|同意|\b(?:adopt|pass|approv|vot|endors)",
        ),
    )
)

_KEPT: Final = (
    r"(?:records?|data|information|logs?|footage|recordings?|images?|videos?|cop(?:y|ies)|documents?|files?|archives?|materials?|evidence"
    r"|accounts?|books|papers|receipts?|contracts?|certificates?|registers?|backups?|samples?)"
)
"""What is kept in an archive; controls and prices are kept in another sense."""
_PERIODS: Final = Signs(
    (
        (
            "validity",
            r"\bvalid\w*|\b(?:approval|permit|permission|licen[cs]e|certificate|registration|filing|consent)s?\b[^,;?]*\b(?:hold|last|run)s?\b"
            r"|\b(?:stays?|remains?) in (?:force|effect)\b|\bexpir\w+|有效|到期",
            r"有效|效力|到期|届满|试行|\b(?:valid|expir|force|effect)",
        ),
        (
            "keeping",
            rf"\b(?:kept|retain\w*|retention|stor(?:e|ed|ing|age)|preserv\w*|archiv\w*)\b|\b(?:keep|keeps|keeping)\b[^?;,]*\b{_KEPT}\b"
            r"|保存|留存|保管|保留|存档",
            rf"[保留]存|保管|保留|存[储放档]|[{IDEOGRAPHS}]存\d|\b(?:keep|kept|retain|retention|stor|preserv|archiv)",
        ),
        (
            "prison",
            r"\b(?:prison|jail(?:ed)?|imprison\w*|behind bars)\b|刑期|徒刑|坐牢|监禁",
            r"徒刑|监禁|拘役|刑期|管制|\b(?:prison|jail|imprison|custod)",
        ),
    )
)


def asked_period(question: str) -> str:
    """Return what the length of time that `question` asks for is the length of; empty where its words name nothing, or several things.

    >>> asked_period("How long is a mooring permit valid?"), asked_period("How long does the crossing take?")
    ('validity', '')
    """
    return _PERIODS.only(question)


def asked_occasion(question: str) -> str:
    """Return what the date that `question` asks for is the date of; empty where its words name nothing, or several things.

    >>> asked_occasion("When did the harbour rules take effect?"), asked_occasion("When was the ferry built?")
    ('effect', '')
    """
    found = [each for each in _OCCASIONS.asked(question) if each != "end"] or [*_OCCASIONS.asked(question)]  # a consultation ends too
    return found[0] if len(found) == 1 else ""


def speaks_of_occasion(sentence: str, occasion: str) -> bool:
    """Return whether `sentence` speaks of that, be it a date's or a length of time's; true where `occasion` is empty.

    >>> speaks_of_occasion("本办法自五月一日起施行。", "effect"), speaks_of_occasion("意见反馈截止时间为五月一日。", "effect")
    (True, False)
    """
    return not occasion or _OCCASIONS.spoken_of(sentence, occasion) or _PERIODS.spoken_of(sentence, occasion)
