# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import fields, models

from ..spapi.coverage import PROVEN, UNREACHABLE
from ..spapi.periods import cut, union
from .amazon_seller_account_coverage import SLOW
from .amazon_seller_order import STATES

FINISHED_STATES = ("done", "empty")


class AmazonSellerAccountCatchUp(models.Model):
    """What is made up for after a time without access, told when it is done."""

    _inherit = "amazon.seller.account"

    catching_up_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Since then the orders of a time without access are being fetched.",
    )
    catching_up_from = fields.Datetime(readonly=True, copy=False)

    def _begin_catch_up(self):
        """Note that the account may call again; what it missed is fetched first.

        To be called with every new authorisation, and when a pause ends.
        """
        self.sudo().write({"catching_up_since": fields.Datetime.now()})

    def _follow_catch_up(self):
        """See whether what was missed is here by now, and say so once."""
        since = self.catching_up_since
        if not (since and self._may_call() and self._fetched_marketplaces()):
            return
        begins, lost = self._missed(since)
        if begins and not self.catching_up_from and since - min(begins) > SLOW:
            self.catching_up_from = min(begins)
        if self.catching_up_from and (begins or self._has_new_orders()):
            return
        if start := self.catching_up_from:
            lost = cut(union(lost), start, since)
            user = self.responsible_id
            reader = self._in_language_of(user).with_context(tz=user.tz)
            self._tell(reader._catch_up_text(start, since, lost))
        self.write({"catching_up_since": False, "catching_up_from": False})

    def _has_new_orders(self):
        return self.env["amazon.seller.order"].search_count(
            [("account_id", "=", self.id), ("state", "=", "new")], limit=1
        )

    def _missed(self, since):
        """Return since when what is still to be fetched was missed, and what is lost.

        :param since: what came later is not looked at
        :return: start of each open gap, and periods out of reach; a gap of which
            Amazon has forgotten the beginning counts from there
        """
        begins, lost = [], []
        for stretches in self._all_stretches()[self].values():
            forgotten = None
            for start, end, state in stretches:
                if start >= since:
                    break
                if state == UNREACHABLE:
                    lost.append((start, end))
                elif state != PROVEN:
                    begins.append(forgotten or start)
                forgotten = start if state == UNREACHABLE else None
        return begins, lost

    def _catch_up_text(self, start, since, lost):
        """Return what was caught up, for the chatter."""
        reports = self.env["amazon.seller.report"].search_count(
            [
                ("account_id", "=", self.id),
                ("state", "in", FINISHED_STATES),
                ("done_at", ">=", since),
            ]
        )
        counts = dict(
            self.env["amazon.seller.order"]._read_group(
                [("account_id", "=", self.id), ("create_date", ">=", since)],
                ["state"],
                ["__count"],
            )
        )
        sentences = [
            self.env._(
                "Caught up on the time from %(start)s to %(end)s: %(reports)s reports "
                "read, %(orders)s new orders, of which %(imported)s are imported, "
                "%(waiting)s are waiting and %(ignored)s are ignored.",
                start=self._day(start),
                end=self._day(since),
                reports=reports,
                orders=sum(counts.values()),
                **{state: counts.get(state, 0) for state, _label in STATES},
            )
        ]
        if lost:
            sentences.append(
                self.env._(
                    "These days could no longer be fetched: %s.", self._days(lost)
                )
            )
        return Markup("<p>%s</p>") % " ".join(sentences)
