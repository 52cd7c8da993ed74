"""The words of templates, read again when they are older than a few seconds: administrators change them, phones ask all day."""

import threading
import time
from collections.abc import Collection

from activities.store import operation_templates
from activities.store.database import Database
from config.definitions.templates import TemplateTexts

_SECONDS = 2.0


class CachedTexts:
    """One per process; safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._cache: dict[str, tuple[float, list[TemplateTexts]]] = {}

    def of(self, operation_types: Collection[str]) -> dict[str, list[TemplateTexts]]:
        """The texts of each type, in every language. Raises `TextsDamaged` where stored ones are no texts."""
        now = time.monotonic()
        with self._lock:
            found = {name: self._cache[name][1] for name in operation_types if self._is_fresh(name, now)}
        missing = [name for name in operation_types if name not in found]
        if missing:
            with self._database.read() as session:
                read = {name: operation_templates.texts(session, name) for name in missing}
            with self._lock:
                # Texts that are as they were stay the same object: so others tell what has changed.
                read = {name: self._share(name, texts) for name, texts in read.items()}
                self._cache.update((name, (now, texts)) for name, texts in read.items())
            found |= read
        return found

    def _share(self, name: str, texts: list[TemplateTexts]) -> list[TemplateTexts]:
        known = self._cache.get(name)
        return known[1] if known is not None and known[1] == texts else texts

    def _is_fresh(self, name: str, now: float) -> bool:
        return name in self._cache and now - self._cache[name][0] < _SECONDS
