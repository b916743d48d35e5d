"""Names across languages: which names of a claim its evidence does not have.

Latin acronyms and product names are written alike in both languages; countries, bodies and firms are looked up in
`names.tsv` (one row a name; `~` marks Chinese that counts in evidence only);
transliterated names of people and places cannot be matched by letters and are left to the similarity of meaning.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from ragassist.text.glossary import glossary
from ragassist.text.language import detect, han_ratio

_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z&.'’\-]*[A-Za-z]|(?<![A-Za-z])[A-Z](?![A-Za-z])")


def missing_names(claim: str, evidence: str) -> list[tuple[str, bool]]:
    """Names of the claim that the evidence does not have, in order: (name, certain).

    Certain: a Latin name that both languages would write alike, a capitalised word of an English claim on English evidence, or a
    known name whose place another name of its kind takes. Not certain: what may hide in a translation.

    >>> missing_names("Huawei opened an office in Paris.", "华为在东京设立了办事处。"), missing_names("NIST wrote it.", "该机构编写了它。")
    ([('Paris', True)], [('NIST', False)])
    """
    found: dict[str, bool] = {}
    known = set()
    plain = _without_bodies(claim)
    for kind, groups in _groups().items():
        present = {i for i, (english, chinese, _) in enumerate(groups) if english.search(evidence) or chinese.search(evidence)}
        claimed = {
            i: match
            for i, (english, chinese, strict) in enumerate(groups)
            if (match := english.search(plain if kind == "country" else claim) or strict.search(plain if kind == "country" else claim))
        }
        for i, match in claimed.items():
            known.add(match[0].lower())
            if i not in present:
                swapped = bool(present - set(claimed))
                found[match[0]] = (swapped and kind != "body") or (kind == "company" and bool(present))
    missing = _missing_latin if han_ratio(evidence) > 0.3 else _missing_words
    for name, certain in missing(claim, evidence, known):
        found.setdefault(name, certain)
    return list(found.items())


def _without_bodies(claim: str) -> str:
    """The claim without the names of bodies, laws and programmes: "China" in the name of a ministry is no claim about China."""
    spans = [o for o in glossary().find(claim, detect(claim)) if o.term.kind in ("body", "law", "programme")]
    for occurrence in reversed(spans):
        claim = claim[: occurrence.start] + " " + claim[occurrence.end :]
    return claim


def known_names(text: str) -> list[tuple[int, int, str, str]]:
    """The countries, firms, bodies and places of the list in `text`: start, end (exclusive), kind, first English name; longest first.

    Single characters that stand for a country (美, 欧) count only where a whole name is meant.
    """
    found = [
        (match.start(), match.end(), kind, name)
        for kind, groups in _groups().items()
        for (english, _, strict), name in zip(groups, _first_names()[kind], strict=True)
        for pattern in (english, strict)
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda hit: hit[0] - hit[1])


def _missing_latin(claim: str, evidence: str, known: set[str]) -> list[tuple[str, bool]]:
    """Acronyms and mixed-case names of the claim that Chinese evidence lacks in Latin letters and in the list of abbreviations."""
    there = {token.lower().strip(".") for token in _LATIN.findall(evidence)}
    joined = re.sub(r"[^a-z0-9]", "", " ".join(there))
    chinese_claim = han_ratio(claim) > 0.3
    missing = []
    for token in _LATIN.findall(claim):
        bare = re.sub(r"['’]s$", "", token)
        acronym = len(bare) >= 2 and bare.isupper()
        mixed = bool(re.search(r"[a-z][A-Z]", bare))
        if len(bare) < 2 or bare.lower() in known or not (acronym or mixed or chinese_claim):
            continue
        letters = re.sub(r"[^a-z0-9]", "", bare.lower())
        if bare.lower() in there or letters in joined or letters.removesuffix("s") in joined:
            continue
        expansion = _abbreviations().get(bare.upper().replace(".", ""))
        if expansion is not None and (not expansion or re.search(expansion, evidence)):
            continue
        # In a Chinese claim a Latin word was left because nobody translates it; an acronym may have been translated away.
        missing.append((bare, (mixed or chinese_claim) and not (acronym and not chinese_claim)))
    return missing


def _missing_words(claim: str, evidence: str, known: set[str]) -> list[tuple[str, bool]]:
    """Capitalised words (English claim) or any Latin words (Chinese claim) that English evidence lacks."""
    there = {re.sub(r"['’]s$", "", token).lower() for token in _LATIN.findall(evidence)}
    squeezed = re.sub(r"[^a-z0-9]", "", evidence.lower())
    chinese_claim = han_ratio(claim) > 0.3
    missing = []
    for match in _LATIN.finditer(claim):
        bare = re.sub(r"['’]s$", "", match[0])
        if len(bare) < 2 or bare.lower() in known or bare.lower() in there or bare in _common():
            continue
        if re.sub(r"[^a-z0-9]", "", bare.lower()) in squeezed:
            continue
        opens = not re.search(r"[\w,;:)”\"]\s?$", claim[: match.start()])
        if chinese_claim or (bare[0].isupper() and not opens):
            letters = re.sub(r"[^A-Za-z]", "", bare)
            initials = "".join(word[0] for word in re.findall(r"\b[A-Z]\w+", evidence))
            if letters.isupper() and letters in initials:
                continue
            missing.append((bare, bare[0].isupper() or chinese_claim))
    return missing


@cache
def _rows() -> list[list[str]]:
    text = files("ragassist.text").joinpath("names.tsv").read_text(encoding="utf8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@cache
def _common() -> frozenset[str]:
    """Words that are capitalised without being names."""
    return frozenset(word for kind, english, _ in _rows() if kind == "common" for word in english.split("|"))


@cache
def _abbreviations() -> dict[str, str]:
    """What a Latin abbreviation may be in Chinese, as a pattern; empty where it may be anything."""
    return {english: chinese for kind, english, chinese in _rows() if kind == "abbreviation"}


@cache
def _first_names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for kind, english, _ in _rows():
        if kind not in ("abbreviation", "common"):
            names.setdefault(kind, []).append(english.split("|")[0])
    return names


@cache
def _groups() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]]:
    """By kind: the English pattern, the Chinese pattern for evidence, and the Chinese pattern for claims (whole names only)."""
    groups: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]] = {}
    for kind, english, chinese in _rows():
        if kind not in ("abbreviation", "common"):
            words = rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, english.split('|')))})(?![A-Za-z])"
            whole = [name for name in chinese.split("|") if len(name) >= 2 and "~" not in name]
            strict = re.compile("|".join(whole) or r"(?!)")
            groups.setdefault(kind, []).append((re.compile(words), re.compile(chinese.replace("~", "")), strict))
    return groups
