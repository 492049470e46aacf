"""The demo's user and settings; of the crons only the addon's own. By `odoo shell`.

The web client's files are made in advance, so that each copy shows its first page soon.
"""

SCRIPTS = (
    "bus.websocket_worker_assets",
    "web.assets_emoji",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_web",
    "web_tour.interactive",
)
STYLES = ("web.assets_frontend", "web.assets_web", "web.assets_web_print")

user = env.ref("base.user_admin")
user.write(
    {
        "name": "Mara Lindner",
        "login": "demo",
        "password": "demo",
        "email": "mara.lindner@morgenrot.example",
        "lang": "de_DE",
        "tz": "Europe/Berlin",
        "odoobot_state": "disabled",
        # There is no mail server: what is to be told waits in Odoo itself.
        "notification_type": "inbox",
        "action_id": env.ref("amazon_connector.amazon_seller_account_action").id,
    }
)
# Odoo's own greetings count as read: the bell is for what comes.
for member in env["discuss.channel.member"].search(
    [("partner_id", "=", user.partner_id.id)]
):
    newest = max(member.channel_id.message_ids.ids, default=0)
    if newest:
        member._mark_as_read(newest)
env.company.partner_id.lang = "de_DE"
# Odoo's setting "Customer Addresses": sale orders show where the goods go.
addresses = env.ref("account.group_delivery_invoice_address")
env.ref("base.group_user")._apply_group(addresses)
crons = env["ir.cron"].with_context(active_test=False).search([])
own = env["ir.model.data"].search(
    [("model", "=", "ir.cron"), ("module", "=", "amazon_connector")]
)
crons.filtered(lambda cron: cron.id in own.mapped("res_id")).active = True
for bundle in SCRIPTS:
    env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
for bundle in STYLES:
    env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()
