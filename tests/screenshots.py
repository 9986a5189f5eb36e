"""Pictures of every kind of page, to look at: ``python3 tests --screenshots FOLDER [NAMES]``.

A browser asks, the blog answers in the same process, and its clock stands still: the same code
on the same machine gives the same pictures. Each kind of page gets a sheet with all of them.
"""

from __future__ import annotations

import fnmatch
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import time_machine
from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests import needs, scenes
from tests.scenes import Shown

MOMENT = datetime(2026, 3, 14, 15, 9, tzinfo=UTC)
TALLEST = 15_000
"""Pixels: Chromium paints no more in one piece."""
SHEET = 2_400
"""Pixels of a page's height that its sheet shows, at half their size."""

LOOKS: dict[str, dict[str, Any]] = {
    f"{width}-{scheme}": {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    for scheme in ("light", "dark")
    for width in (360, 768, 1280)
}
RARER_LOOKS: dict[str, dict[str, Any]] = {
    "320": {"viewport": {"width": 320, "height": 600}},
    "zoomed": {"viewport": {"width": 640, "height": 450}},  # a screen of 1280 pixels, at 200 %
    "forced": {"viewport": {"width": 768, "height": 900}, "forced_colors": "active"},
    "print": {"viewport": {"width": 675, "height": 955}},  # A4 between its margins
}
DESERVE_MORE = {
    *("front-40", "article", "article-talk", "article-everything", "article-long-words"),
    *("comment-mistakes", "archive", "set-up", "desk-articles", "desk-edit", "desk-comments"),
}
"""The pages of which there are the rarer looks, too."""


def main(arguments: list[str]) -> int:
    """Take the pictures; with names, as in a shell (``front-*``), only of these pages."""
    if not arguments:
        sys.stderr.write("python3 tests --screenshots FOLDER [NAMES]\n")
        return 2
    folder, *names = arguments
    there = take(Path(folder), names or ["*"])
    unknown = [name for name in names if not fnmatch.filter(there, name)]
    if unknown:
        sys.stderr.write(f"No page is called {', '.join(unknown)}. There are:\n")
        sys.stderr.write("\n".join(there) + "\n")
    return 2 if unknown else 0


def take(folder: Path, names: list[str]) -> list[str]:
    """Take the pictures of the pages with these names into a folder; the names of all there are."""
    folder.mkdir(parents=True, exist_ok=True)
    there: dict[str, None] = {}
    with sync_playwright() as playwright, time_machine.travel(MOMENT, tick=False):
        browser = playwright.chromium.launch(
            executable_path=needs.chromium(), args=["--no-sandbox", "--font-render-hinting=none"]
        )
        for language in ("en", "tr"):
            for shown in scenes.every(language):
                there[shown.name] = None
                if any(fnmatch.fnmatch(shown.name, name) for name in names):
                    _take_one(browser, shown, language, folder)
        browser.close()
    return list(there)


def _take_one(browser: Browser, shown: Shown, language: str, folder: Path) -> None:
    answer, taken = shown.ask(), []
    more = RARER_LOOKS if shown.name in DESERVE_MORE else {}
    for look, options in {**LOOKS, **more}.items():
        page = browser.new_page(locale=language, **options)
        page.route("**/*", lambda route: _answer(route, shown, answer))
        page.goto(f"http://localhost{answer.request.full_path}")
        if look == "print":
            page.emulate_media(media="print")
        _settle(page)
        path = folder / f"{shown.name}-{language}-{look}.png"
        _photograph(page, path)
        if look == "print":
            page.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True)
        else:
            taken.append(path)
        page.close()
    _sheet(taken[: len(LOOKS)], folder / f"sheet-{shown.name}-{language}.png")


def _answer(route: Route, shown: Shown, answer: Any) -> None:
    """What the blog would say to the browser: the page, or one of its files."""
    if route.request.resource_type != "document":
        with shown.client.application.app_context():  # Playwright calls from a context of its own
            answer = shown.client.get(urlsplit(route.request.url).path)
    route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)


def _settle(page: Page) -> None:
    """Wait until nothing is missing; pictures below the edge would not come by themselves."""
    page.evaluate(
        """async () => {
            for (const image of document.images) image.loading = "eager";
            await document.fonts.ready;
            await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
        }"""
    )


def _photograph(page: Page, path: Path) -> None:
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": min(height, TALLEST)}
    page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")


def _sheet(paths: list[Path], target: Path) -> None:
    """All pictures of one page beside each other, at half their size, cut where they are long."""
    halves = [_half(path) for path in paths]
    gap = 16
    width = sum(one.width + gap for one in halves) + gap
    sheet = Image.new("RGB", (width, max(one.height for one in halves) + 2 * gap), "slategray")
    left = gap
    for one in halves:
        sheet.paste(one, (left, gap))
        left += one.width + gap
    sheet.save(target)


def _half(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, SHEET)))
    return cut.reduce(2)
