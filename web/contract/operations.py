"""Every route of the service, once: what it is for, what it takes and answers. The OpenAPI document is made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from search.model.limits import Limits
from web.contract.parameters import FILTERS, HIT, HOW, ID, SEARCH, SIMILAR, WINDOW, WORDS, Parameter, Q
from web.contract.preferences import CHOICES
from web.contract.schemas import SCHEMAS

JSON = "application/json"
HTML = "text/html"
SUGGESTIONS = "application/x-suggestions+json"


@dataclass(frozen=True, slots=True)
class Operation:
    """A route and a method of it: `answers` names a schema, or is empty for what is no JSON.

    `errors` are the statuses of this operation and what they mean. `keyed` operations need a key where the service
    has keys; `cost` is what one request takes of a client's allowance.
    """

    path: str
    english: str
    arabic: str
    parameters: tuple[Parameter, ...] = ()
    answers: str = ""
    media: str = JSON
    errors: Mapping[int, str] = field(default_factory=dict)
    keyed: bool = False
    cost: float = 0
    method: str = "get"
    form: tuple[Parameter, ...] = ()  # the fields of a form that is sent to it
    body: tuple[Parameter, ...] = ()  # what a JSON object that is sent to it may hold

    @property
    def name(self) -> str:
        """The operation id: the words of the path.

        >>> Operation("/v1/documents/{id}", "", "").name
        'v1_documents_id'
        """
        words = [part.strip("{}").replace(".", "_") for part in self.path.split("/") if part] or ["home"]
        return "_".join(words if self.method == "get" else [self.method, *words])

    def under(self, limits: Limits) -> Operation:
        """The operation of a service with these limits."""
        parameters, form, body = (
            tuple(one.under(limits) for one in some) for some in (self.parameters, self.form, self.body)
        )
        return replace(self, parameters=parameters, form=form, body=body)

    @property
    def is_api(self) -> bool:
        """Whether its errors are problem documents, not pages."""
        return is_api(self.path)


def is_api(path: str) -> bool:
    """Whether a path, of a route or not, is one that programs ask.

    >>> is_api("/v1/nothing"), is_api("/v1x")
    (True, False)
    """
    return f"{path}/".startswith(("/v1/", "/healthz/", "/readyz/", "/metrics/"))


_BAD = {400: "A parameter cannot be used."}
_NONE = {404: "There is nothing at this address."}
_DEEP = {
    404: "The page is too deep for an offset, or similar_to names no document.",
    409: "The cursor does not fit any more.",
}
_BODY = {413: "The body is too large.", 415: "The body is no application/json."}
_BUSY = {503: "There is no index yet, or the service is busy: come back after Retry-After seconds."}
_OFTEN = {429: "Too many requests: come back after Retry-After seconds."}
_KEY = {401: "A key is missing or not known."} | _OFTEN

FIELDS_OF_DOCUMENT = Parameter(
    "fields",
    {"type": "string", "enum": list(SCHEMAS["Document"]["properties"])},
    "Only these keys, divided by commas.",
    "هذه الحقول وحدها، تفصل بينها فواصل",
    None,
    "commas",
)
TEXT = Parameter("text", Q.schema, "The words to look at.", "الكلمات", "وبالمدارس")
TYPED = Parameter("q", Q.schema, "What has been typed so far.", "ما كُتب حتى الآن", "كور")
LANGUAGE = Parameter(
    "lang", {"type": "string", "enum": ["ar", "en"], "default": "ar"}, "The language of the page.", "لغة الصفحة", "en"
)
_CODE = Parameter("code", {"type": "string"}, "The last part of a `type`.", "رمز الخطأ", "invalid-query", place="path")
_FILE = Parameter("filename", {"type": "string"}, "A file of the page.", "ملف", "style.css", place="path")
_PAGE = (Q, *FILTERS, *HOW, *SIMILAR, *WINDOW)
_WORDS = Parameter("q", {**Q.schema, "pattern": WORDS}, Q.english, Q.arabic, Q.example, required=True)
_BACK = Parameter("back", {"type": "string"}, "Where the reader came from.", "الصفحة السابقة", "/")

OPERATIONS = (
    Operation(
        "/v1/search",
        "Search: one page of hits with snippets and facets",
        "البحث: صفحة من النتائج بمقتطفاتها وأوجهها",
        SEARCH,
        "Page",
        errors=_BAD | _KEY | _DEEP | _BUSY,
        keyed=True,
        cost=1,
    ),
    Operation(
        "/v1/search",
        "The same search, asked by a JSON body: for passages that no address can hold",
        "البحث نفسه بطلب JSON، للنصوص التي لا يسعها العنوان",
        answers="Page",
        errors=_BAD | _KEY | _DEEP | _BODY | _BUSY,
        keyed=True,
        cost=1,
        method="post",
        body=SEARCH,
    ),
    Operation(
        "/v1/suggest",
        "What a query that begins so may become: words, phrases and titles, each found in a document",
        "ما قد يصير إليه استعلام يبدأ هكذا",
        (TYPED,),
        "Suggestions",
        errors=_BAD | _OFTEN | _BUSY,
        cost=0.25,
    ),
    Operation(
        "/v1/documents/{id}",
        "One document as it was read",
        "وثيقة كما قُرئت",
        (ID, FIELDS_OF_DOCUMENT),
        "Document",
        errors=_BAD | _KEY | _NONE | _BUSY,
        keyed=True,
        cost=1,
    ),
    Operation(
        "/v1/analyze",
        "What becomes of each word: its term at every level, its readings and the rules that made them",
        "ما تصير إليه كل كلمة: صورتها في كل درجة وقراءاتها وقواعدها",
        (TEXT,),
        "Analysis",
        errors=_BAD | _KEY,
        keyed=True,
        cost=1,
    ),
    Operation(
        "/v1/stats",
        "What is indexed, by which engine, within which limits",
        "ما في الفهرس، ومحرّكه، والحدود",
        (),
        "Stats",
        errors=_KEY | _BUSY,
        keyed=True,
        cost=1,
    ),
    Operation("/v1/openapi.json", "This document", "هذه الوثيقة", (), "OpenAPI"),
    Operation("/v1/docs", "The documentation for people", "دليل الواجهة", (LANGUAGE,), media=HTML, errors=_BAD),
    Operation("/healthz", "The process answers; nothing else is looked at", "العملية حيّة", (), "Alive"),
    Operation("/readyz", "Searches will be answered", "البحث جاهز", (), "Ready", errors=_BUSY),
    Operation(
        "/metrics",
        "Counts and times of all workers, for Prometheus",
        "أعداد وأزمنة لنظام Prometheus",
        media="text/plain",
        errors=_KEY,
        keyed=True,
    ),
    Operation("/", "The search page", "صفحة البحث", _PAGE, media=HTML, errors=_BAD | _OFTEN | _BUSY, cost=1),
    Operation(
        "/",
        "The search page for a passage that no address can hold",
        "صفحة البحث لنص لا يسعه العنوان",
        media=HTML,
        errors={200: "The page."} | _BAD | _OFTEN | _BUSY | {415: "The body is no form."},
        cost=1,
        method="post",
        form=_PAGE,
    ),
    Operation(
        "/doc/{id}",
        "A document to read, the words of `q` marked",
        "وثيقة للقراءة",
        (ID, *_PAGE, HIT),
        media=HTML,
        errors=_BAD | _OFTEN | _NONE | _BUSY,
        cost=1,
    ),
    Operation("/help", "The query language, with examples", "لغة الاستعلام بأمثلتها", media=HTML, errors=_BUSY),
    Operation("/settings", "How the page is shown", "إعدادات الصفحة", (_BACK,), media=HTML),
    Operation(
        "/settings",
        "Keeps how the page is shown, in a cookie",
        "حفظ إعدادات الصفحة",
        media=HTML,
        errors={303: "Back to where the reader was.", 415: "The body is no form."},
        method="post",
        form=(*(Parameter(name, {"type": "string"}, name, shown) for name, (shown, _) in CHOICES.items()), _BACK),
    ),
    Operation(
        "/feed.xml",
        "The newest documents that a search finds, for a feed reader",
        "خلاصة البحث لقارئ الأخبار",
        (_WORDS, *_PAGE[1:]),
        media="application/rss+xml",
        errors=_BAD | _OFTEN | _BUSY,
        cost=1,
    ),
    Operation(
        "/opensearch.xml",
        "What a browser needs to offer this search",
        "وصف البحث للمتصفح",
        media="application/opensearchdescription+xml",
    ),
    Operation(
        "/suggestions.json",
        "Completions for the address bar of a browser, as OpenSearch wants them: [typed, [completion, …]]",
        "إكمالات لشريط عنوان المتصفح",
        (TYPED,),
        "Completions",
        SUGGESTIONS,
        errors=_BAD | _OFTEN | _BUSY,
        cost=0.25,
    ),
    Operation("/errors", "All kinds of error", "الأخطاء ومعانيها", media=HTML),
    Operation("/errors/{code}", "One kind of error", "معنى خطأ", (_CODE,), media=HTML, errors=_NONE),
    Operation("/static/{filename}", "A file of the page", "ملف من ملفات الصفحة", (_FILE,), media="*/*", errors=_NONE),
)

BY_RULE = {(operation.method, operation.path): operation for operation in OPERATIONS}
