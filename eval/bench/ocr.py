"""How well pictures of pages are read, and whether a misread figure would pass as verified: `python eval/bench/ocr.py [PAGES]`.

Pages are drawn here with known text, made worse, and read by the program's own reader. For each condition: character error rate with n,
seconds a page, figures that were misread, and misread figures on which both readings agreed (those would be offered as verified).
"""

from __future__ import annotations

import io
import random
import re
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ragassist.ingest.load import scan
from ragassist.ingest.ocr.networks import engine
from ragassist.ingest.ocr.read_page import read_page

FONTS = sorted(Path("/usr/share/fonts").rglob("NotoS*CJK-Regular.ttc"))
FIGURE = re.compile(r"\d[\d.,]*")
WORDS = "项目投入计划用于建设算力中心支持企业研发人工智能模型加强数据安全管理规范"
DPI = 150


def drawn(rng: random.Random, face: int, points: float) -> tuple[Image.Image, list[str]]:
    size = (round(8.27 * DPI), round(6 * DPI))
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(FONTS[face % len(FONTS)]), round(points * DPI / 72), index=2)
    lines = []
    for row in range(16):
        parts = []
        for _ in range(3):
            at = rng.randrange(len(WORDS) - 4)
            parts.append(WORDS[at : at + 4] + figure(rng))
        line = "，".join(parts) + "。"
        lines.append(line)
        pen.text((round(0.5 * DPI), 60 + row * 50), line, font=font, fill=20)
    return picture, lines


def figure(rng: random.Random) -> str:
    return rng.choice(
        [
            f"{rng.randint(1990, 2035)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
            f"{rng.randint(1, 99)}.{rng.randint(0, 99)}%",
            f"{rng.randint(1, 999)},{rng.randint(0, 999):03d}亿元",
            f"{rng.randint(100, 99999)}万",
            f"第{rng.randint(1, 200)}号",
        ]
    )


def worse(picture: Image.Image, how: str, seed: int) -> Image.Image:
    if how == "noise":
        noise = np.random.default_rng(seed).normal(0, 60, (picture.height, picture.width))
        picture = Image.fromarray(np.clip(np.asarray(picture, float) + noise, 0, 255).astype(np.uint8))
    elif how == "blur":
        picture = picture.filter(ImageFilter.GaussianBlur(2.6))
    elif how == "low resolution":
        picture = picture.resize((round(picture.width * 0.36), round(picture.height * 0.36)), Image.Resampling.BILINEAR)
    elif how == "strong blur":
        picture = picture.filter(ImageFilter.GaussianBlur(3.4))
    elif how == "very low resolution":
        picture = picture.resize((round(picture.width * 0.27), round(picture.height * 0.27)), Image.Resampling.BILINEAR)
    elif how == "jpeg":
        out = io.BytesIO()
        picture.resize((round(picture.width * 0.6), round(picture.height * 0.6))).save(out, "JPEG", quality=12)
        picture = Image.open(io.BytesIO(out.getvalue()))
    elif how == "skew":
        picture = picture.rotate(-4, Image.Resampling.BILINEAR, fillcolor=255).filter(ImageFilter.GaussianBlur(1.5))
    return picture.convert("RGB")


def distance(one: str, other: str) -> int:
    before = np.arange(len(other) + 1)
    codes = np.array([ord(char) for char in other])
    for at, char in enumerate(one, start=1):
        now = np.concatenate([[at], np.minimum(before[1:] + 1, before[:-1] + (codes != ord(char)))])
        before = np.minimum.accumulate(now - np.arange(len(now))) + np.arange(len(now))
    return int(before[-1])


def main(pages: int) -> None:
    print("| condition | characters | error rate | seconds a page | figures | misread | agreed | misread and agreed |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    networks = engine()
    for how in sys.argv[2:] or ("clean", "noise", "blur", "low resolution", "jpeg", "skew", "strong blur", "very low resolution"):
        rng = random.Random(how)
        chars = wrong = figures = misread = agreed = passed = 0
        began = time.process_time()
        for page in range(pages):
            picture, lines = drawn(rng, page, (10.5, 9)[page % 2])
            text, read = scan.text_of(read_page(worse(picture, how, page), networks), 1, (1, 0, 0, 0, 1, 0))
            doubtful = {at for line in read.lines for a, b in line.doubts for at in range(a, b)}
            chars += sum(map(len, lines))
            wrong += distance("".join(lines), "".join(text.split()))
            at = 0
            for said in text.split("\n"):
                true = max(lines, key=lambda line: SequenceMatcher(None, line, said, autojunk=False).ratio())
                known = [match.group() for match in FIGURE.finditer(true)]
                for match in FIGURE.finditer(said):
                    figures += 1
                    sure = not doubtful & set(range(at + match.start(), at + match.end()))
                    right = match.group().strip(".,") in known
                    misread, agreed, passed = misread + (not right), agreed + sure, passed + (sure and not right)
                    if sure and not right:
                        print(f"  {match.group()!r} in {said!r}, printed {true!r}", file=sys.stderr)
                at += len(said) + 1
        seconds = (time.process_time() - began) / pages
        print(f"| {how} | {chars} | {wrong / chars:.4f} | {seconds:.1f} | {figures} | {misread} | {agreed} | {passed} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
