"""The declarations of style that hold for each element of a page, by the rules in the page's own `style` elements.

No style sheet is fetched. Selectors of types, classes, ids and attributes count, also within (`.a p`) and right below (`.a > p`) others; a
rule with a pseudo-class or another combinator is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

_RULE: Final = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
_MEDIA: Final = re.compile(r"@(?:media\s+print|media\s+\(|keyframes|font-face)[^{]{0,200}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SIMPLE: Final = re.compile(r"""([.#])([\w-]+)|\[\s*([\w-]+)\s*(?:=\s*["']?([^"'\]]*)["']?\s*)?\]|([a-zA-Z][\w-]*|\*)""")
_COMBINED: Final = re.compile(r"\s*>\s*|\s+")
_IMPORTANT: Final = re.compile(r"!\s*important\s*$", re.IGNORECASE)
MAX_RULES: Final = 20_000
_MAX_STEPS: Final = 6

Weight = tuple[bool, tuple[int, int, int], int]
"""Which of two declarations of one property holds: the important one, that of the narrower selector, the later."""


@dataclass(frozen=True, slots=True)
class _Compound:
    """One element of a selector: `p.note[lang=zh]`."""

    tag: str
    classes: frozenset[str]
    name: str
    attributes: tuple[tuple[str, str | None], ...]

    def fits(self, element: _Element) -> bool:
        if (self.tag and element.tag != self.tag) or (self.name and element.get("id") != self.name):
            return False
        if self.classes and not self.classes <= set(element.get("class", "").split()):
            return False
        return all(element.get(name) is not None and value in (None, element.get(name)) for name, value in self.attributes)

    @property
    def key(self) -> str:
        """By which rules are found."""
        return f"#{self.name}" if self.name else f".{min(self.classes)}" if self.classes else self.tag

    @property
    def weight(self) -> tuple[int, int, int]:
        return int(bool(self.name)), len(self.classes) + len(self.attributes), int(bool(self.tag))


@dataclass(frozen=True, slots=True)
class _Rule:
    steps: tuple[_Compound, ...]
    """From the outermost element to the one that the rule is for."""
    close: tuple[bool, ...]
    """Whether each step but the first stands right below the one before."""
    declared: tuple[tuple[str, str, bool], ...]
    """(property, value, important)."""
    order: int

    @property
    def weight(self) -> tuple[int, int, int]:
        found = [step.weight for step in self.steps]
        return sum(one[0] for one in found), sum(one[1] for one in found), sum(one[2] for one in found)

    def fits(self, element: _Element, at: int | None = None) -> bool:
        at = len(self.steps) - 1 if at is None else at
        if not self.steps[at].fits(element):
            return False
        if not at:
            return True
        if self.close[at - 1]:
            parent = element.getparent()
            return parent is not None and self.fits(parent, at - 1)
        return any(self.fits(above, at - 1) for above in element.iterancestors())


@dataclass(slots=True)
class Sheet:
    """A page's own rules."""

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    """By the id, class or type of the element that they are for; the empty string for those for any."""
    _known: dict[_Element, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: _Element) -> Sheet:
        """Read every `style` element of a page."""
        rules: dict[str, list[_Rule]] = {}
        count = 0
        for style in tree.iter("style"):
            text = _MEDIA.sub("", re.sub(r"/\*.*?\*/", "", (style.text or "")[:500_000], flags=re.DOTALL))
            for rule in _RULE.finditer(text):
                declared = declarations(rule[2])
                for selector in rule[1].split(",") if declared and count < MAX_RULES else ():
                    made = _rule(selector.strip(), declared, count)
                    if made is not None:
                        rules.setdefault(made.steps[-1].key, []).append(made)
                        count += 1
        return cls(rules)

    def style(self, element: _Element) -> str:
        """Return the declarations that hold for an element, `property: value` divided by semicolons, those that outweigh others last."""
        own = str(element.get("style", ""))
        if not self.rules:
            return own
        found = self._known.get(element)
        if found is None:
            found = self._known[element] = self._style(element, own)
        return found

    def _style(self, element: _Element, own: str) -> str:
        keys = [f".{name}" for name in element.get("class", "").split()] + [f"#{element.get('id', '')}", str(element.tag), ""]
        held: list[tuple[Weight, str, str]] = []
        for key in dict.fromkeys(keys):
            for rule in self.rules.get(key, ()):
                if rule.fits(element):
                    held += [((important, rule.weight, rule.order), name, value) for name, value, important in rule.declared]
        if not held:
            return own
        held += [((important, (9, 0, 0), at), name, value) for at, (name, value, important) in enumerate(declarations(own))]
        last: dict[str, str] = {}
        for _, name, value in sorted(held, key=lambda one: one[0]):
            last.pop(name, None)
            last[name] = value
        return ";".join(f"{name}:{value}" for name, value in last.items())


def declarations(style: str) -> tuple[tuple[str, str, bool], ...]:
    """Return (property, value, important) of each declaration.

    >>> declarations("color : red; DISPLAY:none !important")
    (('color', 'red', False), ('display', 'none', True))
    """
    found = []
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon and value.strip():
            found.append((name.strip().lower(), _IMPORTANT.sub("", value).strip(), bool(_IMPORTANT.search(value))))
    return tuple(found)


def _rule(selector: str, declared: tuple[tuple[str, str, bool], ...], order: int) -> _Rule | None:
    parts = [part for part in _COMBINED.split(selector) if part]
    close = tuple(">" in between for between in _COMBINED.findall(selector))
    steps = [_compound(part) for part in parts]
    whole = tuple(step for step in steps if step is not None)
    if not whole or len(whole) < len(steps) or len(whole) > _MAX_STEPS or len(close) != len(whole) - 1:
        return None
    return _Rule(whole, close, declared, order)


def _compound(text: str) -> _Compound | None:
    classes, name, tag, attributes = set(), "", "", []
    at = 0
    while at < len(text):
        match = _SIMPLE.match(text, at)
        if match is None:
            return None
        if match[1] == ".":
            classes.add(match[2])
        elif match[1] == "#":
            name = match[2]
        elif match[3]:
            attributes.append((match[3].lower(), match[4]))
        else:
            tag = "" if match[5] == "*" else match[5].lower()
        at = match.end()
    return _Compound(tag, frozenset(classes), name, tuple(attributes))
