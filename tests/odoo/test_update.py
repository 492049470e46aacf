"""What an update of the addon does to the database of another version."""

from odoo.modules.migration import load_script

from .common import AmazonCase

SCRIPTS = "amazon_connector/migrations/19.0.1.1.0"
SEVERITY = "selection__amazon_seller_order_inquiry__severity__info"


class TestUpdate(AmazonCase):
    def _make_choice(self):
        """Make the choice of a severity as the first version had it."""
        field = self.env["ir.model.fields"]._get(
            "amazon.seller.order.inquiry", "severity"
        )
        self.env.cr.execute(
            """INSERT INTO ir_model_fields_selection (field_id, value, name, sequence)
               VALUES (%s, 'info', '{"en_US": "Info"}', 0) RETURNING id""",
            [field.id],
        )
        choice = self.env["ir.model.fields.selection"].browse(self.env.cr.fetchone())
        self.env["ir.model.data"].create(
            {
                "module": "amazon_connector",
                "name": SEVERITY,
                "model": choice._name,
                "res_id": choice.id,
            }
        )
        return choice

    def test_choices_that_are_words_now_do_not_break_off_the_update(self):
        choice = self._make_choice()
        script = f"{SCRIPTS}/pre-drop_severities.py"
        load_script(script, "drop_severities").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        # Odoo deletes what it still knows by name, and fails where a choice is none.
        known = self.env.ref(f"amazon_connector.{SEVERITY}", raise_if_not_found=False)
        self.assertFalse(known)
        self.assertFalse(choice.exists())

    def test_an_update_warns_of_no_label_that_two_fields_have(self):
        models = [
            name
            for name, model in self.env.registry.items()
            if any(field.startswith("amazon_seller_") for field in model._fields)
            or name.startswith("amazon.seller.")
        ]
        self.assertIn("sale.order", models)
        with self.assertNoLogs("odoo.addons.base.models.ir_model", "WARNING"):
            self.env["ir.model.fields"]._reflect_fields(models)
