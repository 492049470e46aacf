# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time
from dataclasses import dataclass

from odoo import fields, models

from ..explanations import explain
from ..inquiry.findings import Facts, Life, can_be_fetched, coverage, of_amazon
from ..spapi.errors import AccessDenied, AmazonError, NotFound, Throttled, Unreachable
from ..spapi.orders import Channel
from .amazon_seller_report import OPEN_STATES

# A person is waiting; who could not be asked by then is named.
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """What came of asking Amazon through one account.

    :ivar kind: ``unknown``, ``throttled``, ``unreachable``, ``refused``, or
        ``not_asked`` for an account without access
    """

    account: models.Model
    kind: str
    error: AmazonError | None = None

    @classmethod
    def of(cls, account, error):
        """Return the answer that an account got as an error."""
        kind = "refused"
        if isinstance(error, NotFound):
            kind = "unknown"
        elif isinstance(error, Throttled):
            kind = "throttled"
        elif isinstance(error, Unreachable):
            kind = "unreachable"
        return cls(account, kind, error)

    def words(self):
        """Return why the account gave no answer, for people."""
        if self.error:
            code, detail = self.error.code, self.error.detail
        else:
            code = self.account.connection_code or "no_token"
            detail = self.account.connection_detail
        return f"{self.account.name}: {explain(self.account.env, code, detail)}"


class AmazonSellerAccountInquiry(models.Model):
    """An account asked about one order."""

    _inherit = "amazon.seller.account"

    # === ACTION METHODS === #

    def action_inquire_order(self):
        """Ask for an order id, to tell why the order is missing."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_seller_order_inquiry_action"
        )
        return dict(action, context={"default_account_id": self.id})

    # === ASKING AMAZON === #

    def _ask_for_order(self, order_id):
        """Ask Amazon for an order, once a seller and region, until one knows it.

        :return: ``(account, found order, [])``, or ``(no account, None, answers)``
            when nobody knows it
        """
        answers = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        for accounts in self.grouped(_seller_of).values():
            able = accounts.filtered(lambda account: account.sudo()._may_call())[:1]
            if not able:
                answers += [Answer(account, "not_asked") for account in accounts]
            elif time.monotonic() > deadline:
                answers.append(Answer.of(able, Unreachable()))
            else:
                try:
                    return able, able._look_up_order(order_id), []
                except AmazonError as error:
                    answers.append(Answer.of(able, error))
        return self.browse(), None, answers

    def _look_up_order(self, order_id):
        """Return the :class:`~..spapi.orders_api.FoundOrder` of an id.

        :raise AmazonError: no answer, a refusal, or nobody knows it
        """
        with self.sudo()._connection() as door:
            try:
                return door.order(order_id)
            except (AccessDenied, NotFound) as error:
                # Of the connection this says nothing but that Amazon answered:
                # the roles for reports are others.
                refusal = error
        raise refusal

    # === WHAT THE ACCOUNT MAKES OF IT === #

    def _account_fetching(self, found):
        """Return the account of the same seller that fetches an order's marketplace.

        :param self: the accounts to choose from, the one that was asked first
        """
        asked = self[:1]
        return next(
            (
                account
                for account in self
                if _seller_of(account) == _seller_of(asked)
                and account._is_marketplace_fetched(found)
            ),
            asked,
        )

    def _is_marketplace_fetched(self, found):
        fetched = self._fetched_marketplaces().mapped("marketplace_identifier")
        return not found.marketplace_id or found.marketplace_id in fetched

    def _find_out(self, found):
        """Return the finding of an order that Amazon knows, and the period to blame."""
        now = fields.Datetime.now()
        channel = found.channel
        life = _life(found)
        blamed, period = "no_report", None
        if any(each.channel is channel for each in self._order_report_types()):
            stretches = self.sudo()._coverage_stretches(channel.value)
            blamed, period = coverage(stretches, life, now)
        is_wanted = self.import_mfn if channel is Channel.MFN else self.import_afn
        facts = Facts(
            status=found.status,
            channel=channel.value,
            is_amazon=found.is_amazon,
            is_marketplace_fetched=self._is_marketplace_fetched(found),
            is_channel_fetched=is_wanted,
            is_before_start=life.created_at < self.order_start_date,
            coverage=blamed,
        )
        code = of_amazon(facts)
        return code, period if code == blamed else None

    def _open_report_over(self, found):
        """Return the report under way that may name the order."""
        life = _life(found)
        types = [
            each.name
            for each in self._order_report_types()
            if each.channel is found.channel
        ]
        search = f"SEARCH_ORDERS_{life.channel}"
        return self.env["amazon.seller.report"].search(
            [
                ("account_id", "=", self.id),
                ("report_type", "in", [*types, search]),
                ("state", "in", OPEN_STATES),
                ("data_start", "<=", life.until),
                ("data_end", ">=", life.created_at),
            ],
            limit=1,
        )

    # === FETCHING IT === #

    def _fetch_order(self, order_id):
        """Take one order over from Amazon and import it, whatever its date or place.

        :return: its inbox record; none when Amazon does not state it whole
        :raise AmazonError: no answer, a refusal, or nobody knows it
        :raise UserError: orders of this company are being imported right now
        """
        self.ensure_one()
        self.check_access("read")
        inbox = self.env["amazon.seller.order"]
        found = self._look_up_order(order_id)
        known = inbox.search(
            [("account_id", "=", self.id), ("amazon_order_id", "=", order_id)]
        )
        if known.sale_order_id or (known and found.status == "CANCELLED"):
            return known if known.sudo()._take_over(found) else inbox
        if not is_fetchable(found):
            return inbox
        inbox._receive(self, [found.order])
        order = inbox.search(
            [("account_id", "=", self.id), ("amazon_order_id", "=", order_id)]
        )
        if not order.sale_order_id:
            order.action_import()
        return order


def is_fetchable(found):
    """Whether an order that Amazon knows may be taken over on its own."""
    return can_be_fetched(
        found.channel.value, found.status, found.is_amazon, found.order is not None
    )


def naive_utc(moment):
    """Return an aware UTC time as Odoo stores it."""
    return moment.replace(tzinfo=None)


def _life(found):
    created_at = naive_utc(found.created_at)
    updated_at = naive_utc(found.updated_at or found.created_at)
    return Life(found.channel.value, created_at, updated_at)


def _seller_of(account):
    """Return what all accounts of one consent have in common."""
    return account.seller_identifier or account.id, account.region
