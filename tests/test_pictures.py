import base64
import contextlib
import errno
import io
import os
import random
import re
import struct
import subprocess
import sys
import time
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from flask import current_app
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms
from sqlalchemy import func, select

from blog import housekeeping, pictures
from blog.db import db, now
from blog.models.picture import Picture, Rendition
from blog.pictures import Reason, Refused
from blog.web import theme
from tests import pages

UNREADABLE_HEIC = Reason.BROKEN if "HEIF" in pictures.READABLE else Reason.HEIC
"""What such a file is called depends on an extra."""

ROOT = Path(__file__).resolve().parent.parent


def photograph(width=1200, height=800, mode="RGB"):
    """Something with detail in it, as different at the left as at the right."""
    noise = Image.frombytes("L", (60, 40), random.Random(1).randbytes(60 * 40))
    noise = noise.resize((width, height))
    ramp = Image.linear_gradient("L").rotate(90).resize((width, height))
    return Image.merge("RGB", (ramp, noise, noise)).convert(mode)


def saved(image, kind="JPEG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def made(prepared, kind="jpeg"):
    """The largest rendition of a format, as a browser would see it."""
    size = [size for size in prepared.sizes if size.format == kind][-1]
    return Image.open(io.BytesIO(size.data))


def refusal(data):
    with pytest.raises(Refused) as caught:
        pictures.develop(data, "x.jpg")
    return caught.value.reason


def png(width, height, data=b""):
    """A PNG that says whatever it likes about its size."""

    def chunk(name, body):
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_readers_get_every_width_in_both_formats():
    prepared = pictures.develop(saved(photograph(2000, 1000)), "harbour.jpg")

    assert [(size.format, size.width, size.height) for size in prepared.sizes] == [
        ("avif", 480, 240),
        ("jpeg", 480, 240),
        ("avif", 720, 360),
        ("jpeg", 720, 360),
        ("avif", 960, 480),
        ("jpeg", 960, 480),
        ("avif", 1600, 800),
        ("jpeg", 1600, 800),
    ]
    assert (prepared.width, prepared.height, prepared.format) == (2000, 1000, "jpeg")
    assert made(prepared, "avif").format == "AVIF"
    assert made(prepared, "jpeg").size == (1600, 800)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, {1}),
        (479, {479}),
        (480, {480}),
        (481, {480, 481}),
        (1599, {480, 720, 960, 1599}),
        (1601, {480, 720, 960, 1600}),
    ],
)
def test_no_picture_is_ever_enlarged(width, widths):
    prepared = pictures.develop(saved(photograph(width, 10)), "x")

    assert {size.width for size in prepared.sizes} == widths


def test_a_long_strip_is_jpeg_alone_for_avif_would_take_the_memory():
    portrait = pictures.develop(saved(photograph(1600, 2400)), "x")
    strip = pictures.develop(saved(photograph(1600, 3200)), "x")

    assert {size.format for size in portrait.sizes} == {"avif", "jpeg"}
    assert {(size.format, size.width) for size in strip.sizes} == {
        ("jpeg", width) for width in pictures.WIDTHS
    }


def test_the_same_file_makes_the_same_bytes():
    data = saved(photograph(1200, 900))

    assert pictures.develop(data, "x") == pictures.develop(data, "x")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_what_a_file_is_called_decides_nothing(kind):
    prepared = pictures.develop(saved(photograph(300, 200), kind), "holiday.txt")

    assert prepared.format == kind.lower()
    assert prepared.name == "holiday.txt"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        (r"C:\Users\me\harbour.jpg", "harbour.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n\u202ec.jpg", "ab c.jpg"),
        ("ğ" * 300, "ğ" * 255),
        ("", ""),
    ],
)
def test_a_name_is_kept_without_folders_and_tricks(given_name, kept):
    assert pictures.develop(saved(photograph(8, 8)), given_name).name == kept


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_the_way_its_camera_was_held(orientation, kind):
    """Seen upright, the left edge is dark and the right one is not."""
    upright = photograph(1800, 1000)
    back = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    transposition = back.get(orientation) or pictures.UPRIGHT.get(orientation)
    stored = upright if transposition is None else upright.transpose(transposition)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation

    prepared = pictures.develop(saved(stored, kind, exif=exif.tobytes()), "x")

    assert (prepared.width, prepared.height) == (1800, 1000)
    assert made(prepared).size == (1600, 889)
    red = made(prepared).getchannel("R")
    darker, lighter = sorted((upright.getpixel((40, 500))[0], upright.getpixel((1760, 500))[0]))
    assert darker + 100 < lighter
    left, right = red.getpixel((36, 444)), red.getpixel((1564, 444))
    assert (left < right) == (upright.getpixel((40, 500))[0] < upright.getpixel((1760, 500))[0])
    assert abs(left - right) > 100


