"""The addresses of pages of results: each is a request with one thing changed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from search.model.request import SearchRequest
from search.model.value_map import ValueMap
from web.contract import query_string
from web.pages.languages import in_language
from web.pages.page_query import OF_THE_SITE, page_query
from web.service.addresses import path_to
from web.settings import site


def link(asked: SearchRequest, **changes: Any) -> str:
    """The page of a request with some fields changed; back at its first hit unless `offset` is given."""
    return in_language(f"{path_to('pages.home')}?{page_query(asked, **{'offset': 0, **changes})}")


class Links:
    """What `link` says of one request: a page has forty, and what they share is written once."""

    def __init__(self, asked: SearchRequest) -> None:
        self.asked = asked
        self._path = f"{path_to('pages.home')}?"
        self._written = query_string.written(asked) | {"offset": ""}
        said = page_query(asked, offset=0).removeprefix(query_string.canonical(asked, offset=0))
        self._behind = said + in_language("?")[1:]
        self._around: dict[str, tuple[str, str]] = {}
        here = site()
        self._own = {name for name in OF_THE_SITE if getattr(query_string.DEFAULTS, name) != getattr(here, name)}

    def to(self, field: str, value: Any) -> str:
        """The page with a field changed, any but the query."""
        if field in self._own:  # what the site does unasked is said where it is not wanted
            return link(self.asked, **{field: value})
        return self._address(field, query_string.pairs(field, value))

    def to_range(self, name: str, first: str | None, last: str | None) -> str:
        """The page with other ends of a range."""
        return self._address("ranges", _range_pairs(self.asked.ranges, name, first, last))

    def _address(self, field: str, pairs: str) -> str:
        if field not in self._around:
            names = [*self._written]
            at = names.index(field)
            before = "&".join(filter(None, (self._written[name] for name in names[:at])))
            after = "".join(f"&{one}" for name in names[at + 1 :] if (one := self._written[name]))
            self._around[field] = f"{self._path}{before}", after + self._behind
        first, last = self._around[field]
        return f"{first}&{pairs}{last}" if pairs else first + last


@lru_cache(2**9)
def _range_pairs(ranges: ValueMap[str | None], name: str, first: str | None, last: str | None) -> str:
    return query_string.pairs("ranges", ValueMap({**ranges, name: (first, last) if first or last else ()}))
