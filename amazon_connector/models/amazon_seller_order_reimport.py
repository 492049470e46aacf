# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..explanations import explain
from ..importer.statement import naive_utc
from ..screens import notification
from ..spapi.errors import AmazonError
from .amazon_seller_account_inquiry import is_fetchable


class AmazonSellerOrderReimport(models.Model):
    """Single orders, fetched once more."""

    _inherit = "amazon.seller.order"

    # === ACTION METHODS === #

    def action_fetch_again(self):
        """Ask Amazon how this order stands now, and let its sale order follow.

        :raise UserError: Amazon does not answer, or not with a whole order
        """
        self.ensure_one()
        self.check_access("read")
        account = self.account_id
        if not account.sudo()._may_call():
            raise UserError(
                explain(self.env, account.connection_code, account.connection_detail)
            )
        try:
            found = account._look_up_order(self.amazon_order_id)
        except AmazonError as error:
            self.env["ir.cron"]._commit_progress()  # What was refused is in the log.
            raise UserError(explain(self.env, error.code, error.detail)) from error
        if not self.sudo()._take_over(found):
            raise UserError(
                self.env._(
                    "Amazon does not state order %s whole right now: it is pending, "
                    "not all of it is shipped, or it was cancelled in part. It follows "
                    "by itself with the next reports; until then, compare it with "
                    "Seller Central.",
                    self.amazon_order_id,
                )
            )
        return self._fetch_notification()

    # === BUSINESS METHODS === #

    def _fetch_notification(self):
        """Return the message that tells how the order stands now."""
        if self.state == "imported":
            kind, message = "success", self.env._("The order is up to date.")
        else:
            kind, message = "warning", self.reason_text or self.env._("Fetched.")
        return notification(message, kind)

    def _take_over(self, found):
        """Take over how Amazon states this order now, and import it.

        :param found: :class:`~..spapi.orders_api.FoundOrder`
        :return: whether it says anything
        :raise UserError: orders of this company are being imported right now
        """
        if found.status == "CANCELLED":
            self._cancel_at_amazon(naive_utc(found.updated_at))
        elif not is_fetchable(found):
            return False
        else:
            self._receive(self.account_id, [found.order])
            if found.order.refused_rows:
                return False
            self._note_unclear({}, fields.Datetime.now())
        if self.state in ("new", "waiting"):
            self._import_again()
            self._import_now(self.account_id)
        return True
