"""Names: what the claim names and the evidence does not, and one body, firm or person put in another's place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ragassist.text.glossary import Glossary
from ragassist.text.name_table import abbreviations, common, country_names, groups
from ragassist.text.persons import is_written, latin_names
from ragassist.types import Finding, Lang
from ragassist.verify.finding import Span, against, shade
from ragassist.verify.view import ClaimView, Part, Scope

_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z&.'’\-]*[A-Za-z]|(?<![A-Za-z])[A-Z](?![A-Za-z])")
"""A word in Latin letters, or a capital alone."""
_WEAK = frozenset(
    """
    national of the and for ministry department administration china chinese us u.s. commission committee state bureau office general
    people's authority authorities technology science information industry security central supreme on in to international united
    states agency organization
    """.split()  # noqa: SIM905 - prose is easier to keep than a list of quoted words
)
"""Words that many bodies share: two names that share only these are two bodies."""


_STEM = 5
"""Letters that a name and a word made from it begin with at least."""


class Names:
    """Whether what the claim names stands in the evidence, its titles and its headings."""

    code = "name"
    scope: Scope = "source"
    """All of it: a name is often said once and meant for the rest."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `name.absent` for a name that is nowhere, `name.differs` where another of its kind stands in its place."""
        absent = [
            (against if certain else shade)("name.absent", span, said=name) for name, span, certain in missing(view.claim, view.background)
        ]
        return [*absent, *differing(view.claim, view.background), *unread(view.claim, view.background)]


def unread(claim: Part, evidence: Part) -> list[Finding]:
    """Return `name.absent` for a Chinese person's name in pinyin that no characters of the evidence are read as.

    >>> [dict(f.values) for f in unread(Part("Captain Li Xiaolan resigned."), Part("船长张晓岚辞职。"))]
    [{'said': 'Li Xiaolan'}]
    """
    if claim.lang != "en" or evidence.han_share <= 0.3:
        return []
    known = {e.start for e in claim.entities if e.kind != "person"}
    return [
        against("name.absent", (at, at + len(name)), said=name)
        for name, at, syllables in latin_names(claim.text)
        if at not in known and name not in evidence.text and not is_written(syllables, evidence.text)
    ]


def missing_names(text: str, other: str, lang: Lang, terms: Glossary | None = None) -> list[tuple[str, bool]]:
    """Return the names of a text in `lang` that another text does not have, in order: (name, certain), as `missing` has them.

    `terms` is the glossary that knows names, the program's own where none is given.

    >>> missing_names("Huawei opened an office in Paris.", "华为在东京设立了办事处。", "en")
    [('Paris', True)]
    >>> missing_names("NIST wrote it.", "该机构编写了它。", "en")
    [('NIST', False)]
    """
    return [(name, certain) for name, _, certain in missing(Part(text, terms=terms, lang=lang), Part(other, terms=terms))]


def missing(claim: Part, evidence: Part) -> list[tuple[str, Span, bool]]:
    """Return the names of the claim that the evidence does not have, in order: (name, where, certain).

    Certain: a Latin name that both languages would write alike, a capitalised word of an English claim on English evidence, or a
    known name whose place another name of its kind takes. Not certain: what may hide in a translation.
    """
    found: dict[str, tuple[Span, bool]] = {}
    known = set()
    plain = _without_bodies(claim)
    for kind, known_groups in groups().items():
        present = {
            i for i, (english, chinese, _) in enumerate(known_groups) if english.search(evidence.text) or chinese.search(evidence.text)
        }
        text = plain if kind == "country" else claim.text
        claimed = {i: m for i, (english, _, strict) in enumerate(known_groups) if (m := english.search(text) or strict.search(text))}
        for i, match in claimed.items():
            known.add(match[0].lower())
            if kind == "country" and not present:
                continue  # a text about one country seldom names it
            if i not in present:
                swapped = bool(present - set(claimed))
                found[match[0]] = claim.span(match), (swapped and kind != "body") or (kind == "company" and bool(present))
    absent = _missing_latin if evidence.han_share > 0.3 else _missing_words
    for name, span, certain in absent(claim, evidence.text, known):
        found.setdefault(name, (span, certain))
    return [(name, span, certain) for name, (span, certain) in found.items()]


def _without_bodies(claim: Part) -> str:
    """The claim without the names of bodies, laws and programmes: "China" in the name of a ministry is no claim about China."""
    text = claim.text
    for o in claim.terms.find(text, claim.lang):
        if o.term.kind in ("body", "law", "programme"):
            text = text[: o.start] + " " * (o.end - o.start) + text[o.end :]
    return text


