"""The demo's key set, seller account and products. Run by `odoo shell`.

DEMO_FACTS in the environment is JSON: `base_url` (Odoo's), `amazon_url` (the emulated
Amazon's), `application` (its ids and secret), `products` as `/emulator/products` lists
them, `key_set_id` (the id of the key set that the application's login URI names).
Prints the account's id as JSON.
"""

import json
import os
from datetime import timedelta

from odoo.fields import Command

facts = json.loads(os.environ["DEMO_FACTS"])
german = env(context=dict(env.context, lang="de_DE"))
parameters = german["ir.config_parameter"]
parameters.set_param("web.base.url", facts["base_url"])
parameters.set_param("web.base.url.freeze", "True")
# Amazon's marketplaces in Europe beside the euro; what one euro was worth some day.
for currency_code, rate in {"GBP": 0.87, "PLN": 4.25, "SEK": 11.1}.items():
    currency = german.ref(f"base.{currency_code}")
    currency.active = True
    currency.rate_ids = [Command.create({"name": "2025-01-01", "rate": rate})]

application = facts["application"]
amazon_url = facts["amazon_url"]
key_set = german["amazon.seller.key.set"].create(
    {
        "name": "Standard",
        "application_id": application["application_id"],
        "client_id": application["client_id"],
        "client_secret": application["client_secret"],
        "is_draft": True,
        "user_id": german.ref("base.user_admin").id,
        "environment": "custom",
        "custom_api_url": f"{amazon_url}/{{region}}",
        "custom_token_url": f"{amazon_url}/auth/o2/token",
        "custom_consent_url": amazon_url,
    }
)
assert key_set.id == facts["key_set_id"], key_set.id
account = german["amazon.seller.account"].create(
    {
        "name": "Morgenrot bei Amazon",
        "key_set_id": key_set.id,
        "home_marketplace_id": german["amazon.seller.marketplace"]
        .search([("marketplace_identifier", "=", "A1PA6795UKMFR9")])
        .id,
        "user_id": german.ref("base.user_admin").id,
        "order_start_date": env.cr.now().replace(microsecond=0) - timedelta(days=29),
    }
)
products = german["product.product"].create(
    [
        {
            "default_code": product["sku"],
            "name": product["title"],
            "list_price": float(product["price"]),
            "is_storable": True,
        }
        for product in facts["products"]
    ]
)
account.warehouse_id.name = "Hauptlager"
account.fba_warehouse_id = german["stock.warehouse"].create(
    {"name": "Lager bei Amazon", "code": "FBA"}
)
for product in products:
    german["stock.quant"]._update_available_quantity(
        product, account.warehouse_id.lot_stock_id, 100
    )
env.cr.commit()
print(json.dumps({"account_id": account.id}))
