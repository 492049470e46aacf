# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

# In the context of whoever has to send an invoice all the same.
SEND_ANYWAY = "amazon_seller_send_anyway"


class AccountMoveSend(models.AbstractModel):
    """The buyer gets one invoice: where Amazon has sent one, ours stays here."""

    _inherit = "account.move.send"

    @api.model
    def _get_default_sending_methods(self, move):
        """Override of `account`: for itself, Odoo only makes the file."""
        if self._amazon_seller_sent(move):
            return {"manual"}
        return super()._get_default_sending_methods(move)

    @api.model
    def _get_alerts(self, moves, moves_data):
        """Override of `account`: refuse to send what Amazon has sent."""
        alerts = super()._get_alerts(moves, moves_data)
        sent = self._amazon_seller_sent(
            moves.filtered(
                lambda move: set(moves_data[move]["sending_methods"]) - {"manual"}
            )
        )
        if sent:
            alerts["amazon_seller_sent"] = {
                "level": "danger",
                "message": self._amazon_seller_refusal(sent),
            }
        return alerts

    def _check_sending_data(self, moves, **custom_settings):
        """Override of `account`: the same for those who ask without the wizard."""
        methods = set(custom_settings.get("sending_methods") or ())
        sent = self._amazon_seller_sent(moves)
        if methods - {"manual"} and sent:
            raise UserError(self._amazon_seller_refusal(sent))
        return super()._check_sending_data(moves, **custom_settings)

    def _amazon_seller_sent(self, moves):
        """Return those of these invoices that the buyer has from Amazon."""
        if self.env.context.get(SEND_ANYWAY) and self.env.user.has_group(
            "amazon_connector.group_manager"
        ):
            return moves.browse()
        return moves.filtered("amazon_seller_is_invoiced")

    def _amazon_seller_refusal(self, moves):
        numbers = [move.amazon_seller_invoice_number or move.name for move in moves]
        return self.env._(
            "Amazon has sent the buyer its own invoice: %s. A second one would be "
            "wrong, so Odoo does not send any. Keep the invoice for your books.",
            ", ".join(numbers),
        )
