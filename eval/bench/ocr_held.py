"""Is a misread figure ever offered as verified on pages unlike those by which the bar was set?

    python eval/bench/ocr_held.py [--pages N] [--seed S] [CONDITION...]

Pages of another kind than those of `ocr.py`: bold, condensed and slanted type with figures in other fonts, two columns or a ruled table,
figures of many kinds (capital and Chinese numerals, ROC years, ranges, ratios, times, document numbers, negative shares, groups divided by
spaces), made worse as copiers, stamps, phones and thin paper do. For each condition: figures read, misread, agreed on by both readings, and
misread though agreed on, which must be none. Exit code 1 where one is. Groups of digits may lose the space between them.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import time
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from ocr import DPI, WORDS, distance
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ragassist.ingest.load import scan
from ragassist.ingest.ocr.networks import engine
from ragassist.ingest.ocr.read_page import read_page

CJK = Path("/usr/share/fonts/opentype/noto")
LATIN = Path("/usr/share/fonts/truetype/dejavu")
NUMERALS = "一二三四五六七八九十百千万亿零〇两壹贰叁肆伍陆柒捌玖拾佰仟"
FIGURE = re.compile(rf"[-\d][\d.,:/%\-]*|[{NUMERALS}]{{2,}}")
CONDITIONS = ("photocopy", "stamp", "phone", "bleed-through", "faint ink", "slanted and condensed")


def figure(rng: random.Random) -> str:
    """A made-up figure of one of many kinds."""
    low, high = sorted((rng.randint(2, 98), rng.randint(2, 98)))
    capital = "".join(rng.choice("壹贰叁肆伍陆柒捌玖") + unit for unit in ("拾", "万", "仟"))
    chinese = f"{rng.choice('二三四五六七八九')}百{rng.choice('二三四五六七八九')}十{rng.choice('一二三四五六七八九')}"
    return rng.choice(
        [
            f"民国{rng.randint(80, 115)}年",
            f"{capital}元",
            f"{chinese}家",
            f"{low}-{high + 1}岁",
            f"{rng.randint(1, 9)}:{rng.randint(1, 9)}",
            f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
            f"〔{rng.randint(2011, 2029)}〕{rng.randint(1, 189)}号",
            f"-{rng.randint(0, 19)}.{rng.randint(0, 99):02}%",
            f"{rng.randint(1, 98)} {rng.randint(0, 999):03}吨",
            f"{rng.randint(1, 9)}.{rng.randint(1, 9)}.{rng.randint(1, 9)}节",
            f"{rng.randint(10**6, 10**8)}元",
            f"{rng.randint(1, 11)}/{rng.randint(12, 99)}",
        ]
    )


def drawn(rng: random.Random, page: int) -> tuple[Image.Image, list[str]]:
    """A page and its lines; two columns of text on even pages, a ruled table on odd ones."""
    picture = Image.new("L", (round(8.27 * DPI), round(5 * DPI)), 255)
    pen = ImageDraw.Draw(picture)
    points = rng.choice((9.5, 10, 12))
    han = ImageFont.truetype(str(CJK / ("NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc")[page // 2 % 2]), round(points * DPI / 72), index=2)
    latin = ("DejaVuSerif.ttf", "DejaVuSansCondensed.ttf", "DejaVuSansMono.ttf")[page % 3]
    digits = ImageFont.truetype(str(LATIN / latin), round(points * DPI / 72))
    lines = []
    for row in range(13):
        for column in range(2):
            at = rng.randrange(len(WORDS) - 4)
            line = WORDS[at : at + 3] + figure(rng) + WORDS[at + 3 : at + 4] + figure(rng)
            lines.append(line)
            x, y = 60 + column * 590, 40 + row * 52
            for part in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", line):
                font = digits if part.isascii() else han
                pen.text((x, y + round(points * DPI / 72)), part, font=font, fill=25, anchor="ls")
                x += round(pen.textlength(part, font=font))
            if page % 2:
                pen.rectangle((50 + column * 590, y - 12, 50 + (column + 1) * 590, y + 40), outline=60)
    return picture, lines


def worse(picture: Image.Image, how: str, seed: int) -> Image.Image:
    """The page as it comes out of a copier, from under a stamp, from a telephone, on thin paper."""
    chance = np.random.default_rng(seed)
    gray = np.asarray(picture, float)
    if how == "photocopy":
        gray = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.9)), float) + chance.normal(0, 25, gray.shape)
        gray = np.where(gray < 190, 0, 255)
        gray[chance.random(gray.shape) < 0.0015] = 0
    elif how == "stamp":
        over = Image.new("L", picture.size, 255)
        pen = ImageDraw.Draw(over)
        for x, y in ((250, 200), (830, 420), (600, 120)):
            pen.ellipse((x, y, x + 260, y + 260), outline=120, width=9)
            pen.line((x + 60, y + 130, x + 200, y + 130), fill=120, width=7)
        gray = np.minimum(gray, np.asarray(over, float))
    elif how == "phone":
        width, height = picture.size
        corners = (-14, -9, 6, height + 12, width + 17, height - 8, width - 11, 10)
        bent = picture.transform(picture.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=255)
        shade = np.linspace(0.55, 1.0, width)[None, :] * np.linspace(1.0, 0.8, height)[:, None]
        gray = np.asarray(bent.filter(ImageFilter.GaussianBlur(1.5)), float) * shade
        out = io.BytesIO()
        Image.fromarray(gray.astype(np.uint8)).resize((round(width * 0.7), round(height * 0.7))).save(out, "JPEG", quality=22)
        return Image.open(io.BytesIO(out.getvalue())).convert("RGB")
    elif how == "bleed-through":
        behind = np.asarray(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(2)), float)
        gray = np.minimum(gray, 255 - (255 - np.roll(behind, 23, axis=0)) * 0.4)
        gray = np.asarray(Image.fromarray(gray.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.8)), float)
    elif how == "faint ink":
        gray = 255 - (255 - gray) * 0.22 + chance.normal(0, 9, gray.shape)
        gray[:, ::7] += 18
    elif how == "slanted and condensed":
        width, height = picture.size
        slant = picture.transform(picture.size, Image.Transform.AFFINE, (1, 0.16, -70, 0, 1, 0), Image.Resampling.BICUBIC, fillcolor=255)
        return slant.resize((round(width * 0.62), round(height * 0.8)), Image.Resampling.BILINEAR).convert("RGB")
    return Image.fromarray(np.clip(gray, 0, 255).astype(np.uint8)).convert("RGB")


def ungrouped(line: str) -> str:
    """The line with the digits of a number together: 21 839 is 21839."""
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", line)


def main(pages: int, seed: int, conditions: Sequence[str]) -> int:
    """Print a line of the table for each condition; the exit code."""
    print("| condition | characters | error rate | seconds a page | figures | misread | agreed | misread and agreed |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    networks = engine()
    bad = 0
    for number, how in enumerate(conditions):
        rng = random.Random(f"held {how} {seed}")
        chars = wrong = figures = misread = agreed = passed = 0
        began = time.process_time()
        for page in range(pages):
            picture, lines = drawn(rng, page + number)
            text, read = scan.text_of(read_page(worse(picture, how, page + seed), networks), 1, (1, 0, 0, 0, 1, 0))
            doubtful = {at for line in read.lines for a, b in line.doubts for at in range(a, b)}
            said_in_order = "".join(char for char in text if not char.isspace() and char not in "|")
            chars += sum(map(len, lines))
            wrong += min(distance("".join(order).replace(" ", ""), said_in_order) for order in (lines, lines[::2] + lines[1::2]))
            at = 0
            for said in text.split("\n"):
                likest = sorted(lines, key=lambda line: -SequenceMatcher(None, line, said, autojunk=False).ratio())[:2]
                known = {found.strip(".,:-") for line in likest for form in (line, ungrouped(line)) for found in FIGURE.findall(form)}
                for match in FIGURE.finditer(said):
                    right = match.group().strip(".,:-") in known
                    sure = not doubtful & set(range(at + match.start(), at + match.end()))
                    figures, misread, agreed, passed = figures + 1, misread + (not right), agreed + sure, passed + (sure and not right)
                    if sure and not right:
                        print(f"  {how}: {match.group()!r} in {said!r}, printed {likest[0]!r}", file=sys.stderr, flush=True)
                at += len(said) + 1
        bad += passed
        seconds = (time.process_time() - began) / pages
        print(f"| {how} | {chars} | {wrong / chars:.4f} | {seconds:.1f} | {figures} | {misread} | {agreed} | {passed} |", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("conditions", nargs="*", default=CONDITIONS, metavar="CONDITION")
    parser.add_argument("--pages", type=int, default=1, help="of each condition")
    parser.add_argument("--seed", type=int, default=1, help="other words, figures and noise")
    args = parser.parse_args()
    sys.exit(main(args.pages, args.seed, args.conditions))
