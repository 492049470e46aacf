"""What is on hold stays in the warehouse, whoever wants to ship it."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from tests.odoo.orders import OrderCase, item, order


class TestHold(OrderCase):
    def _bring_one(self, number):
        [record] = self.bring(order(number, item("LAMP", "10.00")))
        self.assertImported(record)
        return record.sale_order_id

    def test_deliveries_of_a_held_order_do_not_leave(self):
        held, free = self._bring_one(1), self._bring_one(2)
        held.amazon_seller_hold = "manager"
        for delivery in (held | free).picking_ids:
            delivery.move_ids.quantity = 1
            delivery.move_ids.picked = True
        packer = new_test_user(
            self.env, "packer", "stock.group_stock_user", company_id=self.company.id
        )
        with self.assertRaisesRegex(UserError, held.picking_ids.name):
            (held | free).picking_ids.with_user(packer).button_validate()
        with self.assertRaisesRegex(UserError, held.name):
            held.picking_ids._action_done()
        self.assertIn(held.name, held.picking_ids.amazon_seller_hold_text)
        self.assertFalse(free.picking_ids.amazon_seller_hold_text)

        held.amazon_seller_hold = "released"
        held.picking_ids.button_validate()
        self.assertEqual(held.picking_ids.state, "done")

    def test_a_held_quotation_cannot_be_confirmed(self):
        self.account.confirm_policy = "quotation"
        quotation = self._bring_one(3)
        quotation.amazon_seller_hold = "manager"
        with self.assertRaisesRegex(UserError, quotation.name):
            quotation.action_confirm()
        quotation.action_cancel()
        self.assertFalse(quotation.amazon_seller_is_held)
