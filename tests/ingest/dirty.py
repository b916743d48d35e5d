"""Documents of known sentences, made dirty as extraction and web pages make them. All sentences are made up here.

The writer records where each sentence ends up in the raw text, so that a test can ask for exactly that span.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CITIES = ("东港", "西原", "南坪", "北岭", "青川", "白沙", "金渡", "云岗", "长桥", "石湾")
CHINESE = (
    "{c}市在{y}年登记了{n}台服务器，其中大约四分之一长期闲置，企业却租不到便宜的机时。",
    "为此，当地出台《{c}市算力登记办法（试行）》，要求各园区每季度上报一次数据。",
    "办法规定，误差超过{p}%的园区要重新申报；拒不申报的，取消{c}市当年的补贴。",
    "有人问：“{c}市由谁来核对这些数字？”",
    "主管部门的答复是，由第三方机构（如{c}大学的实验室）抽查，费用为{m}.{d}万元一次。",
    "截至{y}年{k}月末，{c}市的GPU利用率提高了{m}.{d}个百分点，居全省第{k}位。",
    "{c}市工商联认为，这一做法“看得见、算得清”，但人工成本仍然偏高。",
)
ENGLISH = (
    "The city of {e} registered {n} servers in {y}, and about a quarter of them stood idle.",
    "Its low-cost rules, however, ask every park in {e} to report four times a year.",
    "Dr. Li of {e} notes that GPT-4.5 needs {m}.{d} million dollars, i.e. far more than the city can pay.",
    "Who checks the numbers in {e}?",
    "In U.S. terms the share of {e} is {m}.{d} percent.",
)
PLACES = ("Eastport", "Westfield", "Southgate", "Northridge", "Bluewater", "Whitesand", "Goldferry", "Cloudhill")
WIDE = {code: code + 0xFEE0 for first, last in ("09", "AZ", "az") for code in range(ord(first), ord(last) + 1)} | {ord("%"): ord("％")}
RADICALS = str.maketrans("人工长金", "⼈⼯⻓⾦")


@dataclass
class Dirty:
    """What was written so far, and the raw span of each sentence and of each piece of furniture in it."""

    name: str
    raw: str = ""
    sentences: list[tuple[int, int, str]] = field(default_factory=list)
    furniture: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text):
        self.raw += text

    def sentence(self, text, *, shown=None):
        """A sentence as it should come out, and as it stands here."""
        start = len(self.raw)
        self.raw += shown or text
        self.sentences.append((start, len(self.raw), text))

    def around(self, text):
        """Furniture, with an empty line below."""
        self.furniture.append((len(self.raw), len(self.raw) + len(text)))
        self.raw += f"{text}\n\n"


def about(number, patterns=CHINESE):
    """The sentences on one city, each with numbers of its own."""
    facts = {
        "c": CITIES[number % len(CITIES)],
        "e": PLACES[number % len(PLACES)],
        "y": 2015 + number,
        "n": 1200 + 37 * number,
        "p": 3 + number,
        "m": 2 + number,
        "d": 1 + number % 9,
        "k": 1 + number,
    }
    return [pattern.format(**facts) for pattern in patterns]


def wrapped(made, texts, *, width, indent="", end="\n\n", mark=None, cut=None):
    """The sentences as one paragraph in lines of `width` characters, Latin letters and digits at half width.

    Args:
        made: what to write to.
        texts: pairs of a sentence and how it is printed.
        width: of a line, in Chinese characters.
        indent: what opens the first line.
        end: what ends a line.
        mark: makes of a sentence's number the reference mark before its stop, or nothing.
        cut: called after each line, may write what stands between two pages.
    """
    made.add(indent)
    room = float(width) - (2 if indent else 0)
    for number, (text, shown) in enumerate(texts):
        noted = mark(number) if mark else ""
        body = shown[:-1] + noted + shown[-1] if noted and shown[-1] == "。" else shown
        start = len(made.raw)
        for at, char in enumerate(body):
            size = 0.5 if char.isascii() else 1.0
            inside = char.isascii() and char.isalnum() and at and body[at - 1].isascii() and body[at - 1].isalnum()
            if room < size and not inside and char not in "，。；：？、”）》％%.":
                made.add(end)
                if cut:
                    cut()
                room = float(width)
                if char == " ":
                    continue
                if at == 0:
                    start = len(made.raw)
            made.add(char)
            room -= size
        made.sentences.append((start, len(made.raw), text))
    made.add(end)


def paper():
    """A journal paper: narrow columns, a blank line after every line, full-width letters, radicals, private-use characters, footnotes."""
    made = Dirty("paper.txt")
    made.add(" \ue012某省重点课题“算力登记制度研究”（２０２４ＡＢ００９）\n")
    made.sentence("城市算力登记制度对中小企业AI转型的影响", shown=" 城市算力登记制度对中小企业\n\nＡＩ转型的影响")
    made.add("\n\n王小明１，２　李红３\n\n（１．某某大学，东港 １０００００；２．某某研究院，东港１００００１）\n\n摘　要：")
    lines = 0

    def note():
        nonlocal lines
        lines += 1
        if lines == 12:
            made.around("收稿日期：２０２４０３１１")
            made.around("基金项目：某省社会科学基金重点项目（２３ＡＢＣ００１）。")
            made.around("作者简介：王小明（１９８０—），男，东港人，某某大学教授，研究方向为数字\n\n经济。")

    for number in range(8):
        texts = about(number)
        if number == 1:
            made.add(" \ue00a")
        printed = [(text, text.translate(WIDE).translate(RADICALS).replace("．", ".")) for text in texts]
        wrapped(
            made,
            printed,
            width=22,
            indent="　　" if number in (1, 4) else "",
            mark=lambda at: f"［{'１２３'[at % 3]}］" if at % 2 else "",
            cut=note,
        )
        if number % 2:
            made.sentence(f"{number // 2 + 1} {CITIES[number]}市的经验", shown=f"{'１２３４'[number // 2]}　{CITIES[number]}市的经验")
            made.add("\n\n")
            made.sentence(f"{number // 2 + 1}.1 登记与核对", shown=f"{'１２３４'[number // 2]}．１　登记与核对")
            made.add("\n\n")
    return made


def report():
    """A second paper: wide lines, spaces as lines of their own, running heads and page numbers within sentences, an English abstract."""
    made = Dirty("report.txt")
    made.add(" 摘　 要:\n  \n\n")
    lines = pages = 0

    def turn():
        nonlocal lines, pages
        lines += 1
        if lines % 9 == 0:
            pages += 1
            made.around(str(30 + pages))
            if pages % 2:
                made.around("王小明等:\n \n\n城市算力登记的规则与路径:\n \n\n十城的观察")
            else:
                made.around("某某经济评论　　　　　　　２０２４年第 ３ 期")

    for number in range(7):
        texts = about(number)
        printed = [(text, text.replace("，", ",").replace("GPU", " GPU ").replace("。", "。 ").rstrip()) for text in texts]
        expected = [(shown, shown) for _, shown in printed]
        if number:
            made.sentence(f"{'一二三四五六'[number - 1]}、{CITIES[number]}市的登记")
            made.add("\n\n")
        wrapped(made, expected, width=46, mark=lambda at: f"[{at + 4}-{at + 5}] " if at % 3 == 0 else "", cut=turn)
    made.add(" Abstract:\n              \n\n")
    for number in range(2):
        for text in about(number, ENGLISH):
            made.sentence(text, shown=text.replace(" ", "\n \n\n"))
            made.add("\n \n\n")
    return made


def account_page():
    """An article saved from an account, with what stands around it."""
    title = "十座城市的算力登记：七个观察"
    made = Dirty("page.txt")
    made.add(f"---\ntitle: {title}\nurl: https://mp.weixin.qq.com/s/xyz\nsource: 城市算力周刊\ndate: 2025-03-04\n---\n\n# ")
    made.sentence(title)
    made.add("\n\n![cover_image](https://mmbiz.qpic.cn/a?wx_fmt=jpeg)\n\n# ")
    for text in (title, "李红", "城市算力周刊", "在小说阅读器中沉浸阅读"):
        made.around(text)
    made.add("![](https://mmbiz.qpic.cn/b)\n\n**")
    made.around("点击蓝字 关注我们**")
    made.around("文 | 某某大学公共管理学院副教授 李红")
    for number in range(7):
        texts = about(number)
        made.add("**")
        made.sentence(f"{'一二三四五六七'[number]}、{CITIES[number]}市：先登记，后补贴")
        made.add("**\n\n**")
        made.sentence(texts[0])
        made.add("**")
        for text in texts[1:4]:
            made.sentence(text)
        made.add("\n\n![](https://mmbiz.qpic.cn/c)\n\n")
        for text in texts[4:]:
            made.sentence(text)
        made.add("\n\n")
    for text in (
        "（来源：某某日报）",
        "**END**",
        "**分享算力知识 共建美好城市**",
        "长按识别下方二维码，关注“城市算力周刊”",
        "**免责声明：**本文仅代表作者观点，转载请联系本公众号授权，如有侵权请告知删除。",
        "责任编辑：王小明",
        "**往期回顾**",
        "[五年登记的得与失](https://mp.weixin.qq.com/s/1)",
        "[机时交易所开张了吗？](https://mp.weixin.qq.com/s/2)",
        "预览时标签不可点",
        "阅读原文",
        "微信扫一扫\n关注该公众号",
        "继续滑动看下一个",
        "城市算力周刊",
        "取消\n允许",
        "×\n分析",
        "：\n，\n，\n。",
        "视频\n小程序\n赞\n，轻点两下取消赞\n在看\n，轻点两下取消在看\n分享\n留言\n收藏\n听过",
    ):
        made.around(text)
    return made
