"""The demo's second and third account, and the weeks they have lived. `odoo shell`.

Both sold on Amazon before today: the second one's authorisation ends in nine days, the
third one's ended a week ago. Nothing of it is painted: their crons run here on the days
they would have run, on a clock that Odoo and the emulated Amazon share.

DEMO_FACTS in the environment is JSON: `amazon_url` (the emulated Amazon's),
`key_set_id`, `report_seconds` (its pace, once all is lived), and `sellers`, each with
its `seller_id`, `name`, `vat_service`, and how many days ago it allowed access
(`granted`).
"""

import json
import os
from datetime import datetime, timedelta, timezone
from unittest.mock import patch
from urllib.request import Request, urlopen

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.sql_db import BaseCursor

DAY = timedelta(days=1)
# Nobody saw the reminders: they came week by week, from 30 days before the end.
WATCHED_DAYS = range(-40, 1)
# When the accounts did a round, in days: one before the third account ended, and the
# two after it that Amazon refused.
ROUNDS = (-7.5, -6.9, -6.89)
LAST_ROUND = -0.05

facts = json.loads(os.environ["DEMO_FACTS"])
now = datetime.now(timezone.utc).replace(microsecond=0)
german = env(context=dict(env.context, lang="de_DE"))
accounts = german["amazon.seller.account"]


def ask_amazon(path, values):
    request = Request(
        f"{facts['amazon_url']}/emulator/{path}",
        json.dumps(values).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def iso(moment):
    return moment.isoformat().replace("+00:00", "Z")


def account_of(seller):
    """Create the account as its seller once did, with the consent of that day."""
    granted_at = now - seller["granted"] * DAY
    account = accounts.create(
        {
            "name": f"{seller['name']} bei Amazon",
            "key_set_id": facts["key_set_id"],
            "home_marketplace_id": german["amazon.seller.marketplace"]
            .search([("marketplace_identifier", "=", "A1PA6795UKMFR9")])
            .id,
            "user_id": german.ref("base.user_admin").id,
            "seller_identifier": seller["seller_id"],
            "order_start_date": (now - 29 * DAY).replace(tzinfo=None),
            "vat_service": seller["vat_service"],
        }
    )
    # As an accountant did: so few orders do not tell it by themselves.
    account._decide_price_reading("MFN", "gross", "gross", "before")
    account._decide_price_reading("AFN", "net", "net", "after")
    consent = ask_amazon(
        "authorizations",
        {"seller_id": seller["seller_id"], "granted_at": iso(granted_at)},
    )
    account._store_refresh_token(
        consent["refresh_token"], "consent", granted_at.replace(tzinfo=None)
    )
    return account


def set_up_taxes(account):
    """Do what its accountant did, once Amazon had named the marketplaces."""
    account._greet()
    wizard = german["amazon.seller.tax.setup"].create({"account_id": account.id})
    wizard.action_set_up()


def live(days):
    """Do the rounds of a day, as the cron would."""
    moment = now + days * DAY
    ask_amazon("clock", {"set": iso(moment)})
    with freeze_time(moment):
        accounts._cron_synchronize()
        accounts._cron_read_schedules()


def share():
    """Let another program of the first seller have a report made every day."""
    ask_amazon(
        "other_program",
        {
            "do": "schedule",
            "report_type": "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE",
            "period": "P1D",
            "seller_id": facts["sellers"][0]["seller_id"],
        },
    )


def watch(day):
    with freeze_time(now + day * DAY):
        accounts._cron_watch()


ask_amazon("settings", {"report_seconds": 0})
# Unlike this program's own, Odoo's clock is the frozen one.
with patch.object(BaseCursor, "now", lambda cursor: Datetime.now()):
    for seller in facts["sellers"]:
        with freeze_time(now - seller["granted"] * DAY):
            account_of(seller)
    ask_amazon("clock", {"set": iso(now + (ROUNDS[0] - 1) * DAY)})
    with freeze_time(now + (ROUNDS[0] - 1) * DAY):
        for account in accounts.search([("seller_identifier", "!=", False)]):
            set_up_taxes(account)
    share()
    events = [(day, watch) for day in WATCHED_DAYS]
    events += [(days, live) for days in (*ROUNDS, LAST_ROUND)]
    for days, happen in sorted(events, key=lambda event: event[0]):
        happen(days)
ask_amazon("settings", {"report_seconds": facts["report_seconds"]})
ask_amazon("clock", {"do": "reset"})
env.cr.commit()
