"""How often the cluster is asked, and that what it says of what was expected is what it says when asked."""

from __future__ import annotations

from typing import Any

import pytest

from search.engines.opensearch.questions import Question, Questions

ONE, OTHER = Question({"size": 0, "query": "a"}), Question({"size": 0, "query": "b"}, ranked=True)


class Cluster:
    """Answers a search by its body, and keeps what it was asked."""

    def __init__(self, failing: bytes = b"") -> None:
        self.failing = failing
        self.asked: list[list[tuple[bytes, dict[str, object]]]] = []

    def search(self, index: str, body: bytes, **parameters: object) -> dict[str, Any]:
        self.asked.append([(body, parameters)])
        return {"told": body}

    def search_all(self, index: str, searches: list[tuple[bytes, dict[str, object]]]) -> list[dict[str, Any] | None]:
        self.asked.append(searches)
        return [None if self.failing and self.failing in body else {"told": body} for body, _ in searches]


def questions(cluster: Cluster) -> Questions:
    return Questions(cluster, "a")  # type: ignore[arg-type]  # as far as it is asked


def test_what_is_expected_is_asked_at_once_and_given_when_it_is_asked() -> None:
    cluster = Cluster()
    asked = questions(cluster)
    asked.expect([ONE, OTHER, ONE])
    bodies = [b'{"size":0,"query":"a"}', b'{"size":0,"query":"b"}']
    assert cluster.asked == [[(bodies[0], {}), (bodies[1], {"search_type": "dfs_query_then_fetch"})]]
    assert [asked.answer(one)["told"] for one in (ONE, OTHER)] == bodies
    assert len(cluster.asked) == 1


def test_an_answer_is_given_once_and_another_ranking_is_another_question() -> None:
    cluster = Cluster()
    asked = questions(cluster)
    asked.expect([ONE, OTHER])
    for question in (ONE, ONE, Question(OTHER.body), OTHER):
        asked.answer(question)
    assert [len(some) for some in cluster.asked] == [2, 1, 1]


@pytest.mark.parametrize("expected", [[], [ONE], [ONE, ONE]], ids=["nothing", "one", "one twice"])
def test_what_stands_alone_is_asked_when_it_is_asked(expected: list[Question]) -> None:
    cluster = Cluster()
    questions(cluster).expect(expected)
    assert cluster.asked == []


def test_one_that_failed_is_asked_again() -> None:
    cluster = Cluster(failing=b"b")
    asked = questions(cluster)
    asked.expect([ONE, OTHER])
    assert asked.answer(OTHER) == {"told": b'{"size":0,"query":"b"}'}
    assert [len(some) for some in cluster.asked] == [2, 1]
