"""What an export is written into: a folder or a ZIP that appears whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from blog.transfer.layout import HEAD, OURS, SUMS

_DATE = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP can tell. Every member has it, so that the same blog is the same ZIP."""
_UNIX = 3
_MODE = 0o100600 << 16


class Occupied(Exception):
    """There is something already that is no export, and stays as it is."""


class Container:
    """Where files go, each of them once; their checksums go last."""

    def __init__(self) -> None:
        self._sums: dict[str, str] = {}

    def write(self, name: str, chunks: Iterable[bytes], is_packed: bool = False) -> str:
        """Write a file, one that needs no compression where it ``is_packed``. Returns its
        SHA-256."""
        digest = hashlib.sha256()
        with self._open(name, is_packed) as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        self._sums[name] = digest.hexdigest()
        return self._sums[name]

    def write_sums(self) -> None:
        """Write the checksums of everything so far, as ``sha256sum`` does."""
        lines = [f"{digest}  {name}\n" for name, digest in sorted(self._sums.items())]
        self.write(SUMS, [line.encode() for line in lines])

    def close(self) -> None:
        """Have everything on the disk."""
        raise NotImplementedError

    def _open(self, name: str, is_packed: bool) -> IO[bytes]:
        raise NotImplementedError


class Folder(Container):
    """Files as they are."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._place = place
        place.mkdir(mode=0o700)

    def close(self) -> None:
        """Sync once: there may be tens of thousands of files."""
        if hasattr(os, "sync"):
            os.sync()

    def _open(self, name: str, is_packed: bool) -> IO[bytes]:
        path = self._place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")


class Zip(Container):
    """One file, with nothing in it that tells when or where it was made."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._file = os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        self._archive = zipfile.ZipFile(self._file, "w")

    def close(self) -> None:
        """Write the directory, and sync."""
        with self._file:
            self._archive.close()
            self._file.flush()
            os.fsync(self._file.fileno())

    def _open(self, name: str, is_packed: bool) -> IO[bytes]:
        info = zipfile.ZipInfo(name, _DATE)
        info.create_system, info.external_attr = _UNIX, _MODE
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        return self._archive.open(info, "w")


@contextmanager
def whole(target: Path) -> Iterator[Container]:
    """Something to write into, which is at ``target`` when the block ends: a ZIP by its name,
    else a folder.

    It takes the place of an older export, and of nothing else: raises ``Occupied``. For its
    owner's eyes only, as it is; a process that is killed leaves a hidden draft beside it.
    """
    target = target.resolve()
    is_zip = target.suffix.lower() == ".zip"
    if target.exists() and not _is_export(target, is_zip):
        raise Occupied(target)

    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with closing(Zip(draft) if is_zip else Folder(draft)) as container:
            yield container
            container.write_sums()
        _replace(draft, target)
    finally:
        _remove(draft)


def _is_export(place: Path, is_zip: bool) -> bool:
    """Whether nothing would be lost that is not part of an export."""
    if place.is_dir() is is_zip:
        return False
    if is_zip:
        return zipfile.is_zipfile(place) and HEAD in zipfile.ZipFile(place).namelist()
    names = {path.name for path in place.iterdir()}
    return not names or (HEAD in names and names <= OURS)


def _replace(draft: Path, target: Path) -> None:
    """Put the draft in its place; of a folder that is there, nothing can take it in one step."""
    if not target.is_dir():
        draft.replace(target)
        return
    older = draft.with_name(f"{draft.name}.older")
    target.rename(older)
    try:
        draft.rename(target)
    except OSError:
        older.rename(target)
        raise
    shutil.rmtree(older)


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft)
    else:
        draft.unlink(missing_ok=True)
