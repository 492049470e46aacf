# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Command


class AccountTax(models.Model):
    _inherit = "account.tax"

    amazon_seller_source_tax_id = fields.Many2one(
        "account.tax",
        "Made from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The tax of which this one is the tax-included form for Amazon orders.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `account`: Amazon orders may have waited for these."""
        taxes = super().create(vals_list)
        taxes.fiscal_position_ids._amazon_seller_reconsider()
        return taxes

    def write(self, vals):
        """Override of `account`: Amazon orders may have waited for this."""
        result = super().write(vals)
        if {"original_tax_ids", "fiscal_position_ids", "active"} & vals.keys():
            self.fiscal_position_ids._amazon_seller_reconsider()
        return result

    def _amazon_seller_gross(self):
        """Return these taxes with every percentage included in the price.

        Net prices can never add up to Amazon's totals to the cent, because net and
        tax are rounded apart; so Amazon's lines use an archived tax-included sibling
        with the same rate, accounts and tags, made when it is first needed.  A rate
        of 0 % needs one too: beside included taxes it would be rounded apart.
        """
        return self.browse(
            [
                (tax._amazon_seller_sibling() if tax._needs_gross() else tax).id
                # Whoever edits an order may not be allowed to make taxes.
                for tax in self.sudo()
            ]
        )

    def _needs_gross(self):
        return self.amount_type == "percent" and not self.price_include

    def _amazon_seller_sibling(self):
        """Find or make the tax-included sibling of this tax."""
        self.ensure_one()
        siblings = self.with_context(active_test=False).search(
            [("amazon_seller_source_tax_id", "=", self.id)], order="id desc"
        )
        signature = self._amazon_seller_signature()
        for sibling in siblings:
            if sibling._amazon_seller_signature() == signature:
                return sibling
        return self._amazon_seller_make_sibling()

    def _amazon_seller_make_sibling(self):
        """Copy this tax as tax-included; archived, so that nobody chooses it."""
        name = self.env._("%s (Amazon, included)", self.name)
        # Made before the tax was changed, or before the addon was installed anew.
        namesakes = self.with_context(active_test=False).search_count(
            [
                ("name", "=like", f"{name}%"),
                ("company_id", "=", self.company_id.id),
                ("type_tax_use", "=", self.type_tax_use),
            ]
        )
        if namesakes:
            name = f"{name} {namesakes + 1}"
        sibling = self.copy(
            {
                "name": name,
                "price_include_override": "tax_included",
                "sequence": self.sequence + 500,
                "active": False,
                "amazon_seller_source_tax_id": self.id,
                # The accountant's mappings are followed before a tax is made gross.
                "fiscal_position_ids": [Command.clear()],
                "original_tax_ids": [Command.clear()],
                "replacing_tax_ids": [Command.clear()],
            }
        )
        return sibling.with_env(self.env)

    def _amazon_seller_signature(self):
        """Return what must be the same for the tax return to be the same."""
        return (
            self.amount,
            self.tax_group_id,
            self.tax_exigibility,
            [
                (
                    line.document_type,
                    line.repartition_type,
                    line.factor_percent,
                    line.account_id,
                    line.tag_ids,
                )
                for line in self.repartition_line_ids.sorted(
                    lambda line: (line.document_type, line.sequence, line.id)
                )
            ],
        )
