# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Secrets at rest: sealed with a key that never lies in the database.

The key is ``amazon_connector_key`` in odoo.conf (several, separated by commas: the
first seals, all open, so that a key can be changed), or else a file in Odoo's data
folder that is made at the first use, readable by Odoo's own user only.
"""

import base64
import contextlib
import logging
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.tools import config

_logger = logging.getLogger(__name__)

KEY_OPTION = "amazon_connector_key"
KEY_FILE = "amazon_connector.key"


class SecretUnreadable(Exception):
    """Sealed with another key: the database came here without its key."""

    code = "secret_unreadable"
    detail = ""


class KeyUnusable(Exception):
    """The configured key is no key; its text is not repeated here."""


def seal(secret):
    """Return ``secret`` (text or bytes) as text that only our key opens."""
    data = secret.encode() if isinstance(secret, str) else secret
    return _box().encrypt(data).decode()


def unseal(sealed):
    """Return the text that :func:`seal` was given.

    :raise SecretUnreadable: sealed with a key that we do not have
    """
    return unseal_bytes(sealed.encode()).decode()


def seal_bytes(data):
    """Return ``data`` as bytes that only our key opens."""
    return base64.urlsafe_b64decode(_box().encrypt(data))


def unseal_bytes(sealed):
    """Return the bytes that :func:`seal` or :func:`seal_bytes` was given."""
    if sealed[:1] == b"\x80":  # A Fernet token without its base64 wrapping.
        sealed = base64.urlsafe_b64encode(sealed)
    try:
        return _box().decrypt(sealed)
    except InvalidToken:
        raise SecretUnreadable from None


def _box():
    keys = [key.strip() for key in (config.get(KEY_OPTION) or "").split(",")]
    keys = [key for key in keys if key] or [_key_from_file()]
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise KeyUnusable(
            f"{KEY_OPTION} must be 32 bytes in url-safe base64; make one with "
            "cryptography's Fernet.generate_key()"
        ) from None


def _key_from_file():
    path = Path(config["data_dir"]) / KEY_FILE
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _make_key_file(path)


def _make_key_file(path):
    """Create the key file; of several workers at once, the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, not a rename: it fails where another worker was first, and the
        # file is whole as soon as its name exists.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
            _logger.info("Made the key for Amazon secrets: %s", path)
    finally:
        draft.unlink()
    return path.read_text().strip()
