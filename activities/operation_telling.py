"""Telling others of an operation: who is to hear is noted, and tried once."""

import asyncio
import logging

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.deliveries.apart import apart
from activities.deliveries.delivering import DeliveryActivities, beating
from activities.operation_news import NOT_STORED_YET, Moment, NewsDesk, OperationNews
from activities.projection import count_finished

log = logging.getLogger(__name__)


class TellingActivities:
    """Holds who notes, and who delivers."""

    def __init__(self, desk: NewsDesk, deliveries: DeliveryActivities) -> None:
        self._desk = desk
        self._deliveries = deliveries

    @activity.defn(name="tell_of_operation")
    async def tell(self, news: OperationNews) -> list[str]:
        """Note who is to hear, and try each once, all at the same time: the ids of deliveries that have not ended by it.

        Raises `ApplicationError` NOT_STORED_YET, to be tried again until the limit of deliveries has passed: whoever created the
        operation died before he stored it, and nobody asked again. What an earlier run noted and did not live to try, this one
        tries.
        """
        try:
            return await beating(self._told(news))
        except ApplicationError as error:
            if error.type != NOT_STORED_YET or not self._deliveries.is_last:
                raise
            log.error("operation %s was never stored: nobody is told of it", news.projection.operation_id)
            return []

    async def _told(self, news: OperationNews) -> list[str]:
        noted = await apart(lambda: self._desk.note(news))
        if noted.is_newer and news.moment is Moment.ENDED:
            count_finished(news.projection.result)
        ended = await asyncio.gather(*map(self._deliveries.has_ended, noted.delivery_ids))
        return [delivery_id for delivery_id, has_ended in zip(noted.delivery_ids, ended, strict=True) if not has_ended]
