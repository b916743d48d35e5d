"""What `ragassist ask` prints while an answer comes in."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ragassist.answer.states import ALL_ROUGH
from ragassist.cli.answering import Printer, sources
from ragassist.types import Answer, Citation, Claim, ModelName, Piece

FERRY, GATE = "渡轮每小时一班。", "船闸夜间关闭。"


def cited(n, quote, status):
    return Citation(n, "d" * 16, "port.txt", "港务规定", "", "2025", "", "", None, 0, len(quote), quote, quote, "", status)


def pieces(*sentences, lang="en"):
    """One piece a sentence: (text, status, its original)."""
    claims, citations, made = (), (), []
    for n, (text, status, quote) in enumerate(sentences, start=1):
        claims = (*claims, Claim(text, (n,), status))
        citations = (*citations, cited(n, quote, status))
        gap = " " if lang == "en" else ""
        made.append(Piece(f"{gap if n > 1 else ''}{text}{gap}[{n}]", claims, citations))
    return made


def printed(made, lang="en"):
    printer = Printer(lang)
    return "".join(printer.piece(piece) for piece in made)


def test_verified_sentences_are_printed_as_they_come():
    made = pieces(("A ferry leaves every hour.", "verified", FERRY), ("The lock closes at night.", "verified", GATE))
    assert printed(made) == "A ferry leaves every hour. [1] The lock closes at night. [2]"


def test_behind_a_rough_sentence_stands_its_mark_and_on_the_next_line_the_original():
    made = pieces(
        ("The lock closes at night.", "verified", GATE),
        ("Hourly there is a ferry.", "rough", FERRY),
        ("It is shut by night.", "rough", GATE),
    )
    lines = printed(made).splitlines()
    assert lines[0] == "The lock closes at night. [1]"
    assert lines[1].startswith("≈ marks a machine rendering")
    assert lines[2:] == ["Hourly there is a ferry. [2] ≈", f"    ≈ [2] {FERRY}", "It is shut by night. [3] ≈", f"    ≈ [3] {GATE}"]


def test_an_unsupported_sentence_in_the_same_piece_does_not_get_the_mark():
    made = pieces(("每小时有一班渡轮。", "rough", FERRY), lang="zh")
    claims = (*made[0].claims, Claim("渡轮免费。", (), "unsupported"))
    text = printed([replace(made[0], text=made[0].text + "渡轮免费。（原文不支持此句）", claims=claims)], "zh")
    assert text.splitlines()[1:] == ["每小时有一班渡轮。[1] ≈", f"    ≈ [1] {FERRY}", "渡轮免费。（原文不支持此句）"]


SENTENCES = st.lists(
    st.tuples(
        st.sampled_from(["A (ferry) leaves.", "It costs 3.5 yuan [sic].", "No."]), st.sampled_from(["verified", "rough"]), st.just(FERRY)
    ),
    max_size=5,
)


@given(SENTENCES)
def test_all_that_was_said_is_printed_and_each_rough_sentence_once_with_its_original(sentences):
    text = printed(pieces(*sentences))
    assert text.count(f"] {FERRY}\n") == sum(status == "rough" for _, status, _ in sentences)
    bare = [line for line in text.splitlines() if not line.startswith(("    ≈", "≈ marks"))]
    said = " ".join(line.removesuffix(" ≈") for line in bare)
    assert said == "".join(piece.text for piece in pieces(*sentences))


def test_the_sources_carry_their_marks_and_the_notice_stands_before_them():
    made = pieces(("Hourly there is a ferry.", "rough", FERRY))[-1]
    answer = Answer("?", "en", made.text, "en", False, None, made.claims, made.citations, ModelName("m", "local"), notice=ALL_ROUGH["en"])
    text = sources(answer)
    assert text.startswith(ALL_ROUGH["en"])
    assert "[1] ≈ 港务规定, 2025" in text
    assert text.endswith("≈ machine rendering: figures, dates, names and negation agree; wording not confirmed")
    assert sources(replace(answer, citations=())) == ""
