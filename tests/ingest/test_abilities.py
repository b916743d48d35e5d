"""A file that was read without an ability that this machine has now is read again, once, though the file is as it was."""

import io
import threading
import zipfile

import pypdfium2
import pytest

from ragassist.ingest import abilities
from ragassist.ingest.load import fonts
from ragassist.ingest.ocr import networks
from ragassist.ingest.sync import rebuild
from ragassist.ingest.watch import Watch
from ragassist.settings import IngestSettings
from ragassist.store import open_store
from ragassist.types import Loss
from tests.ingest.pdfs import pdf
from tests.ingest.pictures import drawn, saved
from tests.ingest.test_sync import Home

installed = pytest.mark.skipif(not networks.available(), reason="the extra ocr is not installed")
PRINTED = "The tide tables of this harbour are printed every spring and every autumn."
SCANNED = "港口每年检测潮位4,706次。"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ours = Home(tmp_path / "home")
    # What is taken from this process by a test must be missing where files are read.
    here = IngestSettings(parse_apart=False)
    ours.settings = ours.settings.model_copy(update={"ingest": here})
    return ours


def without_ocr(monkeypatch):
    return monkeypatch.setattr(networks, "available", lambda: False)


def partly_scanned(lines):
    """A page with text, and the picture of one with `lines`."""
    out = pypdfium2.PdfDocument.new()
    out.import_pages(pypdfium2.PdfDocument(pdf([[(40, 700, 11, PRINTED)]])))
    scanned = io.BytesIO()
    drawn(lines, size=(600, 120)).save(scanned, "PDF", resolution=144)
    out.import_pages(pypdfium2.PdfDocument(scanned.getvalue()))
    saved_to = io.BytesIO()
    out.save(saved_to)
    return saved_to.getvalue()


def text_of(home):
    with home.read() as store:
        return "".join(store.raw(record.doc_id) for record in store.documents())


@installed
def test_a_scanned_page_is_read_once_what_reads_it_is_installed_and_never_again(home, tmp_path, monkeypatch):
    (tmp_path / "harbour.pdf").write_bytes(partly_scanned([SCANNED]))
    (tmp_path / "plain.txt").write_text(PRINTED, encoding="utf8")
    with monkeypatch.context() as before:
        without_ocr(before)
        assert home.ingest("harbour.pdf", "plain.txt").added == ("harbour.pdf", "plain.txt")
        assert home.ingest("harbour.pdf", "plain.txt").unchanged == ("harbour.pdf", "plain.txt")
        assert "4,706" not in text_of(home)
    after = home.ingest("harbour.pdf", "plain.txt")
    assert (after.updated, after.read_again, after.unchanged) == (("harbour.pdf",), ("harbour.pdf",), ("plain.txt",))
    assert "4,706" in text_of(home)
    monkeypatch.setattr("ragassist.ingest.load.load", lambda *_, **__: pytest.fail("nothing has to be read"))
    third = home.ingest("harbour.pdf", "plain.txt")
    assert (third.unchanged, third.read_again) == (("harbour.pdf", "plain.txt"), ())
    with monkeypatch.context() as again:  # what was read stays when the extra is gone
        without_ocr(again)
        assert home.ingest("harbour.pdf").unchanged == ("harbour.pdf",)
        assert "4,706" in text_of(home)


@installed
@pytest.mark.parametrize("anew", [False, True])
def test_a_page_that_nothing_can_read_is_tried_once_also_after_a_rebuild(home, tmp_path, monkeypatch, anew):
    (tmp_path / "blank.pdf").write_bytes(partly_scanned([]))
    with monkeypatch.context() as before:
        without_ocr(before)
        home.ingest("blank.pdf")
    assert home.ingest("blank.pdf").read_again == ("blank.pdf",)
    if anew:
        with open_store(home.settings, home.embedder.name, home.embedder.dim, write=True) as store:
            rebuild(store=store, embedder=home.embedder, settings=home.settings)
    monkeypatch.setattr("ragassist.ingest.load.load", lambda *_, **__: pytest.fail("nothing has to be read"))
    assert home.ingest("blank.pdf").unchanged == ("blank.pdf",)


