#!/usr/bin/env python3
"""Make the calibration file of one embedder: every number that goes by its likeness, each section with where it comes from.

    python eval/bench/calibrate.py gemma --claims CLAIMS.jsonl … [--before VERDICTS.jsonl …] --translations PASSAGES.jsonl \\
        --renderings MARKED.jsonl … --write
    python eval/bench/calibrate.py bundled          # fits nothing: says what the file has, what it lacks, and whether its form is right

The embedder is named as RAGASSIST_EMBED__MODEL names it. What is fitted, and by which module, each of which says what its data are:

    claims            claims_curve.py        the curves and thresholds that turn likeness into a verdict
    claims.contrast   contrast_margins.py    how much nearer an altered form of a claim must be to its source
    claims.rendering  renderings_curve.py    which of a small model's renderings are right

A part without data given stays as the file has it. The other sections are placed by hand in the file, read off the tables that their
sources name; this script keeps them, puts them in order, and refuses a file with a number that nothing reads or one without its source.
A section that is missing is named, with what is then done without it.
"""

import argparse
import sys
from pathlib import Path

import claims_curve
import contrast_margins
import renderings_curve
from calibrated import file_of, sections, text

from ragassist.models.calibration.form import missing
from ragassist.models.embed import embedder, in_one_space
from ragassist.settings import EmbedSettings, Settings


def made(encoder, held, *, claims=(), before=(), translations=None, limit=420, renderings=()):
    """Return the sections of the embedder's file: those of `held`, with what was fitted to the data given in their place."""
    parts = dict(held.get("claims", {}))
    if claims:
        parts |= claims_curve.fields(encoder, claims, before, parts)
    if translations:
        parts["contrast"] = contrast_margins.fields(encoder, translations, limit, parts.get("contrast", {}))
    if renderings:
        parts["rendering"] = renderings_curve.fields(encoder, renderings, parts.get("rendering", {}))
    return {**held, **({"claims": parts} if parts else {})}


def main():
    """Fit what there are data for, print the figures and what is missing, and with `--write` write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("embedder", help="as RAGASSIST_EMBED__MODEL names it")
    parser.add_argument("--claims", type=Path, nargs="+", default=[], help="JSONL of claims and whether they are supported")
    parser.add_argument("--before", type=Path, nargs="+", default=[], help="output of `verify --batch` of a version that had not seen them")
    parser.add_argument("--translations", type=Path, help="JSONL of the same paragraphs in both languages")
    parser.add_argument("--limit", type=int, default=420, help="so many pairs of sentences of them")
    parser.add_argument("--renderings", type=Path, nargs="+", default=[], help="JSONL of a small model's renderings, marked by readers")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    encoder = embedder(Settings(embed=EmbedSettings(model=options.embedder)))
    told = {name: getattr(options, name) for name in ("claims", "before", "translations", "limit", "renderings")}
    held = made(encoder, sections(encoder.name), **told)
    path, one_space = file_of(encoder.name), in_one_space(encoder)
    for section in missing(held, one_space):
        print(f"{section.name}: not there; {section.off or 'the weights of another embedder are taken'}")
    try:
        written = text(held, one_space)
    except ValueError as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return 1
    if options.write:
        path.write_text(written, encoding="utf8")
    same = path.exists() and path.read_text(encoding="utf8") == written
    print(f"{path.name}: {'as it is here' if same else 'would change; --write writes it'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
