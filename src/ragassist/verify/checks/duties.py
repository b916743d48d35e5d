"""Duties: who must or may do something, and who is only concerned by it. Sources are Chinese, claims Chinese or English."""

from __future__ import annotations

import re

from ragassist.text.terms import ASKING
from ragassist.types import Finding
from ragassist.verify.align import containment
from ragassist.verify.finding import against
from ragassist.verify.predicates import chinese_of
from ragassist.verify.rules import either
from ragassist.verify.view import ClaimView, Part, Scope

_BEARER = re.compile(
    r"(?:^|[，。；：])(?P<who>[^，。；：]{2,24}?)(?:应当|可以|必须|不得|有权|(?<![不需主重])[要须应需](?=[向对在按把将于及]))"
)
"""Who bears a duty or has a right in a Chinese statement: what stands before its modal word."""
_THING = re.compile(
    r"(?:标准|规则|规定|办法|制度|措施|数据|信息|材料|报告|文件|费用?|资金|产品|服务|系统|标识|名单|期限|比例|结果|方案|计划|价格|补贴|补助|额度|金额|罚款|罚金|登记|许可|证书|执照)$"
)
"""Bears no duty."""
_WIDE = re.compile(
    r"(?:^|[，。；：])(?:由(?P<by>[^，。；：]{2,24}?)(?=[向对将把依按给予处责牵负审核制组批编承定进])"
    r"|(?P<who>[^，。；：]{2,30}?)(?:应当?(?![用急对])|可以|必须|不得|有权|负责|每[年季月周](?:至少)?))"
)
"""As an English claim is compared with: 由 names the bearer too, and a yearly deed is a duty."""
_CASE = re.compile(r"的$|(?:之|以)?[前后]$|^(?:对|除|凡|因|自|在|经)|[条款项法例](?:[^，。；：]{0,4})?(?:规定|要求|明确|提出)$")
"""What stands before a duty and says when it holds or where it is set, not who bears it: 逾期未更名的, 除急救外, 第十八条规定."""
_ENGLISH = either("bearer_en")
WHOLLY, PARTLY = 0.75, 0.5
"""Shares of the bearer's character pairs that stand after the source's modal word, and before it."""


class Duties:
    """Whether who bears a duty in the claim bears it in the source."""

    code = "role"
    scope: Scope = "window"
    """The sentences that say what the claim says: the bearer may be named in one clause and the duty in the next."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `role.duty` where a Chinese source has the bearer only as somebody that the duty concerns."""
        return duties(view.claim, view.window) if view.window.lang == "zh" else []


def duties(claim: Part, source: Part) -> list[Finding]:
    """Return `role.duty` where the claim's bearer of a duty is in the source only somebody that the duty concerns.

    >>> [f.code for f in duties(Part("船长应当督促港口。"), Part("港口管理单位应当督促靠港渡轮的船长。"))]
    ['role.duty']
    >>> [f.code for f in duties(Part("The captain must supervise the port."), Part("港口管理单位应当督促靠港渡轮的船长。"))]
    ['role.duty']
    """
    return _in_chinese(claim, source) if claim.lang == "zh" else _in_english(claim, source)


def _in_chinese(claim: Part, source: Part) -> list[Finding]:
    mine = _BEARER.search(claim.text)
    theirs = list(_BEARER.finditer(source.text))
    if mine is None or len(theirs) != 1 or len(_BEARER.findall(claim.text)) != 1:
        return []
    meant = theirs[0]
    after = re.split(r"[。；]", source.text[meant.end() :])[0]
    bearer = mine["who"]
    if _THING.search(bearer) or containment(bearer, after) < WHOLLY or containment(bearer, source.text[: meant.end()]) > PARTLY:
        return []
    return [against("role.duty", claim.span(mine), source.span(meant), said=bearer, meant=meant["who"])]


def _in_english(claim: Part, source: Part) -> list[Finding]:
    mine, theirs = _ENGLISH.search(claim.text), _WIDE.search(source.text)
    if mine is None or theirs is None or len(_ENGLISH.findall(claim.text)) > 2 or _CASE.search(theirs["who"] or ""):
        return []
    words = [chinese_of(word) for word in re.findall(r"[A-Za-z]{3,}", mine["who"]) if word.lower() not in ASKING]
    words = [forms for forms in words if forms]
    things = any(_THING.search(form) for forms in words[-1:] for form in forms)
    bearers = [meant["who"] or meant["by"] for meant in _WIDE.finditer(source.text)]
    if things or any(_has(bearer, forms) for bearer in bearers for forms in words):
        return []
    before, after = source.text[: theirs.end()], re.split(r"[。；]", source.text[theirs.end() :])[0]
    # Everything that the claim's bearer is called stands behind the deed, and nothing of it before.
    if not words or any(_has(before, forms) for forms in words) or sum(_has(after, forms) for forms in words) < WHOLLY * len(words):
        return []
    meant = (theirs["who"] or theirs["by"]).strip()
    return [against("role.duty", (mine.start("who"), mine.end("who")), source.span(theirs), said=mine["who"].strip(), meant=meant)]


def _has(text: str, forms: frozenset[str]) -> bool:
    return any(form in text for form in forms)
