"""Tables as policy documents print them, made up here, in five formats, with what is true of each cell.

`designs(seed)` gives the tables; `write(table, form)` the bytes of a document that holds one. Another seed gives other departments,
tasks and figures in the same designs: plain, merged down, two head rows, units in the caption, the head, a column or a label, sections,
wrapped cells, and continued overleaf with and without the head repeated.
"""

import io
import random
from dataclasses import dataclass, field

import docx
from docx.oxml import OxmlElement

from tests.ingest.pdfs import pdf

FORMS = ("html", "docx", "md", "ruled.pdf", "open.pdf")
DEPARTMENTS = [
    "工业和信息化局",
    "科学技术局",
    "财政局",
    "教育局",
    "数据管理局",
    "市场监管局",
    "交通运输局",
    "卫生健康委",
    "农业农村局",
    "商务局",
    "文化旅游局",
    "生态环境局",
]
VERBS = "建设 编制 推广 完善 开展 组织 改造 评估".split()  # noqa: SIM905
THINGS = [
    "算力调度平台",
    "数据标注基地",
    "语料开放目录",
    "模型安全测评",
    "智能诊疗试点",
    "无人配送线路",
    "开源社区",
    "算法备案核查",
    "人才培养计划",
    "城市体征监测",
]
PLACES = "青石区 白塘区 云溪县 柳河县 东岭区 望江市 南浦区 北苑县".split()  # noqa: SIM905
MEASURES = "研发经费 产业规模 技术合同额 专项资金 设备投资 软件收入".split()  # noqa: SIM905


@dataclass(frozen=True)
class Box:
    """A cell with how far it reaches."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass
class Made:
    """A table and what is true of it."""

    name: str
    title: str
    caption: str
    head: list
    body: list
    names: list
    """Of each column, its head's levels joined by a space."""
    questions: list = field(default_factory=list)
    """(question, what the answer must hold, a word of the row)."""
    head_again: bool = False
    overleaf: bool = False
    widths: tuple = ()

    @property
    def rows(self):
        """The cells of the body, merged ones in every place that they cover; a section row is None."""
        width = len(self.names)
        found = [[None] * width for _ in self.body]
        for at, row in enumerate(self.body):
            column = 0
            for box in row:
                while column < width and found[at][column] is not None:
                    column += 1
                for down in range(box.rows):
                    for across in range(box.columns):
                        found[at + down][column + across] = box.text
        return [None if len(set(row)) == 1 else row for row in found]


