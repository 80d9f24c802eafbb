"""The settings as values: frozen, with the defaults, handed down to whoever needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from search.engines import DEFAULT_ENGINE
from search.model.cluster_settings import ClusterSettings
from search.model.limits import Limits
from search.model.ranking import Ranking
from search.model.schema import Schema
from search.model.source_settings import SourceSettings
from search.settings.site import Site


@dataclass(frozen=True, slots=True)
class Tables:
    """Files of words and documents of whoever runs the service: UTF-8, cells divided by tabs."""

    synonyms: Path | None = None  # words, a sign (= > ~ ~>), words
    protected: Path | None = None  # words that are found as they are written only
    stop_words: Path | None = None  # words that say little here
    pinned: Path | None = None  # a query, then ids of documents that stand first


@dataclass(frozen=True, slots=True)
class Service:
    """The server and who may ask it how much."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0  # processes that answer; 0: one a core
    cors: tuple[str, ...] = ()  # origins whose pages may read the API; * for any
    keys: Path | None = None  # a file of lines NAME SHA256 [REQUESTS A MINUTE]: the API needs a key
    rate_limit: int = 0  # requests a minute of one client; 0: any number
    cache: float = 16  # megabytes of responses that a worker keeps; 0: none
    proxies: int = 0  # how many stand before the service and tell the client's address
    forwarded_host: bool = False  # whether they tell the name of the site too
    deadline: float = 10  # seconds that a client has for its head, its body, and to take its answer
    log_requests: bool = False
    log_queries: bool = False
    log_format: Literal["json", "text"] = "json"
    log_file: Path | None = None  # where log lines are appended; stderr where none is named
    clicks: bool = False  # whether the page tells the log which hits are opened
    max_age: float = 0  # hours after which the index is called old; 0: never


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; `origins` says where a value that is no default came from, by its name."""

    index: Path = Path("index")
    seeds: Path = Path("seeds")  # what is indexed when no path is named
    engine: str = DEFAULT_ENGINE  # of an index that is built anew
    cache_folder: Path | None = None  # where the lexicon is kept when the package cannot be written; the user's cache
    limits: Limits = field(default_factory=Limits)
    ranking: Ranking = field(default_factory=Ranking)
    site: Site = field(default_factory=Site)
    sources: SourceSettings = field(default_factory=SourceSettings)
    tables: Tables = field(default_factory=Tables)
    service: Service = field(default_factory=Service)
    opensearch: ClusterSettings = field(default_factory=ClusterSettings)
    schema: Schema = field(default_factory=Schema)  # the built-in fields and those of [fields.NAME]
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
