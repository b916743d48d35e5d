"""Rules and articles for tests of near-duplicates: invented, each word for word its own, and long enough to be recognised."""

from __future__ import annotations

import random

BODIES = (
    "省级数据主管部门",
    "网信部门",
    "市场监管机构",
    "公共数据平台",
    "行业协会",
    "受托处理者",
    "审计机关",
    "标准化委员会",
    "社区服务站",
    "港务局",
)
ACTS = ("核验", "公布", "登记", "抽查", "评估", "暂停", "备份", "转移", "注销", "调阅", "移送", "复核")
THINGS = (
    "训练语料清单",
    "算力租赁合同",
    "跨境传输日志",
    "模型评测记录",
    "用户投诉台账",
    "应急处置预案",
    "接口调用凭证",
    "未成年人保护措施",
    "能耗监测数据",
    "知识产权声明",
)
WAYS = ("以书面形式", "通过统一平台", "会同公安机关", "在听取专家意见后", "按照分级目录", "委托第三方", "逐项", "随机")
BOILERPLATE = (
    "第{n}条 为了规范有关活动，维护国家安全和社会公共利益，保护公民、法人和其他组织的合法权益，根据有关法律、行政法规，制定本办法。",
    "第{n}条 任何组织和个人发现违反本办法的行为，有权向有关主管部门投诉、举报。收到投诉、举报的部门应当依法及时处理。",
    "第{n}条 违反本办法规定，给他人造成损害的，依法承担民事责任；构成犯罪的，依法追究刑事责任。",
    "第{n}条 本办法自公布之日起施行。",
)


def article(n: int, seed: int) -> str:
    """Article `n` of a rule: two sentences of its own."""
    chance = random.Random(f"{seed} {n}")
    sentences = [
        f"{chance.choice(BODIES)}应当自{chance.choice(('收到申请', '发现问题', '年度终了', '完成变更'))}之日起{chance.randint(2, 90)}日内，"
        f"{chance.choice(WAYS)}{chance.choice(ACTS)}{chance.choice(THINGS)}，并向{chance.choice(BODIES)}{chance.choice(ACTS)}{chance.choice(THINGS)}。"
        for _ in range(2)
    ]
    return f"第{n}条 " + "".join(sentences)


def rule(title: str, seed: int, articles: int = 24, changed: frozenset[int] = frozenset()) -> str:
    """A rule with boilerplate at both ends; the articles in `changed` have other words."""
    first, *last = BOILERPLATE
    body = [first.format(n=1), *(article(n, seed + 1000 * (n in changed)) for n in range(2, articles))]
    return "\n\n".join([title, *body, *(text.format(n=articles + at) for at, text in enumerate(last))]) + "\n"


def story(seed: int, paragraphs: int = 8) -> list[str]:
    """The paragraphs of an article."""
    return ["".join(article(n * 10 + k, seed).split(" ", 1)[1] for k in range(2)) for n in range(1, paragraphs + 1)]
