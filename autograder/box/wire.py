"""The wire between judge and box: length-prefixed frames, a JSON header, raw little-endian numbers.

This file is used on both sides and therefore knows nothing but numbers. Nothing on the wire is a pickle.
A frame is two 32-bit lengths, a JSON header and a body of numbers. Every length is checked before a byte
of it is read; every value is checked before an array is made of it.
"""

from __future__ import annotations

import contextlib
import json
import math
import socket
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_SECONDS = 0.1
"""How often a waiting process looks at the time that is left: that time may stand still (see `clock`)."""
HEADER_MAX = 4 << 20
BODY_MAX = 64 << 20
DEPTH_MAX = 8
ITEMS_MAX = 100_000
KEY_MAX = 100
AHEAD = 4096
"""Bytes that are read at a time, where less is asked for."""
ROW_LEAST = 8
"""Numbers from which on a list travels as an array."""

PREFIX = struct.Struct("<II")
CELLS = "cells"
"""Under which id the judge hears of calls that a cell makes while it runs."""
DTYPES = {"i8": "<i8", "f4": "<f4", "f8": "<f8", "c16": "<c16"}
DTYPE_NAMES = frozenset(
    np.dtype(code).name for code in np.typecodes["AllInteger"] + np.typecodes["AllFloat"] + "?"
)


class WireError(Exception):
    """A frame or a value that breaks the protocol."""


class Closed(WireError):
    """The other end is gone."""


class DeadlineExceeded(WireError):
    """No time was left before the frame was whole."""


class UnsupportedValueError(WireError):
    """A value that the wire does not carry.

    Parameters
    ----------
    kind
        What its sender calls it, one of `autograder.coach.values.KINDS`. It is looked up there and never
        repeated: code that runs beside the course's functions could smuggle words of them out in it.
    inside
        Whether it stands inside of a result.
    """

    def __init__(self, kind: str, *, inside: bool = False) -> None:
        super().__init__("a value that is not made of numbers")
        self.kind, self.inside = kind, inside


# --- frames ---------------------------------------------------------------------------------------


class Buffered:
    """A socket that is read ahead: most frames are short, and one look at the socket takes all parts of them.

    Parameters
    ----------
    sock
        The socket. Nobody else may read from it.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._ahead, self._seconds = sock, b"", sock.gettimeout()
        self.send, self.close = sock.send, sock.close

    def settimeout(self, seconds: float | None) -> None:
        """Let later operations wait so long; nothing is asked of the system if they do already."""
        if seconds != self._seconds:
            self._sock.settimeout(seconds)
            self._seconds = seconds

    def recv(self, size: int) -> bytes:
        """Return at most so many bytes: those that were read ahead, else what is there."""
        if not self._ahead:
            if size >= AHEAD:
                return self._sock.recv(size)
            self._ahead = self._sock.recv(AHEAD)
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data


Socket = socket.socket | Buffered


def frame(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return the bytes of one frame."""
    text = json.dumps(header).encode()
    return PREFIX.pack(len(text), len(body)) + text + body


def send(
    sock: Socket, header: dict[str, Any], body: bytes = b"", left: Callable[[], float] | None = None
) -> None:
    """Send one frame while `left` says that seconds are left, or for as long as it takes.

    Raises
    ------
    OSError, DeadlineExceeded
        If the other end is gone, or too slow.
    """
    send_frames(sock, frame(header, body), left)


def send_frames(sock: Socket, frames: bytes, left: Callable[[], float] | None = None) -> None:
    """Send the bytes of some frames, as `send` does one."""
    rest = memoryview(frames)
    while rest:
        _wait_until_next_look(sock, left)
        with contextlib.suppress(TimeoutError):
            rest = rest[sock.send(rest) :]


def receive(
    sock: Socket,
    left: Callable[[], float] | None = None,
    header_max: int = HEADER_MAX,
    body_max: int = BODY_MAX,
) -> tuple[dict[str, Any], bytes]:
    """Receive one frame while `left` says that seconds are left, or for as long as it takes.

    Raises
    ------
    Closed, DeadlineExceeded, WireError
        If the other end is gone, too slow, or does not keep to the protocol.
    """
    return _receive_rest(sock, _read(sock, PREFIX.size, left), left, header_max, body_max)


def send_request(sock: socket.socket, request: dict[str, Any], *descriptors: int) -> None:
    """Send a frame without a body, and open files with it."""
    text = json.dumps(request).encode()
    socket.send_fds(sock, [PREFIX.pack(len(text), 0)], descriptors)
    sock.sendall(text)


