"""What an owner hands in: feeds, ZIPs, unpacked folders, several at once, seen as one package.

Nothing is unpacked: members are read where they lie, and judged before that by what their ZIP's
directory says of them. ``zipfile`` never gives out more than the size stated there.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from blog.transfer.found import (
    Found,
    FoundComment,
    FoundSetting,
    NotReadable,
    Reason,
    Skipped,
    Why,
)
from blog.transfer.readers import pictures
from blog.transfer.readers.entries import number
from blog.transfer.readers.formats import READERS, recognise

MEMBERS = 250_000
UNPACKED = 200 * 1024**3
RATIO = 100
"""How many times its packed size a member, or a whole ZIP, may have. A feed has 5 to 20, a
picture 1, a bomb up to 1,032 and by overlapping members far more."""
SLACK = 4 * 1024 * 1024
"""A ratio says little of what is small anyway."""

_LAYOUT = 4
"""So many names at the end of a path say what it is: ``Blogger/Blogs/<blog>/feed.atom``."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError)
_DAMAGED_HEAD = (*_DAMAGE, ValueError, OSError, NotImplementedError)
"""``zipfile`` decodes names and seeks wherever it is told."""


@dataclass(frozen=True)
class Member:
    """A file in a package. ``parts`` are the names of its folders and its own."""

    parts: tuple[str, ...]
    size: int
    _open: Callable[[], IO[bytes]] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """What to call it when telling of it."""
        return "/".join(self.parts)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Read it. Raises ``NotReadable``, also while it is read, when it is damaged."""
        try:
            with self._open() as stream:
                yield cast(BinaryIO, stream)
        except _DAMAGE as error:
            raise NotReadable(Why.DAMAGED, self.name, detail=str(error)) from error


class Albums:
    """The pictures of a package, found by the addresses they had on the old blog."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._named: dict[str, list[Member]] = defaultdict(list)
        for member in members:
            self._named[pictures.file_name(member.parts[-1])].append(member)

    def find(self, url: str, blog: str = "") -> Member | None:
        """The picture of an address, from the blog's own album where that has it.

        Nothing when several other albums have one of that name: none is better than a wrong one.
        """
        for name in pictures.names(url):
            members = self._named.get(name, [])
            own = [member for member in members if member.parts[-2] == blog]
            if len(own or members) == 1:
                return (own or members)[0]
        return None


@dataclass(frozen=True)
class Package:
    """What was handed in together.

    ``feeds`` are by the name of their blog, ``""`` for one that came without its folder; those
    of comments follow the main ones.
    """

    feeds: dict[str, list[Member]]
    albums: Albums

    @property
    def blogs(self) -> list[str]:
        """The blogs to choose from: one account may have several."""
        return sorted(self.feeds)

    def size(self, blog: str) -> int:
        """How many bytes ``read`` will go through."""
        return sum(feed.size for feed in self.feeds[blog])

    def read(
        self, blog: str, progress: Callable[[int], object] = lambda size: None
    ) -> Iterator[Found]:
        """Give what is found of one blog, one value for every entry of its feeds.

        What is there twice is found once: the feed of comments repeats much of the main one,
        which is fuller. The numbers are remembered for that, about 100 bytes an entry.
        ``progress`` is told the bytes of each step. Raises ``NotReadable``, and what was given
        until then must not be kept.
        """
        known: set[int] = set()
        for feed in self.feeds[blog]:
            with feed.open() as stream:
                format_ = recognise(stream, feed.name)
                if format_ not in READERS:
                    raise NotReadable(Why.WRONG_FORMAT, feed.name, detail=format_)
                stream.seek(0)
                told = cast(BinaryIO, _Told(stream, progress))
                for found in READERS[format_](told, feed.name):
                    yield _first(found, known)


class _Told:
    """A stream that tells what was read of it."""

    def __init__(self, stream: BinaryIO, progress: Callable[[int], object]) -> None:
        self._stream = stream
        self._progress = progress

    def read(self, size: int) -> bytes:
        read = self._stream.read(size)
        self._progress(len(read))
        return read


def _first(found: Found, known: set[int]) -> Found:
    """What was found, or that its number is known already."""
    if isinstance(found, FoundSetting):
        return found

    feed_id = found.where if isinstance(found, Skipped) else found.feed_id
    source = int(number(feed_id) or -1)
    if source in known:
        title = "" if isinstance(found, FoundComment) else found.title
        return Skipped(feed_id, found.kind, Reason.REPEATED, title)
    if source >= 0:
        known.add(source)
    return found


@contextmanager
def opened(paths: Iterable[Path]) -> Iterator[Package]:
    """See what was handed in as one package, until the block ends. Raises ``NotReadable``."""
    with ExitStack() as stack:
        yield _package([_members(path, stack) for path in paths])


