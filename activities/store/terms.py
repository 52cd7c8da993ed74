"""What holds for a credential and a one-time password: their definitions with what these name, read in one statement."""

from typing import Any

from sqlalchemy import Table, and_, bindparam, select
from sqlmodel import SQLModel

from activities.store.database import Session
from activities.store.tables import (
    CredentialDefinitionRow,
    CredentialPolicyRow,
    HashConfigRow,
    OtpDefinitionRow,
    OtpPolicyRow,
)
from config.identity_vocabulary import EntityStatus


def _table(row: type[SQLModel]) -> Table:
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


_CREDENTIAL, _POLICY, _HASHING = _table(CredentialDefinitionRow), _table(CredentialPolicyRow), _table(HashConfigRow)
_OTP, _OTP_POLICY = _table(OtpDefinitionRow), _table(OtpPolicyRow)

# Read with every check, so they are built once.
_CREDENTIAL_TERMS = (
    select(_CREDENTIAL, _POLICY, _HASHING)
    .select_from(_CREDENTIAL)
    .join(_POLICY, _POLICY.c.credential_policy_name == _CREDENTIAL.c.credential_policy_name, isouter=True)
    .join(_HASHING, _HASHING.c.hash_config_name == _CREDENTIAL.c.hash_config_name, isouter=True)
    .where(
        and_(
            _CREDENTIAL.c.credential_definition_name == bindparam("name"),
            _CREDENTIAL.c.credential_definition_status == bindparam("status"),
        )
    )
)
_OTP_TERMS = (
    select(_OTP, _OTP_POLICY)
    .select_from(_OTP)
    .join(_OTP_POLICY, _OTP_POLICY.c.otp_policy_name == _OTP.c.otp_policy_name, isouter=True)
    .where(and_(_OTP.c.otp_definition_name == bindparam("name"), _OTP.c.otp_definition_status == bindparam("status")))
)


# What is stored of terms, column by column: equal where nothing has changed.
Columns = tuple[Any, ...]


def find_credential_terms(session: Session, name: str) -> Columns | None:
    """Of an active definition; null where there is none."""
    row = session.run(_CREDENTIAL_TERMS, {"name": name, "status": EntityStatus.ACTIVE}).first()
    return None if row is None else tuple(row)


def credential_rows(
    columns: Columns,
) -> tuple[CredentialDefinitionRow, CredentialPolicyRow | None, HashConfigRow | None]:
    """The definition with its policy and its hash configuration; null for those that there are not."""
    definition, policy, hashing = _split(columns, _CREDENTIAL, _POLICY, _HASHING)
    return (
        CredentialDefinitionRow(**definition),
        CredentialPolicyRow(**policy) if policy["credential_policy_name"] is not None else None,
        HashConfigRow(**hashing) if hashing["hash_config_name"] is not None else None,
    )


def find_otp_terms(session: Session, name: str) -> Columns | None:
    """Of an active definition; null where there is none."""
    row = session.run(_OTP_TERMS, {"name": name, "status": EntityStatus.ACTIVE}).first()
    return None if row is None else tuple(row)


def otp_rows(columns: Columns) -> tuple[OtpDefinitionRow, OtpPolicyRow | None]:
    """The definition with its policy, null where there is none."""
    definition, policy = _split(columns, _OTP, _OTP_POLICY)
    return (
        OtpDefinitionRow(**definition),
        OtpPolicyRow(**policy) if policy["otp_policy_name"] is not None else None,
    )


def _split(columns: Columns, *tables: Table) -> list[dict[str, Any]]:
    """A joined row's columns, of each table."""
    values = iter(columns)
    return [{column.key: next(values) for column in table.columns} for table in tables]
