"""What one side says and the other does not shows as a share."""

from ragassist.verify.wording import wording

SOURCE = "渔港管理机构应当公布检查结果和船舶名单。"


def test_a_faithful_rendering_covers_its_source_and_stands_in_it():
    said = wording("The fishing port management institution shall publish the inspection results and the list of ships.", SOURCE)
    assert said.covered == 1
    assert said.grounded >= 0.8


def test_what_is_left_out_is_not_covered():
    whole = wording("The port management institution shall publish the inspection results and the list of ships.", SOURCE)
    half = wording("The port management institution shall publish the results.", SOURCE)
    assert half.covered < whole.covered


def test_what_is_filled_in_is_not_grounded():
    filled = wording("The port management institution shall publish the results, pay a salary and plant trees in the desert.", SOURCE)
    assert filled.grounded < 0.7


def test_nothing_to_compare_counts_as_whole():
    assert wording("GPT-4 2.0", "2.0") == wording("", "")
