# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

import pytz

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..attempts import attempt_each
from ..failures import is_for_people, log_failure, words_of
from ..screens import reload

_logger = logging.getLogger(__name__)

# In the context while whole orders are invoiced by themselves.
AUTOMATIC = "amazon_seller_automatic_invoice"


class SaleOrderInvoicing(models.Model):
    """Invoices and payments that Amazon orders get by themselves."""

    _inherit = "sale.order"

    amazon_seller_invoicing = fields.Selection(
        [
            ("open", "To come"),
            ("more", "More to come"),
            ("invoiced", "Invoiced"),
            ("by_hand", "By hand"),
            ("refused", "Refused by Odoo"),
        ],
        "Automatic Invoice",
        readonly=True,
        copy=False,
    )
    amazon_seller_invoicing_error = fields.Char(
        "Why There Is No Invoice", readonly=True, copy=False
    )

    _amazon_seller_invoicing_idx = models.Index(
        "(amazon_seller_account_id, date_order) "
        "WHERE state = 'sale' AND amazon_seller_invoicing IN ('open', 'more')"
    )

    # === ACTION METHODS === #

    def action_amazon_seller_invoice(self):
        """Try again to invoice the chosen orders that Odoo refused to invoice.

        :raise AccessError: for others than those who may invoice
        """
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Only those who may make invoices can try this again.")
            )
        self.check_access("read")
        todo = self.filtered(lambda order: order.amazon_seller_invoicing == "refused")
        if not todo:
            raise UserError(
                self.env._(
                    "There is nothing to try again: Odoo has refused none of these "
                    "automatic invoices."
                )
            )
        todo.sudo()._amazon_seller_retry_invoices()
        return reload()

    def _amazon_seller_retry_invoices(self):
        for order in self:
            order.amazon_seller_invoicing = order.invoice_ids and "more" or "open"
        self.amazon_seller_invoicing_error = False
        for account, orders in self.grouped("amazon_seller_account_id").items():
            if account.invoicing_policy != "no":
                account._next_to_invoice(among=orders)._amazon_seller_invoice()

    # === BUSINESS METHODS === #

    def _amazon_seller_invoice(self):
        """Invoice these orders of one account; one Odoo refuses costs only itself.

        :raise psycopg2.OperationalError: the database asks to try the whole
            transaction again
        """
        by_hand = self.filtered(
            lambda order: (
                order.amazon_seller_invoicing == "open"
                and order.order_line.invoice_lines
            )
        )
        by_hand.amazon_seller_invoicing = "by_hand"
        whole = self.filtered(lambda order: not order._amazon_seller_lines_to_invoice())
        (whole - by_hand).amazon_seller_invoicing = "invoiced"
        todo = self - by_hand - whole
        for order, error in attempt_each(
            todo, lambda orders: orders._amazon_seller_invoice_whole()
        ):
            order._amazon_seller_refuse_invoice(error)
        _logger.info("%s Amazon orders looked at for automatic invoices", len(self))

    def _amazon_seller_invoice_whole(self):
        """Invoice all of these orders, and register that they are paid."""
        invoices = self._amazon_seller_make_invoices()
        self._amazon_seller_check_invoices()
        self._amazon_seller_register_payments(invoices)
        self.write(
            {
                "amazon_seller_invoicing": "invoiced",
                "amazon_seller_invoicing_error": False,
            }
        )
        self.env.flush_all()

    def _amazon_seller_make_invoices(self):
        """Make and post an invoice for each of these orders."""
        extras = self.order_line.filtered(
            lambda line: line._amazon_seller_is_extra() and not line.qty_delivered
        )
        for quantity, lines in extras.grouped("product_uom_qty").items():
            lines.qty_delivered = quantity
        by_date = self.sorted(
            lambda order: (order._amazon_seller_invoice_date(), order.id)
        )
        invoices = by_date.with_context(**{AUTOMATIC: True})._create_invoices(
            grouped=True
        )
        invoices.action_post()
        return invoices

    def _amazon_seller_check_invoices(self):
        """Compare what is invoiced with what was ordered.

        :raise UserError: they differ
        """
        for order in self:
            posted = order.invoice_ids.filtered(
                lambda move: move.state == "posted" and move.move_type == "out_invoice"
            )
            invoiced = sum(posted.mapped("amount_total"))
            if order.currency_id.compare_amounts(invoiced, order.amount_total):
                raise UserError(
                    self.env._(
                        "The invoice would be %(invoiced)s, but the order is "
                        "%(ordered)s. Compare their lines and taxes, then invoice the "
                        "order by hand",
                        invoiced=order.currency_id.format(invoiced),
                        ordered=order.currency_id.format(order.amount_total),
                    )
                )

    def _amazon_seller_register_payments(self, invoices):
        """Register that Amazon holds the buyers' money, if the account says where."""
        journal = self.amazon_seller_account_id.payment_journal_id
        owed = invoices.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and not move.currency_id.is_zero(move.amount_residual)
            )
        )
        if not journal:
            return
        Register = self.env["account.payment.register"]
        for date, moves in owed.grouped("invoice_date").items():
            Register.with_context(
                active_model="account.move", active_ids=moves.ids
            ).create(
                {
                    "journal_id": journal.id,
                    "payment_date": date,
                    "group_payment": False,
                }
            )._create_payments()

    def _amazon_seller_refuse_invoice(self, error):
        """Keep Odoo's words for people, and the rest in the log."""
        if not is_for_people(error):
            log_failure(_logger, f"Sale order {self.id} could not be invoiced", error)
        self.write(
            {
                "amazon_seller_invoicing": "refused",
                "amazon_seller_invoicing_error": words_of(error),
            }
        )

    def _amazon_seller_invoice_more(self):
        """Have what Amazon shipped since the first invoice invoiced, too."""
        invoiced = self.filtered(
            lambda order: order.amazon_seller_invoicing == "invoiced"
        )
        invoiced.amazon_seller_invoicing = "more"

    # === VALUES OF INVOICES === #

    def _prepare_invoice(self):
        """Override of `sale`: dated as shipped, paid under Amazon's order id."""
        values = super()._prepare_invoice()
        if not self.amazon_seller_order_ref:
            return values
        if not self.reference:
            values["payment_reference"] = self.amazon_seller_order_ref
        if shipped_at := self._amazon_seller_shipped_at():
            values["delivery_date"] = self._amazon_seller_day(shipped_at)
        if self.env.context.get(AUTOMATIC):
            values["invoice_date"] = self._amazon_seller_invoice_date()
        return values

    def _get_invoiceable_lines(self, final=False):
        """Override of `sale`: an automatic invoice has all that was not invoiced."""
        if not self.env.context.get(AUTOMATIC):
            return super()._get_invoiceable_lines(final)
        return self._amazon_seller_lines_to_invoice()

    def _amazon_seller_lines_to_invoice(self):
        return self.order_line.filtered(
            lambda line: line.product_uom_qty and not line.invoice_lines
        )

    def _amazon_seller_invoice_date(self):
        """Return the day the VAT belongs to: that of the shipment, if there is one.

        An invoice dated as it was made would put the sales of the last days of a
        month into the next month's return.
        """
        return self._amazon_seller_day(
            self._amazon_seller_shipped_at() or self.date_order
        )

    def _amazon_seller_shipped_at(self):
        """Return when the last of this order was shipped (UTC), or None."""
        lines = self.order_line
        moves = lines.move_ids.filtered(
            lambda move: (
                move.state == "done" and move.location_dest_id.usage == "customer"
            )
        )
        stated = lines.amazon_seller_line_id.filtered("shipment_date")
        return max(
            [*moves.mapped("date"), *stated.mapped("shipment_date")], default=None
        )

    def _amazon_seller_day(self, moment):
        """Return the company's day of a naive UTC moment."""
        company = self.company_id
        code = company.account_fiscal_country_id.code or company.country_id.code or ""
        zones = [company.partner_id.tz, *pytz.country_timezones.get(code, [])]
        zone = pytz.timezone(next(filter(None, zones), "UTC"))
        return pytz.utc.localize(moment).astimezone(zone).date()
