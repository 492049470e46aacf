# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta, timezone

from odoo import fields, models
from odoo.tools import format_datetime

from ..inquiry.findings import LONGEST_PENDING
from ..screens import count_by
from ..spapi.errors import AmazonError, InvalidRequest, Verdict
from .amazon_seller_account_round import DENIALS
from .amazon_seller_pending_order import FREED_STATES, OPEN_STATES

_logger = logging.getLogger(__name__)

# Amazon answers one search in three minutes; the search for orders that reports no
# longer tell needs its share.
EVERY = timedelta(minutes=15)
NEXT_PAGE = timedelta(minutes=5)
AFTER_REFUSAL = timedelta(hours=6)


class AmazonSellerAccountPending(models.Model):
    """Reserving goods for orders that Amazon has not released yet."""

    _inherit = "amazon.seller.account"

    reserve_pending = fields.Boolean(
        "Reserve for Pending Orders",
        help="Amazon holds an order back until it is paid. Its goods are reserved "
        "meanwhile, so that nobody else is sold the last piece: they go into the "
        "order's delivery, or are released when it is cancelled.",
    )
    pending_next_at = fields.Datetime(readonly=True, copy=False)
    pending_since = fields.Datetime(
        readonly=True, copy=False, help="When the search that is going on began."
    )
    pending_page_token = fields.Char(
        readonly=True, copy=False, groups="base.group_system"
    )
    pending_order_count = fields.Integer(compute="_compute_pending_order_count")

    def _compute_pending_order_count(self):
        counts = count_by(
            self,
            self.env["amazon.seller.pending.order"],
            "account_id",
            [("state", "in", OPEN_STATES)],
        )
        for account in self:
            account.pending_order_count = counts[account]

    def write(self, vals):
        result = super().write(vals)
        needed = ("reserve_pending", "import_mfn", "active")
        if any(name in vals and not vals[name] for name in needed):
            self.sudo()._forget_pending_orders()
        return result

    def unlink(self):
        self.sudo()._forget_pending_orders()
        return super().unlink()

    def _forget_pending_orders(self):
        """Free everything; switched on again, what is pending then is reserved."""
        self.env["amazon.seller.pending.order"]._of_accounts(self)._forget()
        self.write({"pending_next_at": False, "pending_page_token": False})
        for account in self:
            account._advise_on_pending_orders(is_refused=False)

    def action_view_pending_orders(self):
        action = self._action_view(
            "amazon_connector.amazon_seller_pending_order_action"
        )
        return dict(action, context={"search_default_open": 1})

    def _tally(self):
        """Override: also the orders that Amazon holds back."""
        tally = super()._tally()
        states = self.env["amazon.seller.pending.order"]._read_group(
            [("account_id", "=", self.id)], ["state"], ["__count"]
        )
        for state, count in states:
            tally["pending"] += count
            tally["pending_freed"] += count * (state in FREED_STATES)
        return tally

    def _gain_sentences(self, gain):
        """Override: also what was reserved and given back."""
        sentences = super()._gain_sentences(gain)
        if gain["pending"]:
            sentences.append(
                self.env._(
                    "New pending orders: %s. Goods are reserved for them where there "
                    "are any.",
                    gain["pending"],
                )
            )
        if gain["pending_freed"]:
            sentences.append(
                self.env._(
                    "Pending orders that were cancelled or given up: %s. Their goods "
                    "are free again.",
                    gain["pending_freed"],
                )
            )
        return sentences

    def _search_pending_orders(self):
        """Ask for the next page of pending orders, if it is wanted and time."""
        account = self.sudo()
        now = fields.Datetime.now()
        marketplaces = account._fetched_marketplaces()
        is_wanted = account.reserve_pending and account.import_mfn and marketplaces
        is_due = (account.pending_next_at or now) <= now
        if not (is_wanted and is_due and account._may_call()):
            return
        token = account.pending_page_token or ""
        if not token:
            account.pending_since = now
        try:
            with account._connection() as door:
                page = door.pending_orders(
                    marketplace_ids=marketplaces.mapped("marketplace_identifier"),
                    created_after=(now - LONGEST_PENDING).replace(tzinfo=timezone.utc),
                    pagination_token=token,
                )
        except AmazonError as error:
            _logger.info("Amazon account %s: pending orders: %s", self.id, error)
            account._ask_for_pending_later(now, error)
            return
        account._advise_on_pending_orders(is_refused=False)
        pending = self.env["amazon.seller.pending.order"].sudo()
        pending._receive(account, page.orders)
        if not page.next_token:
            pending._note_left(account, account.pending_since)
        account.write(
            {
                "pending_page_token": page.next_token or False,
                "pending_next_at": now + (NEXT_PAGE if page.next_token else EVERY),
            }
        )

    def _asked_for_pending(self):
        """Return when Amazon was asked last, as a sentence for people."""
        self.ensure_one()
        if not self.pending_since:
            return self.env._("%s: Amazon has not been asked yet.", self.name)
        return self.env._(
            "%(account)s: Amazon was asked last on %(moment)s.",
            account=self.name,
            moment=format_datetime(self.env, self.pending_since, dt_format="short"),
        )

    def _ask_for_pending_later(self, now, error):
        rest = EVERY if error.verdict is Verdict.RETRY else AFTER_REFUSAL
        if isinstance(error, InvalidRequest) and self.pending_page_token:
            # Amazon forgets its tokens now and then: from the first page on.
            self.pending_page_token = False
            rest = NEXT_PAGE
        self.pending_next_at = now + rest
        if error.code in DENIALS:
            self._advise_on_pending_orders(is_refused=True)

    def _advise_on_pending_orders(self, is_refused):
        found = {"pending_refused"} if is_refused else set()
        self.env["amazon.seller.advice"]._update(self, {"pending_refused"}, found)
