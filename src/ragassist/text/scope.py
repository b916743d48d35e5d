"""How far a statement reaches (all, some, only) and how strong it is (must, need not, may): compared across Chinese and English."""

from __future__ import annotations

import re

_I = re.IGNORECASE
_ALL = re.compile(
    r"所有|全部|一切|任何|全体|一律|\ball\b(?!\s(?:over|along|kinds))|(?<!above\s)\b(?:every|entire|whole"
    r"|universal\w*|without\sexception)\b|\bany\b(?!\s(?:other|more|longer|case|way))",
    _I,
)
_ALL_WIDE = re.compile(
    r"所有|全部|一切|任何|全体|一律|各|每|凡|均|都|皆|(?<![安健])全(?!面|国人)|总|整个|普遍|无论|不论|\b(?:all|every\w*|any\w*|each"
    r"|entire\w*|whole|both|always|total\w*|throughout|whichever|regardless|universal\w*|complete\w*|full\w*|across"
    r"|comprehensive\w*|anywhere)\b",
    _I,
)
_ONLY = re.compile(r"(?<!不)(?<!不仅)(?:仅仅|仅限|只有|只(?=[限是能对在适涵])|(?<!不)仅(?!仅))|\b(?:only|solely|exclusively)\b", _I)
_ONLY_SO = re.compile(r"只有(?=.{2,60}才)")
_ONLY_WIDE = re.compile(
    r"仅|只|唯|才|限于|限|单独|专门|纯|独|除.{1,20}外|才能|方可|就是|\b(?:only|sole\w*|exclusiv\w*|alone|just"
    r"|mere\w*|unless|except\w*|limited|pure\w*|no\sother|nothing\sbut)\b",
    _I,
)
_NOT_ONLY = re.compile(r"\bnot\s(?:only|solely|just|merely)\b|不仅|不只|不限于|并非只", _I)
_PART = re.compile(
    r"(?<![大组成])(?<!绝大)部分(?!析)(?!地)|试点|某些|\bsome\b(?!\s(?:\d|of\sthe\smost))|\bcertain\b|\bpilot\w*|\bpartly\b|\bin\spart\b",
    _I,
)
_PART_WIDE = re.compile(
    r"部分|试点|某|一些|有些|有的|若干|个别|少数|多数|几|数|特定|其中|\b(?:some|certain|part\w*|pilot\w*|several"
    r"|selected|many|most|few|limited|specific|number|various|among|trial\w*|those|any)\b",
    _I,
)
_NEGATED = re.compile(
    r"不|未|无|没|禁|勿|\b(?:not|no|never|neither|nor|without|cannot|forbid\w*|prohibit\w*|ban\w*|against)\b|n['’]t\b", _I
)
_MUST = re.compile(
    r"(?<!不)(?:应当|必须|须(?!知)|务必)|强制|\b(?:must|shall|mandatory|compulsory|obligatory)\b(?!\s?not)|\b(?:is"
    r"|are|be|were|was)\s(?:required|obliged|compelled)\b|\boblig(?:es?|ed)\b|\brequires?\b",
    _I,
)
_MUST_WIDE = re.compile(
    r"应|须|必|要(?!素|点)|需|责令|负责|义务|责任|不得|禁止|规定|强制|才|\b(?:must|shall|requir\w*|oblig\w*|dut(?:y"
    r"|ies)|need\w*|ha(?:s|ve|d)\sto|demand\w*|mandat\w*|compulsory|ask(?:s|ed)?|order\w*|call(?:s|ed)?\sfor"
    r"|impos\w*|is\sto|are\sto|only|bind\w*|enforc\w*|prohibit\w*)\b",
    _I,
)
_MAY = re.compile(
    r"(?<!不)可以|自愿|鼓励|任选|\bmay\b(?!\s?not)(?!\s\d)|\bvoluntar\w+|\boptional\w*|\bencourag\w+|\bfree\sto\b"
    r"|\bif\sthey\s(?:wish|like|choose)\b",
    _I,
)
_MAY_WIDE = re.compile(
    r"可|能|有权|允许|准许|自愿|鼓励|自行|支持|\b(?:may|might|can|could|voluntar\w*|option\w*|allow\w*|permit\w*"
    r"|encourag\w*|free|entitled|right|possib\w*|recommend\w*|should|propos\w*|lets?|ability|able)\b",
    _I,
)
_MUST_PLAIN = re.compile(
    r"(?<!不)(?:应当|必须)|(?<![无不毋])须|\b(?:must|shall)\b(?!\s?not)|\b(?:is|are)\s(?:required|obliged)\sto\b"
    r"|\bmandatory\b|\bcompulsory\b",
    _I,
)
_NEED_NOT = re.compile(

        r"不需要?|无需|无须|不必|不用(?!于)|毋须|免于|不要求|不强制|不适用|未要求|没有要求|未规定|没有规定|\bneed\snot\b"
        r"|\b(?:do|does|did)(?:\snot|n['’]t)\s(?:need|have\sto|require|oblige)|\bno\sneed\b|\b(?:not|never)\s(?:required"
        r"|obliged|necessary|mandatory)"

        r"|\bneed(?:s)?\sno\b|\bno\s(?:\w+\s){0,2}(?:needed|required|necessary|obligation|duty|duties)\b|\bexempt\w*"
        r"|\bwithout\shaving\sto\b", _I)  # fmt: skip

