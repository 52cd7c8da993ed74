"""Tables whose rows take microseconds each are one test, where a test of their own would cost each of them milliseconds."""

import functools
import inspect

import pytest


def each_row(names, rows, *, ids=None):
    """As `parametrize`, but all rows in one test: it tries every one, and says which have failed, and how.

    What the test asks for besides, of fixtures or of `parametrize`, the rows have in common: they may change nothing of it.
    """
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else [*names]
    table = [_row(names, row) for row in rows]
    titles = _titles(names, table, ids)
    assert table, "a table without rows tests nothing"

    def of_all(test):
        signature = inspect.signature(test)

        @functools.wraps(test)
        def whole(**common):
            failures = []
            for title, (_, values) in zip(titles, table, strict=True):
                try:
                    test(**common, **dict(zip(names, values, strict=True)))
                except (Exception, pytest.fail.Exception) as failure:
                    failure.add_note(f"in the row {title}")
                    failures.append((title, failure))
            _report(failures, len(table))

        common = [one for name, one in signature.parameters.items() if name not in names]
        whole.__signature__ = signature.replace(parameters=common)
        del whole.__wrapped__
        return whole

    return of_all


def _report(failures, number):
    if not failures:
        return
    names = ", ".join(title for title, _ in failures)
    raise BaseExceptionGroup(f"{len(failures)} of {number} rows fail: {names}", [failure for _, failure in failures])


def _row(names, row):
    """Its id, where it has one, and a value for each name."""
    if isinstance(row, type(pytest.param())):
        return row.id, row.values
    return None, (row,) if len(names) == 1 else tuple(row)


def _titles(names, table, ids):
    given = [None] * len(table) if ids is None or callable(ids) else [*ids]
    assert len(given) == len(table), "as many ids as rows"
    return [
        str(own or title or "-".join(_said(value, ids) for value in values))
        for (own, values), title in zip(table, given, strict=True)
    ]


def _said(value, ids):
    found = ids(value) if callable(ids) else None
    return str(found if found is not None else getattr(value, "__name__", repr(value)))[:60]
