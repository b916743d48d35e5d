"""Ways in which a statement says otherwise than a claim that are told by few words in each language, and what a period is a period of."""

from __future__ import annotations

import re
from typing import Final

from ragassist.tasks.article_pairs import within
from ragassist.tasks.contradiction import Conflict, Langs, figures_agree, periods
from ragassist.text.quantities import find_quantities
from ragassist.types import Verdict

_EFFECT: Final = (
    re.compile(
        r"\b(?:(?:takes?|took|taking)\s(?:legal\s)?effect|(?:comes?|came|enters?|entered)\sinto\s(?:force|effect)|(?:is|are|was|were|been)\sin\sforce"
        r"|(?:has|have)\sapplied\s(?:since|from)|appl(?:y|ies|ied)\s(?:from|as\sof|since)|effective)\b",
        re.IGNORECASE,
    ),
    re.compile(r"[自从][^，。；]{4,14}起(?:施行|实施|生效|执行)"),
)
_EXEMPT: Final = (
    re.compile(
        r"\b(?:falls?|fell|are|is)\soutside\b|\bexempt(?:ed)?\b|\b(?:does|do)\snot\sapply\b|\bnot\s(?:subject\sto|covered\sby|bound\sby)\b|\bexcluded\b",
        re.IGNORECASE,
    ),
    re.compile(r"不适用|不在[^，。；]{0,8}(?:之内|范围|之列)|不受[^，。；]{0,12}(?:限制|约束)|免于|豁免|不归[^，。；]{0,10}管|管不[着到]"),
)
_OBLIGED: Final = (
    re.compile(r"\b(?:must|shall|ha(?:s|ve)\sto|required\sto|need\sto|appl(?:y|ies)\sto)\b", re.IGNORECASE),
    re.compile("应当|必须|应|适用"),
)
_GONE: Final = re.compile(r"不再|被?删[去除掉]|取消|没有保留|未再|不予保留|不设|废止")
_EARLIER: Final = re.compile(
    r"\b(?:no\slonger|removed?|dropped|deleted|abolished|repealed|previous(?:ly)?|former(?:ly)?|earlier|original(?:ly)?|draft|not|never|without)\b"
    r"|不再|删|取消|保留|征求意见稿|草案|原来|此前|没有|未",
    re.IGNORECASE,
)
_DRAFT: Final = (re.compile(r"\b(?:draft|consultation)\b", re.IGNORECASE), re.compile(r"^[^，。；：]{0,6}(?:征求意见稿|草案)"))
_FINAL: Final = re.compile(r"\bfinal\b|正式|暂行办法|最终", re.IGNORECASE)
_RIGHT: Final = (
    re.compile(r"\b(?:has|have)\s(?:the|a)\sright\b|\bentitled\b", re.IGNORECASE), re.compile("(?<!无)有权|享有[^，。；]{0,14}权利"),
)  # fmt: skip
_NO_RIGHT: Final = (
    re.compile(r"\bno\sright\b|\bnot\s(?:be\s)?entitled\b|\bnot\shave\s(?:a|the|any)\sright\b", re.IGNORECASE),
    re.compile("无权|不享有|没有[^，。；]{0,6}权利"),
)
_BEFOREHAND: Final = (
    re.compile(r"\bbeforehand\b|\bin\sadvance\b|\bprior\b|\bbefore\b|\bfirst\b", re.IGNORECASE),
    re.compile("事先|事前|预先|提前|先行|[^之以]前[，,]?"),
)
_AFTERWARDS: Final = (
    re.compile(r"\bafterwards?\b|\bretroactively\b|\bafter\sthe\s(?:fact|event)\b|\bsubsequently\b", re.IGNORECASE),
    re.compile("事后|补办|补做|[之以]?后再(?!次)"),
)
_FOLLOWS: Final = {
    "fine": (re.compile(r"\bfine[sd]?\b", re.IGNORECASE), re.compile("罚款|罚金")),
    "warning": (re.compile(r"\bwarn(?:ed|ing)\b", re.IGNORECASE), re.compile("警告")),
    "revoking": (re.compile(r"\brevok|\bstruck\soff", re.IGNORECASE), re.compile("吊销|撤销|注销")),
    "withdrawn": (re.compile(r"\bwithdrawn\b", re.IGNORECASE), re.compile("视为[^，。；]{0,4}撤回|视为放弃")),
    "detention": (re.compile(r"\bimprison|\bjail|\bdetain", re.IGNORECASE), re.compile("拘留|有期徒刑")),
}
"""What may follow a breach or a failure: the words for it in English and in Chinese."""
_NOT_SO: Final = (
    re.compile(r"\b(?:(?:do|does|did)\snot\s(?:mean|imply)(?:\sthat)?|(?:is|are|was)\snot\sto\ssay\sthat)\b", re.IGNORECASE),
    re.compile("并?不是说|并非|并?不等于(?:说)?|并?不意味着|并?不代表|并?不表示"),
)
"""Before what is not so."""
_ASKED: Final = (
    re.compile(
        r"\b(?:ask(?:s|ed)?|claim(?:s|ed)?|demand(?:s|ed)?|sought|seek(?:s|ing)?|su(?:es?|ed|ing)|request\w*|argu\w+|propos\w+)\b",
        re.IGNORECASE,
    ),
    re.compile("请求|诉请|诉称|辩称|主张|起诉要求|索赔|提出赔偿"),
)
_LIABLE: Final = (
    re.compile(
        r"\b(?:bears?|assumes?|fulfil(?:l?s)?|discharge)\b[^,.;]{0,40}\b(?:dut(?:y|ies)|obligations?|liability|responsibility)\b"
        r"|\b(?:is|are|be)\s(?:jointly\s)?(?:liable|responsible)\b",
        re.IGNORECASE,
    ),
    re.compile("(?:承担|履行|负有?)[^，。；]{0,16}(?:义务|责任)"),
)
_NOT_LIABLE: Final = (
    re.compile(
        r"\b(?:not|never|no\slonger)\b[^,.;]{0,12}\b(?:bear|assume|fulfil|liable|responsible|bound)\b|\bno\s(?:such\s)?(?:dut(?:y|ies)|obligations?|liability)\b",
        re.IGNORECASE,
    ),
    re.compile("(?:不|无需|无须|免于)(?:再|必|用|需|需要|会)?(?:承担|履行|负)[^，。；]{0,16}(?:义务|责任)"),
)
_NEVER: Final = (re.compile(r"\bnever\b", re.IGNORECASE), re.compile("从未|从来没有|从来未"))
_DENIES: Final = re.compile(r"\b(?:not|no|never|none|nothing|without|nor|neither|fail\w*|un\w{4,})\b|n't|未|没|不|无", re.IGNORECASE)
_OF: Final = {
    "validity": (r"\bvalid(?:ity)?\b|\blasts?\b|\bexpires?\b|\bterm\sof\b", "有效|期限|任期|为期|期满|届满"),
    "keeping": (
        r"\bke(?:ep|pt|eps|eping)\b|\bretain|\bretention|\bstor(?:e|ed|age|ing)\b|\bpreserv|\barchiv",
        "保存|留存|存储|保留|存档|留档|储存|保管",
    ),
    "telling": (r"\breport|\bnotif|\binform|\btell\b|\bannounce", "报告|报送|通报|通知|告知|上报|公示|公告|说明"),
    "prison": (r"\bimprison|\bjail|\bdetain|\bdetention|\bprison", "监禁|徒刑|拘留|拘役"),
    "erasing": (r"\bdelet|\berase", "删除|销毁"),
    "assessing": (r"\bassess|\bevaluat|\breview", "评估|评价|评审|审查|复核|审核|初审|考核"),
    "training": (r"\btraining\sof\sstaff|\bcourses?\b|\bhours\sof\straining", "培训|学时|课时"),
}
"""What a period is a period of: the words for it in English and in Chinese."""
_PERIOD_OF: Final = {name: (re.compile(en, re.IGNORECASE), re.compile(zh)) for name, (en, zh) in _OF.items()}


