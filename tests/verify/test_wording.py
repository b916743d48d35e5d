"""What a rendering leaves out of its source shows as a share."""

from ragassist.verify.wording import covered_share

SOURCE = "渔港管理机构应当公布检查结果和船舶名单。"


def test_a_faithful_rendering_covers_more_than_one_that_leaves_things_out():
    whole = covered_share("The fishing port management institution shall publish the inspection results and the list of ships.", SOURCE)
    half = covered_share("The fishing port management institution shall publish the results.", SOURCE)
    assert half < whole
    assert whole > 0.8


def test_what_the_glossary_names_counts_as_said():
    source = "国家互联网信息办公室公布名单。"
    assert covered_share("The Cyberspace Administration of China publishes the list.", source) > covered_share(
        "It publishes the list.", source
    )


def test_traditional_characters_are_read_as_simplified_ones():
    said = "The court publishes the list of ships."
    assert covered_share(said, "法院公布船舶名單。") == covered_share(said, "法院公布船舶名单。")


def test_nothing_to_compare_counts_as_whole():
    assert covered_share("GPT-4", "2.0") == 1
