"""How often a client may ask: so many requests a minute, counted once for all workers.

The generic cell rate algorithm: of each client only the time is kept at which its allowance would be whole again.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from math import ceil

from web.service.shared_numbers import SharedNumbers

SLOTS = 16_384  # clients remembered at once: 256 KB
_WAYS = 8  # places that a client may have; of these the one with the most allowance makes room
_MINUTE = 60.0
_ROUNDING = 1e-6  # seconds: (now + 60) - now may be a little more than 60
_WITH_PORT = re.compile(r"\[([^]]*)\](?::\d+)?|([^:]*):\d+")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client has left; `wait` is the seconds until it may ask again, 0 when it may now."""

    limit: int
    remaining: int
    reset: int
    wait: int


class RateLimiter:
    """Allowances of clients, shared by the workers forked after it was made.

    >>> limiter = RateLimiter()
    >>> [limiter.take("one", 2, now=100.0).wait for _ in range(3)]
    [0, 0, 30]
    """

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = slots
        self._numbers = SharedNumbers(2 * slots)

    def take(self, client: str, limit: int, cost: float = 1.0, now: float | None = None) -> Allowance:
        """Takes `cost` requests of the client's `limit` a minute, unless it has not so many left."""
        now = time.monotonic() if now is None else now
        step = _MINUTE / limit
        name = int.from_bytes(blake2b(client.encode(), digest_size=6).digest(), "big") + 1
        with self._numbers:
            cells = self._numbers.cells
            at = self._place(name, now)
            whole = max(now, cells[at + 1]) if cells[at] == name else now
            after = whole + step * cost
            if after - now > _MINUTE + _ROUNDING:
                return Allowance(limit, 0, ceil(whole - now), max(1, ceil(after - now - _MINUTE)))
            cells[at], cells[at + 1] = name, after
        return Allowance(limit, int((_MINUTE - (after - now)) / step + 1e-6), ceil(after - now), 0)

    def _place(self, name: int, now: float) -> int:
        """The place of a client: its own, or the one that is missed least."""
        cells = self._numbers.cells
        places = [2 * ((name * _WAYS + way) % self._slots) for way in range(_WAYS)]
        for at in places:
            if cells[at] == name:
                return at
        return min(places, key=lambda at: cells[at + 1])


def client_of(address: str) -> str:
    """Who asks: an address, or the network of one household for IPv6, where each has billions of them.

    Some proxies tell the port too; each connection has another.

    >>> [client_of(address) for address in ("2001:db8:1:2::7", "[2001:db8:1::9]:443", "192.0.2.1", "192.0.2.1:80")]
    ['2001:db8:1', '2001:db8:1', '192.0.2.1', '192.0.2.1']
    """
    if port := _WITH_PORT.fullmatch(address):
        address = port[1] or port[2]
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or ":".join(part.lstrip("0") for part in parsed.exploded.split(":")[:3]))
