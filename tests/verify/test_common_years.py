"""Years of the Republic of China are given to the encoder in the common count."""

from __future__ import annotations

import numpy as np
import pytest

from ragassist.text.republic import in_common_years
from ragassist.verify.common_years import CommonYears


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("本法自中華民國113年7月1日施行。", "本法自2024年7月1日施行。"),
        ("民国一百一十三年修订", "2024年修订"),
        ("民國元年成立", "1912年成立"),
        ("中華民國憲法", "中華民國憲法"),
        ("人民国家", "人民国家"),
        ("It took effect in 2024.", "It took effect in 2024."),
    ],
)
def test_a_year_of_the_republic_is_read_in_the_common_count(text: str, read: str) -> None:
    assert in_common_years(text) == read


def test_the_encoder_is_given_the_common_year() -> None:
    class Inner:
        name = "inner"
        dim = statement_dim = 2
        seen: list[str] = []  # noqa: RUF012

        def sentences(self, texts, langs):
            self.seen += texts
            return np.ones((len(texts), 2), dtype=np.float32)

    inner = Inner()
    CommonYears(inner, most=0).sentences(["民國113年施行"], ["zh"])  # type: ignore[arg-type]
    assert inner.seen == ["2024年施行"]
