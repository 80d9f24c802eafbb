"""Every error a caller can meet: one base class, each message a fact and its cure, in every language.

The command line turns an error into its `exit_code`; the web turns it into its `status` (RFC 9457).
"""

from __future__ import annotations

from search.messages import Message, Value, message


class BahithError(Exception):
    """The base of all errors raised on purpose: the code of its message (`error.CODE` of the catalogue) and its values.

    `str(error)` is the English sentence, `error.text(language)` that of any language.
    `parameter` names the argument at fault where there is one; `code` is the kind of the error, `title.CODE` its title.

    >>> error = QueryError("not-between", parameter="limit", name="limit", value=500, low=1, high=100)
    >>> str(error), error.status, error.exit_code
    ('limit is 500; use 1 to 100', 400, 2)
    """

    code = "failure"
    status = 500
    exit_code = 1
    names_no_place = False  # whether its message may be shown to whoever asks though the fault is the service's own

    def __init__(self, code: str, /, *, parameter: str | None = None, **values: Value) -> None:
        super().__init__(code)
        self.message = Message(f"error.{code}", values)
        self.parameter = parameter

    def __str__(self) -> str:
        return self.text("en")

    @property
    def is_for_readers(self) -> bool:
        """Whether whoever asks may read the message: paths and commands are for whoever runs the service."""
        return self.status < 500 or self.names_no_place

    def text(self, language: str) -> str:
        """The message in a language."""
        return self.message.text(language)

    @classmethod
    def title(cls, language: str) -> str:
        """What kind of error it is, in a few words."""
        return message(f"title.{cls.code}", language)


class QueryError(BahithError):
    """The query or one of its parameters cannot be used."""

    code = "invalid-query"
    status = 400
    exit_code = 2


class PageTooDeepError(QueryError):
    """The page lies beyond the hits that can be paged through."""

    code = "page-too-deep"
    status = 404


class SettingsError(BahithError):
    """The settings cannot be used."""

    code = "settings"
    exit_code = 2


class DocumentNotFoundError(BahithError):
    """No document has this id."""

    code = "document-not-found"
    status = 404


class SourceError(BahithError):
    """A path given to `rebuild` holds nothing that can be read."""

    code = "unusable-source"


class SourceMissingError(SourceError):
    """A path given to `rebuild` does not exist."""

    code = "missing-source"
    exit_code = 2


class IndexMissingError(BahithError):
    """No index has been built in this folder."""

    code = "index-missing"
    status = 503
    exit_code = 3


class IndexCorruptError(BahithError):
    """A file of the index is missing, cut or changed."""

    code = "index-corrupt"
    status = 503
    exit_code = 4


class IndexUnreadableError(BahithError):
    """This user may not read the index."""

    code = "index-unreadable"
    status = 503


class IndexStaleError(BahithError):
    """The index was made by another format or another analysis."""

    code = "index-stale"
    status = 503
    exit_code = 4


class IndexLockedError(BahithError):
    """Another process is writing the index."""

    code = "index-locked"
    status = 503
    exit_code = 5


class DiskFullError(BahithError):
    """The disk has no room for the new generation."""

    code = "disk-full"
    status = 503
    exit_code = 6


class EngineUnreachableError(BahithError):
    """The engine, or the store of its index, is on another machine and was not reached, however often it was tried."""

    code = "engine-unreachable"
    status = 503


class EngineTimeoutError(EngineUnreachableError):
    """The engine was reached and did not answer in time."""

    code = "engine-timeout"


class EngineFailedError(BahithError):
    """The engine was reached and refused what it was asked, or does not hold what it should."""

    code = "engine-failed"
    status = 503


class EngineUnavailableError(BahithError):
    """The engine's package is not installed, or no engine has this name."""

    code = "engine-unavailable"
    status = 503