def designs(seed):
    """Eleven tables."""
    rng = random.Random(seed)
    departments, places, measures = (rng.sample(some, len(some)) for some in (DEPARTMENTS, PLACES, MEASURES))
    tasks = [f"{rng.choice(VERBS)}{thing}" for thing in rng.sample(THINGS, len(THINGS))]
    figure = lambda: str(rng.randint(105, 9899))  # noqa: E731
    due = lambda: f"{rng.choice((2026, 2027, 2028))}年{rng.randint(1, 12)}月"  # noqa: E731
    made = []

    rows = [[Box(tasks[at]), Box(departments[at]), Box(due())] for at in range(5)]
    questions = [(f"{rows[at][0].text}由哪个部门牵头？", rows[at][1].text, rows[at][0].text) for at in (1, 3)]
    questions.append((f"{rows[2][0].text}的完成时限是什么时候？", rows[2][2].text, rows[2][0].text))
    made.append(
        Made(
            "plain",
            "重点任务分工方案",
            "",
            [[Box("重点任务"), Box("牵头部门"), Box("完成时限")]],
            rows,
            ["重点任务", "牵头部门", "完成时限"],
            questions,
        )
    )

    own = [
        f"{verb}{place}{what}"
        for verb, place, what in zip(
            ("制定", "修订", "发布", "试行", "复核"), PLACES, ("机房标准", "采购目录", "监测规程", "培训大纲", "考核细则"), strict=False
        )
    ]
    merged = [
        [Box(departments[5], rows=2), Box(own[0]), Box(due())],
        [Box(own[1]), Box(due())],
        [Box(departments[6], rows=3), Box(own[2]), Box(due())],
    ]
    merged += [[Box(own[3]), Box(due())], [Box(own[4]), Box(due())]]
    questions = [(f"{own[1]}的责任单位是哪个部门？", departments[5], own[1]), (f"{own[4]}由哪个单位负责？", departments[6], own[4])]
    questions.append((f"{own[3]}什么时候完成？", merged[3][1].text, own[3]))
    made.append(
        Made(
            "merged",
            "标准规范责任清单",
            "",
            [[Box("责任单位"), Box("工作事项"), Box("完成时间")]],
            merged,
            ["责任单位", "工作事项", "完成时间"],
            questions,
        )
    )

    head = [
        [Box("地区", rows=2), Box(f"{measures[0]}（亿元）", columns=2), Box("企业数（家）", columns=2)],
        [Box("2023年"), Box("2024年"), Box("2023年"), Box("2024年")],
    ]
    names = ["地区", f"{measures[0]}（亿元） 2023年", f"{measures[0]}（亿元） 2024年", "企业数（家） 2023年", "企业数（家） 2024年"]
    rows = [[Box(place), *(Box(figure()) for _ in range(4))] for place in places[:4]]
    questions = [
        (f"{places[1]}2024年的{measures[0]}是多少？", f"{rows[1][2].text}亿元", places[1]),
        (f"2023年{places[3]}有多少家企业？企业数", f"{rows[3][3].text}家", places[3]),
    ]
    questions.append((f"{places[0]}2023年{measures[0]}有多少？", f"{rows[0][1].text}亿元", places[0]))
    made.append(Made("levels", "各地发展情况", "", head, rows, names, questions))

    rows = [[Box(str(year)), Box(figure()), Box(figure())] for year in range(2019, 2024)]
    questions = [(f"全市{year}年的{measures[1]}是多少？", f"{rows[year - 2019][1].text}亿元", str(year)) for year in (2020, 2023)]
    questions.append((f"2021年全市{measures[2]}是多少？", f"{rows[2][2].text}亿元", "2021"))
    made.append(
        Made(
            "caption",
            "年度统计公报",
            "表1 全市历年经费（单位：亿元）",
            [[Box("年份"), Box(measures[1]), Box(measures[2])]],
            rows,
            ["年份", measures[1], measures[2]],
            questions,
        )
    )

    rows = [
        [Box(f"{place}示范园"), Box(figure()), Box(figure()), Box(f"{rng.randint(3, 40)}.{rng.randint(1, 9)}")] for place in places[2:7]
    ]
    names = ["园区名称", "投资额（万元）", "机架数（个）", "增速（%）"]
    questions = [
        (f"{rows[0][0].text}的投资额是多少？", f"{rows[0][1].text}万元", rows[0][0].text),
        (f"{rows[3][0].text}有多少机架？机架数", f"{rows[3][2].text}个", rows[3][0].text),
    ]
    questions.append((f"{rows[4][0].text}的增速是多少？", f"{rows[4][3].text}%", rows[4][0].text))
    made.append(Made("units", "示范园建设进展", "", [[Box(name) for name in names]], rows, names, questions))

    third = [
        f"{verb}{place}{what}"
        for verb, place, what in zip(
            ("扩建", "联通", "迁移", "开放"), PLACES[3:], ("数据中心", "光纤环网", "政务系统", "公共样本"), strict=False
        )
    ]
    rows = [
        [Box("一、基础设施", columns=3)],
        [Box(third[0]), Box(departments[7]), Box(due())],
        [Box(third[1]), Box(departments[8]), Box(due())],
    ]
    rows += [
        [Box("二、数据资源", columns=3)],
        [Box(third[2]), Box(departments[9]), Box(due())],
        [Box(third[3]), Box(departments[10]), Box(due())],
    ]
    questions = [
        (f"{third[1]}的主管部门是哪个部门？", departments[8], third[1]),
        (f"{third[3]}由哪个部门主管？", departments[10], third[3]),
    ]
    questions.append((f"{third[2]}的截止日期是哪天？", rows[4][2].text, third[2]))
    made.append(
        Made(
            "sections",
            "项目安排计划",
            "表2 项目安排表",
            [[Box("项目"), Box("主管部门"), Box("截止日期")]],
            rows,
            ["项目", "主管部门", "截止日期"],
            questions,
        )
    )

    rows = [
        [Box(label), Box(unit), Box(figure()), Box(figure())]
        for label, unit in (("智能算力", "PFLOPS"), ("从业人员", "万人"), ("公共数据集", "个"), ("应用场景", "项"))
    ]
    questions = [
        ("2025年从业人员的目标值是多少？", f"{rows[1][3].text}万人", "从业人员"),
        ("2022年公共数据集的基期值是多少？", f"{rows[2][2].text}个", "公共数据集"),
    ]
    questions.append(("应用场景2025年的目标值是多少？", f"{rows[3][3].text}项", "应用场景"))
    names = ["指标", "单位", "基期值 2022年", "目标值 2025年"]
    head = [[Box("指标", rows=2), Box("单位", rows=2), Box("基期值"), Box("目标值")], [Box("2022年"), Box("2025年")]]
    made.append(Made("measured in", "发展目标", "主要指标", head, rows, names, questions))

    long = [
        "面向中小企业发放算力券并按季度核销",
        "在社区卫生站部署影像辅助判读工具",
        "为高校教师提供大模型应用轮训课程",
        "对无人驾驶测试车辆实行分级准入管理",
    ]
    rows = [
        [Box(f"措施{number}"), Box(text), Box(departments[at]), Box(due())]
        for at, (number, text) in enumerate(zip("甲乙丙丁", long, strict=True))
    ]
    questions = [(f"{long[0]}由哪个部门负责？", departments[0], "算力券"), (f"{long[2]}的责任部门是谁？", departments[2], "高校教师")]
    questions.append((f"{long[3]}的落实时间是什么时候？", rows[3][3].text, "无人驾驶"))
    names = ["序号", "具体措施", "责任部门", "落实时间"]
    made.append(Made("wrapped", "惠企便民措施", "", [[Box(name) for name in names]], rows, names, questions, widths=(50, 110, 110, 90)))

    for again in (False, True):
        verb = "巡检" if again else "升级"
        rows = [[Box(f"{verb}{place}{what}"), Box(rng.choice(departments)), Box(due())] for place in PLACES for what in ("机房", "链路")]
        asked = rng.sample(range(len(rows) // 2, len(rows)), 3)
        questions = [(f"{rows[at][0].text}由哪个部门承办？", rows[at][1].text, rows[at][0].text) for at in asked[:2]]
        questions.append((f"{rows[asked[2]][0].text}的办结时限是什么时候？", rows[asked[2]][2].text, rows[asked[2]][0].text))
        names = ["工作任务", "承办部门", "办结时限"]
        made.append(
            Made(
                f"overleaf{' again' * again}",
                f"{verb}工作台账",
                "",
                [[Box(name) for name in names]],
                rows,
                names,
                questions,
                again,
                overleaf=True,
            )
        )

    rows = [[Box(place), *(Box(figure()) for _ in range(3))] for place in ("设计研发", "生产制造", "物流仓储", "客户服务")]
    questions = [
        ("生产制造环节2023年使用机器人多少台？", f"{rows[1][2].text}台", "生产制造"),
        ("2024年客户服务的机器人数量是多少？", f"{rows[3][3].text}台", "客户服务"),
    ]
    questions.append(("设计研发2022年有多少台机器人？", f"{rows[0][1].text}台", "设计研发"))
    names = ["环节", "2022", "2023", "2024"]
    made.append(
        Made("years across", "机器人应用统计", "各环节机器人应用情况（单位：台）", [[Box(name) for name in names]], rows, names, questions)
    )
    return made


def write(table, form):
    """The bytes of a document with the table between two paragraphs, and its file name's end."""
    before = "为做好相关工作，现将有关安排印发给你们，请结合实际认真贯彻落实。"
    after = "本通知自印发之日起执行，由办公厅负责解释并督促检查落实情况。"
    make = {"html": _html, "docx": _docx, "md": _markdown, "ruled.pdf": _ruled, "open.pdf": _open}[form]
    return make(table, before, after)


def _html(table, before, after):
    def row(boxes, tag):
        return f"<tr>{''.join(f'<{tag}{_reach(box)}>{box.text}</{tag}>' for box in boxes)}</tr>"

    caption = f"<caption>{table.caption}</caption>" if table.caption else ""
    inside = caption + "".join(row(boxes, "th") for boxes in table.head) + "".join(row(boxes, "td") for boxes in table.body)
    return (
        f"<html><head><meta charset='utf-8'><title>{table.title}</title></head><body><article><h1>{table.title}</h1><p>{before}</p>"
        f"<table>{inside}</table><p>{after}</p></article></body></html>"
    ).encode()


def _reach(box):
    return (f" colspan='{box.columns}'" if box.columns > 1 else "") + (f" rowspan='{box.rows}'" if box.rows > 1 else "")


def _docx(table, before, after):
    document = docx.Document()
    document.add_heading(table.title, 0)
    document.add_paragraph(before)
    if table.caption:
        document.add_paragraph(table.caption)
    lines = [*table.head, *table.body]
    grid = document.add_table(rows=len(lines), cols=len(table.names))
    taken = set()
    for at, boxes in enumerate(lines):
        column = 0
        for box in boxes:
            while (at, column) in taken:
                column += 1
            taken |= {(at + down, column + across) for down in range(box.rows) for across in range(box.columns)}
            cell = grid.cell(at, column)
            if box.rows > 1 or box.columns > 1:
                cell = cell.merge(grid.cell(at + box.rows - 1, column + box.columns - 1))
            cell.text = box.text
            column += box.columns
    if table.head_again:
        grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph(after)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _full(boxes_of_rows, width):
    made = Made("", "", "", [], boxes_of_rows, [""] * width)
    found = made.rows
    return [row if row is not None else [boxes_of_rows[at][0].text] + [""] * (width - 1) for at, row in enumerate(found)]


def _markdown(table, before, after):
    width = len(table.names)
    head, body = table.head, _full(table.body, width)
    if len(head) > 1:  # Markdown has one head row: the upper level leaves the places that it reaches over empty
        upper = [text for box in head[0] for text in [box.text, *[""] * (box.columns - 1)]]
        lower, below = [], iter(head[1])
        for box in head[0]:
            lower += [""] if box.rows > 1 else [next(below).text for _ in range(box.columns)]
        if "" not in upper:  # no level reaches over another: its names are joined
            upper, lower = [f"{a} {b}".strip() for a, b in zip(upper, lower, strict=True)], None
        first, body = upper, ([lower] if lower else []) + body
    else:
        first = [box.text for box in head[0]]
    lines = [f"| {' | '.join(row)} |" for row in (first, ["---"] * width, *body)]
    caption = f"{table.caption}\n\n" if table.caption else ""
    return f"# {table.title}\n\n{before}\n\n{caption}{chr(10).join(lines)}\n\n{after}\n".encode()


SIZE = 10
LEADING = 14


def _wrapped(text, width):
    lines, line, room = [], "", 0.0
    for char in text:
        step = SIZE * (0.5 if ord(char) < 256 else 1)
        if room + step > width and line:
            lines.append(line)
            line, room = "", 0.0
        line, room = line + char, room + step
    return [*lines, line]


def _pages(table, *, ruled):
    """For each page (its words, its lines, where the table ends)."""
    widths = table.widths or [{2: 200, 3: 150, 4: 110, 5: 96}[len(table.names)]] * len(table.names)
    xs = [60]
    for width in widths:
        xs.append(xs[-1] + width)
    parts = [table.head + table.body]
    if table.overleaf:
        half = len(table.body) // 2
        parts = [table.head + table.body[:half], (table.head if table.head_again else []) + table.body[half:]]
    pages = []
    for number, lines in enumerate(parts):
        words, strokes = [], []
        top = 690 if not number else 790
        if not number and table.caption:
            words.append((60, top + 12, SIZE, table.caption))
        held, places = set(), []
        for at, boxes in enumerate(lines):
            column = 0
            for box in boxes:
                while (at, column) in held:
                    column += 1
                held |= {(at + down, column + across) for down in range(box.rows) for across in range(box.columns)}
                places.append((at, column, box))
                column += box.columns
        tall = [
            max(
                len(_wrapped(box.text, sum(widths[column : column + box.columns]) - 8))
                for row, column, box in places
                if row == at and box.rows == 1
            )
            for at in range(len(lines))
        ]
        ys = [top]
        for lines_in in tall:
            ys.append(ys[-1] - (lines_in * LEADING + (8 if ruled or max(tall) > 1 else 4)))
        for at, column, box in places:
            left, right, upper, lower = xs[column], xs[column + box.columns], ys[at], ys[at + box.rows]
            texts = _wrapped(box.text, right - left - 8)
            begin = (upper + lower) / 2 + (len(texts) - 1) * LEADING / 2 if ruled else upper - LEADING / 2 - 2
            for line, text in enumerate(texts):
                indent = (right - left - SIZE * len(text)) / 2 if box.columns > 1 else 4
                shown = text if len(text) > 1 else f"{text} "  # PDFium drops a lone character of a font that is not embedded
                words.append((left + indent, begin - line * LEADING - SIZE * 0.35, SIZE, shown))
            strokes += [(left, upper, right, upper), (left, lower, right, lower), (left, upper, left, lower), (right, upper, right, lower)]
        pages.append((words, strokes if ruled else [], ys[-1]))
    return pages


def _pdf(table, before, after, *, ruled):
    made = _pages(table, ruled=ruled)
    pages = [words for words, _, _ in made]
    pages[0] = [
        (200, 780, 16, table.title),
        (60, 745, SIZE, before[:40]),
        *([(60, 731, SIZE, before[40:])] if before[40:] else []),
        *pages[0],
    ]
    pages[-1] = [*pages[-1], (60, made[-1][2] - 40, SIZE, after)]
    return pdf(pages, drawn=[strokes for _, strokes, _ in made])


def _ruled(table, before, after):
    return _pdf(table, before, after, ruled=True)


def _open(table, before, after):
    return _pdf(table, before, after, ruled=False)
