#!/usr/bin/env python3
"""Fit the per-language mean vectors that the bundled embedder subtracts, from the text in `centring/`.

    python eval/bench/make_centring.py                 # writes src/ragassist/models/centring.npz
    python eval/bench/make_centring.py --check         # exits 1 where the shipped file is not what the text gives

The text is written for this purpose and used by no benchmark. Changing it changes the embedder's name, so that every store
has to be filled anew: do it deliberately.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "src" / "ragassist" / "models" / "centring.npz"


def lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / "centring" / name).read_text(encoding="utf8").splitlines()]


def fit() -> dict[str, np.ndarray]:
    """`{encoder}.{kind}.{lang}` -> mean vector, float16 precision kept as float32."""
    from ragassist.models.e5 import E5
    from ragassist.models.use import USE

    e5, use = E5(), USE()
    means = {}
    for lang in ("zh", "en"):
        passages = [line[lang] for line in lines("passages.jsonl")]
        questions = [line[lang] for line in lines("questions.jsonl")]
        means[f"e5.passage.{lang}"] = e5.encode(passages, "passage").mean(0)
        means[f"e5.question.{lang}"] = e5.encode(questions, "query").mean(0)
        means[f"use.passage.{lang}"] = use.encode(passages).mean(0)
        means[f"use.question.{lang}"] = use.encode(questions).mean(0)
    # Half precision rounds away what differs between processors, so that the file is the same everywhere.
    return {name: mean.astype(np.float16).astype(np.float32) for name, mean in means.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    means = fit()
    if arguments.check:
        with np.load(TARGET) as shipped:
            worst = max(float(np.abs(shipped[name] - mean).max()) for name, mean in means.items())
        print(f"largest difference: {worst:.2g}")
        return int(worst > 1e-3)
    np.savez_compressed(TARGET, **means)
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
