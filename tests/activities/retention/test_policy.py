"""Every table has a rule, every rule a setting or a reason, and the document tells all of them."""

from pathlib import Path

import pytest
from sqlmodel import SQLModel

from activities.retention import policy
from activities.retention.activities import _BATCHES
from activities.retention.policy import Kept, Kind, Passing, Swept
from activities.store import tables
from config.settings import Settings, SettingsInvalid, load
from tests.rows import each_row

DOCUMENT = Path(__file__).parents[3] / "docs" / "retention.md"
REFERENCE = Path(__file__).parents[3] / "docs" / "configuration.md"


def test_no_table_is_without_a_rule():
    assert len(tables.__all__) == len(SQLModel.metadata.tables)
    assert policy.TABLES.keys() == SQLModel.metadata.tables.keys()


@each_row("table", sorted(policy.TABLES))
def test_the_document_tells_the_tables_rule(table):
    [line] = [line for line in DOCUMENT.read_text().splitlines() if line.startswith(f"| `{table}` |")]
    match policy.TABLES[table]:
        case Swept(kind, after):
            assert f"`NEXTSTEP_{policy.field(kind).upper()}`" in line
            assert after in line
        case Passing(after):
            assert after in line
        case Kept(why):
            assert f"kept: {why}" in line


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_setting_that_is_told(kind, tmp_path):
    assert f"`NEXTSTEP_{policy.field(kind).upper()}`" in REFERENCE.read_text()
    assert kind in _BATCHES or kind is Kind.AUDIT
    assert policy.days(load(audit_archive=tmp_path), kind) == Settings.model_fields[policy.field(kind)].default


@pytest.mark.parametrize(("said", "days"), [("0", 0), ("forever", 0), (" Forever ", 0), ("1", 1), ("36500", 36_500)])
def test_days_are_counted_and_none_is_for_ever(monkeypatch, said, days):
    monkeypatch.setenv("NEXTSTEP_RETENTION_OPERATIONS", said)
    assert policy.days(load(), Kind.OPERATIONS) == days


@pytest.mark.parametrize("said", ["-1", "never", "1.5", "36501"])
def test_what_is_no_number_of_days_is_refused(monkeypatch, said):
    monkeypatch.setenv("NEXTSTEP_RETENTION_INBOX", said)
    with pytest.raises(SettingsInvalid, match="NEXTSTEP_RETENTION_INBOX"):
        load()


def test_without_an_archive_the_audit_is_kept(tmp_path):
    assert policy.days(load(), Kind.AUDIT) == 0
    assert policy.days(load(audit_archive=tmp_path, retention_audit=7), Kind.AUDIT) == 7
