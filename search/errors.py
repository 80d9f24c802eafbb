"""Every error a caller can meet: one base class, each message a fact and its cure, in English and Arabic.

The command line turns an error into its `exit_code`; the web turns it into its `status` (RFC 9457).
"""

from __future__ import annotations


class BahithError(Exception):
    """The base of all errors raised on purpose.

    `str(error)` is the English sentence; `error.arabic` says the same in Arabic.
    `parameter` names the argument at fault where there is one.

    >>> error = QueryError("limit is 500; use 1 to 100", "الحد 500؛ استعمل من 1 إلى 100", parameter="limit")
    >>> str(error), error.status, error.exit_code
    ('limit is 500; use 1 to 100', 400, 2)
    """

    code = "failure"
    title = "The request failed"
    title_arabic = "تعذّر تنفيذ الطلب"
    status = 500
    exit_code = 1

    def __init__(self, english: str, arabic: str, *, parameter: str | None = None) -> None:
        super().__init__(english)
        self.arabic = arabic
        self.parameter = parameter


class QueryError(BahithError):
    """The query or one of its parameters cannot be used."""

    code = "invalid-query"
    title = "The query cannot be used"
    title_arabic = "لا يمكن استعمال هذا الاستعلام"
    status = 400
    exit_code = 2


class PageTooDeepError(QueryError):
    """The page lies beyond the hits that can be paged through."""

    code = "page-too-deep"
    title = "There is no page so far down"
    title_arabic = "لا توجد صفحة بهذا البعد"
    status = 404


class DocumentNotFoundError(BahithError):
    """No document has this id."""

    code = "document-not-found"
    title = "There is no such document"
    title_arabic = "لا توجد وثيقة بهذا المعرّف"
    status = 404


class SourceError(BahithError):
    """A path given to `rebuild` holds nothing that can be read."""

    code = "unusable-source"
    title = "The source cannot be read"
    title_arabic = "تعذّرت قراءة المصدر"


class SourceMissingError(SourceError):
    """A path given to `rebuild` does not exist."""

    code = "missing-source"
    exit_code = 2


class IndexMissingError(BahithError):
    """No index has been built in this folder."""

    code = "index-missing"
    title = "There is no index yet"
    title_arabic = "لم يُبنَ الفهرس بعد"
    status = 503
    exit_code = 3


class IndexCorruptError(BahithError):
    """A file of the index is missing, cut or changed."""

    code = "index-corrupt"
    title = "The index is damaged"
    title_arabic = "الفهرس تالف"
    status = 503
    exit_code = 4


class IndexUnreadableError(BahithError):
    """This user may not read the index."""

    code = "index-unreadable"
    title = "The index cannot be read"
    title_arabic = "تعذّرت قراءة الفهرس"
    status = 503


class IndexStaleError(BahithError):
    """The index was made by another format or another analysis."""

    code = "index-stale"
    title = "The index is from another version"
    title_arabic = "الفهرس من إصدار آخر"
    status = 503
    exit_code = 4


class IndexLockedError(BahithError):
    """Another process is writing the index."""

    code = "index-locked"
    title = "The index is being written"
    title_arabic = "الفهرس قيد الكتابة"
    status = 503
    exit_code = 5


class DiskFullError(BahithError):
    """The disk has no room for the new generation."""

    code = "disk-full"
    title = "The disk is full"
    title_arabic = "القرص ممتلئ"
    status = 503
    exit_code = 6


class EngineUnavailableError(BahithError):
    """The engine's package is not installed, or no engine has this name."""

    code = "engine-unavailable"
    title = "The engine is not available"
    title_arabic = "المحرّك غير متاح"
    status = 503
