"""Each reader's view of the assistant and the library: who is asking, what they may see, what the panel shows and its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ragassist.errors import RagassistError, say
from ragassist.ingest.archives import SUFFIX as ARCHIVES
from ragassist.ingest.load import SUFFIXES
from ragassist.ingest.reading import older
from ragassist.serving.jobs import Jobs
from ragassist.serving.library import Indexing, Library
from ragassist.serving.record import Recorder
from ragassist.settings import Settings
from ragassist.text.glossary import glossary
from ragassist.types import Filter
from ragassist.ui.messages import LibraryRequest
from ragassist.ui.server.page_services import PageAssistant, PageServices
from ragassist.ui.server.reader_scope import Scoped
from ragassist.ui.server.reader_work import ReaderWork, can_work
from ragassist.ui.views import library_view
from ragassist.ui.views.library_view import LibraryState
from ragassist.ui.words.catalogue import CATALOGUE, Words, lang_of_reader

USER_HEADER = "x-ragassist-user"
"""Set by the gate, percent-encoded; what a browser sends under this name is dropped there."""
_PLACES = (Path("corpus"), Path(__file__).resolve().parents[4] / "corpus")
_STARTER_MARK = "01-interim-measures-draft-2023.md"
"""A directory called corpus that lacks this file is somebody else's."""


class NotSignedInError(RagassistError):
    """A request came past the gate without a user."""


def starter_directory() -> Path | None:
    """Return where the starter documents are: in the working directory or beside the program; None when they are not there."""
    return next((place.absolute() for place in _PLACES if (place / _STARTER_MARK).is_file()), None)


@dataclass(frozen=True, slots=True)
class Backend:
    """The library, and each reader's view of the assistant. Without a library (an assistant that only answers) the page shows none."""

    assistant: PageAssistant
    settings: Settings
    library: Library | None
    keeps: bool = False
    """Whether there is a home to write feedback into."""
    recorder: Recorder = field(default_factory=Recorder.of_nothing)
    """Notes questions in metrics, log and audit log."""
    jobs: Jobs = field(default_factory=Jobs)
    """Document work in the background."""

    @classmethod
    def over(cls, assistant: PageAssistant, settings: Settings | None) -> Backend:
        """For `assistant`, with a library if it can index and remove and `settings` say where its home is."""
        given = settings or getattr(assistant, "settings", None)
        settings = given or Settings()
        private = settings.ui.auth is not None or bool(settings.ui.auth_header)
        can = isinstance(assistant, Indexing)
        library = Library(assistant, settings.home, private, starter_directory()) if can else None  # type: ignore[arg-type]
        return cls(assistant, settings, library, keeps=given is not None, recorder=Recorder.of(settings))

    @property
    def max_mb(self) -> float:
        """The largest upload, in million bytes."""
        return min(self.settings.ui.max_upload_mb, self.settings.ingest.max_file_mb)

    @property
    def private(self) -> bool:
        """Whether people sign in."""
        return self.library is not None and self.library.private

    def user(self, headers: Mapping[str, str]) -> str:
        """Whose request this is; empty while nobody signs in.

        Raises:
            NotSignedInError: people sign in here, and this request names nobody.
        """
        if not self.private:
            return ""
        name = unquote(headers.get(USER_HEADER, ""))
        if not name:
            raise NotSignedInError("user.nobody")
        return name

    @property
    def works(self) -> bool:
        """Whether document work can be done."""
        return can_work(self.assistant)

    def work(self, user: str) -> ReaderWork:
        """Return document work as this reader may do it."""
        note = partial(self.recorder.work, door="page", user=user)
        return ReaderWork(self.assistant, self._allowed(user), note)  # type: ignore[arg-type]  # `works` says that it is one

    def _allowed(self, user: str) -> Callable[[], frozenset[str] | None]:
        library = self.library
        return (lambda: library.allowed(user)) if library is not None else (lambda: None)

    def scoped(self, user: str, within: Filter | None = None) -> PageAssistant:
        """Return the assistant as this reader may see it, and within what they limit the conversation to."""
        return Scoped(self.assistant, self._allowed(user), within, watch=partial(self.recorder.watched, door="page", user=user))

    def services(self, user: str) -> PageServices:
        """Return what serves this reader."""
        terms = glossary(self.settings.retrieve.glossary)
        if self.library is None:
            return PageServices(self.scoped(user), terms=terms, works=self.works)
        return PageServices(
            self.scoped(user),
            library=lambda words: library_view.panel(self.library_state(user), words),
            filling=lambda words: library_view.filling(self.library_state(user), words),
            terms=terms,
            works=self.works,
        )

    def library_state(self, user: str) -> LibraryState:
        """This reader's library as it is now; without documents when they cannot be listed."""
        library = self.library
        if library is None:
            return LibraryState()
        try:
            records = tuple(self.scoped(user).documents())
            problems = tuple(library.problems(user))
        except RagassistError:
            records, problems = (), ()
        changeable = [record for record in records if library.may_change(user, record)]
        return LibraryState(
            records=records,
            older=len(older(changeable)),
            items=tuple(library.items(user)),
            removals=tuple(library.removals(user)),
            complaints=tuple(library.complaints(user)),
            problems=problems,
            changeable=frozenset(record.doc_id for record in changeable),
            own=frozenset(
                record.doc_id for record in (*records, *(each.record for each in library.removals(user))) if library.is_upload(record)
            ),
            starter_files=0 if records else _readable(library.starter),
            formats=tuple(sorted({*SUFFIXES, ARCHIVES})),
            max_mb=self.max_mb,
            works=self.works,
        )

    def status(self, user: str, request: LibraryRequest) -> dict[str, Any]:
        """Do what is asked, then the panel as it is; `problem` says what was not possible. Without a library, an empty panel."""
        if self.library is None:
            return {"html": "", "problem": ""}
        words = CATALOGUE[request.lang]
        problem = self._act(user, request, words)
        state = self.library_state(user)
        return {
            "html": library_view.panel(state, words),
            "filling": library_view.filling(state, words),
            "documents": len(state.records),
            "busy": self.library.is_busy(user),
            "problem": problem,
        }

    def _act(self, user: str, request: LibraryRequest, words: Words) -> str:
        library = self.library
        if library is None or not request.act:
            return ""
        try:
            match request.act:
                case "starter":
                    library.add_starter(user)
                case "reindex":
                    library.reindex(user, request.doc_id)
                case "reindex-all":
                    library.reindex_all(user)
                case "remove":
                    library.remove(user, request.doc_id)
                case "undo":
                    library.undo(user, request.doc_id)
                case "again":
                    library.again(user, request.path)
                case "forget":
                    library.forget(user, request.path)
                case "clear":
                    library.clear(user)
        except RagassistError as error:
            return say(error.phrase, lang_of_reader(words))
        return ""


def opened(page_opened: Any, signed_in: str) -> dict[str, Any]:  # noqa: ANN401  # a dataclass of the page services
    """Return what the page is opened with: the page's answer and, of somebody who signed in with a password, the name."""
    return {**asdict(page_opened), "signed_in": signed_in}


def _readable(directory: Path | None) -> int:
    if directory is None:
        return 0
    return sum(path.suffix.lower() in SUFFIXES for path in directory.iterdir())
