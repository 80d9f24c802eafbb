"""How the text of a record becomes the bytes that engines keep, and back.

Most Arabic text fits into one byte a letter; so encoded first it compresses better and faster, and better still when
the words and phrases that most texts have are known before (index size: benchmarks/bench_build.py). A large generation
has a dictionary of its own, trained on some of its documents: .77 of the bytes that the dictionary takes which is
shipped for all others. That one is never changed, so a record can be read whatever becomes of the tables of the
analysis.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import threading
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib import resources
from typing import Any, NamedTuple

from zlib_ng import zlib_ng
from zstandard import (
    FORMAT_ZSTD1_MAGICLESS,
    ZstdCompressionDict,
    ZstdCompressionParameters,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdError,
    train_dictionary,
)

from search.engines.store import HasFiles

FILE = "record_dictionary.bin"  # of a generation that has a dictionary of its own
_SHIPPED = resources.files("search.storage") / "data" / "record_dictionary_1.txt"
_ENCODINGS = ("cp1256", "utf-8")
_ESCAPE = 6  # bytes of an escaped letter
_ESCAPED = "escaped as in JSON"
_TRAINED = len(_ENCODINGS)  # the first byte of a record: this, or the place of its encoding with the shipped dictionary
_RAW = -15  # no header or checksum by zlib: the manifest has the checksums of all files

# On 40,003 news articles, trained on the first 4,000: levels 6, 7 and 8 pack to .399, .397 and .394 in 42, 51 and 60 us
# an article, zlib-ng with the shipped dictionary to .494 in 48; unpacking takes 4 us for 11. 512 KB pack to .392 in 65.
# Of other strategies of zstd only the optimal ones (16) pack better, .94 of the bytes in 7 times as long.
_DICTIONARY_BYTES = 1 << 18  # at most, and a quarter of what it is trained on
_LEVEL = 7
_SEGMENT, _GRAM = 64, 6  # letters, in training: k and d of zstd's COVER; .3946 for .3981 with what it would try out
_PIECE = 4_096  # bytes
_TYPICAL = 1_400  # bytes of a record, which zstd chooses its tables by


class Encoded(NamedTuple):
    """A JSON text in one of the encodings."""

    encoding: int
    content: bytes


def encode(text: str) -> Encoded:
    """A JSON text in the encoding that is shorter: few letters that cp1256 has not are escaped in it."""
    with contextlib.suppress(UnicodeEncodeError):
        return Encoded(0, text.encode("cp1256"))
    whole, lacking = text.encode("utf-8"), len(text) - len(text.encode("cp1256", "ignore"))
    if len(text) + (_ESCAPE - 1) * lacking < len(whole):
        return Encoded(0, text.encode("cp1256", _ESCAPED))
    return Encoded(1, whole)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(_ESCAPED, _escaped)


class Codec:
    """Compresses records with a trained dictionary, or with the shipped one alone, and reads those of both.

    Threads may share it.

    >>> SHIPPED.decompress(SHIPPED.compress(encode('["نص"]')))
    '["نص"]'
    """

    def __init__(self, dictionary: bytes = b"") -> None:
        self.dictionary = dictionary

    @classmethod
    def trained(cls, texts: Iterable[Encoded]) -> Codec:
        """That of a dictionary trained on texts like those to come; `SHIPPED` where these are too few or too short."""
        samples: list[Any] = [piece for text in texts if not text.encoding for piece in _pieces(text.content)]
        size = min(_DICTIONARY_BYTES, sum(map(len, samples)) // 4)
        try:
            return cls(train_dictionary(size, samples, k=_SEGMENT, d=_GRAM).as_bytes())
        except ZstdError:
            return SHIPPED

    @classmethod
    def of(cls, generation: HasFiles) -> Codec:
        """That of the records of a generation."""
        if FILE not in generation.manifest.files:
            return SHIPPED
        return cls(zlib.decompress(generation.file(FILE).read_bytes()))

    def content(self) -> bytes:
        """What the file of the generation holds."""
        return zlib.compress(self.dictionary, 9)

    def compress(self, text: Encoded) -> bytes:
        """A record, whose first byte tells how it was compressed."""
        if self.dictionary and not text.encoding:
            return bytes([_TRAINED]) + self._compressor.compress(text.content)
        stream = _deflating(text.encoding).copy()
        packed: bytes = stream.compress(text.content) + stream.flush()
        return bytes([text.encoding]) + packed

    def decompress(self, record: bytes) -> str:
        """The text of a record."""
        if record[0] == _TRAINED:
            return self._own.decompressor.decompress(record[1:]).decode(_ENCODINGS[0])
        stream = zlib_ng.decompressobj(_RAW, _shipped(record[0]))
        return stream.decompress(record[1:]).decode(_ENCODINGS[record[0]])

    @cached_property
    def _compressor(self) -> ZstdCompressor:
        """Used by one thread: builds analyse in processes."""
        common = ZstdCompressionDict(self.dictionary)
        parameters = ZstdCompressionParameters.from_level(
            _LEVEL,
            source_size=_TYPICAL,
            dict_size=len(self.dictionary),
            format=FORMAT_ZSTD1_MAGICLESS,
            write_dict_id=False,
        )
        common.precompute_compress(compression_params=parameters)
        return ZstdCompressor(dict_data=common, compression_params=parameters)

    @cached_property
    def _own(self) -> _Decompressors:
        return _Decompressors(ZstdCompressionDict(self.dictionary))


class _Decompressors(threading.local):
    """A decompressor for each thread: two may not use one at once, and making one takes longer than to decompress."""

    def __init__(self, dictionary: ZstdCompressionDict) -> None:
        self.decompressor = ZstdDecompressor(dict_data=dictionary, format=FORMAT_ZSTD1_MAGICLESS)


SHIPPED = Codec()


def _pieces(content: bytes) -> Iterator[bytes]:
    """A text as it is trained on: long ones are stored in parts."""
    return (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))


@cache
def _deflating(encoding: int) -> Any:  # its stub has no `copy`
    """A compressor that has read what is common, to be copied: reading takes longer than copying."""
    return zlib_ng.compressobj(wbits=_RAW, zdict=_shipped(encoding))


@cache
def _shipped(encoding: int) -> bytes:
    return _SHIPPED.read_text(encoding="utf-8").encode(_ENCODINGS[encoding])
