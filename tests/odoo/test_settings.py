"""What sale orders are made with: per account, and where a marketplace differs."""

from odoo.exceptions import UserError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user

from tests.odoo.common import make_rates
from tests.odoo.orders import OrderCase, item, make_product, order


class TestSettings(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.marketplace_ids = cls._marketplaces("DE", "FR", "PL")
        cls.france = cls._marketplaces("FR")

    @classmethod
    def _marketplaces(cls, *codes):
        return cls.env["amazon.seller.marketplace"].search(
            [("region", "=", "eu"), ("country_id.code", "in", codes)]
        )

    def _differ(self, **values):
        return self.env["amazon.seller.marketplace.settings"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.france.id,
                **values,
            }
        )

    def _bring_both(self):
        german, french = self.bring(
            order(1, item("LAMP", "10.00")),
            order(2, item("LAMP", "10.00"), sales_channel="Amazon.fr"),
        )
        self.assertImported(german | french)
        return german.sale_order_id, french.sale_order_id

    def test_an_account_works_with_none_of_them_touched(self):
        german, french = self._bring_both()
        self.assertEqual(german.warehouse_id, self.account.warehouse_id)
        self.assertFalse(german.user_id | french.user_id)
        self.assertRegex(german.name, r"^S\d+$")

    def test_a_marketplace_differs_where_it_says_so(self):
        team = self.env["crm.team"].create({"name": "France"})
        tag = self.env["crm.tag"].create({"name": "Amazon"})
        self.account.tag_ids = tag
        self.account.order_prefix = "AZ-"
        self._differ(team_id=team.id, order_prefix="FR-")
        german, french = self._bring_both()
        self.assertRegex(german.name, r"^AZ-S\d+$")
        self.assertRegex(french.name, r"^FR-S\d+$")
        self.assertEqual(french.team_id, team)
        self.assertNotEqual(german.team_id, team)
        self.assertEqual(german.tag_ids, tag)
        self.assertEqual(french.tag_ids, tag, "not set for France: the account's")

    def test_every_setting_counts_for_the_account_and_differs_in_a_marketplace(self):
        of_account, of_france = self._settings("A"), self._settings("F")
        known = self.env["amazon.seller.settings"]._fields.keys()
        self.assertLessEqual(of_account.keys(), known)
        self.account.write(of_account)
        self._differ(**of_france)
        charged = item(
            "LAMP",
            "10.00",
            shipping_price="4.99",
            gift_wrap_price="2.00",
            item_promotion="-1.00",
        )
        german, french = self.bring(
            order(11, charged), order(12, charged, sales_channel="Amazon.fr")
        )
        self.assertImported(german | french)
        self.assertMadeWith(german.sale_order_id, of_account)
        self.assertMadeWith(french.sale_order_id, of_france)

    def test_without_a_sequence_odoo_numbers_as_it_does(self):
        self.account.order_prefix = "AZ-"
        self.env["ir.sequence"].search([("code", "=", "sale.order")]).active = False
        plain = self.env["sale.order"].create(
            {"partner_id": self.env.user.partner_id.id}
        )
        record = self.bring(order(1, item("LAMP", "10.00")))
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.name, plain.name)

    def test_products_of_charges_are_archived_and_not_deleted(self):
        shipping, *others = (
            self.env.ref(f"amazon_connector.product_product_{name}")
            for name in ("shipping", "gift_wrap", "promotion", "rounding")
        )
        for product in (shipping, *others):
            with self.assertRaisesRegex(UserError, "Archive"):
                product.unlink()
            with self.assertRaisesRegex(UserError, "Archive"):
                product.product_tmpl_id.unlink()
        shipping.active = False
        record = self.bring(order(1, item("LAMP", "10.00", shipping_price="4.99")))
        self.assertImported(record)
        self.assertIn(shipping, record.sale_order_id.order_line.product_id)

    def assertMadeWith(self, sale_order, settings):
        settings = dict(settings)
        prefix, tags = settings.pop("order_prefix"), settings.pop("tag_ids")
        self.assertRegex(sale_order.name, rf"^{prefix}S\d+$")
        self.assertEqual(sale_order.tag_ids.ids, tags[0][2])
        self.assertEqual(sale_order.user_id.id, settings.pop("salesperson_id"))
        for name, value in settings.items():
            if name.endswith("_product_id"):
                self.assertIn(value, sale_order.order_line.product_id.ids, name)
            else:
                self.assertEqual(sale_order[name].id, value, name)
        delivery = sale_order.picking_ids
        self.assertEqual(delivery.carrier_id, sale_order.carrier_id)
        self.assertEqual(delivery.location_id, sale_order.warehouse_id.lot_stock_id)
        sale_order.order_line.qty_delivered = 1
        invoice = sale_order._create_invoices()
        self.assertEqual(invoice.journal_id, sale_order.journal_id)
        self.assertEqual(invoice.invoice_payment_term_id, sale_order.payment_term_id)
        self.assertEqual(invoice.fiscal_position_id, sale_order.fiscal_position_id)

    def _settings(self, letter):
        """Return values of every setting, none of them Odoo's own choice."""
        env, company = self.env, self.company.id
        parcel, wrap, less = (
            make_product(env, f"{name}-{letter}", self.tax_19, type="service").id
            for name in ("PORT", "WRAP", "LESS")
        )
        made = {
            "warehouse_id": ("stock.warehouse", {"code": f"W{letter}"}),
            "carrier_id": ("delivery.carrier", {"product_id": parcel}),
            "team_id": ("crm.team", {}),
            "pricelist_id": ("product.pricelist", {"company_id": company}),
            "payment_term_id": ("account.payment.term", {}),
            "journal_id": ("account.journal", {"type": "sale", "code": f"J{letter}"}),
            "fiscal_position_id": ("account.fiscal.position", {}),
        }
        values = {
            name: env[model].create({"name": f"{name} {letter}", **vals}).id
            for name, (model, vals) in made.items()
        }
        seller = new_test_user(
            env,
            f"seller-{letter}",
            "sales_team.group_sale_salesman",
            company_id=company,
            company_ids=[(6, 0, [company])],
        )
        tag = env["crm.tag"].create({"name": f"tag {letter}"})
        return values | {
            "salesperson_id": seller.id,
            "tag_ids": [(6, 0, tag.ids)],
            "order_prefix": f"{letter}-",
            "shipping_product_id": parcel,
            "gift_wrap_product_id": wrap,
            "promotion_product_id": less,
        }

    def test_what_was_archived_counts_as_empty(self):
        of_account, of_france = self._settings("A"), self._settings("F")
        self.account.write(of_account)
        self._differ(**of_france)
        settings = self.account.marketplace_settings_ids
        archived = [
            settings[name]
            for name in of_france
            if "active" in getattr(settings[name], "_fields", ())
        ]
        self.assertGreater(len(archived), 9)
        for record in archived:
            record.active = False
        charged = item("LAMP", "10.00", shipping_price="4.99")
        [french] = self.bring(order(13, charged, sales_channel="Amazon.fr"))
        self.assertImported(french)
        sale_order = french.sale_order_id
        for name in ("warehouse_id", "carrier_id", "journal_id", "fiscal_position_id"):
            self.assertEqual(sale_order[name].id, of_account[name], name)
        sale_order.picking_ids.action_cancel()
        self.account.warehouse_id.active = False
        [german] = self.bring(order(14, charged))
        self.assertImported(german)
        self.assertTrue(german.sale_order_id.warehouse_id.active)

    def test_products_for_extra_amounts_differ(self):
        postage = make_product(self.env, "PORT", self.tax_19, type="service")
        self._differ(shipping_product_id=postage.id)
        charged = item("LAMP", "10.00", shipping_price="4.99")
        [french] = self.bring(order(3, charged, sales_channel="Amazon.fr"))
        self.assertIn(postage, french.sale_order_id.order_line.product_id)
        [german] = self.bring(order(4, charged))
        self.assertNotIn(postage, german.sale_order_id.order_line.product_id)

    def test_a_chosen_pricelist_gives_its_name_and_not_its_prices(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Amazon customers",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    (0, 0, {"compute_price": "percentage", "percent_price": 50})
                ],
            }
        )
        self.account.pricelist_id = pricelist
        [record] = self.bring(order(5, item("LAMP", "10.00", quantity=3)))
        self.assertEqual(record.sale_order_id.pricelist_id, pricelist)
        self.assertEqual(record.sale_order_id.amount_total, 10.00)

    def test_the_pricelist_of_another_currency_is_not_used(self):
        make_rates(self.env, {"PLN": 4.25})
        self.account.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": self.company.currency_id.id}
        )
        [record] = self.bring(
            order(6, item("LAMP", "42.50"), currency="PLN", sales_channel="Amazon.pl")
        )
        self.assertEqual(record.sale_order_id.currency_id.name, "PLN")
        self.assertEqual(record.sale_order_id.amount_total, 42.50)

    def test_a_report_without_marketplaces_names_one_by_its_currency(self):
        zloty, euro = self.bring(
            order(7, item("LAMP", "42.50"), currency="PLN", sales_channel=""),
            order(8, item("LAMP", "42.50"), sales_channel=""),
        )
        self.assertEqual(zloty.marketplace_id, self._marketplaces("PL"))
        self.assertFalse(euro.marketplace_id, "two marketplaces have the euro")

    def test_orders_from_before_learn_their_marketplace(self):
        [record] = self.bring(order(9, item("LAMP", "1.00"), sales_channel="Amazon.fr"))
        record.marketplace_id = False
        self.env.flush_all()
        script = "amazon_connector/migrations/19.0.1.1.0/post-fill_settings.py"
        load_script(script, "fill_settings").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(record.marketplace_id, self.france)
        self.assertEqual(self.account.salesperson_id, self.account.user_id)
