# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass, field
from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models

from ..spapi.coverage import ASKED, PROVEN, UNREACHABLE
from ..spapi.periods import cut, union
from .amazon_seller_account_coverage import SLOW
from .amazon_seller_order import STATES

FINISHED_STATES = ("done", "empty")
# What is still missing then was asked for in vain several times.
ENOUGH = timedelta(days=1)


@dataclass
class Missed:
    """Periods that are not proven, as pairs of naive UTC times.

    :ivar begins: since when what is still to be fetched was missed; a gap of which
        Amazon has forgotten the beginning counts from there
    :ivar asked: what is under way
    :ivar open: what is to be asked for, again perhaps
    :ivar lost: what is out of reach
    """

    begins: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    open: list = field(default_factory=list)
    lost: list = field(default_factory=list)

    def is_stuck(self, since):
        """Whether nothing is on its way, long after all of it could be asked for."""
        return not self.asked and since < fields.Datetime.now() - ENOUGH


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
        missed = self._missed(since)
        begins = missed.begins
        if begins and not self.catching_up_from and since - min(begins) > SLOW:
            self.catching_up_from = min(begins)
        is_more_to_come = begins and not missed.is_stuck(since)
        if self.catching_up_from and (is_more_to_come or self._has_new_orders()):
            return
        if start := self.catching_up_from:
            user = self.responsible_id
            reader = self._in_language_of(user).with_context(tz=user.tz)
            self._tell(reader._catch_up_text(start, since, missed))
        self.write({"catching_up_since": False, "catching_up_from": False})

    def _has_new_orders(self):
        return self.env["amazon.seller.order"].search_count(
            [("account_id", "=", self.id), ("state", "=", "new")], limit=1
        )

    def _missed(self, since):
        """Return what has not come yet of what is older than ``since``.

        :return: :class:`Missed`
        """
        missed = Missed()
        for stretches in self._all_stretches()[self].values():
            forgotten = None
            for start, end, state in stretches:
                if start >= since:
                    break
                if state == UNREACHABLE:
                    missed.lost.append((start, end))
                elif state != PROVEN:
                    missed.begins.append(forgotten or start)
                    some = missed.asked if state == ASKED else missed.open
                    some.append((start, end))
                forgotten = start if state == UNREACHABLE else None
        return missed

    def _catch_up_text(self, start, since, missed):
        """Return what was caught up, and what was not, for the chatter."""
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
        if lost := cut(union(missed.lost), start, since):
            sentences.append(
                self.env._(
                    "These days could no longer be fetched: %s.", self._days(lost)
                )
            )
        if still_open := cut(union(missed.open), start, since):
            sentences.append(
                self.env._(
                    "Amazon has not told of these days so far: %s. They are asked for "
                    "again every day; under Reports you see why it failed.",
                    self._days(still_open),
                )
            )
        return Markup("<p>%s</p>") % " ".join(sentences)