def receive_request(sock: socket.socket, header_max: int = HEADER_MAX) -> tuple[dict[str, Any], list[int]]:
    """Receive what `send_request` sent, with at most three files, however long it takes.

    Raises
    ------
    Closed, WireError
        If the judge is gone, or does not keep to the protocol.
    """
    prefix, descriptors, _, _ = socket.recv_fds(sock, PREFIX.size, 3)
    if len(prefix) < PREFIX.size:
        raise Closed("the judge is gone")
    return _receive_rest(sock, prefix, None, header_max, 0)[0], descriptors


def _receive_rest(
    sock: Socket, prefix: bytes, left: Callable[[], float] | None, header_max: int, body_max: int
) -> tuple[dict[str, Any], bytes]:
    """Receive what follows a frame's two lengths."""
    header_length, body_length = PREFIX.unpack(prefix)
    if header_length > header_max or body_length > body_max:
        raise WireError(f"a frame of {header_length} + {body_length} bytes is over the limit")
    try:
        header = json.loads(_read(sock, header_length, left))
    except (ValueError, RecursionError) as error:
        raise WireError("the header is not JSON") from error
    if not isinstance(header, dict):
        raise WireError("the header is not an object")
    return header, _read(sock, body_length, left)


def _read(sock: Socket, length: int, left: Callable[[], float] | None) -> bytes:
    data = bytearray()  # not a list of pieces: a sender that drips bytes would make it long
    while len(data) < length:
        _wait_until_next_look(sock, left)
        try:
            chunk = sock.recv(min(length - len(data), 1 << 20))
        except TimeoutError:
            continue
        except OSError as error:
            raise Closed("the other end is gone") from error
        if not chunk:
            raise Closed("the other end is gone")
        data += chunk
    return bytes(data)


def _wait_until_next_look(sock: Socket, left: Callable[[], float] | None) -> None:
    """Let the next operation of a socket wait until the next look at the seconds that are left."""
    if left is not None:
        seconds = left()
        if seconds <= 0:
            raise DeadlineExceeded("no time is left")
        sock.settimeout(min(seconds, LOOK_SECONDS))


# --- values: a tree in the header, the numbers in the body ------------------------------------------


def encode(value: Any, functions: dict[str, Callable[..., Any]] | None = None) -> tuple[Any, bytes]:
    """Return (tree, body) of a value; callables become names in `functions`.

    Raises
    ------
    UnsupportedValueError
        For anything but null, numbers, arrays, dtypes, and tuples, lists and dicts of these. Types count
        exactly: what a student's function returned is made of them by `autograder.coach.values.plain`.
    """
    body: list[bytes] = []
    tree = _encode(value, body, functions, 0)
    return tree, b"".join(body)


def _encode(value: Any, body: list[bytes], functions: dict[str, Any] | None, depth: int) -> Any:
    if depth > DEPTH_MAX:
        raise UnsupportedValueError("deep")
    kind = type(value)
    if value is None:
        return {"k": "null"}
    if kind in (int, float, complex) or (kind.__module__ == "numpy" and issubclass(kind, np.generic)):
        tag, number = _number(value, kind)
        body.append(number.tobytes())
        return {"k": tag}
    if kind is np.ndarray:
        tag, array = _number(value, kind)
        body.append(array.tobytes())
        return {"k": tag, "s": list(array.shape)}
    if kind is tuple or kind is list:
        row = _row(value)
        if row is not None:
            body.append(row.tobytes())
            return {"k": "row", "v": [kind.__name__, row.dtype.str[1:], len(row)]}
        return {"k": kind.__name__, "v": [_encode(item, body, functions, depth + 1) for item in value]}
    if kind is dict:
        if not all(type(key) is str and len(key) <= KEY_MAX for key in value):
            raise UnsupportedValueError("keys")
        return {
            "k": "dict",
            "v": [[key, _encode(item, body, functions, depth + 1)] for key, item in value.items()],
        }
    if functions is not None and callable(value) and not isinstance(value, type):
        name = f"f{len(functions)}"
        functions[name] = value
        return {"k": "function", "v": name}
    try:
        if isinstance(value, np.dtype) or (isinstance(value, type) and issubclass(value, np.generic)):
            name = np.dtype(value).name
            if name in DTYPE_NAMES:
                return {"k": "dtype", "v": name}
    except TypeError:
        pass
    raise UnsupportedValueError("object")


