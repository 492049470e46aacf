# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.tools import format_date

from .amazon_seller_token import REMINDER_DAYS

_logger = logging.getLogger(__name__)

TEMPLATE = "amazon_connector.mail_template_authorization_reminder"


class AmazonSellerAccountWatch(models.Model):
    """Reminds, week by week, of authorisations that end."""

    _inherit = "amazon.seller.account"

    @api.model
    def _cron_watch(self):
        """Send the reminders that are due; once each, however often this runs."""
        commit = self.env["ir.cron"]._commit_progress
        soon = fields.Date.add(fields.Date.today(), days=REMINDER_DAYS[0])
        self._forget_reminders(soon)
        tokens = self.env["amazon.seller.token"].search(
            [
                ("state", "=", "active"),
                ("account_id.active", "=", True),
                ("valid_until", "<=", soon),
            ],
            order="valid_until, id",
        )
        reminders = tokens.filtered(lambda token: token._due_reminder()).grouped(
            # One seller's accounts end together: whoever keeps them is told once.
            lambda token: (
                token.sudo().refresh_token_sealed or token.id,
                token.account_id.responsible_id,
            )
        )
        commit(remaining=len(reminders))
        for several in reminders.values():
            several._remind_safely()
            if not commit(1):
                return  # Called again at once.

    @api.model
    def _forget_reminders(self, soon):
        """Close what asks to renew authorisations that do not end soon any more.

        Somebody found out, for example, that the app is private.
        """
        tokens = self.env["amazon.seller.token"].search(
            [
                ("state", "=", "active"),
                ("reminded_days", "!=", 0),
                "|",
                ("valid_until", "=", False),
                ("valid_until", ">", soon),
            ]
        )
        tokens.sudo().write({"reminded_days": 0})
        tokens.account_id.filtered(lambda account: not account.is_paused)._stop_asking()

    def _remind(self):
        """Ask the person responsible to renew: an activity, and an e-mail."""
        self.ensure_one()
        # Unless the activity there says what is more urgent.
        if not self.is_paused or self.key_set_id.is_paused:
            self._ask_to_renew()
        user = self.responsible_id
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if template and user.partner_id.email:
            with self._telling():  # Somebody may have spoilt the template.
                template.sudo().send_mail(
                    self.id, email_values={"recipient_ids": user.partner_id.ids}
                )
        _logger.info("Amazon account %s: reminded", self.id)

    def _ask_to_renew(self):
        account = self._in_language_of(self.responsible_id)
        account._ask_to_act(
            self.valid_until,
            account.env._("Renew the access to Amazon"),
            account._reminder_text(),
        )

    def _remind_on(self):
        """Put back the reminder that something more urgent had taken the place of."""
        token = self._active_token()
        if token.reminded_days and token.valid_until:
            self._ask_to_renew()

    def _reminder_text(self):
        """Return, in the reader's language, until when Amazon accepts us."""
        values = {
            "account": self.name,
            "day": format_date(self.env, self.valid_until),
        }
        if self.days_left < 0:
            return self.env._(
                "The authorisation of %(account)s ended on %(day)s; Amazon may refuse "
                'it any time. Press "Allow Access" and confirm in Seller Central.',
                **values,
            )
        return self.env._(
            "The authorisation of %(account)s ends on %(day)s: from then on no orders "
            'come. Press "Allow Access" and confirm in Seller Central.',
            **values,
        )
