"""Who decides about the taxes, and the wizard that sets up what is missing."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from odoo.addons.amazon_connector.importer.tax_positions import TaxPositions
from odoo.addons.amazon_connector.importer.tax_setup import TaxSetup

from tests.odoo.orders import item, make_account
from tests.odoo.taxes import TaxCase, business, to


class TestChoice(TaxCase):
    def test_accountant_wins_and_goes_back(self):
        self.company._map_eu_taxes()
        france = {"ship_address": to("FR")}
        sale_order = self.sell(item("LAMP", "120.00"), **france).sale_order_id
        rule = sale_order.amazon_seller_tax_rule_id
        self.assertEqual((rule.state, rule.order_count), ("proposed", 1))
        self.assertEqual(rule.proposed_position_id, sale_order.fiscal_position_id)

        rule.fiscal_position_id = self.company.domestic_fiscal_position_id
        self.assertEqual(rule.state, "chosen")
        record = self.sell(item("LAMP", "119.00"), **france)
        self.assertTaxed(record, "oss", {"LAMP": [19]}, 19, 119)
        self.assertFalse(record.sale_order_id.amazon_seller_tax_check)

        rule.action_forget_choice()
        record = self.sell(item("LAMP", "120.00"), **france)
        self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)

    def test_an_archived_choice_does_not_count(self):
        facts = {"ship_address": to("CH"), "buyer": business(4, "")}
        rule = self.sell(
            item("LAMP", "100.00"), **facts
        ).sale_order_id.amazon_seller_tax_rule_id
        mine = self.position("non_eu_partner").copy({"name": "Mine"})
        rule.fiscal_position_id = mine
        self.account.tax_rule_ids.invalidate_recordset()
        mine.active = False
        self.assertNotEqual(rule.state, "chosen")
        later = self.sell(item("LAMP", "100.00"), **facts).sale_order_id
        self.assertNotEqual(later.fiscal_position_id, mine)

    def test_of_several_positions_the_closest_is_proposed(self):
        germany, switzerland = self.env.ref("base.de"), self.env.ref("base.ch")
        alps = self.env["res.country.group"].create(
            {"name": "Alps", "country_ids": switzerland.ids}
        )
        there = {"country_id": switzerland.id}
        around = {"country_group_id": alps.id}
        ranked = [
            self._export_position(name, sequence, **values)
            for name, sequence, values in (
                ("Anywhere", 1, {"auto_apply": True}),
                ("Around, by hand", 9, around),
                ("Around", 9, {**around, "auto_apply": True}),
                ("There, by hand", 1, there),
                ("There, late", 9, {**there, "auto_apply": True}),
                ("There", 5, {**there, "auto_apply": True}),
            )
        ]
        for position in reversed(ranked):
            positions = TaxPositions(self.company)
            proposal = positions.proposal("export", germany, switzerland)
            self.assertEqual(proposal.name, position.name)
            position.active = False

    def _export_position(self, name, sequence, **values):
        position = self.env["account.fiscal.position"].create(
            {
                "name": name,
                "sequence": sequence,
                "company_id": self.company.id,
                **values,
            }
        )
        self.tax_19.copy(
            {
                "name": name,
                "amount": 0,
                "fiscal_position_ids": position.ids,
                "original_tax_ids": self.tax_19.ids,
            }
        )
        return position

    def test_one_choice_for_all_countries(self):
        domestic = self.company.domestic_fiscal_position_id
        self.env["amazon.seller.tax.rule"].create(
            {
                "account_id": self.account.id,
                "scheme": "oss",
                "ship_from_id": self.env.ref("base.de").id,
                "fiscal_position_id": domestic.id,
            }
        )
        for code in ("FR", "AT"):
            record = self.sell(item("LAMP", "119.00"), ship_address=to(code))
            sale_order = self.assertTaxed(record, "oss", {"LAMP": [19]}, 19, 119)
            self.assertFalse(sale_order.amazon_seller_tax_check)

    def test_setting_beats_rule_beats_customer_beats_proposal(self):
        buyer = business(10, "FR23334175221")
        facts = {"ship_address": to("FR"), "buyer": buyer}
        first = self.sell(item("LAMP", "100.00"), **facts).sale_order_id
        self.assertEqual(first.fiscal_position_id, self.position("eu_vat_id_partner"))
        own = self.position("eu_no_id_partner")
        first.partner_id.with_company(self.company).property_account_position_id = own
        second = self.sell(item("LAMP", "100.00"), **facts).sale_order_id
        self.assertEqual(second.partner_id, first.partner_id)
        self.assertEqual(second.fiscal_position_id, own)
        rule = second.amazon_seller_tax_rule_id
        rule.fiscal_position_id = self.position("non_eu_partner")
        third = self.sell(item("LAMP", "100.00"), **facts).sale_order_id
        self.assertEqual(third.fiscal_position_id, rule.fiscal_position_id)
        domestic = self.company.domestic_fiscal_position_id
        self.account.fiscal_position_id = domestic
        fourth = self.sell(item("LAMP", "100.00"), **facts).sale_order_id
        self.assertEqual(fourth.fiscal_position_id, domestic)
        self.assertEqual(fourth.amazon_seller_tax_kind, "reverse_charge")

    def test_order_waits_where_the_account_wants_it(self):
        self.account.missing_tax_policy = "hold"
        self.assertImported(self.sell(item("LAMP", "119.00")))
        record = self.sell(item("LAMP", "120.00"), ship_address=to("FR"))
        self.assertEqual((record.state, record.reason), ("waiting", "tax_setup"))
        self.assertIn("Germany → France", record.reason_text)
        rule = self.account.tax_rule_ids.filtered(lambda each: each.scheme == "oss")
        rule.fiscal_position_id = self.company.domestic_fiscal_position_id
        self.Inbox._import_pending(self.account)
        self.assertImported(record)

    def test_position_made_by_hand_lets_orders_go_on(self):
        self.account.missing_tax_policy = "hold"
        record = self.sell(item("LAMP", "120.00"), ship_address=to("FR"))
        self.assertEqual(record.reason, "tax_setup")
        position = self.env["account.fiscal.position"].create(
            {
                "name": "France",
                "company_id": self.company.id,
                "country_id": self.env.ref("base.fr").id,
            }
        )
        self.Inbox._import_pending(self.account)
        self.assertEqual(record.reason, "tax_setup")
        self.tax_19.copy(
            {
                "name": "20 % FR",
                "amount": 20,
                "fiscal_position_ids": position.ids,
                "original_tax_ids": self.tax_19.ids,
            }
        )
        self.Inbox._import_pending(self.account)
        self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)

    def test_policy_changed_lets_orders_go_on(self):
        self.account.missing_tax_policy = "hold"
        record = self.sell(item("LAMP", "119.00"), ship_address=to("FR"))
        self.assertEqual(record.reason, "tax_setup")
        self.account.missing_tax_policy = "warn"
        self.Inbox._import_pending(self.account)
        self.assertImported(record)
        self.assertTrue(record.sale_order_id.amazon_seller_tax_check)

    def test_decided_again(self):
        record = self.sell(item("LAMP", "120.00"), ship_address=to("FR"))
        sale_order = record.sale_order_id
        self.assertEqual(sale_order.amount_tax, 19.16)
        self.company._map_eu_taxes()
        sale_order.action_lock()
        sale_order.action_amazon_seller_decide_taxes()
        self.assertTrue(sale_order.locked)
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertEqual((sale_order.amount_tax, sale_order.amount_total), (20, 120))
        self.assertInvoiced(sale_order, {"OSS"}, "1767", 20)
        with self.assertRaisesRegex(UserError, "Correct the invoices"):
            sale_order.action_amazon_seller_decide_taxes()
        sale_order.invoice_ids.button_cancel()
        sale_order.action_amazon_seller_decide_taxes()
        self.assertEqual(sale_order.amount_tax, 20)

    def test_another_address_is_another_kind_of_sale(self):
        self.company._map_eu_taxes()
        sale_order = self.sell(item("LAMP", "120.00")).sale_order_id
        austrian = sale_order.partner_shipping_id.copy(
            {"country_id": self.env.ref("base.at").id}
        )
        sale_order.partner_shipping_id = austrian
        self.assertEqual(sale_order.fiscal_position_id.country_id.code, "AT")
        sale_order._amazon_seller_decide_taxes()
        self.assertEqual(sale_order.amazon_seller_tax_kind, "oss")
        self.assertEqual((sale_order.amount_tax, sale_order.amount_total), (20, 120))


class TestSetup(TaxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.marketplace_ids = cls.env["amazon.seller.marketplace"].search(
            [("country_id.code", "in", ["DE", "FR", "IT", "GB"])]
        )

    def wizard(self, user=None):
        account = self.account.with_user(user) if user else self.account
        action = account.action_set_up_taxes()
        return account.env[action["res_model"]].browse(action["res_id"])

    def states(self):
        self.env.invalidate_all()
        return {
            (rule.scheme, rule.ship_to_id.code): rule.state
            for rule in self.account.tax_rule_ids
        }

    def test_wizard_says_does_and_logs(self):
        wizard = self.wizard()
        self.assertEqual(
            self.states(),
            {
                ("domestic", "DE"): "own",
                ("oss", "FR"): "missing",
                ("oss", "IT"): "missing",
                ("reverse_charge", "FR"): "proposed",
                ("reverse_charge", "IT"): "proposed",
                ("export", "GB"): "proposed",
            },
        )
        self.assertEqual((wizard.missing_count, wizard.may_do_something), (2, True))
        self.account.missing_tax_policy = "hold"
        record = self.sell(item("LAMP", "120.00"), ship_address=to("FR"))
        self.assertEqual(record.reason, "tax_setup")

        wizard.action_set_up()

        self.assertIn("France", wizard.result)
        self.assertEqual(self.states()["oss", "FR"], "proposed")
        self.assertIn("OSS mapping", self.account.message_ids[0].body)
        self.Inbox._import_pending(self.account)
        self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)

        # The second time there is nothing left.
        Tax = self.env["account.tax"].with_context(active_test=False)
        before = Tax.search_count([])
        messages = len(self.account.message_ids)
        wizard = self.wizard()
        self.assertFalse(wizard.may_do_something)
        wizard.action_set_up()
        self.assertIn("nothing left", wizard.result)
        self.assertEqual(Tax.search_count([]), before)
        self.assertEqual(len(self.account.message_ids), messages)

    def test_before_access_is_allowed_it_looks_at_all_of_europe(self):
        self.account.marketplace_ids = False
        self.wizard()
        states = self.states()
        for code in ("FR", "IT", "ES", "NL", "PL", "SE", "BE", "IE"):
            self.assertEqual(states["oss", code], "missing")
        self.assertEqual(states["export", "GB"], "proposed")
        self.assertNotIn(("export", "IN"), states)

    def test_deleted_position_comes_back_from_the_chart(self):
        position = self.position("non_eu_partner")
        note = position.name
        position.unlink()
        wizard = self.wizard()
        self.assertEqual(self.states()["export", "GB"], "missing")
        wizard.action_set_up()
        self.assertIn(note, wizard.result)
        made = self.position("non_eu_partner")
        self.assertFalse(made.auto_apply)
        self.assertEqual(self.states()["export", "GB"], "proposed")
        record = self.sell(item("LAMP", "100.00"), ship_address=to("CH"))
        self.assertTaxed(record, "export", {"LAMP": [0]}, 0, 100)

    def test_own_number_abroad_is_linked_by_odoos_table(self):
        self.make_local_position("PL", "PL1234567883", {})
        position = self.env["account.fiscal.position"].search(
            [("foreign_vat", "=", "PL1234567883")]
        )
        for rate in (23, 8, 5):
            self.env["account.tax"].create(
                {
                    "name": f"{rate} % PL",
                    "amount": rate,
                    "company_id": self.company.id,
                    "country_id": position.country_id.id,
                    "tax_group_id": self.env["account.tax.group"]
                    .search([("name", "=", "PL")])
                    .id,
                    "fiscal_position_ids": position.ids,
                }
            )
        lamp = item("LAMP", "123.00", fulfillment_center_id="WRO1")
        sale_order = self.sell(lamp, fba=True, ship_address=to("PL")).sale_order_id
        self.assertIn("taxed in Poland", sale_order.amazon_seller_tax_text)
        wizard = self.wizard()
        wizard.action_set_up()
        self.assertIn("Poland", wizard.result)
        sale_order.action_amazon_seller_decide_taxes()
        self.assertEqual((sale_order.amount_tax, sale_order.amount_total), (23, 123))

    def test_advice_on_what_only_a_person_knows(self):
        lamp = item("LAMP", "123.00", fulfillment_center_id="PRG2")
        self.sell(lamp, fba=True, ship_address=to("CZ"))
        wizard = self.wizard()
        wizard.action_set_up()
        self.assertIn("If you have a VAT number there", wizard.advice)
        self.assertEqual(self.states()["local", "CZ"], "missing")
        self.assertNotIn("OSS return", wizard.advice)
        self.sell(lamp, fba=True)
        self.assertIn("OSS return", self.wizard().advice)
        self.assertIn("duplicate the OSS tax", self.wizard().advice)
        homeward = self.account.tax_rule_ids.filtered(
            lambda rule: rule.scheme == "oss" and rule.ship_to_id.code == "DE"
        )
        self.assertEqual(set(homeward.mapped("state")), {"homeward"})
        homeward.fiscal_position_id = self.position("eu_vat_id_partner")
        self.assertEqual(set(homeward.mapped("state")), {"chosen"})
        self.assertNotIn("OSS return", self.wizard().advice)

    def test_northern_ireland_is_set_up_by_hand_as_order_and_wizard_say(self):
        self.company._map_eu_taxes()
        sold = {"ship_address": to("GB", "BT1 5GS")}
        sale_order = self.sell(item("LAMP", "120.00"), **sold).sale_order_id
        said = sale_order.amazon_seller_tax_text.splitlines()
        [cure] = [text for text in said if "British rate" in text]
        self.assertNotIn("Set Up Taxes", sale_order.amazon_seller_tax_text)
        wizard = self.wizard()
        wizard.action_set_up()
        self.assertIn(cure, wizard.advice.splitlines())
        self.assertNotIn("Nothing in Odoo fits", wizard.advice)

        rule = sale_order.amazon_seller_tax_rule_id
        position = self.env["account.fiscal.position"].create(
            {"name": "OSS Northern Ireland", "company_id": self.company.id}
        )
        irish = self.env["account.fiscal.position"].search(
            [("name", "=", "OSS B2C Ireland"), ("company_id", "=", self.company.id)]
        )
        irish.tax_ids[:1].copy(
            {
                "name": "20% XI VAT",
                "amount": 20,
                "fiscal_position_ids": position.ids,
                "original_tax_ids": self.tax_19.ids,
            }
        )
        rule.fiscal_position_id = position
        self.assertNotIn("British rate", self.wizard().advice or "")
        record = self.sell(item("LAMP", "120.00"), **sold)
        self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)

    def test_without_the_module_somebody_installs_it(self):
        user = new_test_user(
            self.env, "tax_reader", groups="amazon_connector.group_user"
        )
        with patch.object(TaxSetup, "has_oss", lambda setup: False):
            wizard = self.wizard()
            self.assertIn("system administrator", wizard.advice)
            self.assertEqual(
                wizard.may_install, self.env.user.has_group("base.group_system")
            )
            self.assertFalse(self.wizard(user).may_install)
            with self.assertRaises(AccessError):
                self.wizard(user).action_install_oss()
            Module = type(self.env["ir.module.module"])
            install = patch.object(Module, "button_immediate_install", autospec=True)
            with install as installed:
                wizard.action_install_oss()
            self.assertEqual(installed.call_args.args[0].name, "l10n_eu_oss")

    def test_rights(self):
        user = new_test_user(self.env, "tax_user", groups="amazon_connector.group_user")
        wizard = self.wizard(user)
        self.assertFalse(wizard.is_accountant)
        with self.assertRaisesRegex(AccessError, "Accounting: Administrator"):
            wizard.action_set_up()
        accountant = new_test_user(
            self.env,
            "tax_accountant",
            groups="amazon_connector.group_user,account.group_account_manager",
        )
        self.wizard(accountant).action_set_up()
        rule = self.account.tax_rule_ids[:1]
        with self.assertRaises(AccessError):
            rule.with_user(user).fiscal_position_id = False
        rule.with_user(accountant).fiscal_position_id = self.position("non_eu_partner")
        other = self.env["res.company"].create({"name": "Other Ltd"})
        account = make_account(self.env, other, self.key_set, name="Other seller")
        germany = self.env.ref("base.de")
        account._note_tax_kinds([("export", germany, germany)])
        Rule = self.env["amazon.seller.tax.rule"].with_user(accountant)
        self.assertFalse(Rule.search([("account_id", "=", account.id)]))

    def test_screens(self):
        form = Form(self.account)
        form.missing_tax_policy = "hold"
        form.save()
        self.assertTrue(Form(self.wizard()).rule_ids)
        Rule = self.env["amazon.seller.tax.rule"]
        with Form(Rule.with_context(default_account_id=self.account.id)) as form:
            form.scheme = "export"
            form.ship_from_id = self.env.ref("base.de")
            form.fiscal_position_id = self.position("non_eu_partner")
        action = Rule.search([("ship_to_id", "=", False)]).action_view_orders()
        self.assertEqual(action["res_model"], "sale.order")
