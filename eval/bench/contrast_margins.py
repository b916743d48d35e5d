"""How often an altered form of a true sentence lies nearer to its translation than the sentence itself, by kind; and the margins from it.

`claims.contrast` of an embedder's file, by `calibrate.py --translations`. The data are JSONL of `id` (ending in `_en` or `_zh`), `lang` and
`text`: the same paragraphs in both languages, translated by people, such as XQuAD's. Paragraphs whose sentences pair off by number are
used, sentence by sentence, each way: the English beside the Chinese as its source, and the Chinese beside the English. No sentence here
is false, so whatever is nearer is a false alarm, a slip of the translator, or two sentences that do not belong together.

The margin is what one altered form in a hundred exceeds, and never less than FLOORS.
"""

import json
import random
from collections import defaultdict

import numpy as np

from ragassist.text.sentences import split_sentences
from ragassist.verify.turned_round import OPENING, contrasts
from ragassist.verify.view import Part

FLOORS = {"cross": 0.015, "same": 0.02}
"""Free wording moves a claim by about as much. Of 1,100 claims that no other check refuses, a floor of .01 across languages would refuse
twelve true ones for 51 false, .015 seven for 44, and with the altered clause asked as well four for 39; within one language .015 two for
14, .02 none for 13 (CONTRASTS.md)."""
HELD = {"near": 0.01, "far": 0.02, "opened": -1.0, "source": "eval/bench/CONTRASTS.md"}
"""For an embedder of which nobody has measured these: no opening is spared."""
LENGTHS = range(40, 221)
"""Of the English sentence, in characters: shorter ones are scraps, longer ones two sentences."""


def fields(encoder, path, limit, held):
    """Print the tables and return the margins fitted, beside what of `held` is placed by hand; no more pairs than `limit` are asked."""
    pairs = translations(path)[:limit]
    margins = defaultdict(list)
    turns = []
    for claim_lang, source_lang in (("en", "zh"), ("zh", "en")):
        mine = measured(encoder, [p if claim_lang == "en" else p[::-1] for p in pairs], claim_lang, source_lang)
        for kind, found in sorted(mine.items()):
            margins[kind] += found
            turns += [] if kind in OPENING else found
            table(f"{claim_lang} {kind}", found)
    for kind, found in sorted(margins.items()):
        table(f"both {kind}", found)
    rare = float(np.quantile(turns, 0.99))
    return {**HELD, **held, **{kind: round(max(floor, rare), 4) for kind, floor in FLOORS.items()}}


def translations(path):
    """Pairs of an English sentence and its Chinese, in an order that does not follow the paragraphs."""
    texts = defaultdict(dict)
    for line in path.read_text(encoding="utf8").splitlines():
        item = json.loads(line)
        texts[item["id"].rsplit("_", 1)[0]][item["lang"]] = item["text"]
    found = []
    for both in texts.values():
        english, chinese = ([both.get(lang, "")[a:b] for a, b in split_sentences(both.get(lang, ""))] for lang in ("en", "zh"))
        if len(english) == len(chinese):
            found += [(e, z) for e, z in zip(english, chinese, strict=True) if len(e) in LENGTHS]
    random.Random(1).shuffle(found)
    return found


def measured(encoder, pairs, claim_lang, source_lang):
    """By kind: how much nearer than the sentence each altered form is to the translation; above 0 it is nearer."""
    margins = defaultdict(list)
    for claim, source in pairs:
        altered = contrasts(Part(claim))
        if altered:
            texts = [source, claim, *(each.text for each in altered)]
            vectors = encoder.sentences(texts, [source_lang, *(claim_lang for _ in texts[1:])])
            near = vectors[1:] @ vectors[0]
            for each, value in zip(altered, near[1:], strict=True):
                margins[each.kind].append(float(value - near[0]))
    return margins


def table(name, found):
    """One line of figures."""
    values = np.array(found)
    shares = "  ".join(f"> {m:g}: {(values > m).mean():.3f}" for m in (0.0, 0.005, 0.01, 0.015, 0.02))
    far, rare = (values < -0.02).mean(), np.quantile(values, 0.99)
    print(f"{name:18} n {len(values):5}  {shares}  farther by .02: {far:.3f}  1 in 100: {rare:.4f}")
