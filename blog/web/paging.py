"""Lists that are turned like pages, without counting what is on them."""

from __future__ import annotations

from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select

from blog.db import db
from blog.web import routing


def page(query: Select[Any], length: int, total: int, number: int | None = None) -> Pagination:
    """The page that was asked for, or this ``number``, of a list whose ``total`` is known; 404
    where there is no such page."""
    page = db.paginate(query, page=number or routing.page_number(), per_page=length, count=False)
    page.total = total
    return page
