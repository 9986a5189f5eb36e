"""Passkeys (W3C Web Authentication, level 3): keys that the owner's devices hold.

They come beside the password, and in its place; by the ``webauthn`` package, which is an extra:
without it nothing of this is offered.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from flask import current_app, request, session
from limits import parse
from sqlalchemy import Select, delete, exists, select

from blog import ratelimits
from blog.db import db, now
from blog.models.owner import Ceremony, Challenge, Owner, Passkey
from blog.models.site import Site

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

LASTS = timedelta(minutes=5)
"""How long somebody has to touch the key, or look at the telephone."""
ASKED = parse("30 per 15 minutes")
NAME_MAX = 60


class TooOften(Exception):
    """So many challenges were asked for that the next one has to wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def are_offered() -> bool:
    """Whether passkeys work here.

    The package has to be installed, and the browser at the blog's public address, for a passkey
    is bound to that one; which has to be safe, as browsers see it.
    """
    home = _home()
    is_safe = home.scheme == "https" or home.hostname == "localhost"
    return is_installed() and is_safe and request.host.lower() == home.netloc.lower()


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("webauthn") is not None


def are_ready() -> bool:
    """Whether somebody can get in here with one."""
    return are_offered() and (db.session.scalar(select(exists(Passkey.id))) or False)


def of(owner: Owner) -> Select[Passkey]:
    """The owner's passkeys, the oldest first."""
    return select(Passkey).where(Passkey.owner_id == owner.id).order_by(Passkey.id)


# -- a new one --


def offer_registration(owner: Owner) -> str:
    """What a browser has to know to make one (``PublicKeyCredentialCreationOptionsJSON``).

    Raises ``TooOften``.
    """
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=_rp_id(),
        rp_name=db.get_or_404(Site, 1).name,
        user_id=str(owner.id).encode(),
        user_name=owner.name,
        challenge=_challenge(Ceremony.REGISTRATION),
        timeout=_milliseconds(),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_described(known) for known in db.session.scalars(of(owner))],
    )
    return webauthn.options_to_json(options)


def registered(owner: Owner, name: str, credential: str) -> Passkey | None:
    """The passkey that a browser made, to be kept; nothing if it is not what we asked for."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = _take(Ceremony.REGISTRATION)
    if challenge is None:
        return None
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, *MALFORMED):
        return None
    return Passkey(
        owner_id=owner.id,
        name=name,
        credential=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        created_at=now(),
    )


# -- in the place of the password --


def offer_authentication() -> str:
    """What a browser has to know to use one (``PublicKeyCredentialRequestOptionsJSON``).

    It says nothing of who has which. Raises ``TooOften``.
    """
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=_rp_id(),
        challenge=_challenge(Ceremony.AUTHENTICATION),
        timeout=_milliseconds(),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def authenticate(credential: str) -> Owner | None:
    """Whose passkey signed what we asked this browser for; nobody's, if none did."""
    if not are_offered():
        return None
    import webauthn
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = _take(Ceremony.AUTHENTICATION)
    if challenge is None:
        return None
    with db.writing():
        try:
            sent = parse_authentication_credential_json(credential)
            known = db.session.scalar(select(Passkey).where(Passkey.credential == sent.raw_id))
            if known is None:
                return None
            verified = webauthn.verify_authentication_response(
                credential=sent,
                expected_challenge=challenge,
                expected_rp_id=_rp_id(),
                expected_origin=_origin(),
                credential_public_key=known.public_key,
                credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, *MALFORMED):
            return None
        known.sign_count, known.used_at = verified.new_sign_count, now()
    return known.owner


MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the package fails with, besides its own exceptions, over what is no credential."""


# -- challenges --


def _challenge(ceremony: Ceremony) -> bytes:
    """Something new to sign, for this browser alone. Raises ``TooOften``."""
    token, challenge = secrets.token_urlsafe(32), secrets.token_bytes(32)
    with db.writing():
        network = ratelimits.network()
        if not ratelimits.allows(ASKED, "passkey", network):
            raise TooOften(ratelimits.seconds_until_free(ASKED, "passkey", network))
        db.session.execute(delete(Challenge).where(Challenge.expires_at <= now()))
        db.session.add(
            Challenge(
                token=_digest(token),
                ceremony=ceremony,
                challenge=challenge,
                expires_at=now() + LASTS,
            )
        )
    session["challenge"] = token
    return challenge


def _take(ceremony: Ceremony) -> bytes | None:
    """What this browser was asked to sign, once; nothing if that is too long ago."""
    token = _digest(session.pop("challenge", ""))
    with db.writing():
        found = db.session.get(Challenge, token)
        if found:
            db.session.delete(found)
        if found and found.ceremony is ceremony and now() < found.expires_at:
            return found.challenge
    return None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# -- where we are --


def _home() -> SplitResult:
    site = Site.current()
    return urlsplit(current_app.config["URL"] or (site.url if site else ""))


def _origin() -> str:
    home = _home()
    return f"{home.scheme}://{home.netloc.lower()}"


def _rp_id() -> str:
    return _home().hostname or ""


def _milliseconds() -> int:
    return int(LASTS.total_seconds() * 1_000)


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return PublicKeyCredentialDescriptor(id=passkey.credential)
