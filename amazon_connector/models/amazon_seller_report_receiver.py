# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

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
    """What receives the records of reports, batch by batch.

    Whoever inherits it is in ``RECEIVERS`` and has a method of the model
    ``_receive(account, records, report=None)``, which keeps what Amazon stated, once,
    however often it is stated:

    - ``account``: the ``amazon.seller.account`` the report is of
    - ``records``: list of the room's frozen dataclasses, as read
    - ``report``: the ``amazon.seller.report`` they were read from
    - it returns ``{"new": n, "known": n, "changed": n}``
    - it raises ``psycopg2.errors.SerializationFailure`` where another transaction
      received the same meanwhile: roll back and try again
    """

    _name = "amazon.seller.report.receiver"
    _inherit = "amazon.seller.account.record"
    _description = "Receiver of Amazon Report Records"

    company_id = fields.Many2one(index=True)
    report_id = fields.Many2one(
        "amazon.seller.report",
        "Last Report",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _close_report(self, report):
        """Do what only the end of a report allows: what it did not mention counts.

        Called once for a report that was read to its end, or had no data.
        """
