"""Settlement reports: nobody asks for them, Amazon makes one when it pays."""

from bisect import bisect_right
from datetime import datetime

from emulator.report_types import SETTLEMENT


class Payouts:
    """What was settled becomes a report as soon as anybody looks.

    The caller holds Amazon's lock.
    """

    def __init__(self, reports):
        self._reports = reports
        # seller id → so many of the world's settlements have been told
        self._told: dict[str, int] = {}

    def run(self, seller, now: datetime, oldest: datetime):
        """Make the reports of a seller that are due.

        :param oldest: what would have been deleted again by now is not made
        """
        if seller.world is None:
            return
        settlements = seller.world.settlements
        due = bisect_right(settlements, now, key=lambda s: s.made_at)
        for settlement in settlements[self._told.get(seller.seller_id, 0) : due]:
            if settlement.made_at >= oldest:
                self._reports.create(
                    seller.seller_id,
                    settlement.region,
                    SETTLEMENT,
                    settlement.marketplace_ids,
                    settlement.start,
                    settlement.end,
                    {"settlement": settlement.settlement_id},
                    created_at=settlement.made_at,
                )
        self._told[seller.seller_id] = due
