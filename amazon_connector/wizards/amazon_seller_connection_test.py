# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..explanations import explain
from ..models.amazon_seller_account_connection import NoMarketplace
from ..spapi.errors import AmazonError

STEPS = [
    ("keys", "Client ID and secret"),
    ("authorization", "Authorisation"),
    ("region", "Region and marketplaces"),
    ("roles", "Roles of the app"),
    ("plan", "Professional selling plan"),
]
# Which step a refusal by Login with Amazon belongs to.
STEP_OF_CODE = {
    "no_secret": "keys",
    "client_rejected": "keys",
    "secret_unreadable": "keys",
}


class AmazonSellerConnectionTest(models.TransientModel):
    """Goes through everything that a working connection needs, in order."""

    _name = "amazon.seller.connection.test"
    _description = "Test of an Amazon Connection"

    account_id = fields.Many2one("amazon.seller.account", required=True)
    step_ids = fields.One2many("amazon.seller.connection.test.step", "test_id")
    is_passed = fields.Boolean(compute="_compute_is_passed")

    def _compute_is_passed(self):
        for test in self:
            test.is_passed = all(step.result == "passed" for step in test.step_ids)

    def _run(self):
        """Run all steps; those after the first that fails are left out."""
        self.ensure_one()
        checks = {
            "authorization": lambda door: door.renew_access(),
            "region": self._check_region,
            "roles": self._check_roles,
            "plan": self._check_plan,
        }
        step = "authorization"
        try:
            with self.account_id._connection(asked=True) as door:
                for step in checks:
                    checks[step](door)
        except AmazonError as error:
            self._record(STEP_OF_CODE.get(error.code, step), error)
        else:
            self._record(None, None)

    def _check_region(self, door):
        self.account_id._load_marketplaces(door)
        if not self.account_id.available_marketplace_ids:
            raise NoMarketplace

    def _check_roles(self, door):
        for report_type in self.account_id._order_report_types():
            next(iter(door.reports([report_type.name])), None)

    def _check_plan(self, door):
        if door.account().selling_plan != "PROFESSIONAL":
            raise IndividualPlan

    def _record(self, failed_step, error):
        """Write a line per step: passed, failed with cause and cure, not tried."""
        result = "passed"
        lines = []
        for sequence, (step, _label) in enumerate(STEPS):
            message = False
            if step == failed_step:
                result = "failed"
                message = explain(self.env, error.code, error.detail)
            lines.append(
                {
                    "test_id": self.id,
                    "sequence": sequence,
                    "step": step,
                    "result": result,
                    "message": message,
                }
            )
            if result == "failed":
                result = "skipped"
        self.env["amazon.seller.connection.test.step"].create(lines)


class AmazonSellerConnectionTestStep(models.TransientModel):
    _name = "amazon.seller.connection.test.step"
    _description = "Step of an Amazon Connection Test"
    _order = "sequence"

    test_id = fields.Many2one("amazon.seller.connection.test", required=True)
    sequence = fields.Integer()
    step = fields.Selection(STEPS, required=True)
    result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed"), ("skipped", "Not tried")],
        required=True,
    )
    message = fields.Text("What to Do")


class IndividualPlan(AmazonError):
    """Amazon lets only Professional sellers use its interface."""

    code = "individual_plan"