def opposed(claim: str, source: str, langs: Langs, score: float = 0.0) -> Conflict | None:
    """Return what the source says otherwise, given that both (in `langs`) speak of the same; None for nothing.

    From when something is in force, whether a figure still holds, whether somebody is left out or has a right; where `score` (0 to 1)
    says that the statement is near, also whether something comes before or after, what follows, and that something never came about.
    """
    found = _in_force(claim, source, langs) or _gone(claim, source)
    found = found or _no_right(claim, source, langs) or _not_liable(claim, source, langs)
    found = found or opposed_in_time(claim, source, langs)
    if found is None and score >= _HALF_NEAR:
        found = _left_out(claim, source, langs) or _never(claim, source, langs)
    if found is None and score >= _NEAR:
        found = _other_consequence(claim, source, langs) or _not_so(claim, source, langs)
    return found


def only_asked(claim: str, source: str, langs: Langs) -> bool:
    """Return whether the source says what somebody asked for or argued, and the claim tells it as what came about.

    >>> only_asked("The court awarded him 9,000 yuan.", "他请求赔偿9000元。", ("en", "zh"))
    True
    """
    mine, theirs = (words[0 if lang == "en" else 1] for words, lang in zip((_ASKED, _ASKED), langs, strict=True))
    return theirs.search(source) is not None and mine.search(claim) is None


