"""Pictures: what an owner hands in is looked at, made anew in a few sizes, and kept.

``prepare`` does the slow part, ``keep`` the part that belongs inside a transaction. Files are
on the disk before a row names them, so a crash leaves a file too many at most (``sweep`` takes
those away), never a row without its file.
"""

from __future__ import annotations

import enum
import hashlib
import io
import os
import re
import secrets
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from PIL import ExifTags, Image, ImageCms
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload, scoped_session

from blog.db import db, now
from blog.models.article import Article, WorkingCopy
from blog.models.picture import Picture, Rendition
from blog.models.site import Ad
from blog.text.images import with_sizes
from blog.text.names import clean_name

LIMIT = 25 * 1024 * 1024
"""Bytes of a file at the most."""

PIXELS = 40_000_000
LONGEST_SIDE = 16_383
"""Pixels of a rendition's longer side at the most: a longer strip is no picture any more."""

WIDTHS = (480, 720, 960, 1600)
"""Pixels. A smaller picture gets its own width instead of the first that is too wide for it."""

ON_A_PHONE = "(max-width: 30rem) and (min-resolution: 2.5dppx) 20rem"
"""What ``sizes`` tells phones whose screen is finer than eyes are: less than pictures are wide on
it, so that they fetch the 960 pixels (100 KB) that look the same, and not 1600 (270 KB)."""
COLUMN = f"{ON_A_PHONE}, (min-width: 48rem) 38rem, calc(100vw - 2rem)"
"""How wide a picture in running text is shown."""

READABLE = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]
"""What can be read, as Pillow calls it; HEIF, too, where its extra is installed."""
try:
    from pi_heif import register_heif_opener
except ImportError:
    pass
else:
    register_heif_opener(decode_threads=1)
    READABLE.append("HEIF")

ACCEPTED = ",".join(f"image/{kind.lower()}" for kind in READABLE) + ",image/heic" * (
    "HEIF" in READABLE
)
"""What a file field offers, as its ``accept`` has it."""

SCANS = 100
"""Passes over a progressive JPEG at the most. Ten are usual; an empty one costs 13 ms at 40 MP
and 65 bytes, so a hostile file could hold hundreds of thousands."""

MADE: Final[Mapping[str, Mapping[str, int | bool]]] = {
    # On one core, for the others have readers to serve; then, too, its bytes are always the same.
    "avif": {"quality": 65, "speed": 8, "max_threads": 1},
    "jpeg": {"quality": 82, "progressive": True, "optimize": True},
}
"""What readers get, and how it is made. Neither shows anything through it: see ``PAPER``."""

AVIF_PIXELS = 5_000_000
"""Of a picture that has more in its largest size, there is only JPEG: AVIF takes 5 s and 600 MB
for a strip of 26 megapixels."""

PAPER = "white"
"""What transparent pixels become: what most transparent pictures were drawn to stand on."""

