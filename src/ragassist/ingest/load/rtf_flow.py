"""A flow of Rich Text as it grows: closed blocks of HTML, the paragraph that is open, and the tables that it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field

from ragassist.ingest.load.rtf_tables import Edge, Table, html


@dataclass(slots=True)
class RowWords:
    """What the words before a row say of it and of its cells."""

    edges: list[Edge] = field(default_factory=list)
    head: bool = False
    shaded: bool = False
    """A cell has a ground of its own."""
    across: bool = False
    down: bool = False
    """Of the cell that is described."""

    def take(self, word: bytes, number: int) -> None:
        """Take in one word; one that says nothing of rows changes nothing."""
        if word == b"trowd":
            self.edges, self.head, self.shaded, self.across, self.down = [], False, False, False, False
        elif word == b"trhdr":
            self.head = True
        elif word == b"clmrg":
            self.across = True
        elif word == b"clvmrg":
            self.down = True
        elif word == b"clcbpat":
            self.shaded |= number > 0
        elif word == b"cellx":
            self.edges.append(Edge(number, self.across, self.down))
            self.across = self.down = False


@dataclass(slots=True)
class Flow:
    """One flow of text: the body, a note, the title, or the code of a field."""

    done: list[str] = field(default_factory=list)
    """Its blocks that are closed."""
    parts: list[str] = field(default_factory=list)
    """The paragraph that is open."""
    tables: list[Table] = field(default_factory=list)
    """The tables that are open, the outermost first."""

    def end(self, depth: int) -> None:
        """Close the paragraph, which stands in so many tables, and the tables that it does not stand in."""
        text = "".join(self.parts)
        self.parts = []
        if depth or (self.tables and self.tables[0].row):
            self._table(max(depth, 1)).cell.append(f"{text}<br>")
            return
        self._close(0)
        self.done.append(f"<p>{text}</p>")

    def end_cell(self, depth: int) -> None:
        """Close a cell of the table at a depth, from 1."""
        table = self._table(depth)
        table.row.append("".join([*table.cell, *self.parts]).removesuffix("<br>"))
        table.cell, self.parts = [], []

    def end_row(self, depth: int, words: RowWords) -> None:
        """Close a row of the table at a depth; of one inside of another nothing is known of its edges."""
        self._table(depth).end_row(words.edges if depth == 1 else [], head=words.head and depth == 1)

    def _table(self, depth: int) -> Table:
        self._close(depth)
        while len(self.tables) < depth:
            self.tables.append(Table())
        return self.tables[depth - 1]

    def _close(self, depth: int) -> None:
        """Write the tables that are deeper than that where they stand."""
        while len(self.tables) > depth:
            table = self.tables.pop()
            table.end_row([], head=False)
            (self.tables[-1].cell if self.tables else self.done).append(html(table))
