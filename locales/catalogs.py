"""The texts of every language: the shipped catalogs, and a bank's own on top.

Both have gettext's layout, `<language>/LC_MESSAGES/*.po`. They are read when first asked for and kept in memory, so a
fresh checkout and a read-only installation work without compiled files.
"""

import logging
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from locales.po import CatalogInvalid, read

SHIPPED: Final = Path(__file__).parent
# The language that has every text.
FALLBACK: Final = "en"

_log = logging.getLogger(__name__)


def files(folder: Path) -> dict[str, list[Path]]:
    """The catalogs in `folder` by language (`cs`, `de_AT`), each language's in the order of their names."""
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        found.setdefault(file.parts[-3].replace("-", "_"), []).append(file)
    return found


class Catalogs:
    """Texts by language and id.

    `extra` is a bank's folder: its entries override and extend the shipped ones, and may add languages. A file there that
    cannot be read is logged and left out; `locales.check.check` tells the problems of both folders beforehand.
    """

    def __init__(self, extra: Path | None = None) -> None:
        self.folders = (SHIPPED,) if extra is None else (SHIPPED, extra)

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that have a catalog: `en`, `cs`, `sk`, `de` and the bank's."""
        return frozenset(self._whole)

    def texts(self, language: str) -> Mapping[str, str]:
        """Every text in `language` (`cs`, `cs_CZ`) by its id; what it lacks, in the next of region, language, English."""
        whole = self._whole
        return whole.get(language) or whole.get(language.partition("_")[0]) or whole[FALLBACK]

    def text(self, language: str, id: str) -> str | None:
        """The text of `id` in `language`, or else in the next of region, language, English; None if it has none."""
        return self.texts(language).get(id)

    @cached_property
    def _whole(self) -> dict[str, Mapping[str, str]]:
        own: dict[str, dict[str, str]] = {}
        for folder in self.folders:
            for language, catalogs in files(folder).items():
                for file in catalogs:
                    own.setdefault(language, {}).update(_shown(file))
        return {
            language: MappingProxyType(own[FALLBACK] | own.get(language.partition("_")[0], {}) | texts)
            for language, texts in own.items()
        }


def _shown(file: Path) -> dict[str, str]:
    try:
        return {entry.id: entry.text for entry in read(file) if entry.shown}
    except CatalogInvalid as error:
        _log.error("Catalog left out: %s", error)
        return {}
