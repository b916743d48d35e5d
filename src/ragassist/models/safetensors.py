"""Weights as publishers ship them: a header that names each tensor, then the numbers. Read in place, nothing is copied or run.

Source: the safetensors format (eight bytes of header length, the header as JSON, the tensors one after another).
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ragassist.errors import ModelError


class Safetensors:
    """The float32 tensors of one file, by name."""

    def __init__(self, path: Path) -> None:
        """Read the header and map the rest.

        Raises:
            ModelError: the file is missing or of another format.
        """
        try:
            with path.open("rb") as file:
                (length,) = struct.unpack("<Q", file.read(8))
                self._directory = json.loads(file.read(length))
            self._numbers = np.memmap(path, np.uint8, "r", offset=8 + length)
        except (OSError, ValueError, struct.error, OverflowError) as error:
            raise ModelError("weights.unreadable", path=path, error=error) from error

    def __getitem__(self, name: str) -> npt.NDArray[np.float32]:
        """The tensor called `name`; read from the disk when it is looked at.

        Raises:
            ModelError: there is none, or it is not float32.
        """
        entry = self._directory.get(name)
        if entry is None or entry["dtype"] != "F32":
            raise ModelError("weights.no_tensor", name=name)
        start, end = entry["data_offsets"]
        return self._numbers[start:end].view("<f4").reshape(entry["shape"])
