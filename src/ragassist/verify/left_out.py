"""Small words of a Chinese sentence that decide what it says, and that a small model's English leaves out.

Who says less than a source is right all the same, so these refuse no claim. A rendering is to say all of its sentence: what is lost is
told to the model, and then to the reader.
"""

from __future__ import annotations

import re

from ragassist.types import Finding
from ragassist.verify.finding import shade
from ragassist.verify.rules import sign

_SMALL = (
    (re.compile(r"(?<![不仅])仅(?![仅次])|只有|只能|只限|只可|唯一|专(?=属|供)|专有(?!技术|名词|云|软件|系统)"), sign("only_wide").pattern),
    (
        re.compile(r"多次|屡次|反复"),
        re.compile(r"\b(?:repeat\w*|multiple|several|many|times|again|more than once|frequent\w*)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"(?:下列|以下|如下)(?=情形|行为|条件|情况|材料|措施|规定|内容|事项|要求|之一|一种|任一)"),
        re.compile(r"\b(?:following|below|these|those|as follows)\b|:", re.IGNORECASE),
    ),
    (
        re.compile(r"[^，。；：]{1,8}的，(?=[^，。；：]{0,16}?(?:应当?|必须|须|可以?|不得|不予|由|处))"),
        re.compile(
            r"\b(?:if|where|when|whenever|who|whoever|whose|that|which|unless|case|event|upon|once|any|those|failing|failure|without|violat\w+)\b",
            re.IGNORECASE,
        ),
    ),
)
"""What the Chinese says, and in what words English says it."""


def lost_words(english: str, chinese: str) -> list[Finding]:
    """Return a `lost.word` for each such word of the Chinese sentence that its rendering says in none of the words for it.

    >>> [dict(f.values)["meant"] for f in lost_words("The clerk keeps the key.", "钥匙仅由值班员保管。")]
    ['仅']
    >>> lost_words("Only the clerk keeps the key.", "钥匙仅由值班员保管。"), lost_words("Not only ferries sail.", "不仅渡轮开航。")
    ([], [])
    """
    found = ((match, said) for small, said in _SMALL if (match := small.search(chinese)))
    return [shade("lost.word", None, match.span(), meant=match[0]) for match, said in found if not said.search(english)]
