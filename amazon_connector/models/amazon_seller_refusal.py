# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from contextlib import contextmanager
from datetime import timedelta

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..attempts import attempt
from ..failures import log_failure

_logger = logging.getLogger(__name__)

# What concerns all accounts of a key set, and only a person can mend.
KEY_SET_CODES = {
    "client_not_allowed",
    "client_rejected",
    "no_secret",
    "secret_unreadable",
}
# What only a person can mend, and what concerns one seller's authorisation.
ACCOUNT_CODES = {
    "authorization_lost",
    "secret_unreadable",
    "token_rejected",
    "wrong_region",
}
# Right after a consent or a change of keys Amazon may refuse once what it accepts
# the next time.
ASK_AGAIN_AFTER = timedelta(minutes=1)
# Login with Amazon still hands out tokens then: it may be a bad moment of Amazon's.
ASK_AGAIN_LATER = {"token_rejected": timedelta(minutes=15)}


class AmazonSellerRefusal(models.AbstractModel):
    """What Amazon refuses is asked for once more, and then no more.

    For accounts and key sets: between the first refusal and the second try, and
    after the second refusal, nobody calls Amazon.
    """

    _name = "amazon.seller.refusal"
    _description = "Refusal by Amazon"
    _reminder_type = None  # XML id of the type of activities; must override

    is_paused = fields.Boolean(
        "Paused",
        readonly=True,
        copy=False,
        help="Amazon refused, and refused again: it is not called any more until "
        "somebody acts.",
    )
    refused_since = fields.Datetime(readonly=True, copy=False)
    refused_code = fields.Char(readonly=True, copy=False)
    user_id = fields.Many2one("res.users", "Responsible", tracking=True)
    responsible_id = fields.Many2one(
        "res.users",
        "Who Is Asked to Act",
        compute="_compute_responsible_id",
        compute_sudo=True,
    )

    @api.depends("user_id", "user_id.active")
    def _compute_responsible_id(self):
        for record in self:
            users = record._responsible_candidates().filtered(_may_be_asked)
            record.responsible_id = (users or record._administrators())[:1]

    def _responsible_candidates(self):
        """Return the users who may be asked to act, the best one first."""
        return self.user_id | self.create_uid

    def _administrators(self):
        """Return who keeps the connector, for what nobody else is there for."""
        group = self.env.ref("amazon_connector.group_manager")
        users = group.all_user_ids.filtered(_may_be_asked).sorted("id")
        company = self.company_id
        return users.filtered(lambda user: not company or company in user.company_ids)

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            for record in self:
                record.sudo().activity_search([self._reminder_type]).write(
                    {"user_id": record.responsible_id.id}
                )
        return result

    # === DOUBT === #

    def _ask_again_at(self):
        """Return when what was refused may be asked for again; None: at any time."""
        self.ensure_one()
        if not self.refused_since:
            return None
        pause = ASK_AGAIN_LATER.get(self.refused_code, ASK_AGAIN_AFTER)
        return self.refused_since + pause

    def _is_in_doubt(self):
        """Whether Amazon refused just now, and may not be asked again yet."""
        moment = self._ask_again_at()
        return moment is not None and moment > fields.Datetime.now()

    def _note_doubt(self, code):
        """Note a refusal that only a person can mend.

        :return: whether it is the second one, and not too soon after the first
        """
        first = self[:1]
        if first.refused_since:
            return not first._is_in_doubt()
        if first.is_paused and first.refused_code == code:
            return True
        self.sudo().write(
            {"refused_since": fields.Datetime.now(), "refused_code": code}
        )
        cron = self.env.ref("amazon_connector.ir_cron_synchronize").sudo()
        cron._trigger(first._ask_again_at())
        return False

    def _clear_doubt(self):
        doubtful = self.filtered("refused_since")
        if doubtful:
            doubtful.sudo().write({"refused_since": False, "refused_code": False})

    # === TELLING PEOPLE === #

    @contextmanager
    def _telling(self):
        """Let what fails inside cost nothing but that nobody is told."""
        with attempt(self.env.cr) as tried:
            yield
        if tried.error:  # Not raised, else Amazon would be called again.
            log_failure(_logger, f"{self}: nobody was told", tried.error)

    @contextmanager
    def _each_alone(self, cron):
        """Let a cron go on with the others, whatever fails inside.

        For crons that commit after each: a database that asks to try again costs
        only what is done inside, and has it done again soon.

        :param cron: XML id
        """
        try:
            with self._telling():
                yield
        except OperationalError as error:
            self.env.cr.rollback()
            _logger.info("%s: again soon: %s", self, type(error).__name__)
            self.env.ref(cron).sudo()._trigger()

    def _in_language_of(self, user):
        """Return self such that texts come in a user's language."""
        return self.with_context(lang=user.lang or self.env.lang)

    def _tell(self, body):
        """Say something in the chatter, and to the person responsible."""
        self.ensure_one()
        self.sudo().message_post(
            body=body,
            partner_ids=self.responsible_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _ask_to_act(self, deadline, summary, note):
        """Have one activity, and only one, ask the person responsible to act.

        One that is open moves along.
        """
        self.ensure_one()
        # The one who is asked gets an e-mail of its own.
        record = self.sudo().with_context(mail_activity_quick_update=True)
        values = {
            "user_id": self.responsible_id.id,
            "date_deadline": deadline,
            "summary": summary,
            "note": Markup("<p>%s</p>") % note,
        }
        activities = record.activity_search([self._reminder_type])
        if activities:
            activities[0].write(values)
            activities[1:].unlink()
        else:
            record.activity_schedule(self._reminder_type, **values)

    def _stop_asking(self):
        self.sudo().activity_unlink([self._reminder_type])


def _may_be_asked(user):
    return user.active and not user.share


def lock_rows(records):
    """Wait for whoever writes these records now.

    What must happen once at Amazon is not repeated then, because two wrote at the
    same time.
    """
    if records:
        records.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
