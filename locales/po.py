"""One `.po` file: its entries, and what is wrong with it as a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from babel.messages.pofile import PoFileError, read_po


class CatalogProblem(NamedTuple):
    """What is wrong in a catalog; `line` counts from 1."""

    file: Path
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One text of a catalog. Only entries that are neither fuzzy nor obsolete are shown to anybody."""

    id: str
    text: str
    file: Path
    line: int
    fuzzy: bool = False
    obsolete: bool = False

    @property
    def shown(self) -> bool:
        return bool(self.text) and not self.fuzzy and not self.obsolete


class CatalogInvalid(Exception):
    """The file is no catalog."""

    def __init__(self, problem: CatalogProblem) -> None:
        super().__init__(f"{problem.file}:{problem.line}: {problem.message}")
        self.problem = problem


def read(file: Path) -> list[CatalogEntry]:
    """The entries of `file`, in its order; the obsolete ones last. Raises `CatalogInvalid`."""
    try:
        with file.open("rb") as stream:
            catalog = read_po(stream, abort_invalid=True)
    except PoFileError as error:
        # Babel counts lines from 0 here, and from 1 in messages.
        raise CatalogInvalid(CatalogProblem(file, (error.lineno or 0) + 1, str(error))) from None
    except (OSError, ValueError, LookupError) as error:
        raise CatalogInvalid(CatalogProblem(file, 1, f"cannot be read: {error}")) from None
    entries = []
    for obsolete, messages in ((False, catalog), (True, catalog.obsolete.values())):
        for message in messages:
            # A plural has a tuple of ids; texts are looked up by one id and no number, so it is never found.
            if message.id and isinstance(message.id, str) and isinstance(message.string, str):
                line = message.lineno or 1
                entries.append(CatalogEntry(message.id, message.string, file, line, message.fuzzy, obsolete))
    return entries
