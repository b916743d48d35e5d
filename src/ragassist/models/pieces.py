"""What a stream says, each thing once: some servers send the whole text so far in each chunk, or all of it again at the end."""

from __future__ import annotations

from typing import Any

from ragassist.models.reply import message_of, part_of, refusal_of, text_of, thinking_of

_LONG = 12
"""A text of so many characters that comes a second time is no new piece: pieces are words, and two that are alike are short."""


class Pieces:
    """Takes pieces and gives back what is new in each.

    They are the text so far when each begins with the one before and two were longer, or one that was long already. Until that is known,
    nothing is given back behind the first; where they end before, they are pieces.
    """

    def __init__(self) -> None:
        """Nothing has been said yet."""
        self._given = ""
        self._held: list[str] = []
        """Each begins with the one before."""
        self._repeats: bool | None = None
        self._grown = 0
        self._last = ""

    def feed(self, piece: str) -> str:
        """Return what `piece` adds."""
        if not piece:
            return ""
        if not self._last:
            return self._give(piece, piece)
        if self._repeats is None:
            return self._undecided(piece)
        if self._repeats:
            return self._give(_behind(self._given, piece), piece)
        again = piece == self._given and len(piece) >= _LONG and self._last != piece
        return "" if again else self._give(piece, piece)

    def whole(self, text: str) -> str:
        """Return what `text`, which is all that there is to say, adds to what was said."""
        held = self.rest()
        if self._given and not text.startswith(self._given):
            return held
        return held + self._give(text[len(self._given) :], text)

    def rest(self) -> str:
        """Return what was held back; to be asked for at the end."""
        held, self._held, self._repeats = "".join(self._held), [], bool(self._repeats)
        return self._give(held, self._last)

    def _undecided(self, piece: str) -> str:
        if not piece.startswith(self._last):
            self._repeats = False
            return self.rest() + self._give(piece, piece)
        if len(piece) > len(self._last):
            self._grown += 1
            if self._grown > 1 or len(self._last) >= _LONG:
                self._repeats, self._held = True, []
                return self._give(_behind(self._given, piece), piece)
        self._held.append(piece)
        self._last = piece
        return ""

    def _give(self, new: str, piece: str) -> str:
        self._given += new
        self._last = piece
        return new


class Said:
    """The text and the thinking of a stream, chunk by chunk, from whichever field they come in."""

    def __init__(self) -> None:
        """Nothing has been said yet."""
        self._text, self._thought = Pieces(), Pieces()
        self._in_deltas = False
        self.refusal = ""
        """The words in which the model declines, where they come in a field of their own."""

    def feed(self, choice: Any) -> tuple[str, str]:  # noqa: ANN401
        """Return what a chunk's choice adds to the text, and to the thinking."""
        delta, message = part_of(choice, "delta"), message_of(choice)
        text, thought = text_of(delta), thinking_of(delta)
        self.refusal += refusal_of(delta) or refusal_of(message)
        self._in_deltas = self._in_deltas or bool(text or thought)
        if text or thought or message is None:
            return self._text.feed(text), self._thought.feed(thought)
        if self._in_deltas:  # the message is the whole of what came in pieces
            return self._text.whole(text_of(message)), self._thought.whole(thinking_of(message))
        return self._text.feed(text_of(message)), self._thought.feed(thinking_of(message))

    def rest(self) -> tuple[str, str]:
        """Return what was held back of both; to be asked for at the end."""
        return self._text.rest(), self._thought.rest()


def _behind(said: str, piece: str) -> str:
    """What stands in `piece` behind what was said: it is the text so far, of which a character may have come in halves."""
    piece = piece.rstrip("\ufffd")
    if piece.startswith(said):
        return piece[len(said) :]
    return "" if said.startswith(piece) else piece
