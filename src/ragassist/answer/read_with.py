"""What has to be read with a chosen statement: the next one where it only leads in, the one before where it leans back.

Texts announce before they tell ("a new method was developed", "there are three reasons") and refer back once they have told ("therefore",
"因此", "这一安排"). Likeness finds the announcement, for it speaks in the question's words. The words by
which a sentence leans on the one before it are few in either language, and are what this goes by; how near the two score to the
question has to speak for it too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from ragassist.types import Evidence

_LEANS = re.compile(
    r"^[“\"‘'（(*\s]*(?:"
    r"这|该[^当]|此(?!次)|其(?:[^他它余一二三次]|次[，,])|对此|为此|因此|因而|所以|故[此而]?[，,]|从而|由此|据此|于是|他(?!国"
    r"|人)|她|它|上述|前述|同时|此外|另外|而且|但|然而|不过|可见|也就是|换言之|换句话|即[^使便将]"
    r"|例如|比如|譬如|如[，,]|再如|又如|首先|其次|再次|最后|第[一二三四五][，,]|一是|二是|三是|四是|一方面|另一方面|具体|相反"
    r"|反之|否则|当然|尤其|特别是|正是|结果|实际上|事实上|总之|综上"
    r"|(?:this|these|that|those|such|it|its|they|their|he|she|his|her|therefore|thus|hence|so|but|however|because|as a result"
    r"|for (?:example|instance)"
    r"|in other words|that is|first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|also|moreover|by contrast|otherwise|in particular)\b)",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(
    r"[：:][”’\"]?$|如下|以下|下列|下述|(?<![第年月])[两二三四五六七八九十](?:大|个|类|种|点|项|重|层)?(?:原因|理由|方面|问题"
    r"|挑战|困难|风险|特点|层次|类型|部分|路径|措施|建议|阶段)[。，；,]?|(?:有|分为|分成)[两三四五六七八九十](?:大?点|大?类|项|层)"
    r"|(?:一种|一套|一项|一个|某种)(?:全?新的?)?[^，。]{0,8}(?:方法|方式|做法|工具|机制|办法|概念|现象)|原因(?:在于|有|是)"
    r"|一系列|若干|\bthe following\b|\bas follows\b"
    r"|\b(?:several|two|three|four|five|a number of) (?:\w+ )?(?:reasons|problems|challenges|obstacles|ways|aspects|points"
    r"|risks)\b|\ba new (?:\w+ )?(?:method|approach|tool|way)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[？?][”’\"'）)』」]*$")


def leans_back(text: str) -> bool:
    """Return whether a sentence needs the one before it to be understood.

    >>> leans_back("因此，摊位数量有限。"), leans_back("Such permits cost nothing."), leans_back("摊位数量有限。")
    (True, True, False)
    """
    return bool(_LEANS.match(text.strip()))


def leads_in(text: str) -> bool:
    """Return whether a sentence announces what the next one tells.

    >>> leads_in("夜市面临三个困难。"), leads_in("The following must be shown:"), leads_in("夜市每晚十点收摊。")
    (True, True, False)
    """
    return bool(_LEADS_IN.search(text.strip()))


def place_of(item: Evidence) -> tuple[str, int, int]:
    """Return where a statement stands: document, passage in it, sentence in that; sorted, this is the order of the text."""
    starts = [sentence.start for sentence in item.hit.passage.sentences]
    return item.hit.document.doc_id, item.hit.passage.ordinal, bisect_left(starts, item.sentence.start)


def distance(one: Evidence, other: Evidence) -> int | None:
    """Return how many sentences `other` comes after `one`, negative when before; None where they do not stand near each other.

    Counted within a passage, and over the edge of two that follow each other.
    """
    if not (_stands_in_passage(one) and _stands_in_passage(other)):
        return None
    doc, ordinal, at = place_of(one)
    other_doc, other_ordinal, other_at = place_of(other)
    if doc != other_doc or abs(ordinal - other_ordinal) > 1:
        return None
    if ordinal == other_ordinal:
        return other_at - at
    if other_ordinal > ordinal:
        return len(one.hit.passage.sentences) - at + other_at
    return -(len(other.hit.passage.sentences) - other_at + at)


def _stands_in_passage(item: Evidence) -> bool:
    """A byline does not."""
    return any(sentence.start == item.sentence.start for sentence in item.hit.passage.sentences)


def after(best: Evidence, evidence: Sequence[Evidence], most: int = 2) -> list[Evidence]:
    """Return the statements that come next after `best`, at most `most`, without a gap; a question put in between is passed over.

    Texts ask what they then answer ("why? because ..."): such a question is no statement, and what follows it still belongs here.
    """
    near = around(best, evidence, most + 1)
    found: list[Evidence] = []
    for away in range(1, most + 2):
        if (item := near.get(away)) is not None:
            found.append(item)
        elif not _asks(best, away):
            break
    return found[:most]


def _asks(best: Evidence, away: int) -> bool:
    """Whether the sentence that stands `away` sentences after it in its passage is a question."""
    sentences = best.hit.passage.sentences
    at = place_of(best)[2] + away
    return at < len(sentences) and bool(_QUESTION.search(sentences[at].text.strip()))


def around(best: Evidence, evidence: Sequence[Evidence], within: int = 3) -> dict[int, Evidence]:
    """Return the statements that stand at most `within` sentences from `best`, by their distance."""
    near: dict[int, Evidence] = {}
    for item in evidence:
        away = distance(best, item)
        if away and abs(away) <= within:
            near.setdefault(away, item)
    return near
