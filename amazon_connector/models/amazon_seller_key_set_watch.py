# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_date

# How many days before its end people are warned of a client secret.
# https://developer-docs.amazon.com/sp-api/docs/rotating-your-apps-lwa-credentials
WARNING_DAYS = (90, 30, 7, 1)


class AmazonSellerKeySetWatch(models.Model):
    """Warns of client secrets that end."""

    _inherit = "amazon.seller.key.set"

    secret_notice = fields.Char(compute="_compute_secret_notice")

    @api.depends("secret_valid_until", "client_secret_sealed", "previous_secret_until")
    @api.depends_context("lang", "tz")
    def _compute_secret_notice(self):
        for key_set in self:
            key_set.secret_notice = key_set._secret_notice()

    def _secret_notice(self):
        """Return what is to be known of the client secret, False when all is well."""
        if self.secret_state in ("expiring", "overdue"):
            return self._warning_text()
        if self.has_client_secret and not self.secret_valid_until:
            return self.env._(
                "Nobody knows when the client secret ends. Enter the day it was made, "
                "so that you are warned in time."
            )
        if self.previous_secret_until:
            return self.env._(
                "The secret was rotated. Amazon accepts the old one until %s; it is "
                "forgotten then.",
                format_date(self.env, self.previous_secret_until),
            )
        return False

    @api.model
    def _cron_watch(self):
        """Give the warnings that are due; once each, however often this runs."""
        commit = self.env["ir.cron"]._commit_progress
        end = fields.Date.add(fields.Date.today(), days=WARNING_DAYS[0])
        key_sets = (
            self.with_context(active_test=False)
            .search([("secret_valid_until", "<=", end)])
            .filtered(lambda key_set: key_set._is_in_use() and key_set._due_warning())
        )
        commit(remaining=len(key_sets))
        for key_set in key_sets:
            key_set._warn_safely()
            if not commit(1):
                return  # Called again at once.

    def _is_in_use(self):
        """Whether anybody is to be warned: accounts live by archived ones, too."""
        is_wanted = self.active or self._accounts().filtered("active")
        return bool(self.has_client_secret and is_wanted)

    def _due_warning(self):
        """Return how many days before the end the warning is due that now lacks.

        :return: one of `WARNING_DAYS`; 0 when none is due
        """
        days = self.secret_days_left
        if days > WARNING_DAYS[0]:
            return 0
        warning = min(each for each in WARNING_DAYS if each >= days)
        is_new = not self.secret_reminded_days or warning < self.secret_reminded_days
        return warning if is_new else 0

    def _warn_safely(self):
        with self._each_alone("amazon_connector.ir_cron_watch_secrets"):
            self.sudo().secret_reminded_days = self._due_warning()
            self._warn()

    def _warn(self):
        """Ask the person responsible to rotate the secret; the activity moves along."""
        self.ensure_one()
        key_set = self._in_language_of(self.responsible_id)
        key_set._tell(key_set._warning_text())
        if not self.is_paused:  # Else the activity there says what is more urgent.
            key_set._ask_to_rotate()

    def _ask_to_rotate(self):
        key_set = self._in_language_of(self.responsible_id)
        key_set._ask_to_act(
            self.secret_valid_until,
            key_set.env._("Rotate the client secret"),
            key_set._warning_text(),
        )

    def _resume(self):
        result = super()._resume()
        # Put back the warning that something more urgent had taken the place of.
        for key_set in self.filtered("secret_reminded_days"):
            key_set._ask_to_rotate()
        return result

    def _warning_text(self):
        """Return, in the reader's language, until when Amazon accepts the secret."""
        values = {
            "key_set": self.name,
            "day": format_date(self.env, self.secret_valid_until),
        }
        if self.secret_days_left < 0:
            return self.env._(
                'The client secret of "%(key_set)s" was valid until %(day)s; Amazon '
                'may refuse it any time. Press "Rotate Secret" on the developer key '
                "set.",
                **values,
            )
        return self.env._(
            'The client secret of "%(key_set)s" is valid until %(day)s: after that no '
            'account works with it. Press "Rotate Secret" on the developer key set.',
            **values,
        )
