"""Set phrases of laws and notices: read whole or not at all, and said in English by rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text.set_phrases import read


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("**第四十条**　本办法自2021年5月7日起施行。", "These Measures take effect on May 7, 2021."),
        ("本法自公布之日起施行。", "This Law takes effect on the day of its promulgation."),
        ("本規定自發布之日起施行。", "These Provisions take effect on the day of their publication."),
        (
            "本办法自二〇二一年五月七日起施行，有效期五年。",
            "These Measures take effect on May 7, 2021 and remain valid for 5 years.",
        ),
        (
            "本通知自印发之日起执行，有效期至2024年6月30日。",
            "This Notice takes effect on the day of its issue and remains valid until June 30, 2024.",
        ),
        (
            "本规则自2021年5月7日起试行，试行期一年。",
            "These Rules take effect on a trial basis on May 7, 2021 for a trial period of 1 year.",
        ),
        (
            "本办法由工业和信息化部、公安部负责解释。",
            "The Ministry of Industry and Information Technology and the Ministry of Public Security are responsible for interpreting these Measures.",
        ),
        ("《个人信息保护法》自公布之日起施行。", "The Personal Information Protection Law takes effect on the day of its promulgation."),
        ("意见反馈截止时间为2022年3月9日。", "The deadline for comments is March 9, 2022."),
        ("公开征求意见时间为2022年2月9日至3月9日。", "Comments are invited from February 9, 2022 to March 9."),
        (
            "《个人信息保护法》已经2021年8月20日全国人大常委会第30次会议通过，现予公布，自2021年11月1日起施行。",
            "The Personal Information Protection Law was adopted at the 30th meeting of the Standing Committee of the National People's Congress "
            "on August 20, 2021 and is hereby promulgated and takes effect on November 1, 2021.",
        ),
        (
            "2022年3月9日，公安部等三部门联合印发《网络安全法》。",
            "On March 9, 2022, three departments including the Ministry of Public Security issued the Cybersecurity Law.",
        ),
        ("《渔港管理的通知》文号：港渔发〔2021〕7号", "The number of the document is Gang Yu Fa [2021] No. 7."),
        ("《渔港》作者：王小明、李大伟", "The author of the document: Wang Xiaoming and Li Dawei."),
        ("（五）符合法律、行政法规规定的其他情形。", "Other circumstances provided for by laws and administrative regulations."),
        ("（四）国务院商务主管部门规定的其他情形。", "Other circumstances provided for by the commerce departments of the State Council."),
        ("（六）国家网信部门规定的其他条件。", "Other conditions provided for by the national cyberspace administration authority."),
        ("（七）其他违反本办法规定的行为。", "Other acts that violate these Measures."),
        ("（四）其他必要的措施。", "Other necessary measures."),
        ("法律、法规、规章规定的其他职责。", "Other duties provided for by laws, regulations and rules."),
    ],
)
def test_a_set_phrase_is_said_in_english(chinese: str, english: str) -> None:
    phrase = read(chinese)
    assert phrase is not None
    assert phrase.english == english
    assert phrase.is_said_by(english)


@pytest.mark.parametrize(
    "chinese",
    [
        "本办法自2021年5月7日起在沿海三港施行。",
        "本办法自2021年5月7日起施行，第三条除外。",
        "除第三条外，本办法自2021年5月7日起施行。",
        "本办法由青石港渔业协会负责解释。",
        "本办法不自2021年5月7日起施行。",
        "《青石港渔船登记办法》自2021年5月7日起施行。",
        "意见反馈截止时间为下月底。",
        "公安部联合青石港渔业协会印发《网络安全法》。",
        "",
    ],
)
def test_what_is_not_set_in_every_word_is_not_read(chinese: str) -> None:
    assert read(chinese) is None


@pytest.mark.parametrize(
    "claim",
    [
        "These measures come into effect from May 7, 2021.",
        "The Measures shall enter into force on 7 May 2021.",
        "these Measures take effect as of May 7, 2021.",
    ],
)
def test_other_wordings_of_the_same_are_known(claim: str) -> None:
    phrase = read("本办法自2021年5月7日起施行。")
    assert phrase is not None
    assert phrase.is_said_by(claim)


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_two_dates_are_never_taken_for_one(mine: date, theirs: date) -> None:
    one, other = (read(f"本办法自{day.year}年{day.month}月{day.day}日起施行。") for day in (mine, theirs))
    assert one is not None
    assert other is not None
    assert one.is_said_by(other.english) == (mine == theirs)
