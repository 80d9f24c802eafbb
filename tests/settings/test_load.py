"""Where a setting comes from, and what is said of one that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.errors import SettingsError
from search.model.schema import Field
from search.settings import KEYS, Settings, load_settings

FILE = """
index = "data/index"
[limits]
window = 500
[site]
examples = ["قمة", "كتاب"]
[service]
rate_limit = 60
cors = ["https://a.example"]
[fields.hijri_year]
kind = "number"
facet = true
ar = "السنة الهجرية"
en = "Hijri year"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "bahith.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_without_anything_given_all_is_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = load_settings(environment={})
    assert found == Settings()
    assert found.origins == {}


def test_a_file_sets_keys_and_declares_fields(config: Path) -> None:
    found = load_settings(config, environment={})
    assert found.index == config.parent / "data/index"  # paths are below the file's folder
    assert (found.limits.window, found.limits.limit) == (500, 100)
    assert found.site.examples == ("قمة", "كتاب")
    assert found.schema.own == (Field("hijri_year", "number", "السنة الهجرية", "Hijri year", facet=True),)
    assert found.origins["limits.window"] == found.origins["fields.hijri_year"] == str(config)


def test_the_environment_counts_more_than_the_file_and_an_option_more_than_both(config: Path) -> None:
    environment = {
        "BAHITH_INDEX": "elsewhere",
        "BAHITH_LIMITS_WINDOW": "700",
        "BAHITH_CORS": "https://b.example https://c.example",
        "BAHITH_LOG_REQUESTS": "1",
        "BAHITH_CACHE": "0.5",
        "BAHITH_RATE_LIMIT": "",
    }
    found = load_settings(config, {"index": Path("here"), "service.keys": None, "service.cors": ()}, environment)
    assert (found.index, found.limits.window, found.service.rate_limit) == (Path("here"), 700, 60)
    assert found.service.cors == ("https://b.example", "https://c.example")
    assert (found.service.log_requests, found.service.cache) == (True, 0.5)
    origins = {name: found.origins[name] for name in ("index", "limits.window", "service.rate_limit")}
    assert origins == {
        "index": "--index",
        "limits.window": "BAHITH_LIMITS_WINDOW",
        "service.rate_limit": str(config),
    }


