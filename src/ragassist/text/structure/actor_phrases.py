"""Who a Chinese clause speaks of: a noun phrase that ends in a word for a person, a body or an undertaking."""

from __future__ import annotations

import re
from typing import Final

from ragassist.text.structure.norm import Part

_HEAD: Final = (
    r"(?:[^，。；：、的\s（）]{0,12}?(?:(?<![\u4e00-\u9fff]第三)者(?!要)|提供方|使用方|需求方|委托方|受托方|双方|各方|第三方|运营商|服务商|供应商|经销商|制造商|开发商|集成商"
    r"|商店|宾馆|酒店|(?<![动全裁定满复委会成人])员(?![工额会])|厅(?!堂|局|级)|乘客|企业|公司|集团|事业单位|单位|机构(?!改革)|部门|机关(?!刊)|组织(?![开实编制协建起领])|个人(?!信息|资料|隐私|数据|所得|身份|敏感|账|权益)|法人|自然人|公民|人员|负责人|责任人|代理人|[收寄]件人|[托承]运人|[债权务]{2}人|投保人|被保险人|出租人|买受人|出卖人|持证人|监护人|申请人|当事人|委托人|受托人|持有人|[系权任担]人|权利人|投资人|备案人|举报人|驾驶人|管理人|承租人"
    r"|政府(?!指导|采购|工作报告|网站|信息|规章|投资)|委员会|人民法院|法院|检察院|办公室|管理局|总局|(?<![布格结当大全开])局(?![部势面限长])|监管局|分局|省局|部委|工业和信息化部|科技部(?!门)|教育部(?!门)|公安部(?!门)|商务部(?!门)|财政部(?!门)|国务院(?![一-鿿]*部门)|发展改革委|网信办|工业和信息化主管部门"
    r"|协会|学会|联盟|商会|中心(?!城|思|任)|实验室|研究院|研究所|高等学校|高校|学校|院校|医院|银行|媒体|平台(?![建功算管规服内治责化型])"
    r"|用户(?![数体协信画界名账权需服发生输评])|消费者|未成年人|老年人|学生|教师|专家|专家组|工作组|家长|居民|国家(?![标规有安秘机利战级网人发科数市公统新自广教知版法])"
    r"|各省|自治区|直辖市|各地|各地区|主体(?![责地身资名])|团队|会员|成员|船舶所有人|股东|董事|车主|平台方))"
)
HEAD: Final = re.compile(_HEAD)
_JOIN: Final = r"(?:、|和|与|及其?|以及|或者?|以?及其他|，以及)"
_AFTER: Final = (
    r"(?=$|在|自|于|对|向|按|依|根据|收到|接到|接受|发现|每|为|从|与[^、]{1,12}(?:应|可|不)|至|及时|也|均|都|还|一般|原则上|通过|利用|经(?!营|济)|因|不|未|已|拟|需|违反|应|可|必|须|有权|负|"
    r"知道|知悉|决定|认为|认定|提出|申请|提供|使用|开展|处理|实施|从事|发生|存在|变更|终止|停止|采取|建立|制定|统筹|会同|履行|拒不|拒绝|泄露|主动|定期|依法|违法|擅自|非法|故意|出现|具有|具备|委托|发布|"
    r"上线|运营|[，,（(])"
)
_PHRASE: Final = re.compile(rf"(?:[^，。；：]{{0,40}}?){_HEAD}{_AFTER}")
_LEAD: Final = re.compile(
    r"(?:本[\u4e00-\u9fff]{1,4}由|并且?|同时|此外|其中|但是?|而且?|且|也|还|另外|对此|因此|仍|又|或者?|由|凡"
    r"|受[^，。；]{2,20}委托(?:[^，。；]{0,8}的)?|(?:通报|提请|报请|商请)(?=[^，。；]{0,4}(?:部门|机关)))"
)
_ADVERBIAL: Final = re.compile(
    r"(?:在|自|于|从|对于?|就|因|为了?|经|根据|按照|依照|依据|依|遵循|通过|收到|接到|除)[^，；。]{1,40}?"
    r"(?:之前|以前|前|之后|以后|后|之日起|日起|起|之日|时|以?内|过程中|期间|中|下|规定|要求|原则|方式|的基础上|方面|上|外)(?=\S)"
)
_NO_SUBJECT: Final = re.compile("[经对向在自于因就从按依为]|未经|根据|违反|涉及|有下列|由于")
_NOT_AN_ACTOR: Final = re.compile(
    r"^(?:包括|其中|例如|比如)|(?:情况|条件|前提|情形)下$|(?:前款|本办法|本条例|本规定|本细则|本法|前项|依照|按照|根据).{0,8}$|^(?:依法|依规|严格|积极|切实|认真|充分|不断|持续|进一步|全面|主动|及时)+$|或者$"
)


