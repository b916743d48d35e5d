"""What the page has acknowledged stays, whatever is received, removed or ended meanwhile: the library over a real store."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ragassist.serving import upload_marks, uploads
from ragassist.serving.library import Library
from tests.ui.library_assistant import LibraryAssistant

OLD, NEW = "The old text is about a ferry.", "The new text is about a lighthouse."


def received(library: Library, home: Path, name: str, text: str) -> Path:
    """As the page puts a received file in place."""
    directory = uploads.directory(home, "")
    incoming = directory / uploads.INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    part = incoming / "part"
    part.write_text(text, encoding="utf8")
    part.replace(directory / name)
    library.upload("", directory / name)
    return directory / name


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1500):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("It did not come to that.")


def texts(assistant: LibraryAssistant) -> list[str]:
    return [assistant.raw(record.doc_id).strip() for record in assistant.documents()]


class Dead(Library):
    """A library whose process is killed before it does anything."""

    def _wake(self) -> None:
        return


def indexed(library, assistant, home):
    """Receive one file and wait until it is in: its path and its document."""
    path = received(library, home, "guide.txt", OLD)
    until(lambda: texts(assistant) == [OLD] and not library.is_busy(""))
    (record,) = assistant.documents()
    return path, record


def test_an_upload_under_the_name_of_an_indexed_one_goes_in_at_the_next_start_when_the_server_was_killed(tmp_path):
    home = tmp_path / "home"
    assistant = LibraryAssistant(home)
    first = Library(assistant, home)
    path = received(first, home, "guide.txt", OLD)
    until(lambda: not first.is_busy("") and texts(assistant) == [OLD])
    first.close()
    received(Dead(assistant, home), home, "guide.txt", NEW)
    again = Library(assistant, home)
    again.recover()
    until(lambda: texts(assistant) == [NEW] and not again.is_busy(""))
    assert upload_marks.marks_of([path]) == {}
    again.close()
    last = Library(assistant, home)
    last.recover()
    assert last.items("") == []


def test_a_file_that_failed_and_was_received_anew_goes_in_at_the_next_start_too(tmp_path):
    home = tmp_path / "home"
    assistant = LibraryAssistant(home)
    first = Library(assistant, home)
    received(first, home, "guide.txt", " \n")
    until(lambda: not first.is_busy("") and bool(first.problems("")))
    first.close()
    received(Dead(assistant, home), home, "guide.txt", NEW)
    again = Library(assistant, home)
    again.recover()
    until(lambda: texts(assistant) == [NEW] and not again.is_busy(""))
    again.close()


def test_a_file_received_while_its_removal_can_still_be_taken_back_stays(tmp_path):
    home = tmp_path / "home"
    assistant = LibraryAssistant(home)
    library = Library(assistant, home, undo_s=0.3)
    path, record = indexed(library, assistant, home)
    library.remove("", record.doc_id)
    received(library, home, "guide.txt", NEW)
    time.sleep(0.6)
    until(lambda: texts(assistant) == [NEW] and not library.is_busy(""))
    assert path.read_text(encoding="utf8") == NEW
    library.close()


def test_a_file_received_in_the_middle_of_its_removal_is_not_deleted_with_the_old_one(tmp_path):
    home = tmp_path / "home"

    class Slow(LibraryAssistant):
        def remove(self, names):
            gone = super().remove(names)
            received(library, home, "guide.txt", NEW)
            return gone

    assistant = Slow(home)
    library = Library(assistant, home, undo_s=0.0)
    path, record = indexed(library, assistant, home)
    library.remove("", record.doc_id)
    until(lambda: texts(assistant) == [NEW] and not library.is_busy(""))
    assert path.read_text(encoding="utf8") == NEW
    library.close()


def test_a_removed_upload_is_gone_with_its_file(tmp_path):
    home = tmp_path / "home"
    assistant = LibraryAssistant(home)
    library = Library(assistant, home, undo_s=0.0)
    path, record = indexed(library, assistant, home)
    library.remove("", record.doc_id)
    until(lambda: not path.exists() and texts(assistant) == [])
    library.close()


def test_a_mark_of_a_later_receipt_is_not_taken_off_with_an_earlier_one(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(OLD, encoding="utf8")
    upload_marks.set_mark(path)
    earlier = upload_marks.marks_of([path])
    upload_marks.set_mark(path)
    upload_marks.remove_marks(earlier)
    assert set(upload_marks.marks_of([path])) == {path}
    upload_marks.remove_marks(upload_marks.marks_of([path]))
    assert upload_marks.marks_of([path]) == {}
