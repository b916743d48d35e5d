#!/usr/bin/env python3
"""Measure the program's figures and write eval/FIGURES.md from them, so that no figure is typed by hand.

    python eval/bench/figures.py             # everything that this machine has the weights for and that is not measured yet
    python eval/bench/figures.py --fast      # what needs no weights and two minutes at most
    python eval/bench/figures.py --only claims/planted tasks   # by name; a name stands for all that begin with it
    python eval/bench/figures.py --list      # what there is, what it needs, and what is up to date; measures nothing
    python eval/bench/figures.py --render    # only the page, from what is kept; measures nothing

A figure that was measured on the same program and data is not measured again unless `--again`. Each is kept in eval/figures.jsonl as soon
as it is there, so an interrupted run goes on where it was. One that fails is named with its error, the others go on; exit code 1 then.
The list is `figures_declared.py`.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import figures_kept as kept_figures
from figures_declared import FIGURES, Figure
from figures_kept import Kept, Run
from figures_page import page
from values import Value

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "eval/figures.jsonl"
PAGE = ROOT / "eval/FIGURES.md"
MOST_MINUTES = 180
"""A script that takes longer hangs."""


def lacking(figure: Figure) -> str:
    """Return what this machine lacks for a figure, in a few words; empty if nothing."""
    from ragassist.models import gemma_files, local, weights
    from ragassist.settings import Settings

    settings = Settings()
    if "recordings" in figure.needs and not (ROOT / str(figure.args["recordings"])).is_dir():
        return f"there are no recordings in {figure.args['recordings']}"
    if "gemma" in figure.needs and not gemma_files.ready(settings):
        return "EmbeddingGemma's weights are not here: ragassist models pull"
    if "local model" in figure.needs and (weights.locate(settings) is None or not local.engine_installed()):
        return "the local model is not here: ragassist models pull"
    return ""


def measured(figure: Figure, commit: str, fingerprint: str, root: Path = ROOT) -> Run:
    """Return a figure as it was measured now, in a process of its own, or with the error that it ended with."""
    script = root / "eval/bench" / figure.script
    load, began = os.getloadavg()[0], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [sys.executable, str(Path(__file__).with_name("measured.py")), str(script), json.dumps(figure.args), str(out)]
        # Scripts print as they like; what they say is progress here.
        try:
            done = subprocess.run(command, cwd=root, env=_environ(root), stdout=sys.stderr, timeout=MOST_MINUTES * 60, check=False)
            ended = f"its process ended with code {done.returncode} and no result"
        except subprocess.TimeoutExpired:
            ended = f"it was ended after {MOST_MINUTES} minutes"
        told = json.loads(out.read_text(encoding="utf8")) if out.exists() else {"error": ended}
    return Run(
        name=figure.name,
        command=figure.command,
        commit=commit,
        fingerprint=fingerprint,
        date=f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M}",
        cores=os.cpu_count() or 1,
        load=round(load, 1),
        seconds=round(time.monotonic() - began, 1),
        values=tuple(Value(**each) for each in told.get("values", ())),
        error=told.get("error", "") or ("" if told.get("values") else "it measured nothing"),
    )


def _environ(root: Path) -> dict[str, str]:
    """The environment without what would change a figure: settings of the person who measures, keys, endpoints."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("RAGASSIST_", "OPENAI_")) or k == "RAGASSIST_CACHE"}
    path = os.pathsep.join([str(root / "src"), str(root), *filter(None, [own.get("PYTHONPATH", "")])])
    return own | {"PYTHONPATH": path, "TQDM_DISABLE": "1"}


def wanted(figures: Sequence[Figure], only: Sequence[str], *, fast: bool) -> list[Figure]:
    """Return the figures that were asked for, by name or by the beginning of a name, in their order.

    Raises:
        SystemExit: a name is of no figure.
    """
    for name in only:
        if not any(_meant(name, figure) for figure in figures):
            raise SystemExit(f"There is no figure {name!r}. `python eval/bench/figures.py --list` names them all.")
    chosen = [figure for figure in figures if not only or any(_meant(name, figure) for name in only)]
    return [figure for figure in chosen if figure.fast or not fast]


def _meant(name: str, figure: Figure) -> bool:
    return figure.name == name or figure.name.startswith(name.rstrip("/") + "/")


def run(figures: Sequence[Figure], chosen: Sequence[Figure], measure: Callable[[Figure], Run], to: Path, *, again: bool, root: Path) -> int:
    """Measure what was chosen and is not up to date, keeping each at once. Return how many failed."""
    failures = 0
    for figure in chosen:
        known = kept_figures.read(to)
        if figure.name in kept_figures.current([figure], known, root) and not again:
            print(f"{figure.name}: kept, measured {known[figure.name].good.date} on the same program and data", flush=True)
            continue
        print(f"{figure.name}: measuring, about {figure.minutes:g} min …", flush=True)
        found = measure(figure)
        kept_figures.write(to, kept_figures.added(known, found), [each.name for each in figures])
        failures += bool(found.error)
        print(f"{figure.name}: " + (f"FAILED: {found.error}" if found.error else f"{len(found.values)} values in {found.seconds:.0f} s"))
    return failures


def listed(figures: Sequence[Figure]) -> None:
    """Print what there is."""
    known = kept_figures.read(KEPT)
    fresh = kept_figures.current(figures, known, ROOT)
    for figure in figures:
        good = known.get(figure.name, Kept()).good
        state = "up to date" if figure.name in fresh else f"older ({good.commit}, {good.date})" if good else "not measured"
        print(f"{figure.name:32} {figure.minutes:4g} min  {'fast  ' if figure.fast else '      '}{', '.join(figure.needs):20} {state}")


def main() -> int:
    """Measure, write, render; 1 if a figure failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these figures, or those whose names begin so")
    parser.add_argument("--fast", action="store_true", help="only what needs no weights and two minutes at most")
    parser.add_argument("--again", action="store_true", help="measure also what is up to date")
    parser.add_argument("--list", action="store_true", help="print the figures; measure nothing")
    parser.add_argument("--render", action="store_true", help="write the page from what is kept; measure nothing")
    args = parser.parse_args()
    if args.list:
        listed(FIGURES)
        return 0
    chosen = [] if args.render else wanted(FIGURES, args.only, fast=args.fast)
    able = []
    for figure in chosen:
        if why := lacking(figure):
            print(f"{figure.name}: left out, {why}")
        else:
            able.append(figure)
    commit = kept_figures.commit(ROOT, FIGURES)

    def measure(figure: Figure) -> Run:
        return measured(figure, commit, kept_figures.fingerprint(figure, ROOT))

    failures = run(FIGURES, able, measure, KEPT, again=args.again, root=ROOT)
    known = kept_figures.read(KEPT)
    PAGE.write_text(page(FIGURES, known, kept_figures.current(FIGURES, known, ROOT), commit), encoding="utf8")
    print(f"{PAGE.relative_to(ROOT)} is written" + (f"; {failures} failed, see there" if failures else ""))
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