def strip_lead(text: str, start: int, end: int) -> int:
    """Return where the clause `text[start:end]` begins after connectives such as 并, 但是 and 由."""
    while match := _LEAD.match(text, start, end):
        if HEAD.match(text, start, end) and HEAD.match(text, start, end).end() > match.end() and text[start] not in "由并但且凡":  # type: ignore[union-attr]
            break
        start = match.end()
    return start


def is_agent(phrase: str) -> bool:
    """Return whether the phrase ends in a word for a person, a body or an undertaking.

    >>> is_agent("生成式人工智能服务提供者"), is_agent("备案材料")
    (True, False)
    """
    found = list(HEAD.finditer(phrase))
    return bool(found) and found[-1].end() == len(phrase)


def actor_before(text: str, start: int, end: int) -> Part | None:
    """Return who or what stands before the modal word at `end` in a clause that begins at `start`; None when nothing does.

    >>> actor_before("提供者在上线前应当备案", 0, 6)
    Part(start=0, end=3, text='提供者')
    """
    start = strip_lead(text, start, end)
    if adverbial := _ADVERBIAL.match(text, start, end):
        if adverbial.end() < end and HEAD.search(text, adverbial.end(), end):
            start = strip_lead(text, adverbial.end(), end)
        elif adverbial.end() >= end - 1:
            return None
    window = text[start:end]
    if not window.strip():
        return None
    match = _PHRASE.match(window)
    if match and not match[0].endswith("或者"):
        return _part(text, start, start + match.end())
    heads = list(HEAD.finditer(window))
    if heads and heads[0].start() == 0 and len(window) > heads[-1].end() + 12:
        return _part(text, start, start + heads[0].end())
    if adverbial and adverbial.end() <= end and start < adverbial.end():
        return None
    thing = re.match(r"[^，；。]{1,40}?(?=在(?!线)|自(?!动|愿|律)|按照?|依照?|根据|及时|均|都|也|还|一般|原则上|经(?!营)|$)", window)
    found = thing[0].strip() if thing else ""
    if not 1 < len(found) <= 36 or _NOT_AN_ACTOR.search(found):
        return None
    return _part(text, start, start + len(thing[0])) if thing else None


def subject_of(text: str, start: int, end: int) -> Part | None:
    """Return the person or body that a condition clause begins with, as 提供者 in 提供者违反本办法规定的; None without one."""
    start = strip_lead(text, start, end)
    if opening := re.compile("如果?|若|一旦|当").match(text, start, end):
        start = opening.end()
    match = None if _NO_SUBJECT.match(text, start, end) else _PHRASE.match(text[start:end])
    if not match:
        return None
    found = _part(text, start, start + match.end())
    return found if found and not re.match(r"违反|未|不|有|拒|.*或者$", found.text) else None


def _part(text: str, start: int, end: int) -> Part | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" 　"))
    piece = text[start:end].rstrip(" 　，")
    return Part(start, start + len(piece), piece) if piece else None
