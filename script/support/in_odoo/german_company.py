"""Makes the first company a German one with SKR03, and adds the German language.

Run by `odoo shell`, which gives `env`. Nothing may call home: crons are switched off
(a test or a demo starts those it needs), and Odoo's paid services are told a dead end.
The web client's files are made in advance, so that a copy shows its first page at once.
"""

env["res.lang"]._activate_lang("de_DE")
modules = env["ir.module.module"].search([("state", "=", "installed")])
modules._update_translations(["de_DE"])

company = env.ref("base.main_company")
company.write(
    {
        "name": "Morgenrot Handels GmbH",
        "street": "Lindenallee 12",
        "zip": "50667",
        "city": "Köln",
        "country_id": env.ref("base.de").id,
        "currency_id": env.ref("base.EUR").id,
        "vat": "DE298765435",
        "phone": "+49 221 5550100",
        "email": "kontor@morgenrot.example",
    }
)
env["account.chart.template"].try_loading(
    "de_skr03", company=company, install_demo=False
)
assert company.chart_template == "de_skr03", company.chart_template
env["ir.cron"].search([]).active = False
env["ir.config_parameter"].set_param("iap.endpoint", "http://127.0.0.1:9")
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
