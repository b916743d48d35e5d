"""Wordings in which a true English rendering differs from its Chinese sentence and must not be refused by a word, and false ones beside them."""

from __future__ import annotations

import pytest

from ragassist.verify.verifier import Verifier, failures


def refused(claim: str, source: str) -> list[str]:
    return failures(Verifier(None, None).verify(claim, [source]))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Failing to file as required under Article 16.", "未按照本办法第十六条规定进行备案；"),
        ("Skippers who have not registered their nets as required pay more.", "未依照渔港规定登记渔网的船长多付费用。"),
        ("They did not answer at all.", "他们根本没有答复。"),
        ("The crew is small, and this has no meaning at all.", "船员虽少，但这根本没有意义。"),
        ("Safety runs through the entire voyage.", "安全贯穿航程。"),
        ("Names and ID numbers of skippers are kept.", "保存船长的姓名和身份证件号码。"),
        ("The harbour publishes its IP address and its URL.", "渔港公布其网络地址和网址。"),
    ],
)
def test_the_same_said_in_other_words_is_not_refused(claim: str, source: str) -> None:
    assert refused(claim, source) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Failing to file as required.", "应当按照规定进行备案。"),
        ("All skippers answered.", "船长作了答复。"),
        ("The entire fleet sailed.", "船队出航。"),
        ("The skippers answered.", "他们根本没有答复。"),
    ],
)
def test_what_says_otherwise_still_is(claim: str, source: str) -> None:
    assert refused(claim, source) != []