_SHOULD = re.compile(r"(?<!不)应当?")
"""What "should" is in Chinese, and "shall" too: only the other language tells which."""
_NEED_NOT_SO = re.compile(rf"(?:{_NEED_NOT.pattern})[^，。；,.;]*", _I)


def overreach(claim: str, source: str) -> list[str]:
    """Where the claim reaches wider or narrower than the source, in English, one sentence each.

    >>> overreach("All services must be filed.", "具有舆论属性的服务应当备案。")
    ['The claim says all; the source does not.']
    """
    found = []
    every = _ALL.search(claim)
    denied = bool(_NEGATED.search(claim))
    if every and not _ALL_WIDE.search(source) and not (denied and every[0].lower() in ("any", "任何")):
        found.append(f"The claim says {every[0].strip().lower()}; the source does not.")
    plain_claim, plain_source = _NOT_ONLY.sub("", claim), source
    only = _ONLY.search(plain_claim)
    if only and not _ONLY_WIDE.search(plain_source):
        found.append(f"The claim says {only[0].strip().lower()}; the source does not.")
    if every and not denied and (limit := _ONLY_SO.search(source)) and not _ONLY_WIDE.search(claim):
        found.append(f"The source says {limit[0]}; the claim says {every[0].strip().lower()}.")
    part = _PART.search(source)
    if part and not _PART_WIDE.search(claim) and not found and _close(claim, source):
        found.append(f"The source says {part[0].strip().lower()}; the claim leaves it out.")
    return found


def _close(claim: str, source: str) -> bool:
    """Whether the source is short enough for its one limiting word to bear on this claim."""
    return len(re.findall(r"[\u4e00-\u9fff]|\w+", source)) <= 60 and bool(claim)


def strength(claim: str, source: str) -> list[str]:
    """Where the claim requires what the source leaves open, or leaves open what it requires, in English, one sentence each.

    >>> strength("Watermarks are mandatory.", "数字水印属于鼓励事项。")
    ['The claim says that it must be; the source leaves it open.']
    """
    exempt_claim, exempt_source = bool(_NEED_NOT.search(claim)), bool(_NEED_NOT.search(source))
    if exempt_source and not exempt_claim and _MUST.search(claim) and not _MUST_WIDE.search(_NEED_NOT_SO.sub("", source)):
        return ["The claim says that it must be; the source says that it need not."]
    if exempt_claim and not exempt_source and _MUST_PLAIN.search(source) and not _NEGATED.search(source):
        return ["The claim says that it need not be; the source says that it must."]
    if exempt_claim or exempt_source:
        return []
    owed = _SHOULD.sub("", claim) if re.search(r"\bshould\b|\bought\sto\b", source, _I) else claim
    if _MUST.search(owed) and not _MUST_WIDE.search(source) and _MAY_WIDE.search(source) and not _MAY.search(claim):
        return ["The claim says that it must be; the source leaves it open."]
    if _MAY.search(claim) and not _MAY_WIDE.search(source) and _MUST_PLAIN.search(source) and not _MUST.search(claim):
        return ["The claim leaves it open; the source says that it must be."]
    return []
