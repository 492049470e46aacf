from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from tests.odoo.orders import OrderCase, item, make_account, make_product, order


class TestRights(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "amazon_clerk", groups="amazon_connector.group_user"
        )
        cls.seller = new_test_user(
            cls.env, "amazon_seller", groups="sales_team.group_sale_salesman_all_leads"
        )

    def test_amazon_user_tries_again_without_sales_rights(self):
        record = self.bring(order(1, item("NEW", "1.00")))
        make_product(self.env, "NEW", self.tax_19)
        action = record.with_user(self.clerk).action_import()
        self.assertEqual(action["params"]["type"], "success")
        self.assertImported(record)
        self.assertTrue(record.sale_order_id.picking_ids)

    def test_amazon_user_neither_makes_nor_removes_orders(self):
        record = self.bring(order(2, item("LAMP", "1.00"))).with_user(self.clerk)
        with self.assertRaises(AccessError):
            record.unlink()
        with self.assertRaises(AccessError):
            record.copy()
        with self.assertRaises(AccessError):
            record.line_ids.write({"sku": "OTHER"})

    def test_salesperson_opens_and_edits_an_amazon_order(self):
        sale_order = self.bring(order(3, item("LAMP", "1.00"))).sale_order_id
        ours = sale_order.with_user(self.seller)
        ours.invalidate_recordset()
        view = ours.get_view(view_type="form")
        self.assertIn("amazon_seller_difference", view["arch"])
        self.assertNotIn("amazon_seller_account_id", view["arch"])
        self.assertEqual(
            ours.read(["amazon_seller_order_ref", "amazon_seller_difference"])[0][
                "amazon_seller_order_ref"
            ],
            "302-0000003-0000001",
        )
        ours.action_update_taxes()
        self.assertEqual(ours.amount_total, 1)
        with self.assertRaises(AccessError):
            self.Inbox.with_user(self.seller).search([]).mapped("buyer_name")

    def test_orders_belong_to_the_company_of_their_account(self):
        company = self.env["res.company"].create(
            {
                "name": "Second company",
                "country_id": self.env.ref("base.de").id,
                "currency_id": self.env.ref("base.EUR").id,
            }
        )
        product = make_product(self.env, "SECOND", company_id=company.id)
        account = make_account(self.env, company, self.key_set, name="Second seller")
        statement = order(4, item("SECOND", "5.00"))
        record = self.bring(statement, account=account)
        self.assertImported(record)
        sale_order = record.sale_order_id
        self.assertEqual(sale_order.company_id, company)
        self.assertEqual(sale_order.partner_id.company_id, company)
        self.assertEqual(sale_order.order_line.product_id, product)
        self.assertEqual(sale_order.picking_ids.company_id, company)
        self.assertEqual(sale_order.amount_total, 5)
        found = self.Inbox.with_user(self.clerk).search(
            [("amazon_order_id", "=", statement.amazon_order_id)]
        )
        self.assertFalse(found)
        self.clerk.company_ids += company
        found = (
            self.Inbox.with_user(self.clerk)
            .with_company(company)
            .search([("amazon_order_id", "=", statement.amazon_order_id)])
        )
        self.assertEqual(found, record)

    def test_shared_products_serve_every_company(self):
        company = self.env["res.company"].create(
            {"name": "Third company", "currency_id": self.env.ref("base.EUR").id}
        )
        account = make_account(self.env, company, self.key_set, name="Third seller")
        record = self.bring(order(5, item("LAMP", "5.00")), account=account)
        self.assertImported(record)
        foreign_taxes = record.sale_order_id.order_line.tax_ids.filtered(
            lambda tax: tax.company_id != company
        )
        self.assertFalse(foreign_taxes)

    def test_forms_and_lists_load_for_the_amazon_user(self):
        for view_type in ("form", "list", "search"):
            view = self.Inbox.with_user(self.clerk).get_view(view_type=view_type)
            self.assertIn("amazon_order_id", view["arch"])
        self.seller.group_ids = [
            Command.link(self.env.ref("amazon_connector.group_user").id)
        ]
        view = self.env["sale.order"].with_user(self.seller).get_view(view_type="form")
        self.assertIn("amazon_seller_account_id", view["arch"])
