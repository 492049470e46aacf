"""The cross-check of all orders: what Amazon lists and is not here is said."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.amazon_connector.spapi.order_mentions import OrderMention
from odoo.addons.amazon_connector.spapi.orders import Channel

from .connected import ConnectedCase
from .lives import LivingCase

ORDER_ID = "302-7654321-1234567"
CHECK = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"


class TestMissingOrders(ConnectedCase):
    def setUp(self):
        super().setUp()
        self._forget_other_tests()
        self._authorize()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **values: 9
        )

    @property
    def missing(self):
        return self.env["amazon.seller.missing.order"]

    def _mention(self, order_id=ORDER_ID, days=3, status="unshipped", **values):
        moment = fields.Datetime.now().astimezone() - timedelta(days=days)
        return OrderMention(
            **{
                "amazon_order_id": order_id,
                "purchase_date": moment,
                "last_updated": moment,
                "order_status": status,
                "channel": Channel.MFN,
                "sales_channel": "Amazon.de",
                **values,
            }
        )

    def _receive(self, *mentions):
        counts = self.missing._receive(self.account, list(mentions))
        self.missing._judge(self.account)
        return counts

    def _prove(self, channel="MFN"):
        """Let all reports be read."""
        self.env["amazon.seller.coverage"]._prove(
            self.account,
            channel,
            self.account._fetched_marketplaces(),
            self.account.order_start_date,
            fields.Datetime.now(),
        )

    def _open_advice(self):
        return self.account.advice_ids.mapped("code")

    def test_an_order_whose_days_are_read_is_missing(self):
        self._prove()

        counts = self._receive(self._mention())

        self.assertEqual(counts, {"new": 1, "known": 0, "changed": 0})
        self.assertEqual(self.missing.search([]).state, "missing")
        self.assertEqual(self._open_advice(), ["orders_missing"])
        self.assertEqual(self.account.missing_order_count, 1)

    def test_it_is_said_once(self):
        self._prove()
        self._receive(self._mention())
        said = len(self.account.message_ids)

        self._receive(self._mention())

        self.assertEqual(len(self.missing.search([])), 1)
        self.assertEqual(len(self.account.message_ids), said)

    def test_it_is_on_its_way_while_its_days_are_not_read(self):
        self._receive(self._mention())

        self.assertEqual(self.missing.search([]).state, "watched")
        self.assertFalse(self._open_advice())

    def test_amazon_may_take_its_time(self):
        self._prove()
        self._prove("AFN")
        late = self._mention("302-7654321-1234568", 7, "shipped", channel=Channel.AFN)

        self._receive(self._mention(days=0.5), late)

        self.assertEqual(set(self.missing.search([]).mapped("state")), {"watched"})

    def test_what_is_no_concern_of_the_account_is_left_out(self):
        old = self.account.order_start_date.astimezone() - timedelta(days=1)
        self._receive(
            self._mention("302-7654321-1234561", status="pending"),
            self._mention("302-7654321-1234562", status="cancelled"),
            self._mention("302-7654321-1234563", sales_channel="Non-Amazon DE"),
            self._mention("302-7654321-1234564", sales_channel="Amazon.com"),
            self._mention("302-7654321-1234565", purchase_date=old),
            self._mention("302-7654321-1234566", channel=Channel.AFN),
        )

        self.assertFalse(self.missing.search([]))

    def test_a_cancelled_order_is_no_longer_missing(self):
        self._prove()
        self._receive(self._mention())

        self._receive(self._mention(status="cancelled"))

        self.assertEqual(self.missing.search([]).state, "settled")
        self.assertFalse(self._open_advice())

    def test_what_is_left_alone_stays_so(self):
        self._prove()
        self._receive(self._mention())
        self.missing.search([]).with_user(self.user).action_dismiss()
        self.assertFalse(self._open_advice())

        self._receive(self._mention())

        self.assertEqual(self.missing.search([]).state, "dismissed")
        self.assertFalse(self._open_advice())

    def test_it_is_fetched_with_a_button(self):
        self._create_products()
        self._create_rates()
        self._prove()
        order = next(
            order
            for order in self.amazon.world.orders
            if order.channel == "MFN" and order.becomes_a_sale
        )
        self._receive(
            self._mention(order.order_id, sales_channel=order.marketplace.sales_channel)
        )
        missing = self.missing.search([])

        with mute_logger("odoo.addons.amazon_connector"):
            missing.with_user(self.user).action_fetch()

        self.assertEqual(missing.state, "settled")
        self.assertEqual(
            self.env["amazon.seller.order"].search([]).amazon_order_id, order.order_id
        )
        self.assertFalse(self._open_advice())

    def _two_missing(self):
        """Return two missing orders, of which Amazon knows the first."""
        self._create_products()
        self._create_rates()
        self._prove()
        order = next(
            order
            for order in self.amazon.world.orders
            if order.channel == "MFN" and order.becomes_a_sale
        )
        place = order.marketplace.sales_channel
        self._receive(
            self._mention(order.order_id, days=2, sales_channel=place), self._mention()
        )
        return self.missing.search([])

    def _fetch(self, missing):
        """Fetch as a user does; return what is said, and how often all was kept."""
        kept = []
        commit = lambda *args, **values: kept.append(missing.mapped("state"))  # noqa: E731
        self.patch(type(self.env["ir.cron"]), "_commit_progress", commit)
        # What was committed stays, unlike with assertRaises.
        try:
            with mute_logger("odoo.addons.amazon_connector"):
                missing.with_user(self.user).action_fetch()
        except UserError as error:
            return str(error), kept
        return "", kept

    def test_what_was_fetched_stays_when_the_next_is_refused(self):
        said, kept = self._fetch(self._two_missing())

        self.assertIn("Amazon does not know this", said)
        self.assertEqual(kept, [["settled", "missing"]] * 2)
        log = self.env["amazon.seller.log"].search([], limit=1)
        self.assertIn("Amazon does not know this", log.message)

    def test_no_more_is_fetched_than_amazon_allows(self):
        missing = self._two_missing()
        self.amazon.faults.add("throttled", "orders.getOrder", times=9)

        said, _kept = self._fetch(missing)

        self.assertIn("in a few minutes", said)

    def test_the_other_company_sees_nothing(self):
        self._prove()
        self._receive(self._mention())
        company = self.env["res.company"].create({"name": "Andere"})
        self.user.write({"company_ids": [company.id], "company_id": company.id})

        self.assertFalse(self.missing.with_user(self.user).search([]))
        self.assertFalse(
            self.env["amazon.seller.advice"].with_user(self.user).search([])
        )


class TestCrossCheck(LivingCase):
    """The report itself, end to end."""

    DAYS = 12

    def test_an_order_that_never_came_is_found_and_the_others_are_not(self):
        self._live(0, 10)
        inbox = self.env["amazon.seller.order"].search([("channel", "=", "MFN")])
        lost = inbox.filtered(
            lambda order: order.purchase_date < self._day(6) and order.sale_order_id
        )[0]
        ref = lost.amazon_order_id
        lost.sale_order_id._action_cancel()
        self.env.cr.execute("DELETE FROM amazon_seller_order WHERE id = %s", [lost.id])
        self.env.invalidate_all()

        reports = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": CHECK,
                "data_start": self._day(0),
                "data_end": self.now,
            }
        )
        self._round()

        self.assertEqual(reports.state, "done")
        missing = self.env["amazon.seller.missing.order"].search(
            [("state", "=", "missing")]
        )
        self.assertEqual(missing.mapped("amazon_order_ref"), [ref])
