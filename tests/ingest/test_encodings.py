"""Bytes in the encodings that Chinese files come in. All sentences are made up."""

import pytest

from ragassist.ingest.load import encoding, html

SIMPLIFIED = "各园区应当在每月五日以前公布空闲的机时。\n未按时公布的，处以五千元以下罚款。\n"
TRADITIONAL = "各園區應於每月五日前公布閒置的機時。\n未依限公布者，處新臺幣五千元以下罰鍰。\n"
WINDOWS = "本法所稱模型，指以演算法產生文字者。主管機關於辦公處所墻面公告，並碁布於各里裏。\n"
HONG_KONG = "啲公司喺香港嘅數據中心，一律要喺三個月內登記，咁樣先至可以續牌。\n"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (SIMPLIFIED, "gb2312"),
        (SIMPLIFIED, "gbk"),
        (TRADITIONAL, "gbk"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "cp950"),
        (TRADITIONAL, "big5hkscs"),
        (WINDOWS, "cp950"),
        (HONG_KONG, "big5hkscs"),
        ("罰鍰五萬元。", "big5"),
        ("罚款五万元。", "gbk"),
        ("Article 3 applies to 模型 only, see 附件.\n" * 4, "gbk"),
        ("第一條　本法自公布日施行。" * 400, "big5"),
    ],
)
def test_an_encoding_is_told_by_what_the_text_then_says(text, codec):
    assert encoding.decode(text.encode(codec), "a.txt") == text


@pytest.mark.parametrize("declared", ["gb2312", "big5", "big5-hkscs", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize(("text", "codec"), [(SIMPLIFIED, "gbk"), (TRADITIONAL, "big5"), (HONG_KONG, "big5hkscs")])
def test_a_page_that_declares_the_wrong_encoding_is_read_in_the_right_one(text, codec, declared):
    page = f"<html><head><meta charset='{declared}'></head><body><div id=zoom><p>{text}</p></div></body></html>"
    raw, _ = html.read(page.encode(codec), "a.html")
    if declared != "iso-8859-1":  # which every byte fits, so that it is believed
        assert text.split("\n")[0] in raw


def test_a_few_broken_bytes_cost_only_themselves():
    content = (SIMPLIFIED * 60).encode("gbk")
    broken = content[:1000] + b"\xff" + content[1000:]
    assert encoding.decode(broken, "a.txt").count("空闲的机时") >= 58
