"""The configuration file of every Odoo that the scripts start."""

from .paths import ADDON, ODOO_CONFIG, ODOO_DATA, ROOT, odoo_path

CONFIG = """[options]
addons_path = {addons_path}
data_dir = {data_dir}
admin_passwd = {ADDON}
http_interface = 127.0.0.1
list_db = False
server_wide_modules = base,web
max_cron_threads = 0
publisher_warranty_url = http://127.0.0.1:9
without_demo = True
"""


def write() -> None:
    """Write odoo.conf into the cache, if it says something else now."""
    addons = [odoo_path() / "addons", odoo_path() / "odoo" / "addons"]
    folders = [path for path in addons if path.is_dir()]
    if (ROOT / ADDON / "__manifest__.py").exists():
        folders.append(ROOT)
    text = CONFIG.format(
        addons_path=",".join(map(str, folders)), data_dir=ODOO_DATA, ADDON=ADDON
    )
    ODOO_DATA.mkdir(parents=True, exist_ok=True)
    if not ODOO_CONFIG.exists() or ODOO_CONFIG.read_text(encoding="utf-8") != text:
        ODOO_CONFIG.write_text(text, encoding="utf-8")
