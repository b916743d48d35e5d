"""What did not go in, noted by several at the same time."""

from __future__ import annotations

import threading

from ragassist.phrases import Phrase
from ragassist.store.problems import note_problems, read_problems
from ragassist.types import Failure, IngestReport

WHY = Phrase.of("file.vanished")


def test_failures_that_several_workers_note_at_once_are_all_kept(tmp_path):
    files = [tmp_path / f"{n}.txt" for n in range(40)]
    for file in files:
        file.write_text("x", encoding="utf8")

    def note(some) -> None:
        for file in some:
            note_problems(tmp_path, IngestReport(failed=(Failure(str(file), WHY),)))

    threads = [threading.Thread(target=note, args=(files[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {failure.path for failure in read_problems(tmp_path)} == {str(file) for file in files}
    note_problems(tmp_path, IngestReport(updated=tuple(map(str, files[1:]))))
    assert [failure.path for failure in read_problems(tmp_path)] == [str(files[0])]
