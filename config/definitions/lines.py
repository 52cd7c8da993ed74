"""On which line of a TOML text each key stands; `tomllib` tells values, not places."""

import re
from collections.abc import Iterator

KeyPath = tuple[str | int, ...]

_TOKEN = re.compile(
    r"#[^\n]*"
    r'|"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
    r"|[\[\]{}=,\n]|[^\s\[\]{}=,#\"']+",
    re.DOTALL,
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line (from 1) of every table, key and array element of `text`, by its path.

    `text` must be TOML that `tomllib` accepts; elements of arrays and of arrays of tables count from 0.
    """
    return _Places(text).lines


class _Places:
    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}
        self._tokens = list(_tokens(text))
        self._at = 0
        prefix: KeyPath = ()
        while self._skip_newlines():
            if self._take("["):
                prefix = self._header()
            else:
                self._pair(prefix)

    def _header(self) -> KeyPath:
        array, line = self._take("["), self._line()
        path: KeyPath = ()
        parts = self._key("]")
        for part in parts[:-1]:
            path = self._latest((*path, part))
        path = (*path, parts[-1])
        if array:
            self._take("]")
            self._tables[path] = self._tables.get(path, -1) + 1
            path = self._latest(path)
        self._record(path, line)
        return path

    def _latest(self, path: KeyPath) -> KeyPath:
        return (*path, self._tables[path]) if path in self._tables else path

    def _pair(self, prefix: KeyPath) -> None:
        line = self._line()
        path = (*prefix, *self._key("="))
        self._record(path, line)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        if self._take("{"):
            while self._skip_newlines(",") and not self._take("}"):
                self._pair(path)
        elif self._take("["):
            index = 0
            while self._skip_newlines(",") and not self._take("]"):
                self._record((*path, index), self._line())
                self._value((*path, index))
                index += 1
        else:
            while self._at < len(self._tokens) and self._peek() not in (",", "]", "}", "\n"):
                self._at += 1

    def _key(self, end: str) -> list[str]:
        parts: list[str] = []
        while not self._take(end):
            token = self._peek()
            self._at += 1
            parts += [token[1:-1]] if token[0] in "\"'" else [part for part in token.split(".") if part]
        return parts

    def _record(self, path: KeyPath, line: int) -> None:
        for depth in range(1, len(path) + 1):
            self.lines.setdefault(path[:depth], line)

    def _skip_newlines(self, *others: str) -> bool:
        while self._at < len(self._tokens) and self._peek() in ("\n", *others):
            self._at += 1
        return self._at < len(self._tokens)

    def _take(self, token: str) -> bool:
        found = self._at < len(self._tokens) and self._peek() == token
        self._at += found
        return found

    def _peek(self) -> str:
        return self._tokens[self._at][0]

    def _line(self) -> int:
        return self._tokens[self._at][1]


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, done = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", done, match.start())
        done = match.start()
        if not match[0].startswith("#"):
            yield match[0], line
