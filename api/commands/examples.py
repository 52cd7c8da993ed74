"""What a person types: an example or two of each command, shown at the end of its help."""

import shlex
from typing import Final

import click

# Ids are shortened; whoever copies a line puts his own.
EXAMPLES: Final = (
    "nextstep demo --once",
    "nextstep up --port 8081",
    "NEXTSTEP_HOME=~/nextstep nextstep up",
    "nextstep phone register 'ABCDE-FGHIJ-KLMNO-PQRST' --config \"$MOBILE_SDK_CONFIG\"",
    "nextstep phone phones",
    "nextstep phone status --phone tablet",
    "nextstep phone list --language cs",
    "nextstep phone show 7a8cf2e9",
    "nextstep phone claim 7a8cf2e9",
    "nextstep phone approve 7a8cf2e9",
    "nextstep phone approve 7a8cf2e9 --pin 1234 --json",
    "nextstep phone reject 7a8cf2e9 --reason INCORRECT_DATA",
    "nextstep phone offline < qr.txt",
    "nextstep phone history --biometry",
    "nextstep phone inbox list --unread",
    "nextstep phone inbox read 01a2265d",
    "nextstep phone inbox read-all",
    "nextstep phone push a-token-of-fcm --platform fcm",
    "nextstep phone confirm",
    "nextstep phone pin --pin 1234 --new-pin 5678",
    "nextstep phone biometry off",
    "nextstep phone upgrade --algorithm EC_P384_ML_L3",
    "nextstep phone block --yes",
    "nextstep phone remove --pin 1234",
    "nextstep phone forget --phone tablet",
    "nextstep phone preview payment --parameter amount=100.00 --parameter currency=CZK --language cs",
    "nextstep phone invite demo.user",
    "nextstep phone ask demo.user login --qr",
    "nextstep api --port 8080 --doors mobile,cloud",
    "nextstep worker",
    "nextstep worker --until-empty",
    "nextstep web-flow",
    "nextstep health --ready",
    "nextstep health worker",
    "nextstep migrate --wait 60",
    "nextstep rekey",
    "nextstep flows show login",
    "nextstep flows show payment --template --mermaid",
    "nextstep flows show 7a8cf2e9 --operation",
    "nextstep flows check --files",
    "nextstep flows simulate authorize_payment USERNAME_PASSWORD_AUTH:CONFIRMED SMS_KEY:AUTH_FAILED WAIT:301",
    "nextstep operations list --status pending --since 2h",
    "nextstep operations list --user demo.user --json",
    "nextstep operations show 7a8cf2e9",
    "nextstep operations cancel 7a8cf2e9 fb0c173d --reason UNEXPECTED_OPERATION --yes",
    "nextstep registrations list --status blocked --since 7d",
    "nextstep registrations versions --used-since 90d",
    "nextstep registrations show a5d31b27",
    "nextstep registrations block a5d31b27 --reason STOLEN",
    "nextstep registrations advance --saved 2026-11-28T01:00:00Z",
    "nextstep deliveries list --status failed --kind callback",
    "nextstep deliveries list --subject 7a8cf2e9",
    "nextstep deliveries show a3af202e",
    "nextstep deliveries send a3af202e 31919e2d --yes",
    "nextstep change-requests list --status pending",
    "nextstep change-requests show 4c8dfc1a",
    "nextstep change-requests approve 4c8dfc1a",
    "nextstep change-requests reject 4c8dfc1a --yes",
    "nextstep replay 7a8cf2e9",
    "nextstep replay --open --json",
    "nextstep replay --file history.json",
    "nextstep reconcile",
    "nextstep reconcile --apply",
    "nextstep audit verify",
    'nextstep audit verify audit-1.jsonl --public-key "$(cat audit.key)"',
    "nextstep audit export --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z > november.jsonl",
    "nextstep audit key > audit.key",
    "nextstep evidence 7a8cf2e9",
    "nextstep evidence --public-key > bank.pem",
    "nextstep evidence make 7a8cf2e9 --output case.zip",
    "nextstep evidence verify case.zip --public-key bank.pem",
    "nextstep evidence rotate-key --yes",
    "nextstep erase demo.user --dry-run",
    "nextstep check",
    "nextstep doctor --json",
)


def words_of(example: str) -> list[str]:
    """Those behind `nextstep`, without what the shell takes for itself."""
    words = shlex.split(example)
    behind = words[words.index("nextstep") + 1 :]
    ends = [place for place, word in enumerate(behind) if word in "<>"]
    return behind[: ends[0]] if ends else behind


def add_examples(name: str, command: click.Command) -> None:
    """Have the help of the command `name`, and of those within it, show theirs."""
    found: dict[click.Command, list[str]] = {}
    for example in EXAMPLES:
        first, *rest = words_of(example)
        if first == name:
            found.setdefault(find_command(command, rest), []).append(f"  {example}")
    for one, lines in found.items():
        one.epilog = "\n".join(("\b", "Examples:" if len(lines) > 1 else "Example:", *lines))


def find_command(command: click.Command, words: list[str]) -> click.Command:
    """The innermost command that these words name, of those within `command`."""
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    return command
