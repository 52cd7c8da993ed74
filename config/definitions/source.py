"""One TOML file of definitions: its tables, the places of its keys, and what may be wrong with them."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.definitions.lines import KeyPath, key_lines


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One thing wrong in the definitions. `key` is dotted, rows of an array count from 0; line 0 is the whole file."""

    file: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class SourceInvalid(Exception):
    """A problem met while one record is read; the loader collects them."""

    def __init__(self, problem: DefinitionProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed TOML file."""

    file: Path
    tables: dict[str, Any]
    lines: dict[KeyPath, int]

    def problem(self, path: KeyPath, message: str) -> DefinitionProblem:
        """The problem at `path`, or at its nearest enclosing key that the file writes out."""
        known = next((path[:end] for end in range(len(path), 0, -1) if path[:end] in self.lines), ())
        return DefinitionProblem(self.file, self.lines.get(known, 0), ".".join(map(str, path)), message)


def read_source(file: Path) -> Source:
    """The TOML of `file`; raises `SourceInvalid` when it cannot be read or is not TOML in UTF-8."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceInvalid(DefinitionProblem(file, 0, "", f"cannot be read: {error.strerror}")) from None
    except UnicodeDecodeError:
        raise SourceInvalid(DefinitionProblem(file, 0, "", "is not UTF-8 text")) from None
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        what = str(error).replace(place[0], "") if place else str(error)
        raise SourceInvalid(DefinitionProblem(file, line, "", f"is not TOML: {what}")) from None
    return Source(file, tables, key_lines(text))
