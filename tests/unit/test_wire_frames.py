"""Frames on the wire: what is whole arrives, what is not is a WireError in time, whatever its lengths say."""

from __future__ import annotations

import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.box import clock, wire


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def received(data: bytes, seconds: float = 5.0) -> tuple[dict[str, Any], bytes]:
    """Receive a frame from a sender that sends these bytes and hangs up."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(data)
        return wire.receive(ours, clock.within(seconds))


@given(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=4),
    st.binary(max_size=99),
)
def test_a_frame_arrives_whole(header: dict[str, Any], body: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send(theirs, header, body)
        assert wire.receive(ours, clock.within(5)) == (header, body)


def test_a_frame_larger_than_a_socket_buffer_arrives_whole(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    body = np.arange(2_000_000, dtype="<f8").tobytes()
    sender = threading.Thread(target=wire.send, args=(theirs, {"a": 1}, body))
    sender.start()
    try:
        assert wire.receive(ours, clock.within(30)) == ({"a": 1}, body)
    finally:
        sender.join()


@given(st.binary(max_size=200))
def test_random_bytes_are_a_wire_error(data: bytes) -> None:
    with pytest.raises(wire.WireError):
        received(data)


@given(st.integers(0, 40))
def test_a_truncated_frame_is_closed_not_guessed(kept: int) -> None:
    frame = wire.PREFIX.pack(14, 40) + b'{"id": "abcd"}' + bytes(40)
    with pytest.raises(wire.Closed):
        received(frame[:kept])


lying_lengths = st.one_of(
    st.integers(0, 200), st.integers(2**22 - 2, 2**22 + 2), st.integers(2**26, 2**32 - 1)
)


@given(lying_lengths, lying_lengths, st.binary(max_size=100))
def test_lying_lengths_are_a_wire_error(header: int, body: int, data: bytes) -> None:
    try:
        got, rest = received(wire.PREFIX.pack(header, body) + data)
    except wire.WireError:
        return
    assert (type(got), len(rest)) == (dict, body)


@pytest.mark.parametrize(
    "lengths", [(wire.HEADER_MAX + 1, 0), (2, wire.BODY_MAX + 1), (2**32 - 1, 2**32 - 1)]
)
def test_lengths_over_the_limit_are_refused_before_anything_is_read(lengths: tuple[int, int]) -> None:
    with pytest.raises(wire.WireError, match="over the limit"):
        received(wire.PREFIX.pack(*lengths))


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b"1",
        b"null",
        b"NaN",
        b'"text"',
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"a": ' + b"9" * 5_000 + b"}",
    ],
    ids=lambda header: repr(header[:8]),
)
def test_a_header_that_is_no_json_object_is_a_wire_error(header: bytes) -> None:
    with pytest.raises(wire.WireError):
        received(wire.PREFIX.pack(len(header), 0) + header)


def drip(sock: socket.socket, stop: threading.Event) -> None:
    """Send a frame's bytes one by one, slower than anybody waits."""
    sock.sendall(wire.PREFIX.pack(1000, 0))
    while not stop.wait(0.01):
        sock.sendall(b" ")


def test_a_slow_drip_is_late_however_steady_it_is(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    stop = threading.Event()
    sender = threading.Thread(target=drip, args=(theirs, stop))
    sender.start()
    began = time.monotonic()  # not the clock of the limits, which is what is tested
    try:
        with pytest.raises(wire.DeadlineExceeded):
            wire.receive(ours, clock.within(0.2))
        assert time.monotonic() - began < 1.0
    finally:
        stop.set()
        sender.join()


def test_a_silent_sender_is_late(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(wire.DeadlineExceeded):
        wire.receive(pair[0], clock.within(0.05))


def test_a_frame_after_its_time_is_late_although_it_is_there(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    wire.send(pair[1], {"id": "x"})
    with pytest.raises(wire.DeadlineExceeded):
        wire.receive(pair[0], clock.within(-1))


def test_who_reads_nothing_lets_the_sender_be_late(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(wire.DeadlineExceeded):
        wire.send(pair[0], {"a": 1}, bytes(8_000_000), clock.within(0.3))


def test_who_reads_slowly_gets_all_all_the_same(pair: tuple[socket.socket, socket.socket]) -> None:
    """Longer than one short wait: what was sent before it is not sent again."""
    ours, theirs = pair
    body = np.arange(100_000, dtype="<f8").tobytes()
    sender = threading.Thread(target=wire.send, args=(theirs, {"a": 1}, body, clock.within(60)))
    sender.start()
    time.sleep(3 * wire.LOOK_SECONDS)
    assert wire.receive(ours, clock.within(30)) == ({"a": 1}, body)
    sender.join()


def test_bytes_that_come_in_crumbs_take_no_more_memory_than_the_frame() -> None:
    class Crumbs:
        """A socket that gives two bytes at a time."""

        def settimeout(self, seconds: float) -> None:
            pass

        def recv(self, length: int) -> bytes:
            return bytes([1, 2][:length])

    tracemalloc.start()
    try:
        wire._read(Crumbs(), 200_000, clock.within(30))  # type: ignore[arg-type]
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