def both_leave_out(claim: str, source: str, langs: Langs) -> bool:
    """Return whether both say that something does not apply to somebody."""
    return bool(_exempt(claim, langs[0]) and _exempt(source, langs[1]))


def of_another(claim: str, source: str, langs: Langs) -> bool:
    """Return whether the claim says what its period is a period of, and the source speaks of nothing of that kind.

    >>> of_another("The permit is valid for three years.", "近三年内未受到行政处罚。", ("en", "zh"))
    True
    """
    if not periods(claim):
        return False
    at, there = (0 if lang == "en" else 1 for lang in langs)
    told = [words for words in _PERIOD_OF.values() if words[at].search(claim)]
    return bool(told) and not any(words[there].search(source) for words in told)


def of_the_draft(claim: str, source: str, title: str, langs: Langs) -> bool:
    """Return whether a source speaks of an earlier draft alone, in a document that is none, and the claim of the rule itself."""
    mine, theirs = (_DRAFT[0 if lang == "en" else 1] for lang in langs)
    return bool(theirs.search(source)) and not (_FINAL.search(source) or mine.search(claim) or any(each.search(title) for each in _DRAFT))


def forbids(claim: str) -> bool:
    """Return whether a claim forbids in words of everyday speech: 不能, 不让, cannot."""
    return _EVERYDAY_BAN.search(claim) is not None


def said_by(verdict: Verdict, score: float, *, forbids: bool = False, within: bool = False, alone: bool = False) -> Conflict | None:
    """Return the conflict that the verifier found where the statement is so near (`score`, 0 to 1) that it must speak of the same.

    Two findings of different kinds are believed of a statement that is less near. A claim that forbids in words of everyday speech
    (`forbids`) drops no prohibition. Within one language (`within`) who is in which role is told by the words and believed too. Where the
    statement is a single clause (`alone`), what it denies is all that it says.
    """
    believed = _OTHERWISE | (_WITHIN if within else {}) | (_ALONE if alone else {})
    if any(each.code == "likeness.high" for each in verdict.findings):  # as it stands it is near, so what is denied is something else
        believed = {code: least for code, least in believed.items() if code not in _TURNED}
    against = [each for each in verdict.findings if each.polarity == "against" and each.code in believed]
    if forbids and all(each.code in _FORBIDDING for each in against):
        return None
    beside = [each for each in verdict.findings if each.polarity == "against" and each.code in _BESIDE]
    if score >= _TWICE and against and len({each.code.split(".")[0] for each in (*against, *beside)}) > 1:
        return Conflict("check", "", "", against[0])
    for finding in verdict.findings:
        if finding.polarity == "against" and finding.code in believed and score >= believed[finding.code]:
            return Conflict("check", "", "", finding)
    return None


