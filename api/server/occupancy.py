"""How many connections each process of the server has, known to all of them: the one with the fewest takes the next."""

import mmap
import struct

_COUNT = struct.Struct("=q")
_NOBODY = -1
_STARTING = -2


class Occupancy:
    """A table in memory that processes share which are forked afterwards; each writes its own row only."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._table = mmap.mmap(-1, rows * _COUNT.size)
        for row in range(rows):
            self.write(row, _NOBODY)

    def enter(self) -> int:
        """A row for a process that is about to be forked."""
        row = next(row for row in range(self._rows) if self.read(row) == _NOBODY)
        self.write(row, _STARTING)
        return row

    def leave(self, row: int) -> None:
        """The process that used the row has ended."""
        self.write(row, _NOBODY)

    def write(self, row: int, count: int) -> None:
        """The process with the row has so many connections."""
        _COUNT.pack_into(self._table, row * _COUNT.size, count)

    def read(self, row: int) -> int:
        """The count of a row; negative where it stands for no process, or for one that does not take connections yet."""
        count: int = _COUNT.unpack_from(self._table, row * _COUNT.size)[0]
        return count

    def fewest(self) -> int:
        """The least count of a process that takes connections."""
        return min((count for row in range(self._rows) if (count := self.read(row)) >= 0), default=0)
