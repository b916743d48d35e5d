"""Older formats (.doc, .wps, .xls, .et, .ppt, .dps): rewritten by LibreOffice where it is installed, then read as their successors."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from ragassist.errors import LoadError
from ragassist.ingest.load import docx, pptx, xlsx
from ragassist.types import DocumentMeta

_BECOMES: Final = {
    ".doc": ".docx", ".wps": ".docx", ".dot": ".docx", ".docm": ".docx",
    ".xls": ".xlsx", ".et": ".xlsx", ".ods": ".xlsx",
    ".ppt": ".pptx", ".dps": ".pptx", ".odp": ".pptx", ".pps": ".pptx",
}  # fmt: skip
SUFFIXES = frozenset(_BECOMES)
TIMEOUT_S: Final = 120
_PROGRAMS: Final = ("soffice", "libreoffice")
_ELSEWHERE: Final = ("/Applications/LibreOffice.app/Contents/MacOS/soffice", "C:/Program Files/LibreOffice/program/soffice.exe")
_READERS: Final = {".docx": docx.read, ".xlsx": xlsx.read, ".pptx": pptx.read}


def program() -> str | None:
    """Return where LibreOffice is, or None where it is not installed."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    return found or next((path for path in _ELSEWHERE if Path(path).is_file()), None)


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return what the reader of the newer format makes of the rewritten file.

    Raises:
        LoadError: LibreOffice is not installed, cannot open the file or takes too long, or what the newer reader says.
    """
    suffix = Path(name).suffix.lower()
    newer = _BECOMES[suffix]
    office = program()
    if office is None:
        raise LoadError("file.no_office", name=name, newer=newer)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"source{suffix}")
        source.write_bytes(content)
        command = [office, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        command += ["--convert-to", newer.lstrip("."), "--outdir", folder, str(source)]
        process = subprocess.Popen(  # noqa: S603  # no shell; the name of the file is ours
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=os.name == "posix"
        )
        try:
            process.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired as error:
            raise LoadError("file.office_slow", timeout_s=TIMEOUT_S, name=name, newer=newer) from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
                process.wait()
        made = source.with_suffix(newer)
        if not made.is_file():
            raise LoadError("file.office_failed", name=name, newer=newer)
        return _READERS[newer](made.read_bytes(), name)
