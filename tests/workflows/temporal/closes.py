"""A workflow that closes as it is told."""

from temporalio import workflow

from workflows.temporal.closing import called_off, came_to_nothing


@workflow.defn
class Closes:
    """Done, called off, or came to nothing."""

    @workflow.run
    async def run(self, how: str) -> str:
        if how == "called off":
            raise called_off("somebody thought better of it")
        if how == "came to nothing":
            raise came_to_nothing("a.reason", "nobody came")
        return how
