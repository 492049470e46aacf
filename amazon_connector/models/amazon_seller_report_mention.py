# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..inquiry.order_ids import NoOrderId, read_order_id
from ..spapi.reports import REPORT_TYPES, Feed
from ..spapi.reports.values import is_order_id
from .amazon_seller_report_progress import KEEP_FILES


class AmazonSellerReportMention(models.Model):
    """That a report names an order, whatever it tells of it."""

    _name = "amazon.seller.report.mention"
    _description = "Order in an Amazon Report"
    _rec_name = "amazon_order_ref"
    _log_access = False

    report_id = fields.Many2one(
        "amazon.seller.report", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True)
    amazon_order_ref = fields.Char("Amazon Order", required=True, index=True)

    _report_order_uniq = models.Constraint(
        "UNIQUE(report_id, amazon_order_ref)", "An order is noted once for each report."
    )

    @api.model
    def _note(self, report, records):
        """Note which orders a batch of a report's records names."""
        named = {getattr(each, "amazon_order_id", "") for each in records}
        refs = sorted(filter(is_order_id, named))
        if not refs:
            return
        rows = [
            SQL("(%s, %s, %s)", report.id, report.company_id.id, ref) for ref in refs
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO amazon_seller_report_mention "
                "(report_id, company_id, amazon_order_ref) VALUES %s "
                "ON CONFLICT (report_id, amazon_order_ref) DO NOTHING",
                SQL(", ").join(rows),
            ),
            log_exceptions=False,
        )

    @api.autovacuum
    def _gc_mentions(self):
        """Forget which order reports named an order, together with their files.

        There are dozens for each order, since each begins well before the last one's
        end.  The order itself knows the one that told of it last.
        """
        repeating = [
            name for name, each in REPORT_TYPES.items() if each.feeds is Feed.ORDERS
        ]
        self.env.cr.execute(
            SQL(
                "DELETE FROM amazon_seller_report_mention m "
                "USING amazon_seller_report r WHERE r.id = m.report_id "
                "AND r.report_type = ANY(%s) AND r.create_date < %s",
                repeating,
                fields.Datetime.now() - KEEP_FILES,
            )
        )


class AmazonSellerReport(models.Model):
    _inherit = "amazon.seller.report"

    order_ids = fields.One2many("amazon.seller.order", "report_id", "Amazon Orders")
    amazon_order_ref = fields.Char(
        "Order", compute="_compute_amazon_order_ref", search="_search_amazon_order_ref"
    )

    def _compute_amazon_order_ref(self):
        """A report names many orders; the field is there to search for one."""
        self.amazon_order_ref = False

    def _search_amazon_order_ref(self, operator, value):
        """Find the reports that name an order, as people type its id."""
        if operator not in ("=", "ilike", "like", "=ilike", "in"):
            return NotImplemented
        refs = [value] if isinstance(value, str) else list(value)
        return self._domain_naming([_order_id(ref) for ref in refs if ref])

    @api.model
    def _domain_naming(self, order_refs):
        """Match the reports that name one of the orders."""
        mentions = self.env["amazon.seller.report.mention"]._search(
            [("amazon_order_ref", "in", order_refs)]
        )
        orders = self.env["amazon.seller.order"]._search(
            [("amazon_order_id", "in", order_refs)]
        )
        return Domain("id", "in", mentions.subselect("report_id")) | Domain(
            "id", "in", orders.subselect("report_id")
        )


class AmazonSellerOrder(models.Model):
    _inherit = "amazon.seller.order"

    def action_view_reports(self):
        """Show the reports that name these orders."""
        reports = self.env["amazon.seller.report"]
        domain = reports._domain_naming(self.mapped("amazon_order_id"))
        domain &= Domain("account_id", "in", self.account_id.ids)
        return reports.search(domain)._action_view()


def _order_id(text):
    try:
        return read_order_id(text)
    except NoOrderId:
        return text.strip()
