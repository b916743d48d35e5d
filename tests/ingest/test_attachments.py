"""Files that go with a message are documents of their own, from ingest to the index. All sentences are made up."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ragassist.ingest import archives
from ragassist.ingest.load import load
from ragassist.types import Loss
from tests.ingest.pdfs import pdf
from tests.ingest.test_archives import TEXT, ingest, packed
from tests.ingest.test_formats import office, regulation

__all__ = ["ingest"]


def message(*files, body="请查收附件，并于六月底前回复意见。", subject="关于登记的函"):
    """A message with files, each (name, content) or (name, content, disposition)."""
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "Ada <ada@example.org>", subject, "Mon, 06 May 2024 10:00:00 +0800"
    made.set_content(body)
    for name, content, *disposition in files:
        made.add_attachment(
            content,
            maintype="application",
            subtype="octet-stream",
            filename=name,
            disposition=disposition[0] if disposition else "attachment",
        )
    return made


def test_each_file_of_a_message_is_a_document_beside_the_message(tmp_path, ingest):
    paper = pdf([[(60, 700, 12, "Each park registers once a year, by the end of June.")]])
    sent = message(("期限.txt", TEXT), ("办法.docx", office(regulation())), ("paper.pdf", paper, "inline"))
    (tmp_path / "a.eml").write_bytes(sent.as_bytes())
    report, documents = ingest("a.eml")
    assert documents == ["a.eml", "a.eml/paper.pdf", "a.eml/办法.docx", "a.eml/期限.txt"]
    assert (report.failed, [lost.path for lost in report.lost]) == ((), ["a.eml/办法.docx"])
    report, _ = ingest("a.eml")
    assert (len(report.unchanged), report.added, report.updated) == (4, (), ())


def test_archives_and_messages_inside_of_a_message_are_opened(tmp_path, ingest):
    inner = message(("内.txt", TEXT), subject="转发")
    sent = message(("包.zip", packed({"b.md": "# 登记\n\n每年登记一次。\n"})))
    sent.add_attachment(inner)
    (tmp_path / "a.eml").write_bytes(sent.as_bytes())
    _, documents = ingest("a.eml")
    assert documents == ["a.eml", "a.eml/message-2.eml", "a.eml/message-2.eml/内.txt", "a.eml/包.zip/b.md"]


def test_a_message_in_an_archive_brings_its_files(tmp_path, ingest):
    (tmp_path / "a.zip").write_bytes(packed({"m.eml": message(("期限.txt", TEXT)).as_bytes()}))
    assert ingest("a.zip")[1] == ["a.zip/m.eml", "a.zip/m.eml/期限.txt"]


def test_a_file_that_cannot_be_read_is_named_among_what_the_message_lost(tmp_path, ingest):
    (tmp_path / "a.eml").write_bytes(message(("setup.exe", b"MZ"), ("期限.txt", TEXT)).as_bytes())
    report, documents = ingest("a.eml")
    assert documents == ["a.eml", "a.eml/期限.txt"]
    ((lost,),) = [one.lost for one in report.lost]
    assert (lost.kind, lost.count, lost.places) == ("parts_left_out", 1, "setup.exe")


def test_a_damaged_file_fails_under_its_own_name_and_stops_nothing(tmp_path, ingest):
    (tmp_path / "a.eml").write_bytes(message(("坏.pdf", b"%PDF-1.7 broken"), ("期限.txt", TEXT)).as_bytes())
    report, documents = ingest("a.eml")
    assert documents == ["a.eml", "a.eml/期限.txt"]
    assert [failure.path for failure in report.failed] == ["a.eml/坏.pdf"]


def test_files_of_one_name_are_both_kept_and_no_name_leads_out_of_the_home(tmp_path, ingest):
    other = "仓库应当每季度盘点一次，由负责人签字。\n".encode()
    sent = message(("说明.txt", TEXT), ("说明.txt", other), ("../../evil.txt", TEXT + other), ("C:\\temp\\本地.txt", other + TEXT))
    (tmp_path / "a.eml").write_bytes(sent.as_bytes())
    _, documents = ingest("a.eml")
    assert documents == ["a.eml", "a.eml/2-说明.txt", "a.eml/evil.txt", "a.eml/本地.txt", "a.eml/说明.txt"]
    assert not list(tmp_path.parent.glob("evil.txt"))


def test_a_file_that_is_no_longer_with_a_message_goes_and_so_do_those_of_a_message_that_went(tmp_path, ingest):
    (tmp_path / "all").mkdir()
    path = tmp_path / "all" / "a.eml"
    path.write_bytes(message(("期限.txt", TEXT), ("二.md", "# 二\n\n每月检查一次。\n".encode())).as_bytes())
    assert len(ingest("all")[1]) == 3
    path.write_bytes(message(("期限.txt", TEXT)).as_bytes())
    assert ingest("all")[1] == ["all/a.eml", "all/a.eml/期限.txt"]
    path.write_bytes(message().as_bytes())
    assert ingest("all")[1] == ["all/a.eml"]
    path.write_bytes(message(("期限.txt", TEXT)).as_bytes())
    ingest("all")
    path.unlink()
    assert ingest("all", prune=True)[1] == []


def test_messages_in_messages_without_end_are_not_opened_without_end(tmp_path, ingest):
    sent = message(("深.txt", TEXT))
    for number in range(8):
        outer = message(subject=f"第{number}层")
        outer.add_attachment(sent)
        sent = outer
    (tmp_path / "a.eml").write_bytes(sent.as_bytes())
    report, documents = ingest("a.eml")
    assert len(documents) == archives.MAX_DEPTH + 1
    assert ["3 deep" in str(failure.reason) for failure in report.failed] == [True]


@pytest.mark.parametrize("size", [0, 3])
def test_the_picture_in_a_signature_is_no_document(tmp_path, ingest, size):
    sent = message()
    sent.add_alternative("<p>请查收附件，并于六月底前回复意见。</p><img src='cid:logo'>", subtype="html")
    sent.get_payload()[-1].add_related(b"\x89PNG" * size, "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
    (tmp_path / "a.eml").write_bytes(sent.as_bytes())
    assert ingest("a.eml")[1] == ["a.eml"]
    assert load(tmp_path / "a.eml", shown_path="a.eml", max_file_mb=5).meta.lost == (Loss("pictures", 1),)
