"""Every setting, its default, and what is refused.

A setting comes from the environment, else from ``config.toml`` in the instance folder (the
same name as a key), else from here. What an owner may change in the browser is not a
setting but a column of ``Site``.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask

from blog.text.mailboxes import mailbox

ROOT = Path(__file__).resolve().parent.parent

CONNECTIONS = 64
"""How many requests of a process may be asking the database at once."""

DEFAULTS = {
    "HOST": "127.0.0.1",
    "PORT": 8000,
    "DATABASE_URL": "",  # empty: blog.db in the instance folder
    "BROADSHEET_URL": "",  # empty: what the owner entered at set-up
    "BROADSHEET_MEDIA": "",  # empty: media/ in the instance folder
    "BROADSHEET_PROXIES": 0,  # how many proxies of ours stand before the blog
    "BROADSHEET_SMTP": "",  # empty: the blog sends no letters
    "BROADSHEET_WORKERS": 0,  # processes that answer; 0: as many as suit the machine
    "BROADSHEET_THREADS": 512,  # requests under way in each; all but a few wait for slow people
    "BROADSHEET_ACCESS_LOG": False,  # a line for every request
}


class Refused(SystemExit):
    """A setting that can't be used; its words are for the person who starts the blog."""


@dataclass(frozen=True)
class MailServer:
    """Who takes the blog's letters (RFC 6409), and ``sender``, whom they come from.

    ``is_wrapped`` is whether the connection is encrypted from its beginning (RFC 8314, 3.3).
    """

    host: str
    port: int
    is_wrapped: bool
    user: str
    password: str = field(repr=False)
    sender: str


def instance_folder() -> Path:
    """The folder that holds the blog's whole state."""
    return Path(os.environ.get("BROADSHEET_INSTANCE") or ROOT / "instance").resolve()


def load(app: Flask, overrides: dict[str, Any]) -> None:
    """Settle every setting of one blog.

    Raises ``Refused`` for an unknown or unusable one.
    """
    instance = _folder(Path(app.instance_path))
    settings = {**DEFAULTS, **_from_file(instance / "config.toml"), **_from_environment()}
    settings |= {key: overrides[key] for key in DEFAULTS.keys() & overrides}

    app.config.from_mapping(
        HOST=str(settings["HOST"]),
        PORT=_whole_number("PORT", settings["PORT"]),
        PROXIES=_whole_number("BROADSHEET_PROXIES", settings["BROADSHEET_PROXIES"]),
        URL=_web_address("BROADSHEET_URL", settings["BROADSHEET_URL"]),
        MEDIA=Path(settings["BROADSHEET_MEDIA"] or instance / "media"),
        SMTP=_mail_server("BROADSHEET_SMTP", settings["BROADSHEET_SMTP"]),
        WORKERS=_whole_number("BROADSHEET_WORKERS", settings["BROADSHEET_WORKERS"], most=64),
        THREADS=_whole_number(
            "BROADSHEET_THREADS", settings["BROADSHEET_THREADS"], least=8, most=4_096
        ),
        ACCESS_LOG=_yes_or_no("BROADSHEET_ACCESS_LOG", settings["BROADSHEET_ACCESS_LOG"]),
        SQLALCHEMY_DATABASE_URI=_database(settings["DATABASE_URL"], instance),
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_size": 8,
            "max_overflow": CONNECTIONS - 8,
            "hide_parameters": True,  # an error is logged: what somebody wrote is not
        },
        SECRET_KEY=overrides.get("SECRET_KEY") or _secret_key(instance / "secret_key"),
        # A token lives as long as its session: who writes for two hours loses nothing.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # wants a Referer, which some browsers never send
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.config.from_mapping({key: overrides[key] for key in overrides.keys() - DEFAULTS.keys()})
    _folder(app.config["MEDIA"])


def _folder(path: Path) -> Path:
    """A folder that is there, made if need be, and in which we may write."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"The folder {path} can't be made: {error.strerror}.") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise Refused(f"The folder {path} can't be written to by whoever runs this program.")
    return path


def _from_file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path} can't be read: {error}") from None
    for key in found.keys() - DEFAULTS.keys():
        raise Refused(f"{path}: there is no setting {key!r}. There are: {', '.join(DEFAULTS)}.")
    return found


def _from_environment() -> dict[str, str]:
    return {key: os.environ[key] for key in DEFAULTS if os.environ.get(key)}


def _whole_number(name: str, value: object, least: int = 0, most: int = 65_535) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if not least <= number <= most:
        raise Refused(f"{name} is {value!r}, but must be a whole number from {least} to {most}.")
    return number


def _yes_or_no(name: str, value: object) -> bool:
    said = str(value).lower()
    if said not in {"1", "true", "yes", "0", "false", "no"}:
        raise Refused(f"{name} is {value!r}, but must be true or false.")
    return said in {"1", "true", "yes"}


def _web_address(name: str, value: object) -> str:
    address = str(value).rstrip("/")
    if address and not address.startswith(("http://", "https://")):
        raise Refused(f"{name} is {value!r}, but must begin with http:// or https://.")
    return address


def _mail_server(name: str, value: object) -> MailServer | None:
    """A mail server as ``smtp[s]://[user:password@]host[:port][?from=address]``.

    What is refused is never repeated: there may be a password in it.
    """
    address = str(value).strip()
    if not address:
        return None
    unreadable = Refused(
        f"{name} can't be read. In a user or password, write / as %2F, ? as %3F, # as %23 "
        "and @ as %40; after the host there may be a port and ?from=, no more."
    )
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        query = parts.query.replace("+", "%2B")  # a plus sign is none of a form's blanks here
        asked = parse_qs(query, strict_parsing=bool(query))
    except ValueError:
        raise unreadable from None
    is_wrapped = parts.scheme == "smtps"
    if parts.scheme not in {"smtp", "smtps"} or not host:
        raise Refused(f"{name} must look like smtp://user:password@mail.example.org:587.")
    if parts.path not in {"", "/"} or parts.fragment or asked.keys() - {"from"}:
        raise unreadable
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise Refused(f"{name} has a user or a password, but not both.")
    sender = mailbox(asked.get("from", [user])[-1])
    if not sender:
        raise Refused(f"{name} must say whom letters come from: …?from=news@example.org")
    return MailServer(
        host=host,
        port=port or (465 if is_wrapped else 587),
        is_wrapped=is_wrapped,
        user=user,
        password=password,
        sender=sender,
    )


def _database(url: object, instance: Path) -> str:
    address = str(url)
    if address and not address.startswith("sqlite:///"):
        raise Refused(
            "DATABASE_URL must begin with sqlite:/// — other databases are not supported yet. "
            "Remove the setting to keep the blog in the instance folder."
        )
    file = address.removeprefix("sqlite:///").partition("?")[0]
    if address and file in {"", ":memory:"}:
        raise Refused("DATABASE_URL names no file: a blog in memory is gone when it stops.")
    if not (instance / file).parent.is_dir():
        raise Refused(f"DATABASE_URL: there is no folder {(instance / file).parent}.")
    return address or f"sqlite:///{instance / 'blog.db'}"


def _secret_key(path: Path) -> bytes:
    """The key that signs cookies and stamps: made at the first start, readable by its owner only.

    Two first starts at once agree on one key: the file appears whole, or it is there already.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_bytes()
    if len(key) < 16:
        raise Refused(f"{path} is too short to sign anything. Remove it, and start again.")
    return key
