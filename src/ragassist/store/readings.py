"""What of each document was read by machine, as a row of the manifest: an addition, which an older program passes over."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

from ragassist.types import ReadLine, ReadPage


def pack_pages(pages: Sequence[ReadPage]) -> bytes:
    """Return the pages as compressed JSON; edges as steps from the one before."""
    rows = [
        [
            page.number,
            page.way,
            [
                [line.start, line.end, line.top, line.bottom, _steps(line.edges), line.confidence, [list(span) for span in line.doubts]]
                for line in page.lines
            ],
        ]
        for page in pages
    ]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode())


def unpack_pages(packed: bytes) -> tuple[ReadPage, ...]:
    """Return what `pack_pages` packed."""
    return tuple(
        ReadPage(
            number,
            tuple(way),
            tuple(
                ReadLine(start, end, top, bottom, _edges(steps), confidence, tuple((a, b) for a, b in doubts))
                for start, end, top, bottom, steps, confidence, doubts in lines
            ),
        )
        for number, way, lines in json.loads(zlib.decompress(packed))
    )


def _steps(edges: Sequence[int]) -> list[int]:
    return [edge - (edges[at - 1] if at else 0) for at, edge in enumerate(edges)]


def _edges(steps: Sequence[int]) -> tuple[int, ...]:
    edges: list[int] = []
    for step in steps:
        edges.append(step + (edges[-1] if edges else 0))
    return tuple(edges)
