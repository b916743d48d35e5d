"""ZIP archives, from ingest to the index. All sentences are made up."""

from __future__ import annotations

import io
import zipfile

import pytest

from ragassist.ingest import archives, sync
from ragassist.store import open_store
from tests.ingest.test_formats import office, regulation
from tests.store.fakes import HashEmbedder, settings

TEXT = "各园区应当每年登记一次，期限为六月底。\n".encode()


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def ingest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    embedder, ours = HashEmbedder(), settings(tmp_path / "home")

    def run(*paths, prune=False):
        with open_store(ours, embedder.name, embedder.dim, write=True) as store:
            report = sync.sync([tmp_path / path for path in paths], store=store, embedder=embedder, settings=ours, prune=prune)
            return report, [record.path for record in store.documents()]

    return run


def test_each_document_of_an_archive_is_a_document(tmp_path, ingest):
    inner = packed({"期限.txt": TEXT})
    (tmp_path / "a.zip").write_bytes(
        packed(
            {
                "rules/rule.docx": office(regulation()),
                "b.md": "# 登记\n\n每年登记一次。\n",
                "c.exe": b"MZ",
                "d/inner.zip": inner,
                "__MACOSX/._b.md": b"x",
            }
        )
    )
    report, documents = ingest("a.zip")
    assert documents == ["a.zip/b.md", "a.zip/d/inner.zip/期限.txt", "a.zip/rules/rule.docx"]
    assert (len(report.added), report.failed, report.skipped) == (3, (), 1)
    report, _ = ingest("a.zip")
    assert (len(report.unchanged), report.added, report.updated) == (3, (), ())


def test_an_archive_that_changed_or_went_takes_its_documents_with_it(tmp_path, ingest):
    (tmp_path / "all").mkdir()
    archive = tmp_path / "all" / "a.zip"
    archive.write_bytes(packed({"a.txt": TEXT, "b.txt": TEXT + TEXT}))
    assert len(ingest("all")[1]) == 2
    archive.write_bytes(packed({"b.txt": TEXT + TEXT, "c.txt": TEXT * 3}))
    report, documents = ingest("all")
    assert documents == ["all/a.zip/b.txt", "all/a.zip/c.txt"]
    assert report.removed == ("all/a.zip/a.txt",)
    archive.unlink()
    (tmp_path / "all" / "d.txt").write_bytes(TEXT)
    assert ingest("all")[1] == ["all/a.zip/b.txt", "all/a.zip/c.txt", "all/d.txt"]
    assert ingest("all", prune=True)[1] == ["all/d.txt"]


def test_names_lead_nowhere_and_keep_their_chinese(tmp_path, ingest):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("../../escape.txt", TEXT)
        made.writestr("/etc/absolute.txt", TEXT)
    content = out.getvalue()
    name = "登记办法.txt".encode("gbk")
    content = content.replace(b"/etc/absolute.txt", (b"/" + name + b"__________")[: len(b"/etc/absolute.txt") - 4] + b".txt")
    (tmp_path / "a.zip").write_bytes(content)
    _, documents = ingest("a.zip")
    assert any("登记办法" in document for document in documents)
    assert sorted(path.name for path in tmp_path.rglob("*.txt") if "unpacked" not in path.parts) == []


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"a.txt": b"\0" * 30_000_000}, "far more than it is"),
        ({"a.zip": packed({"a.zip": packed({"a.zip": packed({"a.txt": TEXT})})})}, "more than 3 deep"),
    ],
    ids=["bomb", "nested"],
)
def test_what_would_unpack_to_too_much_is_left_out_and_said(tmp_path, ingest, parts, problem):
    (tmp_path / "a.zip").write_bytes(packed({**parts, "good.txt": TEXT}))
    report, documents = ingest("a.zip")
    assert documents == ["a.zip/good.txt"]
    assert any(problem in failure.reason for failure in report.failed)


def test_an_archive_of_too_many_documents_and_a_damaged_one_are_said(tmp_path, ingest, monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    (tmp_path / "a.zip").write_bytes(packed({f"{at}.txt": TEXT * (at + 1) for at in range(5)}))
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 broken")
    report, documents = ingest("a.zip", "b.zip")
    assert len(documents) == 3
    assert [failure.path for failure in report.failed] == ["a.zip", "b.zip"]
