"""What the buyer wrote reaches whoever packs and delivers."""

from dataclasses import replace
from unittest.mock import patch

from odoo.tests import new_test_user

from odoo.addons.amazon_connector.spapi.orders import Buyer

from tests.odoo.orders import ADDRESS, OrderCase, item, order

NASTY = "<script>alert('x')</script>"


class TestDeliveryNotes(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packer = new_test_user(cls.env, "packer", "stock.group_stock_user")

    def deliver(self, number, **values):
        gift = item(
            "LAMP",
            "10.00",
            gift_wrap_price="2.00",
            gift_wrap_type="Red paper",
            gift_message=f"Happy birthday {NASTY}",
        )
        record = self.bring(
            order(number, gift, item("BOOK", "5.00"), **values),
        )
        self.assertImported(record)
        picking = record.sale_order_id.picking_ids.with_user(self.packer)
        picking.invalidate_recordset()
        return picking

    def printed(self, report, picking):
        Report = self.env.registry["ir.actions.report"]
        # Drawing barcodes needs libraries that are no part of this.
        with patch.object(Report, "barcode", return_value=b""):
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                report, picking.ids
            )
        return html.decode()

    def test_packers_see_phone_instructions_and_gifts(self):
        picking = self.deliver(
            1,
            delivery_instructions=f"Ring at the back {NASTY}",
            buyer=Buyer(email="a@amazon.example", name="Anna", phone="040 999"),
        )
        view = picking.get_view(view_type="form")
        for name in ("phone", "instructions", "gift_text"):
            self.assertIn(f'name="amazon_seller_{name}"', view["arch"])
        self.assertEqual(picking.amazon_seller_phone, "030 123456")
        self.assertEqual(
            picking.amazon_seller_instructions, f"Ring at the back {NASTY}"
        )
        self.assertEqual(
            picking.amazon_seller_gift_text,
            f"[LAMP] Product LAMP: Red paper – Happy birthday {NASTY}",
        )

    def test_slip_and_sheet_print_them(self):
        picking = self.deliver(2, delivery_instructions="Ring at the back").sudo()
        for report in ("stock.report_deliveryslip", "stock.report_picking"):
            html = self.printed(report, picking)
            self.assertIn("Ring at the back", html)
            self.assertIn("Red paper – Happy birthday &lt;script&gt;", html)
            self.assertNotIn(NASTY, html)
            self.assertIn("030 123456", html)

    def test_recipient_without_phone_is_called_by_the_buyers(self):
        picking = self.deliver(
            3,
            ship_address=replace(ADDRESS, name="Bernd Beispiel", phone=""),
            bill_address=ADDRESS,
            buyer=Buyer(email="a@amazon.example", name="Anna", phone="040 999"),
        )
        self.assertEqual(picking.partner_id.name, "Bernd Beispiel")
        self.assertEqual(picking.amazon_seller_phone, "040 999")

    def test_other_deliveries_show_nothing(self):
        record = self.bring(order(4, item("LAMP", "1.00")))
        picking = record.sale_order_id.picking_ids
        self.assertFalse(picking.amazon_seller_instructions)
        self.assertFalse(picking.amazon_seller_gift_text)
        html = self.printed("stock.report_deliveryslip", picking)
        self.assertNotIn("Gift-Wrapped", html)
