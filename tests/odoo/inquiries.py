"""Asking for a missing order as a user does."""

from contextlib import contextmanager

from odoo import fields
from odoo.tests import Form, freeze_time

from .connected import ConnectedCase

GET_ORDER = "orders.getOrder"


class Inquiries:
    """A mixin: `self.clerk` asks, an Amazon user without sales rights."""

    def ask(self, text, user=None, account=None, **context):
        """Type an order id, press the button, return the answered wizard."""
        inquiries = self.env["amazon.seller.order.inquiry"].with_user(
            user or self.clerk
        )
        inquiries = inquiries.with_context(**context)
        form = Form(inquiries)
        form.order_ref = text
        if account:
            form.account_id = account.with_user(inquiries.env.user)
        inquiry = form.save()
        action = inquiry.action_find_out()
        self.assertEqual(action["res_id"], inquiry.id)
        return inquiry

    def press(self, inquiry, repair):
        """Press the button that repairs; it must be this one."""
        self.assertEqual(inquiry.repair, repair)
        action = inquiry.action_repair()
        self.assertEqual(action["res_model"], inquiry._name)
        self.env.flush_all()
        return inquiry

    def assertFound(self, inquiry, finding, repair=False, words=""):
        self.assertEqual((inquiry.finding, inquiry.repair or False), (finding, repair))
        self.assertTrue(inquiry.severity)
        self.assertNotIn("%(", inquiry.title + inquiry.sentence)
        self.assertNotIn("False", inquiry.title + inquiry.sentence)
        self.assertNotIn("None", inquiry.title + inquiry.sentence)
        self.assertIn(words, inquiry.sentence)


class InquiryCase(Inquiries, ConnectedCase):
    world_values = {"seed": 7, "orders": 30, "na_share": 0.0, "days": 20}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.user
        cls._create_products()
        cls._create_rates()

    def setUp(self):
        super().setUp()
        self._authorize()
        self._forget_other_tests()

    def pick(self, **wanted):
        """Return an order of the emulated world."""
        return next(
            order
            for order in self.amazon.world.orders
            if order.region == "eu"
            and all(getattr(order, name) == value for name, value in wanted.items())
        )

    def prove(self, until=None):
        """Let the ledger hold everything until now, or until then."""
        for channel in ("MFN", "AFN"):
            self.env["amazon.seller.coverage"]._prove(
                self.account,
                channel,
                self.account._fetched_marketplaces(),
                self.account.order_start_date,
                until or fields.Datetime.now(),
            )

    @contextmanager
    def at(self, moment):
        """Let it be an aware moment, here and at Amazon."""
        with freeze_time(moment.replace(tzinfo=None)):
            self.env.cr.execute("DELETE FROM amazon_seller_rate")
            self.amazon.rates.refill()
            yield

    def inbox(self, order):
        return self.env["amazon.seller.order"].search(
            [("amazon_order_id", "=", order.order_id)]
        )

    def rounds(self):
        """Do rounds until nothing is left to ask Amazon for."""
        for _round in range(6):
            self.account._round(lambda: True)
            self.env["amazon.seller.report"].search([]).write({"next_try_at": False})

    def assertCalls(self, count):
        self.assertEqual(self.amazon.calls.count(GET_ORDER), count)
