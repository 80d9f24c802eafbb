"""A rebuild in parts: several processes, on several machines, each read all documents and write a share of them.

Analysis is most of the work of a build, and that is what is divided: the n-th process takes every so many documents,
beginning with the n-th. So the order of adding, and with it every answer, is that of a build in one. Whoever ends last
puts together what each has counted, seals the generation and publishes it. A part that failed is written again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from search.analysis.text_terms import keep_gathered
from search.engines import CLUSTER
from search.engines.store import Counts, SharingStore
from search.errors import SettingsError
from search.indexing.analysis_pool import Pool, prepare_documents
from search.indexing.fingerprint import fingerprint
from search.indexing.generation_build import Build, leaving_nothing
from search.indexing.indexer import about, read_documents, size_of
from search.indexing.near_duplicates import Signatures
from search.indexing.report import Listener, Report
from search.indexing.vocabulary_build import make_vocabulary, read_evenly, words_among
from search.settings import Settings
from search.sources import SourceFile, find_files
from search.storage import sharing_store
from search.storage.records import Records

_SIGNATURES, _WORDS = "signatures", "words"


@dataclass(frozen=True, slots=True)
class BuildPart:
    """The `number`-th of `count` parts of a build.

    >>> BuildPart.read("3/8")
    BuildPart(number=3, count=8)
    """

    number: int
    count: int

    @classmethod
    def read(cls, text: str) -> BuildPart:
        """That of a text. Raises `SettingsError`."""
        number, _, count = text.partition("/")
        if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) <= 1_000):
            raise SettingsError("not-a-part", part=repr(text))
        return cls(int(number), int(count))


def rebuild_part(
    part: BuildPart,
    paths: Sequence[Path | str] | None,
    index: Path | str,
    engine: str,
    progress: Listener = lambda _: None,
    settings: Settings = Settings(),
    follow_links: bool = False,
) -> Report | int:
    """Writes a part of a new generation; gives how many are still to come, or of the last one what `rebuild` gives.

    All parts must be of the same files. Raises what `rebuild` raises.
    """
    if engine != CLUSTER:
        raise SettingsError("part-needs-cluster")
    files = find_files([Path(path) for path in paths or [settings.seeds]], follow_links)
    store = sharing_store(Path(index), fingerprint(), settings.opensearch)
    with store.sharing(part.count, _made_from(files, settings)):
        build = _PartBuild(store, settings, part, progress, size_of(files))
        with leaving_nothing(store, build):
            build.applied = store.applied()
            mine = islice(read_documents(build, files, settings, None), part.number - 1, None, part.count)
            for prepared in prepare_documents(mine, about(files) // part.count, settings.schema, build.end_adding):
                build.add(prepared)
            return build.end()


class _PartBuild(Build):
    """A part, and of the last one the whole."""

    def __init__(
        self, store: SharingStore, settings: Settings, part: BuildPart, progress: Listener, bytes_total: int
    ) -> None:
        self._shared = store.create_shared(settings.schema, part.number)
        super().__init__(store, CLUSTER, settings.schema, None, progress, bytes_total, self._shared)

    def end_adding(self, pool: Pool) -> None:
        """Counts the exact terms of this part; which of them are rare is seen when all parts have ended."""
        self._count_words(pool.totals(), 0)
        keep_gathered()

    def end(self) -> Report | int:
        """Ends the part, and the build when no other is to come."""
        _, signatures = self._open()
        words = json.dumps(self._words, ensure_ascii=False).encode()
        files = {_SIGNATURES: b"".join(signatures.content()), _WORDS: words}
        counts = Counts(self.documents, self.ever_added, len(self.rejects), self.bytes_total)
        if left := self._shared.end_share(counts, files):
            self.rejects.publish()
            return left
        return self._end_all()

    def _end_all(self) -> Report:
        self._shared.merge()
        Signatures.in_turn([Signatures.of(one) for one in self._shared.share_files(_SIGNATURES)]).write(self._shared)
        words: Counter[str] = Counter()
        for content in self._shared.share_files(_WORDS):
            words.update(json.loads(content))
        shares = self._shared.shares()
        self.documents = self.added = sum(one.documents for one in shares)
        self.ever_added = sum(one.added for one in shares)
        if not self.documents:
            raise self.rejects.refuse()
        engine = self._shared.open()
        sample = read_evenly(Records(engine, self.codec))
        make_vocabulary(self._shared, self.documents, Counter(words_among(words, self.documents)), lambda: sample)
        engine.close()
        return self._publish()


def _made_from(files: list[SourceFile], settings: Settings) -> str:
    """A mark of what all parts of a build must have in common, wherever it lies on each machine."""
    sizes = [(file.path.name, file.size) for file in files]
    told = json.dumps([sizes, settings.schema.to_list(), fingerprint()])
    return blake2b(told.encode(errors="surrogatepass"), digest_size=8).hexdigest()
