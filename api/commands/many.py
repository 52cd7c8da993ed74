"""Commands that act on many: they ask first, go on behind one that cannot be done, and fail in the end for it."""

from collections.abc import Callable, Iterable, Sequence

import click

from api.commands.failure import Failed
from api.commands.question import ask
from api.commands.tables import print_json

yes = click.option("--yes", is_flag=True, help="Do not ask.")


def confirm(verb: str, noun: str, nouns: str, ids: Sequence[str], *, yes: bool, after: str = "") -> None:
    """Ask whoever has not said yes, as `Cancel 2 operations for good: a, b?`. Raises as `question.ask` does."""
    if not yes:
        ask(f"{verb} {f'the {noun}' if len(ids) == 1 else f'{len(ids)} {nouns}'}{after}: {', '.join(ids)}?")


def act_on_each(
    ids: Iterable[str], act: Callable[[str], str], *, name: str, as_json: bool, member: str = "status", remark: str = ""
) -> None:
    """Act on one after the other, and tell how each is then: what `act` answers, or why it `Failed`.

    As JSON it is the list `name`, and `member` of each; as lines, `remark` stands behind. Raises `Failed` with all problems.
    """
    from workflows.temporal.client import WorkflowSilent

    done: list[dict[str, str | None]] = []
    problems: list[str] = []
    for id in ids:
        try:
            try:
                answer = act(id)
            except WorkflowSilent as silent:  # the others may answer
                raise Failed(f"{id}: {silent}; look at it in Temporal, and run this again") from None
        except Failed as failed:
            problems.append(failed.message)
            done.append({"id": id, member: None, "problem": failed.message})
        else:
            done.append({"id": id, member: answer, "problem": None})
            if not as_json:
                click.echo(f"{id}: {answer}{remark}")
    if as_json:
        print_json({name: done})
    if problems:
        raise Failed("\n".join(problems))