def test_nothing_of_what_a_camera_writes_reaches_readers():
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "CANARY artist"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSDateStamp] = "CANARY place"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(photograph(), exif=exif.tobytes(), comment=b"CANARY comment", icc_profile=profile)
    assert data.count(b"CANARY") == 3

    for size in pictures.develop(data, "CANARY.jpg").sizes:
        assert b"CANARY" not in size.data
        assert b"ICC" not in size.data
        assert b"Exif" not in size.data
        assert b"EXIF" not in size.data


def test_colours_of_another_profile_become_those_of_the_web():
    """In this profile, red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    red = Image.new("RGB", (20, 20), "#ff0000")

    seen = made(pictures.develop(saved(red, icc_profile=swapped), "x")).getpixel((10, 10))

    assert seen[1] > 200 > 60 > seen[0]


def test_a_profile_that_makes_no_sense_is_left_out():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # of another kind
    plain = made(pictures.develop(saved(photograph(60, 40)), "x"))

    for profile in (lab, b"nonsense" * 40):
        data = saved(photograph(60, 40), icc_profile=profile)
        assert made(pictures.develop(data, "x")).tobytes() == plain.tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode):
    image = photograph(300, 200, "L") if mode == "I;16" else photograph(300, 200, mode)
    data = saved(image.convert("I;16") if mode == "I;16" else image, "PNG")

    assert made(pictures.develop(data, "x")).mode == "RGB"


def test_sixteen_bits_of_grey_are_scaled_not_clipped():
    grey = Image.new("I;16", (20, 20), 0x8000)

    shade = made(pictures.develop(saved(grey, "PNG"), "x")).getpixel((10, 10))

    assert all(abs(part - 0x80) < 4 for part in shade)


def test_four_inks_become_three_lights():
    red = Image.new("CMYK", (20, 20), (0, 255, 255, 0))

    assert made(pictures.develop(saved(red), "x")).getpixel((10, 10))[0] > 240


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_pixels_become_paper(mode):
    glass = Image.new("LA" if mode == "LA" else "RGBA", (20, 20), 0).convert(mode)
    data = saved(glass, "PNG", transparency=0) if mode == "P" else saved(glass, "PNG")

    assert made(pictures.develop(data, "x")).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF", "MPO"])
def test_of_several_pictures_in_one_file_readers_get_the_first(kind):
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("#c00000", "#0000c0"))
    data = saved(first, kind, save_all=True, append_images=[second])

    prepared = pictures.develop(data, "x")

    red, _, blue = made(prepared).getpixel((20, 15))
    assert red > 150 > blue
    assert prepared.format == ("jpeg" if kind == "MPO" else kind.lower())


def test_the_dominant_colour_is_one_of_the_picture_not_their_average():
    image = Image.new("RGB", (100, 100), "#204080")
    image.paste("#f0f0f0", (0, 0, 100, 30))

    assert pictures.develop(saved(image, "PNG"), "x").colour == "#204080"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"A tram is a tram.", Reason.NOT_A_PICTURE),
        (b"%PDF-1.7", Reason.NOT_A_PICTURE),
        (b"<html><script>alert(1)</script>", Reason.NOT_A_PICTURE),
        (b"II*\x00" + b"\x00" * 100, Reason.NOT_A_PICTURE),
        (b"BM" + b"\x00" * 100, Reason.NOT_A_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", Reason.NOT_A_PICTURE),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', Reason.SVG),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", UNREADABLE_HEIC),
        (b"\xff\xd8\xff", Reason.BROKEN),
        (b"\x89PNG\r\n\x1a\n", Reason.BROKEN),
        (b"GIF89a", Reason.BROKEN),
        (b"RIFF\x00\x00\x00\x00WEBP", Reason.BROKEN),
        (b"\x00\x00\x00\x18ftypavif", Reason.BROKEN),
        (png(100, 100, zlib.compress(b"\x00" * 50)), Reason.BROKEN),
        (png(0, 0), Reason.BROKEN),
        (png(30_000, 30_000), Reason.TOO_MANY_PIXELS),
        (png(8_000, 8_000), Reason.TOO_MANY_PIXELS),
        (png(8_000, 5_001), Reason.TOO_MANY_PIXELS),
        (png(2**31 - 1, 2**31 - 1), Reason.TOO_MANY_PIXELS),
        (png(100, 20_000), Reason.TOO_LONG),
    ],
)
def test_what_can_not_be_a_picture_is_refused_with_its_reason(data, reason):
    assert refusal(data) is reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_half_a_picture_is_broken(kind, part):
    data = saved(photograph(), kind)

    assert refusal(data[: int(len(data) * part)]) is Reason.BROKEN


def test_a_jpeg_of_endless_passes_is_refused():
    data = saved(photograph(100, 60), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]

    assert pictures.develop(data[:-2] + last * 50 + data[-2:], "x")
    assert refusal(data[:-2] + last * 200 + data[-2:]) is Reason.BROKEN


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "AVIF"]),
    spoilt=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20),
)
def test_a_spoilt_file_is_a_picture_or_refused_and_nothing_else(kind, spoilt):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    options = {} if kind == "GIF" else {"exif": exif.tobytes()}
    data = bytearray(saved(photograph(48, 32), kind, **options))
    for where, value in spoilt:
        data[round(where * (len(data) - 1))] = value

    with contextlib.suppress(Refused):
        assert pictures.develop(bytes(data), "x").sizes


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc to ask")
def test_the_largest_photograph_takes_little_memory(tmp_path):
    file = tmp_path / "large.jpg"
    Image.new("RGB", (8_000, 5_000), "teal").save(file, "JPEG")
    program = (
        "import sys; from pathlib import Path; from blog import pictures\n"
        "pictures.develop(Path(sys.argv[1]).read_bytes(), 'large.jpg')\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1024)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, file], cwd=ROOT, capture_output=True, check=True
    )

    assert int(done.stdout) < 200, "megabytes"


def test_every_reason_has_words_for_people(app):
    assert all(str(Refused(reason).words) for reason in Reason)
    assert "25" in str(Refused(Reason.TOO_LARGE_FILE).words)
    assert "40" in str(Refused(Reason.TOO_MANY_PIXELS).words)


class Endless(io.RawIOBase):
    """A stream that would never end; counts what was taken of it."""

    taken = 0

    def read(self, size=-1):
        assert size > 0, "reads until the end"
        self.taken += size
        return b"\x00" * size


def test_no_more_is_read_than_the_limit():
    stream = Endless()

    with pytest.raises(Refused) as caught:
        pictures.prepare(stream, "x")

    assert caught.value.reason is Reason.TOO_LARGE_FILE
    assert stream.taken == pictures.LIMIT + 1


def prepare(image=None):
    return pictures.prepare(io.BytesIO(saved(image or photograph(600, 400))), "x.jpg")


def keep(prepared, source=""):
    with db.writing():
        return pictures.keep(prepared, source).id


def files():
    """Every file in the media folder, hidden ones too."""
    return {path.name for path in pictures.media().rglob("*") if path.is_file()}


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_files_are_named_by_what_is_in_them_and_the_original_is_private(app):
    data = saved(photograph(600, 400))
    prepared = pictures.prepare(io.BytesIO(data), "x.jpg")

    original = pictures.original_of(prepared)
    assert original.read_bytes() == data
    assert original.stat().st_mode & 0o777 == 0o600
    assert original.parent == current_app.config["MEDIA"] / "originals"
    for size in prepared.sizes:
        assert (pictures.media() / size.file).read_bytes() == size.data
    assert len(files()) == 5


def test_the_same_file_twice_is_one_picture(app):
    first = keep(prepare())
    second = keep(prepare())

    assert first == second
    assert count(Picture) == 1
    assert count(Rendition) == 4


def test_a_full_disk_leaves_nothing_behind(app, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pictures.os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        prepare()
    assert not files()


def test_files_that_vanish_between_preparing_and_keeping_are_there_again(app):
    prepared = prepare()
    assert pictures.sweep(grace=timedelta()) == 5
    assert not files()

    keep(prepared)

    assert len(files()) == 5


def test_a_sweep_takes_what_nothing_names_and_only_after_a_while(app):
    kept = keep(prepare())
    named = files()
    prepare(photograph(100, 100))
    (pictures.media() / ".draft").write_bytes(b"being written")

    assert pictures.sweep() == 0
    assert pictures.sweep(grace=timedelta()) == 3
    assert files() == named | {".draft"}

    long_ago = time.time() - 2 * 86_400
    os.utime(pictures.media() / ".draft", (long_ago, long_ago))
    assert pictures.sweep() == 1
    assert files() == named
    assert db.session.get(Picture, kept)


def test_a_forgotten_pictures_files_go_by_themselves(app):
    prepare()
    for path in filter(Path.is_file, pictures.media().rglob("*")):
        os.utime(path, (0, 0))

    housekeeping.run("pictures")

    assert files() == set()


def test_only_pictures_of_a_source_that_nothing_shows_are_discarded(app, make):
    shown, in_text, unused, others = (
        keep(prepare(photograph(width, 100)), source)
        for width, source in ((100, "demo"), (110, "demo"), (120, "demo"), (130, ""))
    )
    file = db.session.get(Picture, in_text).largest().file
    make.article(picture_id=shown)
    make.article(body=f"![A harbour](/media/{file})")

    with db.writing():
        assert pictures.discard_unused("demo") == 1

    assert set(db.session.scalars(select(Picture.id))) == {shown, in_text, others}
    assert unused not in {shown, in_text, others}


def figure(client, article):
    """The lead picture as its page has it."""
    return pages.of_class(pages.region(client.get(article.url), "main"), "story-picture")[0]


def test_browsers_are_offered_avif_before_the_jpeg_that_every_one_reads(client, make):
    figured = figure(client, make.article(picture_id=make.picture(1000, 500).id))

    (source,) = figured.iter("source")
    (image,) = figured.iter("img")
    assert source.get("type") == "image/avif"
    assert [one.split()[0][-5:] for one in source.get("srcset").split(", ")] == [".avif"] * 4
    widths = [one.split()[1] for one in source.get("srcset").split(", ")]
    assert widths == ["480w", "720w", "960w", "1000w"]
    assert image.get("src").endswith(".jpeg")
    assert (image.get("width"), image.get("height")) == ("1000", "500")
    for url in (image.get("src"), source.get("srcset").split()[0]):
        with client.get(url) as answer:
            assert answer.mimetype == f"image/{url.rpartition('.')[2]}"


def test_the_picture_of_an_article_lets_its_words_go_first_but_on_wide_screens(client, make):
    article = make.article(picture_id=make.picture(1000, 500).id)

    links = pages.tree(client.get(article.url)).iter("link")
    (early,) = [link for link in links if link.get("as") == "image"]
    (source,) = figure(client, article).iter("source")
    (image,) = figure(client, article).iter("img")

    assert image.get("loading") == "lazy"
    assert early.get("media") == "(min-width: 48rem)"
    # The very same choice, or it would be fetched twice.
    assert early.get("imagesrcset") == source.get("srcset")
    assert early.get("imagesizes") == source.get("sizes")
    assert early.get("type") == source.get("type")


def test_a_phone_is_told_to_fetch_no_more_pixels_than_can_be_seen(client, make):
    article = make.article(picture_id=make.picture(1000, 500).id)

    for path in ("/", article.url):
        main = pages.region(client.get(path), "main")
        (image,) = pages.of_class(main, "u-photo")
        assert image.get("sizes").startswith(f"{pictures.ON_A_PHONE}, "), path


def made_before(*formats: str) -> Picture:
    """A picture as it was made in these formats once."""
    with db.writing():
        picture = Picture(
            digest="0" * 64,
            name="old.jpg",
            format="jpeg",
            width=480,
            height=320,
            colour="#204080",
            created_at=now(),
            renditions=[
                Rendition(format=kind, width=480, height=320, file=f"{'0' * 64}.{kind}")
                for kind in formats
            ],
        )
        db.session.add(picture)
    return picture


@pytest.mark.parametrize("formats", [["webp", "jpeg"], ["jpeg"]])
def test_a_picture_without_avif_is_fetched_early_on_wide_screens_too(client, make, formats):
    article = make.article(picture_id=made_before(*formats).id)

    links = pages.tree(client.get(article.url)).iter("link")
    (early,) = [link for link in links if link.get("as") == "image"]
    chosen = next(figure(client, article).iter("source" if "webp" in formats else "img"))

    assert early.get("type") == f"image/{formats[0]}"
    assert early.get("imagesrcset") == chosen.get("srcset")
    assert early.get("imagesizes") == chosen.get("sizes")


def test_pictures_of_before_avif_are_shown_as_they_were(client, make):
    picture = made_before("webp", "jpeg")
    (pictures.media() / f"{'0' * 64}.webp").write_bytes(b"old")
    article = make.article(picture_id=picture.id)

    (source,) = figure(client, article).iter("source")

    assert source.get("type") == "image/webp"
    with client.get(source.get("srcset").split()[0]) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")


def test_until_a_picture_is_here_its_place_is_kept_in_about_its_colour(client, make):
    article = make.article(picture_id=make.picture(colour="#23446b").id)

    (image,) = figure(client, article).iter("img")
    ground = re.search(
        rf"\.{image.get('class').split()[0]}{{background:#(\w+)", theme.text("#000000")
    )

    assert image.get("width")
    assert image.get("height")
    seen = bytes.fromhex(ground[1])
    assert all(abs(part - is_) < 40 for part, is_ in zip((0x23, 0x44, 0x6B), seen, strict=True))


@given(st.binary(min_size=3, max_size=3))
def test_every_colour_has_a_place_holder_on_which_a_description_can_be_read(colour):
    name = theme.placeholder(f"#{colour.hex()}")

    ground, ink = re.search(
        rf"\.{name}{{background:#(\w{{6}});color:#(\w{{3}})}}", theme.placeholders()
    ).groups()
    shades = {"fff": (255, 255, 255), "000": (0, 0, 0)}
    assert theme.contrast(tuple(bytes.fromhex(ground)), shades[ink]) >= 4.5


@pytest.mark.parametrize(
    ("caption", "credit", "words"),
    [
        ("A tram", "Photograph: Deniz", "A tram Photograph: Deniz"),
        ("A tram", "", "A tram"),
        ("", "Photograph: Deniz", "Photograph: Deniz"),
    ],
)
def test_under_a_picture_stands_what_it_shows_and_who_made_it(client, make, caption, credit, words):
    picture = make.picture().id
    article = make.article(picture_id=picture, picture_caption=caption, picture_credit=credit)

    assert pages.words(figure(client, article).find("figcaption")) == words


def test_under_a_picture_of_which_nothing_is_said_stands_nothing(client, make):
    assert figure(client, make.article(picture_id=make.picture().id)).find("figcaption") is None


HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAAEMAAgAAAAACLwABAAAAAAAAACQAAAA4aWluZgAAAAAA"
    "AgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADm"
    "aXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAq"
    "QgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQAN"
    "AAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEA"
    "AQAAAG9tZGF0AAAAPygBr1jm9Oq//+c7v/8qPSH2JRfX/+Kr1X9RO0/8YSVJLUGhOEOoU1kV9AH/X9IQtIF+6STPHCOH"
    "8N3q7MGiFAAAAAZFeGlmAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA=="
)
"""64 × 48 pixels, red at the left and blue at the right; the camera was held upright."""


def test_a_photograph_of_a_phone_is_read_where_the_extra_for_it_is_installed():
    pytest.importorskip("pi_heif", reason="needs the extra heic, which is not installed")

    prepared = pictures.develop(HEIC, "IMG_2041.HEIC")

    assert (prepared.format, prepared.width, prepared.height) == ("heif", 48, 64)
    top, bottom = (made(prepared).getpixel((24, y)) for y in (4, 60))
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]


def test_a_phones_photograph_that_is_cut_off_is_refused_as_damaged_or_as_what_it_is():
    for length in (len(HEIC) // 2, 100, 30):
        assert refusal(HEIC[:length]) is UNREADABLE_HEIC
