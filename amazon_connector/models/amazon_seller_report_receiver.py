# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..spapi.reports import Feed

# Which model receives the records of a report, by what the report feeds.
RECEIVERS = {
    Feed.ORDERS: "amazon.seller.order",
    Feed.LISTINGS: "amazon.seller.listing",
    Feed.STOCK: "amazon.seller.stock",
    Feed.ORDER_CHECK: "amazon.seller.missing.order",
    Feed.RETURNS: "amazon.seller.return",
    Feed.TAX_DOCUMENTS: "amazon.seller.tax.document",
    Feed.SETTLEMENTS: "amazon.seller.settlement",
}


class AmazonSellerReportReceiver(models.AbstractModel):
    """What receives the records of reports, batch by batch."""

    _name = "amazon.seller.report.receiver"
    _description = "Receiver of Amazon Report Records"

    @api.model
    def _receive(self, account, records, report=None):
        """Keep what Amazon stated, once, however often it is stated.

        :param account: the ``amazon.seller.account`` the report is of
        :param records: list of the room's frozen dataclasses, as read
        :param report: the ``amazon.seller.report`` they were read from
        :return: ``{"new": n, "known": n, "changed": n}``
        :raise psycopg2.errors.SerializationFailure: another transaction received the
            same meanwhile; roll back and try again
        """
        raise NotImplementedError

    @api.model
    def _close_report(self, report):
        """Do what only the end of a report allows: what it did not mention counts.

        Called once for a report that was read to its end, or had no data.
        """
