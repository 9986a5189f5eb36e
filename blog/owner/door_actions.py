"""What the owner does about getting in."""

from __future__ import annotations

from blog import acts, signin
from blog.db import db
from blog.models.act import Verb
from blog.models.owner import Owner, Passkey


def change_password(owner: Owner, password: str) -> None:
    """Give the owner a new password, and log this browser in with it; others are logged out."""
    hashed = signin.hash_password(password)
    with db.writing():
        acts.note(Verb.PASSWORD_CHANGED)
        signin.set_password(owner, hashed)
    signin.log_in(owner)


def keep_passkey(passkey: Passkey) -> None:
    """Let a passkey open the desk from now on."""
    with db.writing():
        db.session.add(passkey)
        acts.note(Verb.PASSKEY_ADDED, name=passkey.name)


def remove_passkey(passkey: Passkey) -> None:
    """Let a passkey open nothing any more."""
    with db.writing():
        acts.note(Verb.PASSKEY_REMOVED, name=passkey.name)
        db.session.delete(passkey)