@installed
def test_a_rebuild_between_does_not_keep_the_scan_from_being_read(home, tmp_path, monkeypatch):
    (tmp_path / "harbour.pdf").write_bytes(partly_scanned([SCANNED]))
    with monkeypatch.context() as before:
        without_ocr(before)
        home.ingest("harbour.pdf")
    with open_store(home.settings, home.embedder.name, home.embedder.dim, write=True) as store:
        rebuild(store=store, embedder=home.embedder, settings=home.settings)
    assert home.ingest("harbour.pdf").read_again == ("harbour.pdf",)


@installed
def test_scans_inside_an_archive_are_read_again_too(home, tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as packed:
        packed.writestr("harbour.pdf", partly_scanned([SCANNED]))
    with monkeypatch.context() as before:
        without_ocr(before)
        home.ingest("papers.zip")
    assert home.ingest("papers.zip").read_again == ("papers.zip/harbour.pdf",)
    assert home.ingest("papers.zip").unchanged == ("papers.zip/harbour.pdf",)


@installed
@pytest.mark.parametrize("name", ["notice.png", "whole.pdf"])
def test_what_was_refused_as_a_picture_only_goes_in_later(home, tmp_path, monkeypatch, name):
    picture = drawn([SCANNED], size=(600, 120))
    whole = io.BytesIO()
    picture.save(whole, "PDF", resolution=144)
    (tmp_path / name).write_bytes(saved(picture) if name.endswith("png") else whole.getvalue())
    with monkeypatch.context() as before:
        without_ocr(before)
        report = home.ingest(name)
        assert [failure.path for failure in report.failed] == [name]
    assert home.ingest(name).added == (name,)
    assert home.ingest(name).unchanged == (name,)


@installed
def test_watching_says_why_an_unchanged_file_was_read_again(home, tmp_path, monkeypatch):
    (tmp_path / "harbour.pdf").write_bytes(partly_scanned([SCANNED]))
    with monkeypatch.context() as before:
        without_ocr(before)
        home.ingest("harbour.pdf")
    told = []

    class Watched:
        def ingest(self, paths, *, prune=False):
            return home.ingest(*paths)

        def documents(self):
            with home.read() as store:
                return store.documents()

    stop = threading.Event()

    def tell(change):
        told.append(change)
        stop.set()

    Watch(Watched(), [tmp_path / "harbour.pdf"], tmp_path / "home", tell).run(stop)
    assert [(change.kind, change.reason) for change in told] == [("updated", "the file is as it was; more of it can be read now")]


def test_a_blank_picture_is_not_tried_with_fonts_nor_a_missing_font_with_ocr(monkeypatch):
    blank, font = Loss("pages_without_text", 1, "2"), Loss("fonts_missing", 1)
    for ocr, font_files in ((True, False), (False, True), (True, True), (False, False)):
        monkeypatch.setattr(networks, "available", lambda there=ocr: there)
        monkeypatch.setattr(fonts, "has_chinese_fonts", lambda there=font_files: there)
        assert abilities.more_can_be_read("cut", [blank]) == ocr
        assert abilities.more_can_be_read("cut", [font]) == font_files
        for lost in ([blank], [font], [blank, font], []):
            mark = abilities.marked("cut", lost)
            assert not abilities.more_can_be_read(mark, lost)
            assert abilities.unmarked(mark) == "cut"
            assert not abilities.more_can_be_read(abilities.moved(mark, "cut otherwise"), lost)
            assert abilities.unmarked(abilities.moved(mark, "cut otherwise")) == "cut otherwise"


def test_losses_that_no_ability_mends_are_no_reason_to_read_again():
    assert not abilities.more_can_be_read("cut", [Loss("hidden", 2), Loss("pictures", 1), Loss("equations", 3)])
