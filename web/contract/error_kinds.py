"""The kinds of error: a stable `type` for each, explained at /errors/<code> with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.errors import BahithError
from search.model.limits import Limits


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: what its `type` address explains; a limit in its cure is a name in braces."""

    code: str
    status: int
    title: str
    title_arabic: str
    cure: str
    cure_arabic: str

    def under(self, limits: Limits) -> Kind:
        """The kind as a service with these limits explains it."""
        return replace(self, cure=limits.fill(self.cure), cure_arabic=limits.fill(self.cure_arabic))


REQUEST_LINE = 65_536  # bytes, the method included: the longest query has up to 48,000 in an address

HTTP_KINDS = {
    kind.status: kind
    for kind in (
        Kind(
            *("bad-request", 400, "The request cannot be understood", "تعذّر فهم الطلب"),
            "It is not valid HTTP: look at the address and the headers.",
            "الطلب ليس على هيئة HTTP الصحيحة؛ راجع العنوان والترويسات.",
        ),
        Kind(
            *("not-found", 404, "There is nothing at this address", "لا شيء في هذا العنوان"),
            "Look at the path: the routes are listed in /v1/docs.",
            "راجع العنوان؛ العناوين كلها في /v1/docs.",
        ),
        Kind(
            *("method-not-allowed", 405, "This address does not take this method", "هذا العنوان لا يقبل هذه الطريقة"),
            "Use one of the methods that the header Allow lists.",
            "استعمل إحدى الطرق المذكورة في الترويسة Allow.",
        ),
        Kind(
            *("not-acceptable", 406, "The answer is JSON", "الجواب بصيغة JSON"),
            "Let the header Accept allow application/json, or leave it out.",
            "اجعل الترويسة Accept تقبل application/json أو احذفها.",
        ),
        Kind(
            *("too-large", 413, "The request is too large", "الطلب أكبر من المسموح"),
            "Send at most {request_bytes} bytes.",
            "أرسل {request_bytes} بايت على الأكثر.",
        ),
        Kind(
            *("address-too-long", 414, "The address is too long", "العنوان أطول من المسموح"),
            f"A request line has at most {REQUEST_LINE} bytes: shorten the query or the lists.",
            f"سطر الطلب لا يتجاوز {REQUEST_LINE} بايت؛ اختصر الاستعلام أو القوائم.",
        ),
        Kind(
            *("unsupported-media-type", 415, "This kind of body is not read", "لا يُقرأ هذا النوع من المحتوى"),
            "Send the body in the media type that /v1/docs names, or none.",
            "أرسل المحتوى بالنوع المذكور في /v1/docs أو لا ترسل شيئًا.",
        ),
        Kind(
            *("headers-too-large", 431, "The headers are too large", "الترويسات أكبر من المسموح"),
            "Send fewer or shorter headers; often it is the cookies.",
            "أرسل ترويسات أقل أو أقصر؛ وكثيرًا ما تكون ملفات الارتباط هي السبب.",
        ),
        Kind(
            *("internal-error", 500, "Something broke on our side", "حدث خطأ عندنا"),
            "Try again; if it stays, tell whoever runs the service the request_id.",
            "أعد المحاولة، فإن تكرر فأبلغ المشرف بقيمة request_id.",
        ),
    )
}

_REPAIR = (
    "Whoever runs the service builds the index again with  bahith rebuild; until then come back now and then.",
    "يعيد المشرف بناء الفهرس بالأمر bahith rebuild؛ عُد بعد قليل.",
)
_WAIT = ("Come back after Retry-After seconds.", "عُد بعد ما تقوله الترويسة Retry-After من الثواني.")
# The code of an error -> what to do, in both languages; the message of the error itself is more exact.
CURES = {
    "invalid-query": (
        "The problem names the parameter and what it may be; /v1/docs and /v1/stats list all limits.",
        "يذكر الخطأ المعامل وما يُقبل فيه؛ الحدود كلها في /v1/docs و/v1/stats.",
    ),
    "page-too-deep": (
        "offset + limit is at most {window}: narrow the query, or follow links.next, which goes on further.",
        "مجموع offset وlimit لا يتجاوز {window}؛ ضيّق البحث أو اتبع links.next.",
    ),
    "cursor-expired": (
        "Begin again at the first page: a cursor holds for one query and one generation of the index.",
        "ابدأ من الصفحة الأولى؛ موضع المتابعة لاستعلام واحد ولنسخة واحدة من الفهرس.",
    ),
    "document-not-found": ("It may have been removed: search for it again.", "ربما حُذفت الوثيقة؛ ابحث عنها من جديد."),
    "key-missing": (
        "Send the key that you were given:  Authorization: Bearer KEY",
        "أرسل المفتاح الذي أُعطيته في الترويسة Authorization: Bearer",
    ),
    "too-many-requests": _WAIT,
    "busy": _WAIT,
    "index-missing": _REPAIR,
    "index-corrupt": _REPAIR,
    "index-stale": _REPAIR,
    "index-unreadable": (
        "Whoever runs the service gives its user the right to read the folder of the index.",
        "يمنح المشرف مستخدم الخدمة حق قراءة مجلد الفهرس.",
    ),
    "index-locked": _WAIT,
}


def kind_of(error: BahithError | type[BahithError]) -> Kind:
    """The kind of an error of ours."""
    return Kind(error.code, error.status, error.title("en"), error.title("ar"), *CURES.get(error.code, ("", "")))


def kinds(limits: Limits) -> list[Kind]:
    """Every kind that a request can meet, by status."""
    ours = {kind.code: kind for kind in map(kind_of, _descendants(BahithError)) if kind.cure}
    shown = (kind.under(limits) for kind in (*HTTP_KINDS.values(), *ours.values()))
    return sorted(shown, key=lambda kind: (kind.status, kind.code))


def _descendants(kind: type[BahithError]) -> Iterator[type[BahithError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)