_NEAR: Final = 0.62
_HALF_NEAR: Final = 0.55
_HALF: Final = 0.5
"""Share of a claim's pairs of characters that stand in what the source denies."""
_TWICE: Final = 0.5
_TURNED: Final = frozenset({"negation.lost", "direction.turned"})
_FORBIDDING: Final = frozenset({"prohibition.dropped", "negation.lost"})
_EVERYDAY_BAN: Final = re.compile(r"不能|不可(?!以?能)|不许|不让|不准|别再|无法|\bcan(?:not|'t)\b|\bcan\sno\b", re.IGNORECASE)
_OTHERWISE: Final = {
    "prohibition.dropped": 0.62, "date.differs": 0.58, "date.event": 0.7, "role.denied": 0.62, "negation.lost": 0.75,
    "direction.turned": 0.7, "owner.other_figure": 0.62, "attribute.differs": 0.62,
}  # fmt: skip
"""Kinds of finding that say that a statement says otherwise, and from which topic they are believed (read off memos 1 to 14)."""
_WITHIN: Final = {"role.other": 0.7}
_ALONE: Final = {"negation.lost": 0.66}
_BESIDE: Final = frozenset({"modality.exemption_dropped"})
"""What says so only beside another finding."""
MILD: Final = frozenset({"contrast", "likeness", "scope", "certainty", "detail", "quantity", "date", "role"})
"""Kinds of finding beside which a statement may still say the same in other words."""


def _no_right(claim: str, source: str, langs: Langs) -> Conflict | None:
    """A right that the one gives and the other denies."""
    has, lacks = ((_RIGHT[0 if lang == "en" else 1], _NO_RIGHT[0 if lang == "en" else 1]) for lang in langs)
    mine, theirs = (pair[1].search(text) for pair, text in ((has, claim), (lacks, source)))
    if mine and not theirs and (given := lacks[0].search(source)):
        return Conflict("modality", mine[0], given[0])
    if theirs and not mine and (given := has[0].search(claim)):
        return Conflict("modality", given[0], theirs[0])
    return None


def _not_liable(claim: str, source: str, langs: Langs) -> Conflict | None:
    """A duty or a liability that the one lays on somebody and the other on nobody."""
    (bears, freed), (known, none) = (
        tuple(words[0 if lang == "en" else 1].search(text) for words in (_LIABLE, _NOT_LIABLE))
        for lang, text in zip(langs, (claim, source), strict=True)
    )
    if bears and not freed and none and not _bears_too(source, langs[1]):
        return Conflict("modality", bears[0], none[0])
    if freed and known and not none:
        return Conflict("modality", freed[0], known[0])
    return None


def _bears_too(source: str, lang: str) -> bool:
    """Whether a source that frees somebody of a duty lays one on somebody else."""
    at = 0 if lang == "en" else 1
    return _LIABLE[at].search(_NOT_LIABLE[at].sub("", source)) is not None


def opposed_in_time(claim: str, source: str, langs: Langs) -> Conflict | None:
    """Return what the one demands beforehand and the other only afterwards; None for nothing."""
    (first, then), (known_first, known_then) = (
        tuple(words[0 if lang == "en" else 1].search(text) for words in (_BEFOREHAND, _AFTERWARDS))
        for lang, text in zip(langs, (claim, source), strict=True)
    )
    if then and not first and known_first and not known_then:
        return Conflict("modality", then[0], known_first[0])
    if first and not then and known_then and not known_first:
        return Conflict("modality", first[0], known_then[0])
    return None