def _row(value: list[Any] | tuple[Any, ...]) -> np.ndarray | None:
    """Return a longer list of numbers of one kind as an array: so it is sent far faster."""
    kinds = set(map(type, value)) if len(value) >= ROW_LEAST else set()
    if kinds and kinds <= {float, np.float64}:
        return np.array(value, dtype="<f8")
    if kinds == {int} and min(value) >= -(2**63) and max(value) < 2**63:
        return np.array(value, dtype="<i8")
    return None


def _number(value: Any, kind: type) -> tuple[str, np.ndarray]:
    if kind is int and not -(2**63) <= value < 2**63:
        raise UnsupportedValueError("large")
    array = np.asarray(value)
    letter, size = array.dtype.kind, array.dtype.itemsize
    if letter == "u" and array.size and array.max() >= 2**63:
        raise UnsupportedValueError("large")
    if letter in "iu":
        tag = "i8"
    elif letter == "f" and size != 2:
        tag = "f4" if size == 4 else "f8"
    elif letter == "c":
        tag = "c16"
    else:
        raise UnsupportedValueError("object")
    return tag, np.ascontiguousarray(array, dtype=DTYPES[tag]).reshape(array.shape)


def decode(tree: Any, body: bytes, functions: Callable[[str], Any] | None = None) -> Any:
    """Return the value of a tree and its body; nothing of either is trusted.

    Raises
    ------
    UnsupportedValueError
        If the sender says that its value is of a kind that the wire does not carry.
    WireError
        If tree and body do not fit together.
    """
    reader = _Reader(body, functions)
    value = reader.value(tree, 0)
    if reader.at != len(body):
        raise WireError("the body is longer than its tree says")
    return value


class _Reader:
    def __init__(self, body: bytes, functions: Callable[[str], Any] | None) -> None:
        self.body, self.functions, self.at, self.items = body, functions, 0, 0

    def value(self, tree: Any, depth: int) -> Any:
        self.items += 1
        if depth > DEPTH_MAX or self.items > ITEMS_MAX or type(tree) is not dict:
            raise WireError("a tree that is too deep, too large or malformed")
        kind, inner = tree.get("k"), tree.get("v")
        if type(kind) is not str:
            raise WireError("the kind of a value is not text")
        if kind in DTYPES:
            return self.numbers(kind, tree.get("s"))
        if kind == "null":
            return None
        if kind in ("tuple", "list") and type(inner) is list:
            items = [self.value(item, depth + 1) for item in inner]
            return tuple(items) if kind == "tuple" else items
        if kind == "row" and type(inner) is list and len(inner) == 3:
            return self.row(*inner)
        if kind == "dict" and type(inner) is list:
            return self.pairs(inner, depth)
        if kind == "dtype" and type(inner) is str and inner in DTYPE_NAMES:
            return np.dtype(inner).type  # the class: what students write as np.float32, and may call
        if kind == "function" and type(inner) is str and self.functions is not None:
            return self.functions(inner)
        if kind == "other" and type(inner) is str:
            raise UnsupportedValueError(inner, inside=tree.get("in") is True)
        raise WireError("an unknown kind of value")

    def numbers(self, kind: str, shape: Any) -> Any:
        scalar = shape is None
        shape = [] if scalar else shape
        whole = type(shape) is list and len(shape) <= DEPTH_MAX
        if not whole or not all(type(n) is int and 0 <= n <= BODY_MAX for n in shape):
            raise WireError("an invalid shape")
        count = math.prod(shape)
        if math.prod(n for n in shape if n) > BODY_MAX:  # also where a 0 makes the array empty
            raise WireError("a shape that is too large")
        dtype = np.dtype(DTYPES[kind])
        if count * dtype.itemsize > len(self.body) - self.at:
            raise WireError("the body is shorter than its tree says")
        array = np.frombuffer(self.body, dtype, count, self.at).astype(dtype.newbyteorder("="))
        self.at += count * dtype.itemsize
        if not scalar:
            return array.reshape(shape)
        return array[0] if kind == "f4" else array[0].item()

    def row(self, sequence: Any, dtype: Any, count: Any) -> list[Any] | tuple[Any, ...]:
        if sequence not in ("list", "tuple") or dtype not in ("f8", "i8"):
            raise WireError("an invalid row")
        numbers = self.numbers(dtype, [count]).tolist()
        return numbers if sequence == "list" else tuple(numbers)

    def pairs(self, inner: list[Any], depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for pair in inner:
            if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not str:
                raise WireError("an invalid dict")
            if len(pair[0]) > KEY_MAX or pair[0] in result:
                raise WireError("a dict whose keys are too long or repeated")
            result[pair[0]] = self.value(pair[1], depth + 1)
        return result
