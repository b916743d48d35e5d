"""Whether a statement names a body that a Chinese question asks for ("哪家机构") and does not name itself."""

from __future__ import annotations

import re
from typing import Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.script import simplified

_ASKED: Final = re.compile(
    rf"由(?:谁|哪[个家些]?[{IDEOGRAPHS}]{{0,4}}?(?:部门|机构|单位|公司|组织|企业|法院))"
    rf"|哪[个家些一]{{1,2}}[{IDEOGRAPHS}]{{0,4}}?(?:部门|机构|单位|公司|组织|企业)|(?:机构|部门|公司|单位|组织|企业)(?:是|叫)哪"
)
_BODY: Final = re.compile(
    rf"[{IDEOGRAPHS}A-Za-z]{{1,12}}?(?:部门?|委(?:员会)?|局|署|院|厅|办公?室?|会|公司|机构|组织|协会|大学|研究所|银行|集团|企业|政府|单位|中心|实验室|平台"
    r"|者|人员?|主体|方|交易所|[一-龥](?=[、和与]))|[A-Z][A-Za-z]+"
)
"""What a body or a person in a role may end in; wide, for what holds none of these names nobody."""
_TITLE: Final = re.compile(r"《[^》]*》")
_OWN: Final = 3
"""So many last characters of a name are looked for in the question."""


def names_body(question: str, statement: str) -> bool:
    """Return whether `statement`, in Chinese, names a body that `question` does not name; true where the question asks for none.

    >>> names_body("报告由哪家机构发布？", "据该报告，港口吞吐量增长。"), names_body("报告由哪家机构发布？", "航运研究所发布报告。")
    (False, True)
    """
    question = simplified(question)
    if not _ASKED.search(question):
        return True
    return any(found[0][-_OWN:] not in question for found in _BODY.finditer(_TITLE.sub("", simplified(statement))))