def _other_consequence(claim: str, source: str, langs: Langs) -> Conflict | None:
    """What follows by the claim where the source names only other consequences."""
    mine, theirs = (
        {name: found[0] for name, words in _FOLLOWS.items() if (found := words[0 if lang == "en" else 1].search(text))}
        for lang, text in zip(langs, (claim, source), strict=True)
    )
    if mine and theirs and not mine.keys() & theirs.keys():
        return Conflict("modality", next(iter(mine.values())), next(iter(theirs.values())))
    return None


def _never(claim: str, source: str, langs: Langs) -> Conflict | None:
    """Something told as done that never came about."""
    denied = _NEVER[0 if langs[1] == "en" else 1].search(source)
    if denied is None or _DENIES.search(claim) or len(re.findall("[，；,;]", source)) > 1:
        return None
    return Conflict("modality", "", denied[0])


def _not_so(claim: str, source: str, langs: Langs) -> Conflict | None:
    """Something told that the source says is not meant."""
    marked = _NOT_SO[0 if langs[1] == "en" else 1].search(source)
    if marked is None or _DENIES.search(claim):
        return None
    denied = re.split("[。；;.]", source[marked.end() :])[0]
    same = within(claim, denied) >= _HALF if langs == ("zh", "zh") else figures_agree(claim, denied)
    return Conflict("modality", "", marked[0]) if same else None


def _in_force(claim: str, source: str, langs: Langs) -> Conflict | None:
    mine, theirs = (_EFFECT[0 if lang == "en" else 1].search(text) for lang, text in zip(langs, (claim, source), strict=True))
    if mine is None or theirs is None:
        return None
    said = [each for each in find_quantities(claim) if each.date is not None and each.date.year]
    told = [each for each in find_quantities(source) if each.date is not None and each.date.year]
    inside = [each for each in told if langs[1] == "en" or theirs.start() <= each.start < theirs.end()]
    if len(said) != 1 or len(inside) != 1 or said[0].date is None or inside[0].date is None:
        return None
    one, other = said[0].date, inside[0].date
    differs = one.year != other.year or (bool(one.month and other.month) and one.month != other.month)
    differs = differs or (bool(one.day and other.day) and one.day != other.day)
    return Conflict("figure", said[0].surface, inside[0].surface) if differs else None


def _gone(claim: str, source: str) -> Conflict | None:
    """A figure of the claim that the source names only to say that it no longer holds."""
    if _EARLIER.search(claim) or not _GONE.search(source):
        return None
    clauses = [text for text in re.split("[，；,;。]", source) if text.strip()]
    for period, said in periods(claim).items():
        where = [clause for clause in clauses if period in periods(clause)]
        if where and all(_GONE.search(clause) for clause in where):
            return Conflict("figure", said, where[0])
    return _gone_amount(claim, clauses)


def _gone_amount(claim: str, clauses: list[str]) -> Conflict | None:
    for quantity in find_quantities(claim):
        if quantity.kind != "money":
            continue
        sum_of = (quantity.low, quantity.high)
        where = [clause for clause in clauses if any((q.low, q.high) == sum_of and q.kind == "money" for q in find_quantities(clause))]
        if where and all(_GONE.search(clause) for clause in where):
            return Conflict("figure", quantity.surface, where[0])
    return None


def _left_out(claim: str, source: str, langs: Langs) -> Conflict | None:
    theirs = _exempt(source, langs[1])
    obliged = _OBLIGED[0 if langs[0] == "en" else 1].search(claim)
    denied = re.search(r"\bnot\b|\bno\b|\bonly\b(?!\s(?:inside|within|internally|for|by))|不|仅(?!供)|只(?!供)", claim)
    return Conflict("modality", obliged[0], theirs[0]) if obliged and theirs and not denied and not _exempt(claim, langs[0]) else None


def _exempt(text: str, lang: str) -> re.Match[str] | None:
    return _EXEMPT[0 if lang == "en" else 1].search(text)
