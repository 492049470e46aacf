"""The HTML of Seller Central, in German or English, plainly an emulation."""

from datetime import datetime
from html import escape
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from emulator.words import WORDS

_STYLE = """
body{margin:0;background:#eaeded;color:#0f1111;font:15px/1.5 system-ui,sans-serif}
header{background:#232f3e;color:#fff;padding:14px 28px;font-size:19px;font-weight:600}
header small{font-weight:400;opacity:.8;margin-left:10px}
.emulation{background:#ffe8a3;border-bottom:1px solid #e0b94a;padding:7px 28px}
main{max-width:760px;margin:34px auto;background:#fff;border:1px solid #d5d9d9;
border-radius:8px;padding:26px 34px 30px}
h1{font-size:23px;margin:0 0 14px}h2{font-size:16px;margin:20px 0 6px}
ul{margin:6px 0 14px;padding-left:22px}label{display:block;margin:14px 0}
label.agree{display:flex;gap:10px;background:#f7fafa;border:1px solid #d5d9d9;
border-radius:6px;padding:12px}label.agree input{margin-top:4px}
select{font:inherit;padding:5px 8px;border-radius:6px;border:1px solid #888c8c}
.buttons{display:flex;gap:12px;margin-top:20px}
button{font:inherit;padding:8px 22px;border-radius:8px;cursor:pointer;
border:1px solid #888c8c;background:#fff;color:#0f1111}
button.main{background:#008296;border-color:#008296;color:#fff}
button[disabled]{opacity:.45;cursor:not-allowed}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:8px 10px 8px 0;
border-bottom:1px solid #e3e6e6;vertical-align:top}td form{display:inline}
.error{border-left:4px solid #c40000;background:#fdf3f3;padding:10px 14px;
margin:0 0 16px}td.day,td.do{white-space:nowrap}
main:has(table){max-width:1000px}td button{padding:5px 12px}
td button,main>form>button{margin:0 0 6px}
.quiet{color:#565959;font-size:13px;overflow-wrap:anywhere}
code{background:#f3f4f4;padding:1px 5px;border-radius:4px}
"""
_SCRIPT = """
const agree = document.getElementById("agree");
const confirm = document.getElementById("confirm");
const follow = () => { confirm.disabled = !agree.checked; };
agree.addEventListener("change", follow); follow();
"""


def language(request: Request) -> str:
    return request.accept_languages.best_match(["en", "de"], "en")


def _page(language_code: str, title: str, body: str, status=200) -> Response:
    words = WORDS[language_code]
    html = (
        f'<!DOCTYPE html><html lang="{language_code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<header>seller central<small>{escape(words['emulated'])}</small></header>"
        f'<div class="emulation" role="note">{escape(words["emulation"])}</div>'
        f"<main>{body}</main></body></html>"
    )
    response = Response(html, status, mimetype="text/html")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def plain(title: str, body: str, language_code: str) -> Response:
    """A page of the emulator's own."""
    return _page(language_code, title, body)


def refusal(request: Request, code: str, words_key: str, status=400) -> Response:
    """What went wrong, with Amazon's error code where it has one."""
    words = WORDS[language(request)]
    number = (
        f"<p>{escape(words['error_code'])}: <code>{code}</code></p>" if code else ""
    )
    body = (
        f"<h1>{escape(words['error_title'])}</h1>"
        f'<p class="error">{escape(words[words_key])}</p>{number}'
    )
    return _page(language(request), words["error_title"], body, status)


def _options(pairs, chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(label)}</option>"
        for value, label in pairs
    )


def consent(
    request, amazon, app, region, redirect_uri, state, is_refused=False
) -> Response:
    """Who asks for what; the Confirm button waits for the check box."""
    words = WORDS[language(request)]
    seller_id = request.values.get("seller", amazon.seller.seller_id)
    sellers = [(s.seller_id, f"{s.name} ({s.seller_id})") for s in amazon.sellers]
    regions = [(code, words[code]) for code in ("eu", "na", "fe")]
    regions = [pair for pair in regions if not region or pair[0] == region]
    roles = "".join(f"<li>{escape(role)}</li>" for role in sorted(app.roles))
    refused = (
        f'<p class="error">{escape(words["tick_first"])}</p>' if is_refused else ""
    )
    body = f"""
<h1>{escape(words["consent_title"])}</h1>{refused}
<p>{escape(words["consent_intro"]).format(app=f"<b>{escape(app.name)}</b>")}</p>
<h2>{escape(words["roles"])}</h2><ul>{roles}</ul>
<form method="post">
<label>{escape(words["account"])}
<select name="seller">{_options(sellers, seller_id)}</select></label>
<label>{escape(words["region"])}
<select name="region">{_options(regions, region or "eu")}</select></label>
<label class="agree"><input type="checkbox" name="agree" id="agree">
<span>{escape(words["agree"]).format(app=escape(app.name))}</span></label>
<div class="buttons"><button class="main" id="confirm" disabled>
{escape(words["confirm"])}</button>
<button name="cancel" value="1">{escape(words["cancel"])}</button></div></form>
<p class="quiet">{escape(words["goes_to"])} {escape(redirect_uri)}</p>
<script>{_SCRIPT}</script>"""
    return _page(language(request), words["consent_title"], body)


