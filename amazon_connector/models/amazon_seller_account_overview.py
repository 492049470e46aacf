# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_date

from ..explanations import explain

# Refusals that a new consent mends, though the present one still counts.
CONSENT_CODES = {
    "access_denied",
    "authorization_expired",
    "authorization_lost",
    "role_missing",
    "secret_unreadable",
    "token_rejected",
}

ENDING = ("expiring", "expired", "revoked")
AUTHORIZED_ONCE = ("active", *ENDING)


class AmazonSellerAccountOverview(models.Model):
    """What waits for somebody: said on one account, counted over all."""

    _inherit = "amazon.seller.account"

    authorization_notice = fields.Char(compute="_compute_authorization_notice")
    marketplace_codes = fields.Char(
        compute="_compute_marketplace_codes", help="The countries sold to, in short."
    )
    is_access_needed = fields.Boolean(compute="_compute_is_access_needed")

    # === COMPUTE METHODS === #

    @api.depends("marketplace_ids.country_id.code")
    def _compute_marketplace_codes(self):
        for account in self:
            codes = account.marketplace_ids.country_id.mapped("code")
            account.marketplace_codes = " · ".join(sorted(codes))

    @api.depends("authorization_state", "connection_state", "connection_code")
    def _compute_is_access_needed(self):
        for account in self:
            account.is_access_needed = account.authorization_state != "active" or (
                account.connection_state == "refused"
                and account.connection_code in CONSENT_CODES
            )

    @api.depends("authorization_state", "days_left", "valid_until")
    @api.depends_context("lang")
    def _compute_authorization_notice(self):
        for account in self:
            account.authorization_notice = account._authorization_notice()

    def _authorization_notice(self):
        """Return what its owner must know of the authorisation now, or False."""
        if self.authorization_state == "revoked":
            return explain(self.env, "authorization_lost")
        if self.authorization_state == "expired":
            return explain(self.env, "authorization_expired")
        if self.authorization_state != "expiring":
            return False
        date = format_date(self.env, self.valid_until)
        if self.days_left < 0:
            return self.env._(
                "The authorisation ended on %(date)s; Amazon may refuse it at any "
                "time. Renew it with one click in Seller Central.",
                date=date,
            )
        if self.days_left < 2:
            return self.env._(
                "The authorisation is about to end, on %(date)s. Renew it with one "
                "click in Seller Central.",
                date=date,
            )
        return self.env._(
            "The authorisation ends in %(days)s days, on %(date)s. Renew it with one "
            "click in Seller Central.",
            days=self.days_left,
            date=date,
        )

    # === THE COUNTS === #

    @api.model
    def retrieve_overview(self):
        """Count what waits, in the companies that the user has chosen.

        :return: {"paused", "ending", "waiting_orders", "gaps": numbers,
            "waiting_orders_action", "gaps_action": actions that show them}
        """
        with_gaps = self.search(
            [("authorization_state", "in", AUTHORIZED_ONCE)]
        ).filtered("gap_count")
        orders = self.env["amazon.seller.order"]
        return {
            "paused": self.search_count([("is_paused", "=", True)]),
            "ending": self.search_count([("authorization_state", "in", ENDING)]),
            "waiting_orders": orders.search_count([("state", "=", "waiting")]),
            "waiting_orders_action": self._action_waiting_orders(),
            "gaps": sum(with_gaps.mapped("gap_count")),
            "gaps_action": with_gaps._action_gaps(),
        }

    def _action_waiting_orders(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_seller_order_action"
        )
        return dict(action, context={"search_default_waiting": 1})

    def _action_gaps(self):
        """Return what opens these accounts: the form of one, a list of several."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_seller_account_action"
        )
        if len(self) == 1:
            return dict(
                action,
                res_id=self.id,
                view_mode="form",
                views=[(False, "form")],
            )
        return dict(action, domain=[("id", "in", self.ids)])
