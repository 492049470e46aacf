"""Sellers API v1.

https://developer-docs.amazon.com/sp-api/docs/sellers-api-v1-reference
"""

from werkzeug.wrappers import Response

from emulator import marketplaces
from emulator.accounts import SELLING_PARTNER_INSIGHTS
from emulator.answers import json_response, unauthorized
from emulator.api import Call

STREET = {
    "addressLine1": "Lindenallee 12",
    "countryCode": "DE",
    "stateOrProvinceCode": "Bayern",
    "city": "Nürnberg",
    "postalCode": "90402",
}


def get_marketplace_participations(call: Call) -> Response:
    return json_response({"payload": _participations(call)})


def get_account(call: Call) -> Response:
    if SELLING_PARTNER_INSIGHTS not in call.roles:
        raise unauthorized()
    seller = call.seller
    return json_response(
        {
            "payload": {
                "marketplaceParticipationList": _participations(call),
                "businessType": seller.business_type,
                "sellingPlan": seller.selling_plan,
                "business": {
                    "name": seller.name,
                    "registeredBusinessAddress": STREET,
                    "companyRegistrationNumber": "HRB 00000",
                },
                "primaryContact": {"name": "Käthe Grünwald", "address": STREET},
            }
        }
    )


def _participations(call: Call) -> list[dict]:
    """Amazon's marketplaces of the region and its pseudo marketplaces."""
    return [
        {
            "marketplace": {
                "id": marketplace.id,
                "name": marketplace.name,
                "countryCode": marketplace.country,
                "defaultCurrencyCode": marketplace.currency,
                "defaultLanguageCode": marketplace.language,
                "domainName": marketplace.domain or "www.amazon.de",
            },
            "participation": {
                "isParticipating": marketplace.id not in call.seller.not_participating,
                "hasSuspendedListings": marketplace.id in call.seller.suspended,
            },
            "storeName": call.seller.name,
        }
        for marketplace in marketplaces.of_region(call.region)
    ]