def _missing_latin(claim: Part, evidence: str, known: set[str]) -> Iterator[tuple[str, Span, bool]]:
    """Acronyms and mixed-case names of the claim that Chinese evidence lacks in Latin letters and in the list of abbreviations."""
    tokens = [token.lower().strip(".") for token in _LATIN.findall(evidence)]
    there, joined = set(tokens), re.sub(r"[^a-z0-9]", "", " ".join(tokens))
    chinese_claim = claim.han_share > 0.3
    told = [(o.start, o.end) for o in claim.terms.find(claim.text, claim.lang) if any(form in evidence for form in o.term.zh)]
    # A source that writes another name in Latin letters would have written this one so; 开源鸿蒙 may stand for OpenHarmony.
    rival = any(token not in claim.text.lower() and len(token) > 2 for token in there)
    for match in _LATIN.finditer(claim.text):
        if any(start <= match.start() < end for start, end in told):
            continue  # EU, where the evidence has 欧盟
        bare = re.sub(r"['’]s$", "", match[0])
        acronym = len(bare) >= 2 and bare.isupper()
        mixed = bool(re.search(r"[a-z][A-Z]", bare))
        if len(bare) < 2 or bare.lower() in known or not (acronym or mixed or chinese_claim):
            continue
        letters = re.sub(r"[^a-z0-9]", "", bare.lower())
        if bare.lower() in there or letters in joined or letters.removesuffix("s") in joined:
            continue
        expansion = abbreviations().get(bare.upper().replace(".", ""))
        if expansion is not None and (not expansion or re.search(expansion, evidence)):
            continue
        # In a Chinese claim a Latin word was left because nobody translates it; in an English one it may be a translation.
        yield bare, claim.span(match), chinese_claim or (mixed and rival and not acronym)


def _missing_words(claim: Part, evidence: str, known: set[str]) -> Iterator[tuple[str, Span, bool]]:
    """Capitalised words (English claim) or any Latin words (Chinese claim) that English evidence lacks."""
    there = {re.sub(r"['’]s$", "", token).lower() for token in _LATIN.findall(evidence)}
    squeezed = re.sub(r"[^a-z0-9]", "", evidence.lower())
    chinese_claim = claim.han_share > 0.3
    for match in _LATIN.finditer(claim.text):
        bare = re.sub(r"['’]s$", "", match[0])
        if len(bare) < 2 or bare.lower() in known or bare.lower() in there or bare in common():
            continue
        if re.sub(r"[^a-z0-9]", "", bare.lower()) in squeezed or _derived(bare, there):
            continue
        opens = not re.search(r"[\w,;:)”\"]\s?$", claim.text[: match.start()])
        if chinese_claim or (bare[0].isupper() and not opens):
            letters = re.sub(r"[^A-Za-z]", "", bare)
            initials = "".join(word[0] for word in re.findall(r"\b[A-Z]\w+", evidence))
            if letters.isupper() and letters in initials:
                continue
            yield bare, claim.span(match), bare[0].isupper() or chinese_claim


def _derived(name: str, there: set[str]) -> bool:
    """Whether a word of the evidence is made from the name: senators from Senate, Russian from Russia."""
    stem = name.lower()[:-1]
    return len(stem) >= _STEM and any(word.startswith(stem) and word != name.lower() for word in there)


def differing(claim: Part, evidence: Part) -> list[Finding]:
    """Return `name.differs` where the claim names one body, firm or person and the source another in its place."""
    found: dict[str, Finding] = {}
    for kind in ("body", "company", "person"):
        mine = {e.key: e for e in claim.entities if e.kind == kind}
        theirs = {e.key: e for e in evidence.entities if e.kind == kind}
        for key, e in mine.items():
            others = [other for name, other in theirs.items() if name not in mine]
            if (
                _is_common(claim.surface(e))
                or key in theirs
                or not others
                or _written(key, evidence)
                or any(_kin(key, other.key) for other in evidence.entities)
            ):
                continue
            said, meant = claim.surface(e), evidence.surface(others[0])
            found.setdefault(said, against("name.differs", (e.start, e.end), (others[0].start, others[0].end), said=said, meant=meant))
    return list(found.values())


def _is_common(name: str) -> bool:
    """Whether an English name is written as a word of a kind is, without a capital: the legislature, the papers."""
    return name.isascii() and name.islower()


def _written(key: str, evidence: Part) -> bool:
    """Whether any name of `key` stands in the evidence, be it inside a longer name."""
    low = evidence.text.lower()
    forms = _forms(evidence.terms).get(key, (key,))
    return any(form.lower() in low for form in (*forms, *_at_home(forms, evidence.terms)))


def _at_home(forms: Sequence[str], terms: Glossary) -> list[str]:
    """The Chinese names as a text about their country writes them, without it (国家科学基金会), where no other body is called so."""
    opened = [(form, chinese.match(form)) for form in forms if not form.isascii() for _, chinese, _ in groups().get("country", ())]
    names = [form[match.end() :] for form, match in opened if match]
    return [name for name in names if len(name) >= _STEM and not any(o.start == 0 for o in terms.find(name, "zh"))]


@lru_cache(maxsize=4)
def _forms(terms: Glossary) -> dict[str, tuple[str, ...]]:
    return {term.forms("en")[0].lower(): (*term.zh, *(form for form in term.en if len(form) > 4)) for term in terms.terms()}


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Words that say where a body is: the European Parliament is not the European Commission."""
    names = [name for entry in country_names() for name in entry]
    return frozenset(word for name in names for word in re.findall(r"[a-z'.]+", name.lower()))


def _kin(one: str, other: str) -> bool:
    words = [set(re.findall(r"[a-z'.]+", name)) - _WEAK - _places() for name in (one, other)]
    return bool(words[0] & words[1])
