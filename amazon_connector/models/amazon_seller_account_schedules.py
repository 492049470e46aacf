# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta, timezone

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..explanations import explain
from ..failures import log_failure
from ..spapi.errors import AmazonError
from ..spapi.schedules import PERIODS, schedulable_types
from .amazon_seller_report_schedule import PUT_BACK_EVERY, STANDING

_logger = logging.getLogger(__name__)

# The cron reads them back daily; one that is called again at once goes on.
FRESH = timedelta(hours=12)


class AmazonSellerAccountSchedules(models.Model):
    """What is scheduled at Amazon: read back daily, and put back where it is gone."""

    _inherit = "amazon.seller.account"

    schedule_ids = fields.One2many("amazon.seller.report.schedule", "account_id")
    schedules_read_at = fields.Datetime(readonly=True, copy=False)

    # === CRON AND BUTTONS === #

    @api.model
    def _cron_read_schedules(self):
        """Read back the schedules of every account that may call.

        And say which reports stay away, whoever makes them.
        """
        commit = self.env["ir.cron"]._commit_progress
        stale = Domain("schedules_read_at", "=", False) | Domain(
            "schedules_read_at", "<", fields.Datetime.now() - FRESH
        )
        accounts = self.search(self._living_domain() & stale, order="id")
        commit(remaining=len(accounts))
        for account in accounts:
            account._read_schedules_safely(commit)
            with account._each_alone("amazon_connector.ir_cron_read_schedules"):
                account.source_ids._advise()
            if not commit(1):
                return  # Called again at once.

    def _read_schedules_safely(self, commit):
        """Read back what stands at Amazon; a failure costs only this account."""
        try:
            with self._connection() as door:
                self._read_schedules(door)
                commit()
                self._make_schedules(door)
        except AmazonError as error:
            _logger.info("Amazon account %s: %s", self.id, error)
        except OperationalError as error:
            self.env.cr.rollback()
            _logger.info("Amazon account %s: again tomorrow: %s", self.id, error)
        except Exception as error:  # noqa: BLE001 - the other accounts go on
            self.env.cr.rollback()
            log_failure(_logger, f"Amazon account {self.id}: schedules", error)

    def _read_schedules_now(self):
        """Read back what stands at Amazon, for a person who waits.

        :raise UserError: Amazon did not tell
        """
        self._call_for_person(self._read_schedules)

    def _make_schedules_now(self):
        """Make what is wanted, for a person who waits; what fails is tried again."""
        # Else nobody would know the schedule for ours if we die now.
        self.env["ir.cron"]._commit_progress()
        for account in self:
            account._call_for_person(account._make_schedules)

    def _call_for_person(self, call, harmless=()):
        """Call Amazon, and say in words what it refuses.

        :param call: called with the door
        :param harmless: errors that count as success
        """
        self.ensure_one()
        try:
            with self._connection() as door:
                call(door)
        except harmless:
            return
        except AmazonError as error:
            # What Amazon refused is in the log, whatever becomes of the rest.
            self.env["ir.cron"]._commit_progress()
            message = explain(self.env, error.code, error.detail)
            raise UserError(message) from error

    def _advance_reports(self, checkpoint):
        """Make first what is wanted to be made again and again."""
        self._make_schedules_due()
        return super()._advance_reports(checkpoint)

    def _make_schedules_due(self):
        if self._schedules_to_make() and self._may_call():
            with self._connection() as door:
                self._make_schedules(door)

    # === AT AMAZON === #

    def _make_schedules(self, door):
        for schedule in self._schedules_to_make().try_lock_for_update():
            schedule._make(door)

    def _schedules_to_make(self):
        now = fields.Datetime.now()
        return self.schedule_ids.sudo().filtered(
            lambda schedule: (
                schedule.state == "wanted"
                and not (schedule.next_try_at and schedule.next_try_at > now)
            )
        )

    def _read_schedules(self, door):
        """Compare what stands at Amazon with what is known here."""
        names = set(schedulable_types(self.region)) - self._denied_types()
        told = self._type_by_type(sorted(names), door.report_schedules)
        self._claim_planning()
        names -= self._denied_types()
        self._compare_schedules(
            [each for each in told if each.report_type in names], names
        )
        self._put_back_schedules()
        self.schedules_read_at = fields.Datetime.now()

    def _compare_schedules(self, told, names):
        """Let our records say what stands at Amazon.

        :param told: what Amazon told of these types, all of it
        :param names: the types Amazon was asked about
        """
        known = self.schedule_ids.sudo().filtered(
            lambda schedule: schedule.report_type in names
        )
        seen = known.browse()
        for each in told:
            schedule = known.filtered(lambda known, each=each: known._is_this(each))
            values = self._prepare_schedule(each)
            if schedule:
                schedule[0]._note_standing(values)
            else:
                values = dict(values, account_id=self.id, state="foreign")
                schedule = known.create(values)
            seen |= schedule[0]
        gone = (known - seen).filtered(lambda schedule: schedule.state in STANDING)
        foreign = gone.filtered(lambda schedule: schedule.state == "foreign")
        foreign.unlink()
        for schedule in gone - foreign:
            schedule._note_gone(seen)

    def _prepare_schedule(self, told):
        """Return the values of a schedule as Amazon states it."""
        next_at = told.next_creation_time
        places = self.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "in", told.marketplace_ids)]
        )
        return {
            "report_type": told.report_type,
            "marketplace_ids": [fields.Command.set(places.ids)],
            "period": told.period if told.period in PERIODS else False,
            "schedule_identifier": told.schedule_id,
            "next_creation_at": next_at and _naive(next_at),
            "read_at": fields.Datetime.now(),
        }

    def _put_back_schedules(self):
        """Want again what is gone and is to be put back, once a day at most."""
        before = fields.Datetime.now() - PUT_BACK_EVERY
        gone = self.schedule_ids.sudo().filtered(
            lambda schedule: (
                schedule.is_put_back
                and schedule.state in ("replaced", "removed")
                and not (schedule.put_back_at and schedule.put_back_at > before)
            )
        )
        gone.write({"put_back_at": fields.Datetime.now()})
        gone._want_again()
        for schedule in gone:
            reader = self._in_language_of(self.responsible_id)
            self._tell(
                reader.env._(
                    "“%s” was no longer scheduled at Amazon and is put back.",
                    schedule.with_env(reader.env)._title(),
                )
            )


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
