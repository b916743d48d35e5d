"""Wordings in which a true English rendering differs from its Chinese sentence and must not be refused by a word, and false ones beside them."""

from __future__ import annotations

import pytest

from ragassist.verify.left_out import lost_words
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
        ("If a crew asks the owner to pay, the court shall support it.", "船员请求船东补缴的，人民法院依法予以支持。"),
        ("Where a skipper claims damages, the court shall support the claim.", "船长请求赔偿损失的，应予支持。"),
        ("If the lease sets no fee, the published fee must be paid.", "租约未规定泊位费的，按照公布的标准缴纳。"),
        ("The mooring is solely for the owner's use.", "泊位归船东专属使用。"),
        ("The buoy key belongs exclusively to the harbour office.", "航标钥匙归港务处专有。"),
        ("To maintain public security, customs cameras may be used.", "为维护公共安全，可以使用海关摄像设备。"),
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
        ("The state must support fishing.", "国家支持渔业。"),
        ("Captains must keep a log.", "法律没有规定船长写日志。"),
        ("The mooring is solely for the owner's use.", "泊位归船东使用。"),
        ("Public security organs may use cameras.", "海关可以使用摄像设备。"),
    ],
)
def test_what_says_otherwise_still_is(claim: str, source: str) -> None:
    assert refused(claim, source) != []


@pytest.mark.parametrize(
    ("claim", "item"),
    [
        ("Other circumstances provided for by laws and administrative regulations.", "（五）符合法律、行政法规规定的其他情形。"),
        ("Other materials stipulated by the commerce departments of the State Council.", "（四）国务院商务主管部门规定的其他材料。"),
        ("Any other acts that violate these Measures.", "（六）其他违反本办法规定的行为。"),
        ("Other necessary measures.", "（四）其他必要的措施。"),
    ],
)
def test_the_last_item_of_a_list_is_told_by_every_word_below_its_stem(claim: str, item: str) -> None:
    verdict = Verifier(None, None).verify(claim, [f"有下列情形之一的，不得开航：{item}"])
    assert (verdict.status, [f.code for f in verdict.findings]) == ("verified", ["phrase.same"])


@pytest.mark.parametrize(
    ("claim", "item"),
    [
        ("Other circumstances provided for by laws.", "（五）法律、行政法规规定的其他情形。"),
        ("Other conditions provided for by laws and administrative regulations.", "（五）法律、行政法规规定的其他情形。"),
        ("Other acts that violate these Regulations.", "（六）其他违反本办法规定的行为。"),
    ],
)
def test_what_the_last_item_does_not_say_is_no_set_phrase(claim: str, item: str) -> None:
    verdict = Verifier(None, None).verify(claim, [f"有下列情形之一的，不得开航：{item}"])
    assert "phrase.same" not in [f.code for f in verdict.findings]


@pytest.mark.parametrize(
    ("english", "chinese", "lost"),
    [
        ("The clerk keeps the key.", "钥匙仅由值班员保管。", ["仅"]),
        ("Only the clerk keeps the key.", "钥匙仅由值班员保管。", []),
        ("The owner skips the fee.", "船东多次拒缴泊位费。", ["多次"]),
        ("The owner has repeatedly skipped the fee.", "船东多次拒缴泊位费。", []),
        ("Ferries shall not sail.", "有下列情形之一的，不得开航：", ["下列", "有下列情形之一的，"]),
        ("Ferries shall not sail in any of the following cases.", "有下列情形之一的，不得开航：", []),
        ("It carries mail too.", "渡轮不仅载客，还运送邮件。", []),
        ("The captain must report the displacement of the buoy.", "船长发现浮标移位的，应当报告。", ["船长发现浮标移位的，"]),
        ("A captain who finds a buoy displaced must report it.", "船长发现浮标移位的，应当报告。", []),
    ],
)
def test_a_small_word_that_a_rendering_leaves_out_is_found(english: str, chinese: str, lost: list[str]) -> None:
    assert [dict(finding.values)["meant"] for finding in lost_words(english, chinese)] == lost
