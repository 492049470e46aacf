"""Asking for a missing order as a user does."""

from odoo.tests import Form


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