# EXIF 2.32, tag 0x0112: how a camera was held, and what sets its picture upright.
UPRIGHT: Final[Mapping[int, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = (5, 6, 7, 8)

_FILE = re.compile(r"[0-9a-f]{64}\.[a-z]+")

# Pillow warns above its bound and raises above twice that; both are a refusal here.
Image.MAX_IMAGE_PIXELS = PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

_one_at_a_time = threading.Lock()
"""A large PNG takes hundreds of megabytes while it is open: never two of them."""


class Reason(enum.Enum):
    """Why a file can't be a picture here."""

    NOT_A_PICTURE = "not-a-picture"
    SVG = "svg"
    HEIC = "heic"
    EMPTY = "empty"
    BROKEN = "broken"
    TOO_LARGE_FILE = "too-large-file"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_LONG = "too-long"


WORDS: Final[Mapping[Reason, LazyString]] = {
    Reason.NOT_A_PICTURE: _l(
        "This file is not a picture. Please choose a JPEG, PNG, WebP, GIF or AVIF file."
    ),
    Reason.SVG: _l("SVG drawings can’t be used here. Please save the drawing as a PNG file."),
    Reason.HEIC: _l("HEIC photographs can’t be used here. Please save the photograph as a JPEG."),
    Reason.EMPTY: _l("This file is empty. Please choose another copy of it."),
    Reason.BROKEN: _l("This picture is damaged or incomplete. Please choose another copy of it."),
    Reason.TOO_LARGE_FILE: _l(
        "This file is too large. The limit is %(limit)s MB.", limit=LIMIT // (1024 * 1024)
    ),
    Reason.TOO_MANY_PIXELS: _l(
        "This picture has too many pixels. The limit is %(limit)s megapixels.",
        limit=PIXELS // 1_000_000,
    ),
    Reason.TOO_LONG: _l("This picture is too long and narrow. Please cut it into parts."),
}
"""What to tell the person who chose the file."""


class Refused(ValueError):  # it is no error of the program
    """A file that can't be a picture here."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason

    @property
    def words(self) -> LazyString:
        """What to tell the person who chose the file."""
        return WORDS[self.reason]


@dataclass(frozen=True)
class Size:
    """One rendition, in memory."""

    format: str
    width: int
    height: int
    data: bytes

    @property
    def file(self) -> str:
        """Its name: what is in it, so that it can be kept for ever by whoever reads it."""
        return f"{hashlib.sha256(self.data).hexdigest()}.{self.format}"


@dataclass(frozen=True)
class Prepared:
    """A picture that is ready to be kept. The fields are those of ``Picture``."""

    digest: str
    name: str
    format: str
    width: int
    height: int
    colour: str
    original: bytes
    sizes: tuple[Size, ...]


def prepare(stream: BinaryIO, name: str) -> Prepared:
    """Look at a file, make what readers get, and write both to the media folder.

    Slow, and without the database: call it before any transaction. Reads ``LIMIT`` bytes and
    one; what the file is called, or said to be, decides nothing. Raises ``Refused``, and
    ``OSError`` when the disk is full.
    """
    original = stream.read(LIMIT + 1)
    if len(original) > LIMIT:
        raise Refused(Reason.TOO_LARGE_FILE)

    with _one_at_a_time:
        prepared = develop(original, name)
    _write(prepared)
    return prepared


def develop(original: bytes, name: str) -> Prepared:
    """Make what readers get of a picture, in memory. Raises ``Refused``."""
    with _open(original) as image:
        try:
            orientation = _orientation(image)
            width, height = image.size[::-1] if orientation in SIDEWAYS else image.size
            widths = _widths(width, height)
            upright = _decode(image, orientation, (widths[-1], _scaled(width, height, widths[-1])))
            return Prepared(
                digest=hashlib.sha256(original).hexdigest(),
                name=_without_folders(name),
                format="jpeg" if image.format == "MPO" else str(image.format).lower(),
                width=width,
                height=height,
                colour=_dominant(upright),
                original=original,
                sizes=tuple(_sizes(upright, widths)),
            )
        except Refused:
            raise
        except Exception as error:
            raise Refused(Reason.BROKEN) from error


def _open(original: bytes) -> Image.Image:
    """The picture, not yet decoded. Only its head was read."""
    try:
        image = Image.open(io.BytesIO(original), formats=READABLE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(Reason.TOO_MANY_PIXELS) from None
    except Exception as error:  # Pillow lets struct.error, SyntaxError, EOFError … through
        raise Refused(_what_else(original)) from error

    if image.width * image.height > PIXELS:
        raise Refused(Reason.TOO_MANY_PIXELS)
    if len(re.findall(rb"\xff\xda\x00[\x08\x0a\x0c\x0e][\x01-\x04]", original)) > SCANS:
        raise Refused(Reason.BROKEN)
    return image


def _what_else(original: bytes) -> Reason:
    """What a file is that is none of the readable formats, as far as people ask."""
    if not original:
        return Reason.EMPTY
    head = original[:4096].lower()
    if b"<svg" in head:
        return Reason.SVG
    if head[4:8] == b"ftyp" and head[8:11] in (b"hei", b"hev", b"mif"):
        return Reason.BROKEN if "HEIF" in READABLE else Reason.HEIC
    return Reason.BROKEN if _begins_like_a_picture(original) else Reason.NOT_A_PICTURE


def _begins_like_a_picture(original: bytes) -> bool:
    """Whether the first bytes promise one of the readable formats."""
    return (
        original.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
        or (original[:4] == b"RIFF" and original[8:12] == b"WEBP")
        or original[4:12] in (b"ftypavif", b"ftypavis")
    )


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  # a picture can be looked at without its EXIF
        return 1


def _widths(width: int, height: int) -> list[int]:
    """The widths to make of a picture, smallest first: never one wider than itself."""
    widths = [one for one in WIDTHS if one < width] + [width]
    del widths[len(WIDTHS) :]
    if _scaled(width, height, widths[-1]) > LONGEST_SIDE:
        raise Refused(Reason.TOO_LONG)
    return widths


def _scaled(width: int, height: int, new_width: int) -> int:
    return max(1, round(height * new_width / width))


def _decode(image: Image.Image, orientation: int, size: tuple[int, int]) -> Image.Image:
    """A picture in its largest size: upright, opaque, in sRGB, and nothing else in it.

    It is made small before anything is done to it, which is what bounds the memory.
    """
    stored = size[::-1] if orientation in SIDEWAYS else size
    image.draft(None, stored)  # a JPEG need not be decoded in full
    small = _plain(image).resize(stored, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if orientation in UPRIGHT:
        small = small.transpose(UPRIGHT[orientation])
    small = _in_srgb(small)

    clean = Image.new("RGB", size, PAPER)
    clean.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    return clean


def _plain(image: Image.Image) -> Image.Image:
    """A picture in one of the modes ``L``, ``RGB``, ``RGBA``, ``CMYK``."""
    if image.mode.startswith("I"):  # 16 bits of grey: Pillow would clip, not scale
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        image.load()
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image) -> Image.Image:
    """A picture in the colours that a browser assumes, where it says which ones it has."""
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    try:
        return ImageCms.profileToProfile(  # type: ignore[return-value]
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # It can't be read, or is for another kind of picture.
        return image


def _dominant(image: Image.Image) -> str:
    """The colour that most of a picture has, as ``#rrggbb``."""
    few = image.resize((64, 64), Image.Resampling.BOX).quantize(8)
    counts = few.histogram()
    commonest = 3 * counts.index(max(counts))
    return f"#{bytes((few.getpalette() or [])[commonest : commonest + 3]).hex()}"


def _sizes(image: Image.Image, widths: list[int]) -> Iterator[Size]:
    formats = ["jpeg"] if image.width * image.height > AVIF_PIXELS else list(MADE)
    for width in widths:
        size = (width, _scaled(*image.size, width))
        small = image.resize(size, Image.Resampling.LANCZOS) if size != image.size else image
        for made in formats:
            data = io.BytesIO()
            small.save(data, made, **MADE[made])
            yield Size(made, *size, data.getvalue())


def _without_folders(name: str) -> str:
    """What a file was called where it came from, as far as it fits."""
    return clean_name(re.split(r"[/\\]", name)[-1])[:255]


def _write(prepared: Prepared) -> None:
    """Write every file of a picture that is not there already."""
    write_file(original_of(prepared), prepared.original, mode=0o600)
    for size in prepared.sizes:
        write_file(media() / size.file, size.data, mode=0o644)
    for folder in (media(), media() / "originals"):
        _make_lasting(folder)


def media() -> Path:
    """The folder of everything that readers get; the originals are in one below it."""
    return Path(current_app.config["MEDIA"])


def original_of(picture: Prepared | Picture) -> Path:
    """Where a picture is kept byte for byte as it came. Never served."""
    return media() / "originals" / f"{picture.digest}.{picture.format}"


def write_file(path: Path, data: bytes, mode: int) -> None:
    """Make a file appear whole, or not at all. One that is there already stays as it is."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _make_lasting(folder: Path) -> None:
    """Have the names of the files in a folder survive a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep(prepared: Prepared, source: str = "") -> Picture:
    """The row of a prepared picture: a new one, or that of the same file. Belongs inside
    ``db.writing()``."""
    known = db.session.scalar(select(Picture).where(Picture.digest == prepared.digest))
    if known:
        return known

    _write(prepared)  # a sweep may have come in between
    picture = Picture(
        digest=prepared.digest,
        name=prepared.name,
        format=prepared.format,
        width=prepared.width,
        height=prepared.height,
        colour=prepared.colour,
        created_at=now(),
        source=source,
        renditions=[
            Rendition(format=size.format, width=size.width, height=size.height, file=size.file)
            for size in prepared.sizes
        ],
    )
    db.session.add(picture)
    db.session.flush()
    return picture


def in_text(html: str, session: Session | scoped_session[Any] = db.session) -> str:
    """A cleaned body whose pictures come in as many sizes as there are."""
    files = set(_FILE.findall(html))
    if not files:
        return html
    shown = select(Rendition).where(Rendition.file.in_(files))
    shown = shown.options(joinedload(Rendition.picture))
    known = {address(one.file): attributes(one.picture) for one in session.scalars(shown)}
    return with_sizes(html, known)


def attributes(picture: Picture) -> dict[str, str]:
    """What an ``img`` in running text says, but for its ``alt``."""
    plain = picture.placed
    sizes = picture.sizes_in("jpeg")
    return {
        "src": address(plain.file),
        "srcset": ", ".join(f"{address(size.file)} {size.width}w" for size in sizes),
        "sizes": COLUMN,
        "width": str(plain.width),
        "height": str(plain.height),
        "loading": "lazy",
    }


def address(file: str) -> str:
    """Where a file is served; also where no request is being answered."""
    return current_app.url_map.bind("localhost").build("site.media", {"name": file})


def discard_unused(source: str) -> int:
    """Forget the pictures of one source that nothing shows. Belongs inside ``db.writing()``.

    Returns how many there were. Their files stay until the next ``sweep``.
    """
    leads = [exists().where(owner.picture_id == Picture.id) for owner in (Article, WorkingCopy, Ad)]
    pictures = db.session.scalars(select(Picture).where(Picture.source == source, ~or_(*leads)))
    shown = _files_in_texts()
    unused = [one for one in pictures if shown.isdisjoint(size.file for size in one.renditions)]
    for picture in unused:
        db.session.delete(picture)
    db.session.flush()
    return len(unused)


def _files_in_texts() -> set[str]:
    """The names of all files that somebody's text speaks of."""
    return {
        name
        for text in (Article.body, WorkingCopy.body)
        for body in db.session.scalars(select(text).execution_options(yield_per=500))
        for name in _FILE.findall(body)
    }


def sweep(grace: timedelta = timedelta(days=1)) -> int:
    """Delete the files that no picture names and that were there ``grace`` ago already.

    Returns how many there were. A transaction of its own, in which ``keep`` can't run.
    """
    started = now()
    found = [
        path
        for folder in (media(), media() / "originals")
        if folder.is_dir()
        for path in folder.iterdir()
        if path.is_file() and _written_at(path) <= started - _grace_of(path, grace)
    ]
    with db.writing():
        named = set(db.session.scalars(select(Rendition.file)))
        originals = db.session.execute(select(Picture.digest, Picture.format))
        named |= {f"{original.digest}.{original.format}" for original in originals}
        unnamed = [path for path in found if path.name not in named]
        for path in unnamed:
            path.unlink(missing_ok=True)
    return len(unnamed)


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _grace_of(path: Path, grace: timedelta) -> timedelta:
    """A hidden file may be one that is being written now."""
    return max(grace, timedelta(days=1)) if path.name.startswith(".") else grace