@contextmanager
def contents(path: Path) -> Iterator[list[Member]]:
    """Every file of one folder or ZIP, by its place in it. Raises ``NotReadable``."""
    with ExitStack() as stack:
        if path.is_dir():
            yield [_file(file, file.relative_to(path).parts) for file in _in_folder(path)]
        elif zipfile.is_zipfile(path):
            yield _in_zip(path, stack)
        else:
            raise NotReadable(Why.DAMAGED, path.name, detail="no folder, and no whole ZIP")


def _members(path: Path, stack: ExitStack) -> list[Member]:
    if path.is_dir():
        return [_file(file, _layout(file)) for file in _in_folder(path)]
    if zipfile.is_zipfile(path):
        return _in_zip(path, stack)
    with path.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":  # a ZIP's directory is at its end
            raise NotReadable(Why.CUT_SHORT, path.name)
    return [_file(path, _layout(path))]


def _layout(path: Path) -> tuple[str, ...]:
    return path.resolve().parts[-_LAYOUT:]


def _file(path: Path, parts: tuple[str, ...]) -> Member:
    return Member(parts, path.stat().st_size, lambda: path.open("rb"))


def _in_folder(folder: Path) -> Iterator[Path]:
    for seen, path in enumerate(folder.rglob("*")):
        if seen >= MEMBERS:
            raise NotReadable(Why.TOO_MANY, folder.name)
        if path.is_symlink():
            raise NotReadable(Why.LINK, str(path.relative_to(folder)))
        if path.is_file():
            yield path


def _in_zip(path: Path, stack: ExitStack) -> list[Member]:
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except _DAMAGED_HEAD as error:
        raise NotReadable(Why.DAMAGED, path.name, detail=str(error)) from error

    infos = archive.infolist()
    if len(infos) > MEMBERS:
        raise NotReadable(Why.TOO_MANY, path.name)
    if sum(info.file_size for info in infos) > min(UNPACKED, _most(path.stat().st_size)):
        raise NotReadable(Why.BOMB, path.name)
    return [
        Member(_parts(info), info.file_size, partial(_open, archive, info))
        for info in infos
        if not info.is_dir()
    ]


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(info)
    except _DAMAGED_HEAD as error:
        raise NotReadable(Why.DAMAGED, info.filename, detail=str(error)) from error


def _most(packed: int) -> int:
    """How large something may be that is packed into so many bytes."""
    return RATIO * packed + SLACK


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """The path of a ZIP's member, if it is one that anybody needs."""
    name = info.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts  # from Windows, once
    if not parts or name[0] in "/\\" or name[1:2] == ":" or ".." in parts or "\0" in name:
        raise NotReadable(Why.BAD_NAME, name)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise NotReadable(Why.LINK, name)
    if info.flag_bits & 1:
        raise NotReadable(Why.LOCKED, name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotReadable(Why.DAMAGED, name, detail=f"compression {info.compress_type}")
    if info.file_size > _most(info.compress_size):
        raise NotReadable(Why.BOMB, name)
    return parts


def _package(handed_in: list[list[Member]]) -> Package:
    feeds: dict[str, list[Member]] = defaultdict(list)
    laid_out = [feed for members in handed_in for feed in _feeds(members)]
    for _, blog, member in sorted(laid_out, key=lambda feed: feed[0]):
        feeds[blog].append(member)
    if not feeds:
        raise NotReadable(Why.NO_BLOG)

    pictures = (m for members in handed_in for m in members if "Albums" in m.parts[:-1])
    return Package(dict(feeds), Albums(member for member in pictures if not _is_noise(member)))


def _feeds(members: list[Member]) -> list[tuple[str, str, Member]]:
    """The feeds among what came together, each with what it is of, and of which blog.

    Where they lie tells both. A feed that was handed in by itself, or packed by hand, lies
    anywhere.
    """
    laid_out: list[tuple[str, str, Member]] = []
    loose: list[tuple[str, str, Member]] = []
    for member in members:
        match member.parts:
            case [*_, ("Blogs" | "Comments") as of, blog, name]:
                if name == "feed.atom" and not _is_noise(member):
                    laid_out.append((of, blog, member))
            case [*folders, name] if not _is_noise(member) and "Albums" not in folders:
                if len(members) == 1 or name.endswith((".atom", ".xml")):
                    loose.append(("Blogs", "", member))
    return laid_out or loose


def _is_noise(member: Member) -> bool:
    """Whether it is what a Mac adds to folders and ZIPs."""
    return "__MACOSX" in member.parts or member.parts[-1].startswith("._")
