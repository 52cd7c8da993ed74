"""`nextstep evidence`: a signed bundle of what is known of an operation, and its verification without any server."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.failure import Failed
from api.commands.many import yes as without_asking
from api.commands.opened import open_services
from api.commands.question import ask
from api.commands.tables import as_json, moment, print_json
from config import printable

if TYPE_CHECKING:
    from activities.evidence.keys import PublishedKey
    from api.services import Services

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_WARNING = "it holds personal data (names, amounts, accounts, addresses): give it to nobody but who has to have it"


class _OperationOrCommand(click.Group):
    """What is no command, nor nearly one, is the id of an operation to make a bundle of."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Called by click."""
        if args and args[0] not in self.commands and not get_close_matches(args[0], self.commands, cutoff=0.75):
            return "make", self.commands["make"], args
        return super().resolve_command(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Called by click."""
        return ["OPERATION_ID | COMMAND", "[ARGS]..."]


@click.group(cls=_OperationOrCommand, invoke_without_command=True)
@click.option(
    "--public-key", "tells_keys", is_flag=True, help="Print the public keys that verify bundles, the present one first."
)
@click.pass_context
def command(context: click.Context, *, tells_keys: bool) -> None:
    """Make a signed bundle of what is known of an operation, for a dispute; or verify one.

    nextstep evidence OPERATION_ID writes evidence-OPERATION_ID.zip (see make --help).
    """
    if context.invoked_subcommand is None:
        if not tells_keys:
            raise click.UsageError("name an operation, or verify a bundle; --help tells more")
        _print_keys(_published())


@command.command("make")
@click.argument("operation_id")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file; else evidence-OPERATION_ID.zip."
)
@as_json
def make_bundle(operation_id: str, output: Path | None, as_json: bool) -> None:
    """Make a bundle of OPERATION_ID: what was shown, signed, checked and told, with the audit's rows.

    The file is readable by its owner alone, and never replaced. What is missing or damaged is told in it, and the exit code is 1
    then. The audit has who made it.
    """
    from api.evidence.make import make
    from config.reasons import Reason
    from config.refused import Refused

    path = output or Path(f"evidence-{_UNSAFE.sub('_', operation_id)[:100]}.zip")
    if path.exists():
        raise Failed(f"{path} is there already: name another file by --output")
    with _signing_services("evidence") as services:
        try:
            bundle = make(services, operation_id)
        except Refused as refused:
            if refused.reason is not Reason.OPERATION_NOT_FOUND:
                raise
            raise Failed(f"{operation_id}: nothing is known of such an operation, by the audit trail neither") from None
    _write(path, bundle.content)
    if as_json:
        print_json({"file": str(path), "operationId": operation_id, "missing": bundle.gaps, "notes": bundle.notes})
    else:
        click.echo(f"{path}: {_WARNING}")
        for note in bundle.notes:
            click.echo(f"not in it: {note}")
    if bundle.gaps:
        raise Failed("\n".join([f"{path} is written, but something is missing or damaged:", *bundle.gaps]))


@command.command()
@click.argument("bundle", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--public-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the bank's public keys, as nextstep evidence --public-key told them.",
)
@as_json
def verify(bundle: Path, public_key: Path | None, as_json: bool) -> None:
    """Verify BUNDLE, a file or the folder that it was unpacked into: nothing of it was changed, removed or added.

    Needs no database, settings or server. Without --public-key it is held against the key in it, which only shows that it is
    whole, not whose it is.
    """
    from activities.evidence.verification import BundleDamaged, verify_by

    try:
        found = verify_by(bundle, None if public_key is None else public_key.read_bytes())
    except (BundleDamaged, OSError) as error:
        raise Failed(f"{bundle}: {printable.line(str(error))}") from None
    missing = [str(one.get("text")) for one in found.records if one.get("record") == "gap"]
    manifest = found.manifest
    if as_json:
        facts = {name: manifest.get(name) for name in ("operationId", "made", "release", "keyGeneration", "trailHead")}
        print_json({**facts, "verifiedBy": "given key" if public_key else "its own key", "missing": missing})
        return
    # What somebody else has written moves no cursor, and so hides nothing of what is said here.
    operation_id, made = (printable.line(str(manifest.get(name))) for name in ("operationId", "made"))
    click.echo(f"{bundle}: whole; of operation {operation_id}, made {made}")
    for text in missing:
        click.echo(f"it says itself that this is missing: {printable.line(text)}")
    if public_key is None:
        click.echo(
            "verified by its own key alone, which proves nothing of who made it: give the bank's with --public-key"
        )


@command.command("rotate-key")
@without_asking
def rotate_key(yes: bool) -> None:
    """Sign by a new key from now on. The former one's private half is deleted; its public half goes on verifying."""
    from activities.evidence import keys
    from activities.secrets.sealing import Sealer

    with _signing_services("evidence rotate-key") as services:
        if not yes:
            ask("Sign by a new key, and delete the private half of the present one?")
        with services.database.write() as session:
            keys.rotate(session, Sealer.of(*services.settings.master_keys))
    _print_keys(_published())


@contextmanager
def _signing_services(command: str) -> "Iterator[Services]":
    """Services whose keys sign bundles and the audit. Raises `Failed`, for keys that the settings do not open too."""
    from activities.secrets.sealing import Unsealable

    with open_services(command) as services:
        try:
            yield services
        except Unsealable as error:
            raise Failed(f"bundles cannot be audited and signed: {error}") from None


def _published() -> "list[PublishedKey]":
    """The public keys; the first is made where there is none yet."""
    from activities.evidence import keys
    from activities.secrets.sealing import Sealer

    with _signing_services("evidence --public-key") as services, services.database.write() as session:
        keys.find_or_create(session, Sealer.of(*services.settings.master_keys))
        return keys.published(session)


def _print_keys(keys: "list[PublishedKey]") -> None:
    for place, key in enumerate(keys):
        click.echo(f"# key {key.generation}, of {moment(key.created_ms)}{', signs now' if place == 0 else ''}")
        click.echo(key.pem, nl=False)


def _write(path: Path, content: bytes) -> None:
    """A new file that its owner alone reads, whole or not there. Raises `Failed`."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Failed(f"{path} cannot be written: {error.strerror}") from None
