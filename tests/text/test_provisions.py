"""Articles cited with their rule."""

from __future__ import annotations

import pytest

from ragassist.text.provisions import provisions_in


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("依据《数据安全法》第三十一条", ["Article 31 of the Data Security Law"]),
        ("《民法典》第一百二十七条、第九百九十条", ["Articles 127 and 990 of the Civil Code"]),
        ("《网络安全法》第37条和《数据安全法》第21条", ["Article 37 of the Cybersecurity Law", "Article 21 of the Data Security Law"]),
        ("《灯塔守则》第三条", []),
        ("《数据安全法》第三十一条第二款", []),
        ("本办法第三条", []),
    ],
)
def test_a_cited_article_is_named_with_a_rule_that_is_known(text, english):
    assert [found for _, _, found in provisions_in(text)] == english
