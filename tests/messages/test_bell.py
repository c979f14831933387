"""The bell: many rings are one job, a new ring after one was heard is a new job, and Redis is never waited for."""

import contextlib
import signal
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from rq import Queue, SimpleWorker

from messages import bell
from messages.bell import RedisBell
from tests.services import RedisServer, private_redis

PATIENCE_SECONDS = 10


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis for one test, which may stop it."""
    with private_redis() as server:
        yield server


def test_many_rings_are_one_job_until_somebody_hears(redis: RedisServer) -> None:
    rings = RedisBell(redis.url)
    for _ring in range(500):
        rings.ring("drain")
    rings.ring("sweep")
    until(lambda: "sweep" in rung(redis))
    assert rung(redis) == ["drain", "sweep"]

    hear(redis)
    assert rung(redis) == []
    rings.ring("drain")
    until(lambda: rung(redis) == ["drain"])


def test_a_ring_while_the_job_runs_is_a_new_one(redis: RedisServer) -> None:
    rings = RedisBell(redis.url)
    rings.ring("drain")
    until(lambda: rung(redis) == ["drain"])
    with connected(redis) as connection:
        # What hearing begins with. From then on the job may have looked already.
        connection.delete(bell.standing("drain"))
    rings.ring("drain")
    until(lambda: rung(redis) == ["drain", "drain"])


def test_a_worker_that_was_killed_with_a_ring_silences_the_bell_for_seconds_only(redis: RedisServer) -> None:
    rings = RedisBell(redis.url)
    rings.ring("drain")
    until(lambda: rung(redis) == ["drain"])
    with connected(redis) as connection:
        assert 0 < int(connection.ttl(bell.standing("drain"))) <= bell.STANDING_SECONDS


def test_nothing_is_left_in_redis_of_a_ring_that_was_heard(redis: RedisServer) -> None:
    rings = RedisBell(redis.url)
    rings.ring("drain")
    until(lambda: rung(redis) == ["drain"])
    hear(redis)
    with connected(redis) as connection:
        assert [key for key in connection.keys("rq:job:*")] == []


def test_a_redis_that_is_down_is_told_once_and_rung_again_when_it_is_back(
    redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    rings = RedisBell(redis.url)
    redis.stop(signal.SIGKILL)
    for turn in range(1, 4):
        rings.ring(f"job {turn}")
        until(lambda: "Redis does not answer" in caplog.text)
    redis.start()

    def rings_again() -> bool:
        rings.ring("drain")
        return "drain" in rung(redis)

    until(rings_again)
    assert caplog.text.count("Redis does not answer") == 1


def test_nobody_waits_for_a_redis_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        rings = RedisBell(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        slowest = 0.0
        for _ring in range(200):
            began = time.perf_counter()
            rings.ring("drain")
            slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 0.05


def rung(redis: RedisServer) -> list[str]:
    """The names in the queue, in order."""
    with connected(redis) as connection:
        return [job.args[0] for job in Queue(bell.QUEUE, connection=connection).jobs]


def hear(redis: RedisServer) -> None:
    """What a worker does that finds nothing else to do: all jobs in the queue, by RQ."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)}
    with connected(redis) as connection:
        try:
            SimpleWorker([Queue(bell.QUEUE, connection=connection)], connection=connection).work(
                burst=True, logging_level="CRITICAL"
            )
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


@contextlib.contextmanager
def connected(redis: RedisServer) -> Iterator["Redis"]:
    """A client, closed in the end."""
    with Redis.from_url(redis.url) as connection:
        yield connection
        connection.connection_pool.disconnect()


def until(happened: Callable[[], bool]) -> None:
    """Wait for what another thread is about to do."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.01)
