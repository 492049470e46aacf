# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..importer.tax_setup import OSS_MODULE, TaxSetup
from ..screens import form_of, titled_list


class AmazonSellerTaxSetup(models.TransientModel):
    """Shows which taxes an account needs, and sets up what is missing."""

    _name = "amazon.seller.tax.setup"
    _description = "Set-up of Amazon Taxes"

    account_id = fields.Many2one(
        "amazon.seller.account", "Seller Account", required=True, ondelete="cascade"
    )
    rule_ids = fields.Many2many(
        "amazon.seller.tax.rule", string="Kinds of Sale", compute="_compute_need"
    )
    missing_count = fields.Integer(compute="_compute_need")
    advice = fields.Text("Left for You", compute="_compute_need")
    may_do_something = fields.Boolean(compute="_compute_need")
    may_install = fields.Boolean(compute="_compute_need")
    is_accountant = fields.Boolean(compute="_compute_need")
    result = fields.Text("What Was Done", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Override: look which kinds of sale the marketplaces bring about."""
        wizards = super().create(vals_list)
        for account in wizards.account_id:
            account.check_access("read")
            TaxSetup(account.sudo()).note_kinds()
        return wizards

    @api.depends("account_id", "result")
    def _compute_need(self):
        for wizard in self:
            setup = TaxSetup(wizard.account_id.sudo())
            rules = wizard.account_id.tax_rule_ids
            missing = rules.filtered(lambda rule: rule.state == "missing")
            wizard.rule_ids = rules
            wizard.missing_count = len(missing)
            wizard.advice = "\n".join(setup.advice())
            wizard.may_do_something = setup.may_do_something()
            lacks_oss = not setup.has_oss() and "oss" in missing.mapped("scheme")
            wizard.may_install = lacks_oss and self.env.user.has_group(
                "base.group_system"
            )
            wizard.is_accountant = self._may_set_up()

    def _may_set_up(self):
        return self.env.user.has_group("account.group_account_manager")

    def action_set_up(self):
        """Set up what is missing, say what was done, also in the account's chatter.

        :raise AccessError: the user may not change the company's taxes
        """
        self.ensure_one()
        account = self.account_id
        account.check_access("read")
        if not self._may_set_up():
            raise AccessError(
                self.env._(
                    "Taxes are set up by somebody with the access right Accounting: "
                    "Administrator. Ask one of them to press this button."
                )
            )
        done = TaxSetup(account.sudo()).run()
        if done:
            self._log(account, done)
            account.sudo()._reconsider_taxes()
        self.result = "\n".join(done) or self.env._("There was nothing left to do.")
        return self._show()

    def action_install_oss(self):
        """Install Odoo's module for OSS; the wizard is opened again afterwards.

        :raise UserError: Odoo does not have the module
        """
        self.env["ir.module.module"].check_access("write")
        module = self.env["ir.module.module"].search([("name", "=", OSS_MODULE)])
        if not module:
            raise UserError(
                self.env._(
                    "This Odoo does not have the module %s. Ask whoever runs the "
                    "server to add it.",
                    OSS_MODULE,
                )
            )
        return module.button_immediate_install()

    def action_view_tax_rules(self):
        """Open where fiscal positions are chosen."""
        self.ensure_one()
        return self.account_id.action_view_tax_rules()

    def _log(self, account, done):
        title = self.env._("Taxes have been set up:")
        account.sudo().message_post(body=titled_list(title, done))

    def _show(self):
        return form_of(
            self,
            name=self.env._("Set Up Taxes"),
            target="new",
            context={"dialog_size": "extra-large"},
        )
