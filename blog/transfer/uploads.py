"""Old blogs' files that came in through the browser, kept until what they hold is public.

Those handed in together lie in one folder, named by chance, each in a numbered one of its own:
``imports/<token>/1/takeout.zip``. So two of the same name are two, and nobody can guess one.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import select
from werkzeug.utils import secure_filename

from blog import housekeeping
from blog.db import db, now
from blog.models.moving import Move
from blog.transfer.found import NotReadable, Why
from blog.transfer.readers import packages
from blog.transfer.readers.formats import READERS, Format, sniff

FOLDER = "imports"
KEPT = timedelta(days=1)
"""How long files are kept that no open move needs: their owner may be correcting the form."""
NAME_MAX = 80
PIECE = 1024 * 1024

_TOKEN = re.compile("[0-9a-f]{32}")
_FOLDERS = re.compile(f"^{FOLDER}/{_TOKEN.pattern}/[0-9]+/")


@dataclass(frozen=True)
class Upload:
    """Files that were handed in together. Whoever knows the ``token`` handed them in."""

    folder: Path

    @property
    def token(self) -> str:
        """What travels with the form while it has to be corrected."""
        return self.folder.name

    @property
    def files(self) -> list[Path]:
        """The files, in the order in which they came."""
        return sorted(self.folder.glob("*/*"), key=lambda path: int(path.parent.name))

    def check(self) -> None:
        """Look whether this can be a blog at all. Raises ``NotReadable``, saying what it is."""
        with packages.opened(self.files):
            formats = {path: sniff(path) for path in self.files}
        for path, format_ in formats.items():
            if format_ is not Format.TAKEOUT and format_ not in READERS:
                raise NotReadable(Why.WRONG_FORMAT, path.name, detail=format_)

    def discard(self) -> None:
        """Delete the files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def keep(files: Iterable[tuple[str, IO[bytes]]]) -> Upload:
    """Keep files, for nobody else's eyes. Of their names only what is harmless is used.

    Raises ``OSError`` when the disk is full, and keeps nothing then.
    """
    upload = Upload(_root() / secrets.token_hex(16))
    upload.folder.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        upload.folder.mkdir(mode=0o700)
        for number, (name, stream) in enumerate(files, start=1):
            _write(upload.folder / str(number), name, stream)
    except OSError:
        upload.discard()
        raise
    return upload


def find(token: str) -> Upload | None:
    """What was handed in under this token, if it is still here."""
    folder = _root() / token
    return Upload(folder) if _TOKEN.fullmatch(token) and folder.is_dir() else None


def of(move: Move) -> list[Upload]:
    """A move's files, if it was through the browser that they came."""
    root = _root()
    folders = {Path(path).parent.parent for path, *_ in move.files}
    return [Upload(folder) for folder in folders if folder.parent == root]


def own_name(file: str) -> str:
    """What its owner calls a file, of which a reader told where it lies."""
    return _FOLDERS.sub("", file)


@housekeeping.task("uploads", every=timedelta(hours=1))
def sweep() -> None:
    """Delete what no open move needs, once its owner had time to correct the form."""
    open_ones = select(Move).where(Move.published_at.is_(None), Move.problem.is_(None))
    needed = {upload.folder for move in db.session.scalars(open_ones) for upload in of(move)}
    for folder in _root().glob("*"):
        came = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        if folder not in needed and now() - came > KEPT:
            Upload(folder).discard()


def _root() -> Path:
    return Path(current_app.instance_path).resolve() / FOLDER


def _write(folder: Path, name: str, stream: IO[bytes]) -> None:
    folder.mkdir(mode=0o700)
    path = folder / (secure_filename(name)[-NAME_MAX:] or "file")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(stream, file, PIECE)
