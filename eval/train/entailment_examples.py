"""Examples for the network that says whether a statement follows from a source: read from `data/items-*.txt`.

An item is a Chinese sentence, statements that follow from it in English and Chinese, and statements that do not, each false in one
respect. Some examples stand under a title that the statement names, or another; some among sentences that say something else; some
statements are two, of which the source says one or both. Which ones is decided by each statement's own words, so that an item that is
added changes no other example.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
TRUE, FALSE = "TPHZW", "NM"
_LINE = re.compile(r"([STPHZWQKXY]|[NM]:\s*([a-zA-Z]+))\s*:?\s+(.+)$")
_KEPT_APART = 12
"""Every twelfth part of a writer's text is kept from training."""
_COMMON = frozenset(["The", "A", "An", "If", "Any", "In", "For", "Where", "When", "All", "No", "Each", "Those", "Anyone"])
TITLES = (
    ("《数据流通安全管理办法》", "Measures for the Security Management of Data Circulation"),
    ("《智能客服服务规范（征求意见稿）》", "Specifications for Intelligent Customer Service (Draft for Comment)"),
    ("《云山省促进算力产业发展条例》", "Yunshan Province Regulations on Promoting the Computing Power Industry"),
    ("《关于加强网络平台用工管理的通知》", "Notice on Strengthening the Management of Platform Employment"),
    ("《人脸信息应用管理规定》", "Provisions on the Application of Facial Information"),
    ("《高等学校人工智能教育行动方案》", "Action Plan for AI Education in Higher Education"),
    ("《机器人产业标准体系建设指南》", "Guidelines for Building the Standards System of the Robotics Industry"),
    ("《金融机构模型风险管理指引》", "Guidelines on Model Risk Management of Financial Institutions"),
    ("《自动驾驶道路测试管理细则》", "Detailed Rules for Road Testing of Autonomous Driving"),
    ("《未成年人网络游戏服务管理办法》", "Measures for the Administration of Online Game Services for Minors"),
    ("《公共数据授权运营实施方案》", "Implementation Plan for the Authorised Operation of Public Data"),
    ("《医疗影像辅助诊断软件技术要求》", "Technical Requirements for Medical Imaging Diagnosis Support Software"),
    ("《生物识别门禁备案指南》", "Guide to the Filing of Biometric Access Systems"),
    ("《全国中小企业数字化调查报告》", "Report of the National Survey on SME Digitalisation"),
    ("《模型开源许可的责任边界》", "The Boundaries of Liability in Open-Source Model Licences"),
    ("《欧洲芯片补贴政策评析》", "An Analysis of European Chip Subsidies"),
    ("《科技伦理审查委员会章程》", "Charter of the Science and Technology Ethics Review Committee"),
    ("《跨境电商数据出境合同范本》", "Model Contract for Data Export in Cross-border E-commerce"),
    ("《市长在数字经济大会上的讲话》", "The Mayor's Speech at the Digital Economy Conference"),
    ("《网络主播行为守则》", "Code of Conduct for Livestream Hosts"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A source and what was written about it."""

    part: str
    """The file and the dozen items that it stands among."""
    source: str
    said: tuple[tuple[str, str, str], ...]
    """Mark, kind of error (empty for what follows) and statement."""

    def true(self, marks: str = TRUE) -> list[str]:
        """Its statements of these marks."""
        return [text for mark, _, text in self.said if mark in marks]


@dataclass(frozen=True, slots=True)
class Example:
    """A statement beside a source, as the network is asked."""

    claim: str
    title: str
    source: str
    follows: bool
    weight: float
    kind: str
    kept: bool
    """Whether it is kept from training."""


def items() -> list[Item]:
    """Return every item of the folder, in order."""
    found = []
    for path in sorted(DATA.glob("items-*.txt")):
        blocks = path.read_text(encoding="utf8").split("\n#")
        for number, block in enumerate(blocks):
            lines = [match for line in block.splitlines() if (match := _LINE.match(line.strip()))]
            source = next((match[3].strip() for match in lines if match[1] == "S"), "")
            said = tuple((match[1][0], (match[2] or "").lower(), match[3].strip()) for match in lines if match[1][0] in TRUE + FALSE)
            if source and len(said) >= 6:
                found.append(Item(f"{path.stem}:{number // 12}", source, said))
    return found


def examples() -> list[Example]:
    """Return every example, in the order of the items."""
    whole = items()
    parts: dict[str, list[Item]] = {}
    for item in whole:
        parts.setdefault(item.part, []).append(item)
    kept = set(list(parts)[::_KEPT_APART])
    return [example for item in whole for example in _of(item, [o for o in parts[item.part] if o is not item], item.part in kept)]


def _of(item: Item, others: list[Item], kept: bool) -> Iterator[Example]:
    chance = random.Random(hashlib.sha256(item.source.encode()).digest())
    for mark, kind, text in item.said:
        yield Example(text, _some_title(chance), _among(item, others, chance), mark in TRUE, 1.0, kind or mark, kept)
    english = item.true("T")
    if english and chance.random() < 0.25:
        yield from _named(item, english[0], chance, kept)
    if not others:
        return
    other = chance.choice(others)
    if chance.random() < 0.6 and other.true("TPHZ"):
        yield Example(chance.choice(other.true("TPHZ")), _some_title(chance), item.source, False, 0.7, "stranger", kept)
    if chance.random() < 0.5 and item.true("TP") and other.true("TP"):
        both = f"{chance.choice(item.true('TP'))} {chance.choice(other.true('TP'))}"
        sources = [item.source, other.source]
        chance.shuffle(sources)
        yield Example(both, _some_title(chance), item.source, False, 0.7, "half", kept)
        yield Example(both, _some_title(chance), "".join(sources), True, 0.7, "both", kept)


def _named(item: Item, english: str, chance: random.Random, kept: bool) -> Iterator[Example]:
    """Statements that name the title of their document: the right one, and another."""
    right, wrong = chance.sample(TITLES, 2)
    opened = chance.choice(("Under the {}, ", "According to the {}, ", "The {} says that ")).format(right[1])
    claim = opened + (english[0].lower() + english[1:] if english.split()[0] in _COMMON else english)
    yield Example(claim, right[0], item.source, True, 1.0, "title", kept)
    yield Example(claim, wrong[0], item.source, False, 1.0, "title", kept)
    for chinese in item.true("Z")[:1]:
        true = chance.random() < 0.5
        claim = right[0] + chance.choice(("规定，", "提出，", "指出，")) + chinese
        yield Example(claim, (right if true else wrong)[0], item.source, true, 1.0, "title", kept)


def _some_title(chance: random.Random) -> str:
    return chance.choice(TITLES)[0] if chance.random() < 0.3 else ""


def _among(item: Item, others: list[Item], chance: random.Random) -> str:
    """The source, now and then among one or two sentences that say something else."""
    if not others or chance.random() < 0.85:
        return item.source
    around = [other.source for other in chance.sample(others, min(len(others), chance.choice((1, 1, 2))))]
    at = chance.randint(0, len(around))
    return "".join([*around[:at], item.source, *around[at:]])
