# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta, timezone

from odoo import fields, models

from ..inquiry.findings import LONGEST_PENDING
from ..spapi.errors import InvalidRequest
from ..spapi.orders import Channel
from ..spapi.searches import SEARCHES, TOKEN_LIFE

# Orders the seller has no claim for, yet or any more.
UNSOLD_STATES = ("PENDING", "PENDING_AVAILABILITY", "CANCELLED", "UNFULFILLABLE")


class AmazonSellerReportSearch(models.Model):
    """A search of the Orders API for what reports no longer tell, page by page."""

    _inherit = "amazon.seller.report"

    page_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    page_token_at = fields.Datetime(readonly=True, copy=False)
    page_count = fields.Integer("Pages", readonly=True, copy=False)

    def _next_step(self):
        return self._search_page if self.is_search else super()._next_step()

    def _standing(self):
        return super()._standing(), self.page_count, self.page_token_at

    def _search_page(self, door):
        """Receive the next page of the search; the last one ends it."""
        token = self._living_page_token()
        if not token:
            self._start_search()
        try:
            page = door.search_orders(
                marketplace_ids=self.marketplace_ids.mapped("marketplace_identifier"),
                channel=SEARCHES[self.report_type].channel,
                created_after=self._created_after(),
                created_before=_aware(self.data_end),
                pagination_token=token,
            )
        except InvalidRequest:
            if not token:
                raise
            # Amazon forgets its tokens now and then: from the first page on.
            self.write({"page_token": False, "page_token_at": False})
            return
        self._receive_page(page)

    def _living_page_token(self):
        """Return the token of the next page, "" to begin with the first."""
        since = self.page_token_at
        is_alive = since and since > fields.Datetime.now() - TOKEN_LIFE
        return (is_alive and self.page_token) or ""

    def _start_search(self):
        marketplaces = self.account_id._fetched_marketplaces()
        self.write(
            {
                "state": "asked",
                "asked_at": fields.Datetime.now(),
                "marketplace_ids": [fields.Command.set(marketplaces.ids)],
                "page_count": 0,
                "read_position": 0,
            }
        )

    def _created_after(self):
        """Return the first purchase to look for (aware).

        What became due in a period may have been bought before it; a report over that
        time did not tell of it, but a search did.
        """
        search = SEARCHES[self.report_type]
        reach = self.account_id._overlap(search.channel)
        if not self._follows_a_search():
            reach = max(reach, LONGEST_PENDING)
        oldest = self.asked_at - timedelta(days=search.max_age_days)
        return _aware(max(self.data_start - reach, oldest))

    def _follows_a_search(self):
        return self.search_count(
            [
                ("account_id", "=", self.account_id.id),
                ("report_type", "=", self.report_type),
                ("data_end", "=", self.data_start),
            ],
            limit=1,
        )

    def _receive_page(self, page):
        orders = [found.order for found in page.orders if self._is_wanted(found)]
        self._receive(orders, self.read_position + len(orders))
        self.write(
            {
                "page_count": self.page_count + 1,
                "page_token": page.next_token or False,
                "page_token_at": page.next_token and fields.Datetime.now(),
                "row_count": self.row_count + len(page.orders),
                "failure_count": 0,
                "error_code": False,
                "error_detail": False,
                "next_try_at": False,
            }
        )
        if not page.next_token:
            self._finish("done" if self.order_count else "empty")

    def _is_wanted(self, found):
        """Whether an order is one that a report would have told of."""
        is_sold = found.order and found.is_amazon and found.status not in UNSOLD_STATES
        # Reports tell of what Amazon ships once it is shipped; where it withholds the
        # status, so long ago everything is.
        is_due = found.channel is Channel.MFN or found.status in ("SHIPPED", "")
        return bool(is_sold and is_due)


def _aware(moment):
    return moment.replace(tzinfo=timezone.utc)
