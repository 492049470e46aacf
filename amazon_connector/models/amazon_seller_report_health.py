# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from itertools import islice

from odoo import models

from ..spapi.errors import ReportNotTabular
from ..spapi.reports import REPORT_TYPES, Feed
from ..spapi.reports.health import FILE_CODES, FORM_CODES, of_file
from ..spapi.reports.recognition import header_of

# After what, and how much later at most, Amazon lists an order.
LISTED = {
    "MFN": ("payments_date", timedelta(hours=6)),
    "AFN": ("line_ids.shipment_date", timedelta(days=8)),
}
# For so long Amazon is asked again when it knows nothing of what it had told.
DOUBT = timedelta(days=3)
_WEB_PAGE = (b"<!doctype html", b"<html")


class AmazonSellerReportHealth(models.Model):
    """What a report shows to be wrong at Amazon, as advice on the account."""

    _inherit = "amazon.seller.report"

    def _note_file(self, reader):
        """Look at a file that was read to its end.

        :param reader: what read it
        """
        report_type = REPORT_TYPES[self.report_type]
        found = of_file(report_type, reader, self.charset or "")
        self._advise(FILE_CODES | FORM_CODES, found)

    def _note_end(self):
        """Look at a report that ended well.

        :return: False when it is to be asked for again rather than believed
        """
        if self.is_search or self.is_upload:
            return True
        possible, found = {"cancelled_by_other", "empty_though_orders"}, set()
        if not self.record_count:
            if self._knows_orders():
                found = {"empty_though_orders"}
            else:
                # That there is nothing of other days shows nothing.
                possible.remove("empty_though_orders")
        advice = self._advise(possible, found)
        return not any(each.create_date > self.done_at - DOUBT for each in advice)

    def _note_giving_up(self):
        """Look at a report that ended with an error."""
        if self.error_code == "report_not_tabular":
            self._advise(FORM_CODES, self._odd_form())
        elif self.error_code == "report_cancelled":
            self._advise({"cancelled_by_other"}, {"cancelled_by_other"})

    def _advise(self, possible, found):
        """Give advice on the type of the report; return what stands."""
        advice = self.env["amazon.seller.advice"]
        if self.is_upload:
            return advice
        return advice._update(
            self.account_id,
            possible,
            found,
            report_type=self.report_type,
            report=self,
        )

    def _odd_form(self):
        """Return what the file is instead of a table of its type."""
        parts = self.env["amazon.seller.report.part"].sudo()
        start = b"".join(islice(parts._load(self), 1))[:1024].lstrip().lower()
        if start.startswith(_WEB_PAGE):
            return {"web_page"}
        try:
            header = header_of(lambda: parts._load(self))
        except ReportNotTabular:
            return set()
        return {"localised_header"} if header.is_localised else set()

    def _knows_orders(self):
        """Whether orders are known that a report without any left out."""
        if self._feeds() is not Feed.ORDERS:
            return False
        channel = self._source().channel.value
        moment, lateness = LISTED[channel]
        start, end = self._told_period()
        places = self._marketplaces_to_ask().mapped("name")
        return bool(
            self.env["amazon.seller.order"].search_count(
                [
                    ("account_id", "=", self.account_id.id),
                    ("channel", "in", (channel, "mixed")),
                    ("report_id", "!=", False),
                    ("sales_channel", "in", places),
                    # Amazon may leave out what was cancelled.
                    ("sale_order_id", "not any", [("state", "=", "cancel")]),
                    (moment, ">=", start),
                    (moment, "<", end - lateness),
                ],
                limit=1,
            )
        )
