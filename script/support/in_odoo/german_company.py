"""Makes the first company a German one with SKR03, and adds the German language.

Run by `odoo shell`, which gives `env`. Nothing may call home: crons are switched off
(a test or a demo starts those it needs), and Odoo's paid services are told a dead end.
"""

DEAD_END = "http://127.0.0.1:9"
SERVICES = (
    "enrich.endpoint",
    "html_editor.media_library_endpoint",
    "html_editor.olg_api_endpoint",
    "iap.endpoint",
    "iap.partner_autocomplete.endpoint",
    "reveal.endpoint",
    "sms.endpoint",
    "snailmail.endpoint",
)

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
for service in SERVICES:
    env["ir.config_parameter"].set_param(service, DEAD_END)
company.iap_enrich_auto_done = True
env.cr.commit()
