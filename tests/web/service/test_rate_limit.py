"""Allowances of clients: how many, how soon again, whose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.service.rate_limit import RateLimiter, client_of


def test_an_allowance_is_used_up_and_comes_back_bit_by_bit() -> None:
    limiter = RateLimiter()
    left = [limiter.take("a", 4, now=1000.0) for _ in range(5)]
    assert [one.remaining for one in left] == [3, 2, 1, 0, 0]
    assert [one.wait for one in left] == [0, 0, 0, 0, 15]
    assert left[3].reset == 60
    assert limiter.take("a", 4, now=1014.0).wait == 1
    assert limiter.take("a", 4, now=1015.0).wait == 0
    assert limiter.take("a", 4, now=1074.0).remaining == 2


def test_clients_have_their_own() -> None:
    limiter = RateLimiter()
    assert [limiter.take(name, 1, now=5.0).wait for name in ("a", "b", "a")] == [0, 0, 60]


def test_a_cheap_request_takes_less() -> None:
    limiter = RateLimiter()
    waits = [limiter.take("a", 1, cost=0.25, now=9.0).wait for _ in range(5)]
    assert waits == [0, 0, 0, 0, 15]


def test_a_full_table_forgets_who_asked_least() -> None:
    limiter = RateLimiter(slots=8)
    for _ in range(3):
        limiter.take("often", 10, now=100.0)
    for number in range(7):
        limiter.take(f"once {number}", 10, now=100.0)
    limiter.take("new", 10, now=100.0)
    assert limiter.take("often", 10, now=100.0).remaining == 6


@given(st.lists(st.floats(0, 20), max_size=200), st.integers(1, 30))
def test_never_more_than_twice_the_limit_in_a_minute(steps: list[float], limit: int) -> None:
    """The whole allowance at once, and what comes back meanwhile."""
    limiter, now, passed = RateLimiter(slots=8), 1000.0, []
    for step in steps:
        now += step
        if not limiter.take("a", limit, now=now).wait:
            passed.append(now)
    for start in passed:
        assert sum(start <= at < start + 60 for at in passed) <= 2 * limit


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:aa:1::1", "2001:db8:aa"),
        ("2001:db8:aa:2::9", "2001:db8:aa"),
        ("192.0.2.7:80", "192.0.2.7"),
        ("[2001:db8:aa:1::1]:80", "2001:db8:aa"),
        ("[2001:db8:aa:1::1]", "2001:db8:aa"),
        ("unix:", "unix:"),
    ],
)
def test_a_household_is_one_client(address: str, client: str) -> None:
    assert client_of(address) == client


def test_one_request_a_minute_is_allowed_at_any_time() -> None:
    for number in range(1_000):
        assert RateLimiter(8).take("one", 1, now=number * 1_234.567).wait == 0
