# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pieces are kept by what they show, and no more of them than fit."""

import threading

from django.utils.safestring import SafeString

from concejo.ui.fragments import Fragments, _weight


def test_another_version_is_another_piece_in_the_same_place():
    kept = Fragments()
    kept.keep("post 1", 1, SafeString("old"))
    assert kept.find("post 1", 1) == "old"
    assert kept.find("post 1", 2) is None
    kept.keep("post 1", 2, SafeString("new"))
    assert kept.find("post 1", 1) is None
    assert len(kept) == 1


def test_the_least_lately_used_goes_when_there_are_too_many_bytes():
    kept = Fragments(most=10_000)
    for number in range(5):
        kept.keep(number, 1, SafeString("x" * 1_000))
    assert kept.find(0, 1)
    for number in range(5, 9):
        kept.keep(number, 1, SafeString("x" * 1_000))
    assert kept.find(0, 1)
    assert kept.find(1, 1) is None
    assert kept.size <= 10_000


def test_one_that_is_larger_than_all_is_not_kept():
    kept = Fragments(most=1_000)
    assert kept.keep("page", 1, SafeString("x" * 5_000)) == "x" * 5_000
    assert len(kept) == kept.size == 0


def test_everything_can_be_forgotten():
    kept = Fragments()
    kept.keep("post 1", 1, SafeString("her words"))
    kept.forget()
    assert kept.find("post 1", 1) is None
    assert kept.size == 0


def test_threads_do_not_lose_count():
    kept = Fragments(most=50_000)

    def work(start: int) -> None:
        for number in range(start, start + 500):
            kept.keep(number % 97, number, SafeString("x" * (number % 300)))
            kept.find(number % 97, number)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 2_000, 500)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(kept) <= 97
    assert kept.size == sum(_weight(piece) for _version, piece in kept._kept.values())