def manage(request: Request, amazon, seller) -> Response:
    """The seller's authorisations, newest first."""
    words = WORDS[language(request)]
    rows = "".join(
        _authorization_row(amazon, words, authorization)
        for authorization in reversed(amazon.authorizations.of_seller(seller.seller_id))
    )
    others = " · ".join(
        f'<a href="/apps/manage?{urlencode({"seller": s.seller_id})}">'
        f"{escape(s.name)}</a>"
        for s in amazon.sellers
    )
    names = ("application", "region", "since", "until", "state", "")
    heads = "".join(f"<th>{escape(words.get(name, ''))}</th>" for name in names)
    table = f"<table><tr>{heads}</tr>{rows}</table>" if rows else ""
    empty = "" if rows else f"<p>{escape(words['nothing_authorized'])}</p>"
    body = (
        f"<h1>{escape(words['manage_title'])}</h1><p>{others}</p>{empty}{table}"
        f'<p class="quiet">{escape(seller.name)} · {escape(seller.seller_id)}</p>'
    )
    return _page(language(request), words["manage_title"], body)


def _authorization_row(amazon, words, authorization) -> str:
    app = authorization.application
    is_alive = authorization.is_alive(amazon.clock.now())
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (
            ("application_id", app.application_id),
            ("seller", authorization.seller_id),
            ("region", authorization.region),
        )
    )
    buttons = [("renew", "reauthorize")] + ([("disable", "disable")] * is_alive)
    forms = "".join(
        f'<form method="post" action="/apps/manage">{hidden}'
        f'<button name="do" value="{do}">{escape(words[label])}</button></form> '
        for do, label in buttons
        if not app.is_private or do == "disable"
    )
    until = authorization.valid_until
    return (
        f"<tr><td>{escape(app.name)}</td><td>{escape(words[authorization.region])}</td>"
        f'<td class="day">{_day(authorization.granted_at)}</td>'
        f'<td class="day">{_day(until) if until else "–"}</td>'
        f"<td>{escape(words['alive' if is_alive else 'ended'])}</td>"
        f'<td class="do">{forms}</td></tr>'
    )


def develop(request: Request, amazon, refresh_token="") -> Response:
    """The developer's applications, each with "Authorize app"."""
    words = WORDS[language(request)]
    sellers = [(s.seller_id, f"{s.name} ({s.seller_id})") for s in amazon.sellers]
    regions = [(code, words[code]) for code in amazon.seller.regions]
    rows = "".join(
        f'<form method="post"><h2>{escape(app.name)}</h2>'
        f'<p class="quiet">{escape(app.application_id)}<br>{escape(app.client_id)}</p>'
        f'<input type="hidden" name="application_id" value="{app.application_id}">'
        f'<select name="seller">{_options(sellers, "")}</select> '
        f'<select name="region">{_options(regions, "eu")}</select> '
        f'<button class="main">{escape(words["authorize_app"])}</button></form>'
        for app in amazon.apps
    )
    token = (
        f"<p>{escape(words['copy_token'])}</p>"
        f'<p class="quiet"><code id="refresh_token">{refresh_token}</code></p>'
        if refresh_token
        else ""
    )
    body = f"<h1>{escape(words['develop_title'])}</h1>{token}{rows}"
    return _page(language(request), words["develop_title"], body)


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def index(amazon) -> Response:
    """What runs here and where to look."""
    links = (
        ("/apps/manage", "Seller Central: Manage Your Apps"),
        ("/apps/develop", "Seller Central: Develop Apps (refresh token by hand)"),
        ("/emulator/expected?region=eu", "What Europe's orders should end up as"),
        ("/emulator/expected?region=na", "The same for North America"),
        ("/emulator/orders.html", "Orders, and what happens to them"),
        ("/emulator/sellers", "Sellers"),
        ("/emulator/products", "Products"),
        ("/emulator/tax_documents", "Invoices and credit notes"),
        ("/emulator/settlements", "Payouts"),
        ("/emulator/apps", "Applications"),
        ("/emulator/calls", "Calls so far"),
        ("/emulator/faults", "Fault script"),
        ("/emulator/clock", "Clock"),
        ("/emulator/settings", "Settings"),
    )
    items = "".join(f'<li><a href="{u}">{escape(text)}</a></li>' for u, text in links)
    url = escape(amazon.url)
    body = (
        "<h1>An emulated Amazon</h1>"
        f"<p>Login with Amazon: <code>{url}/auth/o2/token</code><br>"
        f"SP-API: <code>{url}/eu</code>, <code>{url}/na</code>, "
        f"<code>{url}/fe</code></p><ul>{items}</ul>"
    )
    return _page("en", "An emulated Amazon", body)