def test_the_file_is_the_named_one_or_the_one_here(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(environment={"BAHITH_CONFIG": str(config)}).limits.window == 500
    monkeypatch.chdir(config.parent)
    assert load_settings(environment={}).origins["limits.window"] == "bahith.toml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[limits]\nwindows = 5", "{path}, [limits]: there is no key windows; the nearest one is window"),
        ("indx = 'a'", "{path}: there is no key indx; the nearest one is index"),
        ("[limit]\nwindow = 5", "{path}: there is no key limit; the nearest one is limits"),
        ("[service]\nport = '80'", "{path}, [service]: port is '80'; give a whole number from 0 to 65535"),
        ("[limits]\nlimit = 0", "{path}, [limits]: limit is '0'; give a whole number from 10 to 1000000000"),
        ("[limits]\nlimit = true", "{path}, [limits]: limit is 'True'; give a whole number from 10 to 1000000000"),
        ("[service]\nworkers = 5000", "{path}, [service]: workers is '5000'; give a whole number from 0 to 64"),
        ("[service]\ncache = 'much'", "{path}, [service]: cache is 'much'; give a number from 0 to 10000"),
        ("engine = 'lucene'", "{path}: engine is 'lucene'; give one of: tantivy, whoosh, memory, opensearch"),
        ('index = "a\\u0000b"', "{path}: index is 'a\0b'; give a path in quotes"),
        ("[service]\nlog_queries = 1", "{path}, [service]: log_queries is '1'; give true or false"),
        ("[service]\ncors = '*'", '{path}, [service]: cors is \'*\'; give a list of texts, as ["one", "other"]'),
        ("[site]\nnumerals = 'roman'", "{path}, [site]: numerals is 'roman'; give one of: latn, arab"),
        ("index = 5", "{path}: index is '5'; give a path in quotes"),
        ("limits = 5", "{path}: limits is '5'; give a table with keys"),
        (
            "fields = 5",
            "{path}: fields is '5'; give a table for each field, as [fields.hijri_year] with kind = \"number\"",
        ),
        ("[fields.a]\nkinds = 'tag'", "{path}, [fields.a]: there is no key kinds; the nearest one is kind"),
        ("[fields.a]\nfacet = true", "{path}, [fields.a]: kind is ''; give one of: text, tag, number, date"),
        ("[fields.a]\nkind = 'tag'\nmany = 1", "{path}, [fields.a]: many is '1'; give true or false"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place_and_its_cure(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environment={})
    assert str(caught.value) == message.replace("{path}", str(path))
    assert caught.value.exit_code == 2


SITE = """
[site]
name = { ar = "أرشيف الأخبار", en = "News archive" }
logo = "logo.svg"
accent = "#0a6e5c"
languages = ["ar"]
sort = "newest"
facets = ["category"]
frame_ancestors = ["'self'", "https://www.example"]
links = [{ url = "/contact", text = "اتصل بنا" }, { url = "https://a.example", ar = "الوزارة", en = "Ministry" }]
[site.labels]
category = { ar = "القسم", en = "Section" }
[site.values.category]
internationalNews = "أخبار العالم"
localNews = { ar = "محليات", en = "Local" }
"""


def test_the_page_has_a_name_links_and_words_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "bahith.toml"
    path.write_text(SITE, encoding="utf-8")
    site = load_settings(path, environment={}).site
    assert site.name is not None
    assert (site.name.text("ar"), site.name.text("en"), site.name.text("fr")) == (
        "أرشيف الأخبار",
        "News archive",
        "أرشيف الأخبار",  # the first where there is none in the language
    )
    assert (site.logo, site.accent, site.languages, site.sort) == (tmp_path / "logo.svg", "#0a6e5c", ("ar",), "newest")
    assert [(link.text.text("en"), link.url) for link in site.links] == [
        ("اتصل بنا", "/contact"),
        ("Ministry", "https://a.example"),
    ]
    assert (site.label("category", "en"), site.label("source", "en")) == ("Section", None)
    assert site.value("category", "internationalNews", "en") == "أخبار العالم"
    assert site.value("category", "localNews", "en") == "Local"
    assert site.value("category", "sport", "en") == "sport"
    assert [*site.values["category"]] == ["internationalNews", "localNews"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('accent = "green"', "accent is 'green'; give a colour as \"#0a6e5c\""),
        ('languages = ["fr"]', "languages is '['fr']'; give a list of some of: ar, en"),
        ("languages = []", "languages is '[]'; give a list of some of: ar, en"),
        ("name = 5", "name is '5'; give a text in quotes, or one for each language"),
        ('name = { fr = "a" }', "give a text in quotes, or one for each language"),
        ('name = "a\\nb"', "give a text in quotes, or one for each language"),
        ('links = [{ url = "javascript:alert(1)", text = "a" }]', "give a list of links to http, https, mailto or /"),
        ('links = [{ url = "/a" }]', "give a text in quotes, or one for each language"),
        ('frame_ancestors = ["none; script-src *"]', "give a list of origins"),
        ('sort = "price"', "sort is 'price'; give one of: relevance, newest, oldest, recent, date, -date"),
        ('facets = ["place"]', "facets is 'place'; give one of: source, category, year, author"),
        ('[site.labels]\nplace = "a"', "labels is 'place'; give one of: source"),
        ("[site.values]\ncategory = 5", "values is '{'category': 5}'; give a table of names with a text each"),
    ],
)
def test_what_the_page_cannot_have_is_named_with_its_cure(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bahith.toml"
    path.write_text(f"[site]\n{text}", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environment={})
    assert str(caught.value).startswith(f"{path}, [site]: ")
    assert message in str(caught.value)


def test_what_a_text_cannot_be_in_the_environment_is_no_variable() -> None:
    assert load_settings(environment={"BAHITH_SITE_ACCENT": "#0a6e5c"}).site.accent == "#0a6e5c"
    with pytest.raises(SettingsError, match="BAHITH_SITE_LINKS"):
        load_settings(environment={"BAHITH_SITE_LINKS": "a"})


@pytest.mark.parametrize("name", ["title", "limit", "سنة", "Year", "year", "json", "index", "config", "quiet", "help"])
def test_a_field_cannot_have_the_name_of_another_thing(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bahith.toml"
    path.write_text(f'[fields."{name}"]\nkind = "tag"', encoding="utf-8")
    with pytest.raises(SettingsError, match=name):
        load_settings(path, environment={})


def test_a_weight_is_a_float_also_when_it_is_written_without_a_point(tmp_path: Path) -> None:
    path = tmp_path / "bahith.toml"
    path.write_text("[ranking]\ntie = 0\nkeywords = 3", encoding="utf-8")
    ranking = load_settings(path, environment={}).ranking
    assert isinstance(ranking.tie, float)  # an engine in another language takes no int for it
    assert isinstance(ranking.keywords, int)


def test_a_file_may_begin_with_the_mark_that_notepad_writes(tmp_path: Path) -> None:
    path = tmp_path / "bahith.toml"
    path.write_bytes(b"\xef\xbb\xbf[limits]\nwindow = 500")
    assert load_settings(path, environment={}).limits.window == 500


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read: No such file"):
        load_settings(tmp_path / "none.toml", environment={})
    broken = tmp_path / "broken.toml"
    broken.write_text("index = ", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"broken\.toml is not TOML: Invalid value"):
        load_settings(broken, environment={})


@pytest.mark.parametrize(
    ("variable", "text"), [("BAHITH_RATE_LIMIT", "-1"), ("BAHITH_CACHE", "inf"), ("BAHITH_LOG_QUERIES", "perhaps")]
)
def test_a_variable_that_cannot_be_used_is_named(variable: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable}: .* is '{text}'"):
        load_settings(environment={variable: text})


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [("BAHITH_RATELIMIT", "BAHITH_RATE_LIMIT"), ("BAHITH_LIMITS_HARDMS", "BAHITH_LIMITS_HARD_MS")],
)
def test_a_variable_that_is_none_is_named_with_the_nearest_that_is(variable: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"variable {variable} .* nearest one is {nearest}$"):
        load_settings(environment={variable: "1"})


@pytest.mark.parametrize(
    "variable",
    [
        *("BAHITH_DEBUG", "BAHITHA", "NOT_BAHITH_CACHE"),
        *("BAHITH_SERVICE_HOST", "BAHITH_SERVICE_PORT", "BAHITH_SERVICE_PORT_HTTP", "BAHITH_WEB_SERVICE_HOST"),
        *("BAHITH_PORT", "BAHITH_PORT_8000_TCP", "BAHITH_PORT_8000_TCP_ADDR", "BAHITH_WEB_PORT_80_TCP_PROTO"),
    ],
)
def test_a_variable_of_another_thing_is_passed_over(variable: str) -> None:
    """Kubernetes sets a dozen for a service named bahith."""
    assert load_settings(environment={variable: "tcp://10.0.0.1:8000"}).origins == {}


def test_the_variables_of_the_environment_are_told_apart_and_no_port_is_among_them() -> None:
    variables = [key.variable for key in KEYS.values() if key.variable]
    assert len(set(variables)) == len(variables)
    assert "BAHITH_PORT" not in variables  # Kubernetes sets it, to an address
