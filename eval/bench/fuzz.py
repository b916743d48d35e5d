"""Does any damaged file crash, hang or fill the memory of a reader? Valid files of every format, mutated, read one by one.

    python eval/bench/fuzz.py [--files N] [--seed S] [--seconds LIMIT]

One in twenty bears another format's suffix, one in a hundred is empty, one archive in fifty a bomb (a part that unpacks to 300 MB,
archives in archives). Each file is loaded, cleaned and cut in a worker process with a limit on its memory, archives unpacked first as
`ingest` does; a file ends well as passages or as one of the program's own errors with advice. Prints one JSON document: files by format
and outcome, crashes, files that take more processor time than the limit (a hang), the slowest file and the worker's peak memory. Exit code
1 if anything crashed or hung.

Measured with seed 1: 2,000 files, 0 crashes, 0 hangs, slowest 4.6 s on a busy machine, peak 148 MB.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import fuzz_parts  # noqa: E402
import values  # noqa: E402

NESTED_RTF = (
    rb"{\rtf1\ansi{\colortbl;\red255\green255\blue255;}\pard 10\_20%{\cf1 \u30475?}{\super\chftn{\*\footnote\ftnalt \chftn note.}}"
    rb"{\field{\*\fldinst {EQ \\o\\ad(\\s\\up 10(yi),\u22777?)\\f(1,3)}}{\fldrslt {}}}\par "
    rb"\trowd\trhdr\clvmgf\cellx2000\cellx6000\pard\intbl a\cell b\cell\row\trowd\clvmrg\cellx2000\clmgf\cellx4000\clmrg\cellx6000"
    rb"\pard\intbl\cell c\par\itap2 d\nestcell e\nestcell{\*\nesttableprops\trowd\cellx900\nestrow}\pard\intbl\cell\cell\row\pard end.\par}"
)
MEMORY_BYTES = 3_000_000_000
_PATIENCE = 10
"""Times are of the processor: on a busy machine a reader that waits its turn hangs nothing. By the clock it has so many limits."""


def seeds() -> dict[str, bytes]:
    """One valid file of each format, by its name."""
    import docx
    import openpyxl
    from tests.ingest import test_more_formats as made
    from tests.ingest.documents import ACCOUNT_PAGE, HARD_WRAPPED, LAW
    from tests.ingest.test_formats import COUPONS, GOVERNMENT, WECHAT, office, paper, regulation

    book = openpyxl.Workbook()
    for row in (["城市", "投入"], ["甲市", 6040], ["乙市", 35.5]):
        book.active.append(row)
    notes = made.message("<p>每年登记一次，算力超过10<sup>26</sup>次。</p>", "html")
    rtf = (
        rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'b5\'c7\'bc\'c7 10{\super 26}{\footnote note.}\par "
        rb"\u26399 ?\trowd a\cell b\cell\row}"
    )
    return {
        "a.txt": HARD_WRAPPED.encode(),
        "b.txt": LAW.encode("gb18030"),
        "c.txt": "本法自中華民國113年7月1日施行，得處新臺幣五萬元罰鍰。\n".encode("big5") * 9,
        "a.md": ACCOUNT_PAGE.encode() + "\n10<sup>26</sup>，~~旧~~$x^{2}$[^1]\n\n[^1]: 注释。\n".encode(),
        "a.html": WECHAT.format(COUPONS).encode(),
        "b.html": GOVERNMENT.encode("gb18030"),
        "a.pdf": paper(across=False),
        "b.pdf": paper(across=True),
        "a.docx": office(regulation()),
        "b.docx": office(docx.Document()),
        "a.xlsx": made.saved(book),
        "a.csv": '城市,投入\n甲市,"6,040"\n'.encode() * 5,
        "a.pptx": made.saved(made.deck()),
        "a.epub": made.epub("<h1>第一章</h1><p>算力超过10<sup>26</sup>次<a href='#n'>1</a>。</p><ol><li id='n'>注释。</li></ol>"),
        "a.odt": made.odt('<text:p>算力10<text:span text:style-name="Up">26</text:span>次。</text:p>', made.STYLES),
        "a.rtf": rtf,
        "b.rtf": NESTED_RTF,
        "a.eml": notes,
        "a.mhtml": notes,
        "a.zip": zipped({"一.txt": LAW.encode(), "二/三.html": WECHAT.format(COUPONS).encode(), "四.zip": zipped({"五.md": b"# a\n\nb."})}),
        "c.pdf": noted(),
        **fuzz_parts.seeds(),
    }


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def noted() -> bytes:
    """A PDF with an exponent, notes at its foot and a table with lines."""
    from tests.ingest.pdfs import pdf

    words = [
        (50, 700, 11, "训练算力超过10"),
        (127, 705, 6, "26"),
        (134, 700, 11, "次的模型应当备案"),
        (222, 705, 6, "1"),
        (226, 700, 11, "。"),
    ]
    cells = [(55 + 100 * column, 640 - 20 * row, 10, f"{'甲乙丙'[row]}{column}项") for row in range(3) for column in range(2)]
    lines = [(50, y, 250, y) for y in (655, 635, 615, 595)] + [(x, 655, x, 595) for x in (50, 150, 250)]
    return pdf([[*words, *cells, (50, 103, 5, "1"), (53, 100, 8, "参见第三条。")]], drawn=[lines])


def bomb(suffix: str, chance: random.Random) -> bytes:
    """A small file that unpacks to much."""
    zeros = b"\0" * 300_000_000 if chance.random() < 0.5 else b"<p>" * 100_000_000
    inner = zipped({{".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".odt": "content.xml"}.get(suffix, "a.txt"): zeros})
    for depth in range(chance.randrange(6) if suffix == ".zip" else 0):
        inner = zipped({f"{depth}.zip": inner})
    return inner


def mutated(content: bytes, chance: random.Random, name: str) -> bytes:
    """One of the ways in which files go wrong; archives are also changed inside and packed again."""
    if content[:2] == b"PK" and chance.random() < 0.7:
        return _repacked(content, chance)
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not data:
            break
        at = chance.randrange(len(data))
        match chance.randrange(7):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.choice((1, 10, 1000))]
            case 2:
                data = data[:at]
            case 3:
                data[at:at] = bytes(data[at : at + chance.choice((5, 200, 3000))]) * chance.choice((1, 3, 40))
            case 4:
                data[at:at] = chance.choice(
                    (b"\0" * 40, b"<" * 300, b"{" * 700, b"\xff\xfe", b"<div>" * 400, b"<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", b"9" * 400)
                )
            case 5:
                other = chance.randrange(len(data))
                data[at : at + 50] = data[other : other + 50]
            case _:
                digits = [place for place, byte in enumerate(data[:20000]) if 48 <= byte <= 57]
                if digits:
                    place = chance.choice(digits)
                    data[place : place + 1] = chance.choice((b"999999999", b"-1", b"0", b"1e9", b""))
    return bytes(data)


def _repacked(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = source.namelist()
        victim = chance.choice(
            [name for name in names if name.endswith((".xml", ".rels", ".xhtml", ".opf", ".html", ".mht", ".txt"))] or names
        )
        for name in names:
            text = source.read(name)
            if name == victim:
                if chance.random() < 0.1:
                    continue
                text = mutated(text, chance, name)
            made.writestr(name, text)
    return out.getvalue()


def made(found: dict[str, bytes], name: str, chance: random.Random) -> tuple[str, bytes]:
    """One file that goes wrong, and its suffix."""
    suffix, turn = Path(name).suffix, chance.random()
    if turn < 0.01:
        return suffix, b""
    if turn < 0.03 and found[name][:2] == b"PK":
        return suffix, bomb(suffix, chance)
    content = mutated(found[name], chance, name)
    return (Path(chance.choice(sorted(found))).suffix if turn > 0.95 else suffix), content


def read_one(path: str) -> str:
    """What became of one file: `read`, `refused`, or what broke."""
    from ragassist.errors import RagassistError
    from ragassist.ingest.archives import unpack
    from ragassist.ingest.cut import cut
    from ragassist.ingest.load import SUFFIXES, load

    try:
        files = [Path(path)]
        if path.endswith(".zip"):
            unpacked = unpack(files[0], "a.zip", home=files[0].parent / "home", suffixes=SUFFIXES, max_file_mb=50)
            files = [member.path for member in unpacked.members]
            if not files:
                return "refused" if unpacked.failed or unpacked.skipped else "read"
        for file in files:
            document = load(file, shown_path=file.name, max_file_mb=50)
            cut(document, count_tokens=len, budget_tokens=300)
    except RagassistError as error:
        return "refused" if error.advice else f"no advice: {error}"
    except Exception as error:  # noqa: BLE001  # whatever else comes is what this looks for
        import traceback

        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:100]}"
    return "read"


def _work(pipe) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    while (path := pipe.recv()) is not None:
        began = time.process_time()
        outcome = read_one(path)
        pipe.send((outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.process_time() - began))


def run(files: int, seed: int, limit_s: float) -> dict[str, object]:
    chance = random.Random(seed)
    found, outcomes, broken, slow = seeds(), Counter(), [], []
    slowest, peak_mb, peak_at = (0.0, ""), 0.0, ""
    context = multiprocessing.get_context("spawn")

    def start():
        ours, theirs = context.Pipe()
        worker = context.Process(target=_work, args=(theirs,), daemon=True)
        worker.start()
        theirs.close()
        for name in found:  # what is imported for the first time is not timed
            path = Path(folder, f"valid-{name}")
            path.write_bytes(found[name])
            ours.send(str(path))
            ours.recv()
        return ours, worker

    with tempfile.TemporaryDirectory() as folder:
        pipe, worker = start()
        for number in range(files):
            name = sorted(found)[number % len(found)]
            suffix, content = made(found, name, chance)
            path = Path(folder, f"{number}{suffix}")
            path.write_bytes(content)
            pipe.send(str(path))
            try:
                answer = pipe.recv() if pipe.poll(_PATIENCE * limit_s) else None
            except (EOFError, ConnectionResetError):
                answer = ("the process died", 0.0, 0.0)
            taken = limit_s if answer is None else answer[2]
            slowest = max(slowest, (round(taken, 2), name))
            if answer is not None and taken > limit_s:
                slow.append(f"{number} {name}")
            if answer is None or answer[0] == "the process died":
                (slow if answer is None else broken).append(f"{number} {name}")
                worker.kill()
                worker.join()
                pipe, worker = start()
                outcomes[f"{path.suffix} {'hung' if answer is None else 'died'}"] += 1
                continue
            if answer[1] > peak_mb:
                peak_mb, peak_at = answer[1], f"{number} {name}{path.suffix}"
            if answer[0] in ("read", "refused"):
                outcomes[f"{path.suffix} {answer[0]}"] += 1
            else:
                outcomes[f"{path.suffix} crashed"] += 1
                broken.append(f"{number} {name}: {answer[0]}")
            path.unlink()
    pipe.send(None)
    worker.join(10)
    return {
        "files": files,
        "seed": seed,
        "outcomes": dict(sorted(outcomes.items())),
        "crashes": broken,
        "hangs": slow,
        "slowest_s": slowest,
        "peak_mb": round(peak_mb),
        "peak_at": peak_at,
    }


def measure(files: int, seed: int, seconds: float = 30) -> list[values.Value]:
    """How many files crashed a reader or hung it, how many were read, the slowest, and the worker's peak memory."""
    found = run(files, seed, seconds)
    read = sum(n for name, n in found["outcomes"].items() if name.endswith(" read"))
    return [
        values.count("crashed", len(found["crashes"]), files),
        values.count("hung", len(found["hangs"]), files),
        values.share("read, the others refused with advice", read, files),
        values.Value("slowest file", found["slowest_s"][0], files, unit="s"),
        values.Value("peak memory of the reader", found["peak_mb"], unit="MB"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30)
    args = parser.parse_args()
    found = run(args.files, args.seed, args.seconds)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 1 if found["crashes"] or found["hangs"] else 0


if __name__ == "__main__":
    sys.exit(main())
