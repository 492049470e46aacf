# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

CANCELLATION = "amazon_connector.mail_activity_type_cancellation"
CHANGE = "amazon_connector.mail_activity_type_order_change"


class SaleOrderCancel(models.Model):
    """Amazon orders that are cancelled, or are to be, by whomever."""

    _inherit = "sale.order"

    amazon_seller_submission_ids = fields.One2many(
        "amazon.seller.submission",
        "sale_order_id",
        "Owed to Amazon",
        readonly=True,
        groups="amazon_connector.group_user",
    )

    amazon_seller_is_owed = fields.Boolean(
        "Cancellation Owed to Amazon",
        compute="_compute_amazon_seller_is_owed",
        groups="amazon_connector.group_user",
    )

    # === COMPUTE METHODS === #

    @api.depends("amazon_seller_submission_ids.state")
    def _compute_amazon_seller_is_owed(self):
        for order in self:
            owed = order.amazon_seller_submission_ids.filtered_domain(
                [("state", "=", "owed")]
            )
            order.amazon_seller_is_owed = bool(owed)

    # === ACTION METHODS === #

    def action_view_amazon_seller_submissions(self):
        return self._amazon_seller_action(
            "amazon_seller_submission_action", [("sale_order_id", "=", self.id)]
        )

    # === CANCELLED OR CONFIRMED HERE === #

    def _action_cancel(self):
        """Override of `sale`: what is cancelled here, Amazon has to know."""
        result = super()._action_cancel()
        orders = self.filtered("amazon_seller_order_ref").sudo()
        orders.activity_unlink([CANCELLATION])
        # Whoever cancels them has decided otherwise.
        orders.filtered("amazon_seller_ships_anyway").amazon_seller_ships_anyway = False
        self.env["amazon.seller.submission"]._owe_cancellations(orders)
        return result

    def action_confirm(self):
        """Override of `sale`: what stands again is no longer to be cancelled."""
        result = super().action_confirm()
        amazons = self.sudo().amazon_seller_order_id
        # Whatever Amazon has stated since they were cancelled.
        amazons.submission_ids._withdraw()
        again = amazons.filtered(
            lambda order: (
                order.state == "cancelled" or order.reason == "order_cancelled"
            )
        )
        if again:
            again._mark_imported()
            # What Amazon changed or shipped meanwhile.
            again._import_again()
        return result

    # === WHAT AMAZON SAYS === #

    def _amazon_seller_note_cancelled(self):
        """Tell in the chatter that Amazon cancelled the order."""
        for order in self._amazon_seller_in_company_language():
            invoices = order.invoice_ids.filtered(
                lambda move: (
                    move.state == "posted"
                    and move.move_type == "out_invoice"
                    and move.payment_state != "reversed"
                )
            )
            if invoices:
                text = order.env._(
                    "Amazon has cancelled this order, and so is this sale order, but "
                    "it has been invoiced: %s. Make a credit note.",
                    ", ".join(invoices.mapped("name")),
                )
                order._amazon_seller_ask(CHANGE, text)
            else:
                text = order.env._(
                    "Amazon has cancelled this order, and so is this sale order."
                )
            order._message_log(body=text)

    def _amazon_seller_regret_cancellation(self):
        """Ask somebody to act: Amazon cancelled what has left the warehouse."""
        for order in self._amazon_seller_in_company_language():
            order.amazon_seller_ships_anyway = False
            text = order.env._(
                "Amazon has cancelled this order although goods have left: get them "
                "back or refund the buyer. The sale order was not changed."
            )
            order._message_log(body=text)
            order.activity_unlink([CANCELLATION])
            order._amazon_seller_ask(CHANGE, text)

    def _amazon_seller_tell_change(self, obstacle):
        """Ask somebody to act: the order cannot follow a change at Amazon.

        :param obstacle: ``shipped``, ``invoiced``, ``credit``, ``product`` or
            ``currency``
        """
        for order in self._amazon_seller_in_company_language():
            texts = {
                "shipped": order.env._(
                    "Amazon states this order differently now, but goods have left, so "
                    "it was not changed. Compare both and act: send the rest, get "
                    "goods back or refund the buyer."
                ),
                "invoiced": order.env._(
                    "Amazon states this order differently now, but it has an invoice, "
                    "so it was not changed. Cancel or credit the invoice and change "
                    "the order by hand."
                ),
                "credit": order.env._(
                    "Amazon has cancelled items of this order that are invoiced; they "
                    "are no longer delivered. Make a credit note for them."
                ),
                "product": order.env._(
                    "Amazon states another SKU for an item of this order, so it was "
                    "not changed. Compare both and change the order by hand."
                ),
                "currency": order.env._(
                    "Amazon states another currency for this order now, so it was not "
                    "changed. Cancel it here and enter a new one by hand."
                ),
            }
            order._message_log(body=texts[obstacle])
            order._amazon_seller_ask(CHANGE, texts[obstacle])

    def _amazon_seller_ask(self, activity_type, text, summary=False):
        """Have one activity of a type, and only one, tell this.

        :param summary: what is to be done, in a few words; else its type has to tell
        """
        self.ensure_one()
        order = self.sudo().with_context(mail_activity_quick_update=True)
        values = {
            "user_id": order._amazon_seller_responsible().id,
            "note": Markup("<p>%s</p>") % text,
            "summary": summary,
        }
        activities = order.activity_search([activity_type])
        if activities:
            note = activities[0].note or Markup()
            if text not in html2plaintext(note):
                note += values["note"]
                activities[0].write({"note": note, "summary": summary})
        else:
            order.activity_schedule(activity_type, **values)

    def _amazon_seller_ask_to_cancel_there(self):
        self._amazon_seller_ask(
            CANCELLATION,
            self.env._(
                "This order was cancelled here: cancel it in Seller Central, too. "
                "It stands under Amazon » Orders » Owed to Amazon until then."
            ),
            self.env._("Cancel the order in Seller Central"),
        )

    def _amazon_seller_responsible(self):
        return self.user_id or self.amazon_seller_account_id.responsible_id

    def _amazon_seller_in_company_language(self):
        """Yield each order in the language of its company."""
        for order in self:
            yield order.with_context(
                lang=order.company_id.partner_id.lang or self.env.lang
            )

    def _amazon_seller_has_left(self):
        """Whether anything of this order was shipped, by us or by Amazon."""
        self.ensure_one()
        return self.order_line._amazon_seller_has_left()
