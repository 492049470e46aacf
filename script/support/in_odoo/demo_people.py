"""The demo's user; of the crons only the addon's own. Run by `odoo shell`."""

user = env.ref("base.user_admin")
user.write(
    {
        "name": "Mara Lindner",
        "login": "demo",
        "password": "demo",
        "email": "mara.lindner@morgenrot.example",
        "lang": "de_DE",
        "tz": "Europe/Berlin",
        "action_id": env.ref("amazon_connector.amazon_seller_account_action").id,
    }
)
env.company.partner_id.lang = "de_DE"
crons = env["ir.cron"].with_context(active_test=False).search([])
own = env["ir.model.data"].search(
    [("model", "=", "ir.cron"), ("module", "=", "amazon_connector")]
)
crons.filtered(lambda cron: cron.id in own.mapped("res_id")).active = True
env.cr.commit()
