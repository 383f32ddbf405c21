"""Attacks on the wire: the code of a cell finds the judge's socket and speaks for the box itself."""

from __future__ import annotations

from tests.attacks.attack import Attack

FORGE = """
import os, socket, struct, sys, time
def own_socket():
    for descriptor in range(3, 256):
        try:
            return socket.socket(fileno=os.dup(descriptor))
        except OSError:
            pass
def number():
    frame = sys._getframe()
    while "call_id" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["call_id"]
def frame(header, body=b"", *, header_length=None, body_length=None):
    import json
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    lengths = len(header) if header_length is None else header_length, len(body) if body_length is None else body_length
    return struct.pack("<II", *lengths) + header + body
def say(header, body=b"", **lengths):
    own_socket().sendall(frame(header, body, **lengths))
def answer(tree, body=b""):
    say({"id": number(), "value": tree}, body)
"""


def lie(name: str, tries: str, body: str) -> Attack:
    """Return an attack by a function that speaks on the wire, and then ends its process."""
    return Attack(
        name, tries, "earn a mark, hold up or break the judge", first=FORGE, body=f"{body}\nos._exit(0)"
    )


FRAMES = (
    lie("random-bytes", "sends random bytes", "own_socket().sendall(os.urandom(4096))"),
    lie(
        "lengths-of-4-gb",
        "announces four gigabytes",
        "say(b'', header_length=2**32 - 1, body_length=2**32 - 1)",
    ),
    lie(
        "lengths-over-the-limit",
        "announces one byte more than a frame may have",
        "say(b'{}', body_length=(64 << 20) + 1)",
    ),
    lie(
        "half-a-frame",
        "announces more than it sends, and waits",
        "say(b'{}', header_length=1000)\ntime.sleep(60)",
    ),
    lie(
        "dripping-frame",
        "sends a frame byte by byte, slower than anybody waits",
        "sock = own_socket()\nsock.sendall(struct.pack('<II', 100_000, 0))\nwhile True:\n    sock.sendall(b' ')\n    time.sleep(0.005)",
    ),
    lie("empty-header", "sends a header of no bytes", "say(b'')"),
    lie("header-no-json", "sends a header that is no JSON", "say(b'\\xff\\x00nope')"),
    lie("header-no-object", "sends a header that is a list", "say([1, 2])"),
    lie("deep-header", "nests its header very deeply", "say(b'[' * 1_000_000)"),
    lie(
        "large-header",
        "sends four megabytes of empty lists",
        "say(b'{\"id\": [' + b'[],' * 1_000_000 + b'[]]}')",
    ),
    lie("header-in-utf-16", "sends its header as UTF-16", "say('{\"id\": 1}'.encode('utf-16'))"),
    lie(
        "number-of-many-digits",
        "sends a number of a hundred thousand digits",
        "say(b'{\"id\": ' + b'9' * 100_000 + b'}')",
    ),
    lie(
        "many-frames",
        "sends frames without end",
        "sock, data = own_socket(), frame({'id': 'x'}) * 1000\nwhile True:\n    sock.sendall(data)",
    ),
    lie(
        "many-large-bodies",
        "sends the largest bodies that there may be, without end",
        "sock = own_socket()\nwhile True:\n    sock.sendall(frame({'id': number(), 'callback': 'f0', 'args': {'k': 'null'}}, bytes(60 << 20)))",
    ),
    lie("closes-the-socket", "hangs up", "own_socket().shutdown(socket.SHUT_RDWR)"),
    lie("half-closed", "stops listening and goes on speaking", "own_socket().shutdown(socket.SHUT_RD)"),
    lie(
        "descriptors-on-the-wire",
        "sends descriptors to the judge",
        "sock = own_socket()\nnull = os.open('/dev/null', os.O_RDONLY)\nfor _ in range(20):\n    socket.send_fds(sock, [b'x'], [null] * 100)",
    ),
    lie("out-of-band", "sends bytes out of band", "own_socket().send(b'!', socket.MSG_OOB)"),
)

ANSWERS = (
    lie("wrong-id", "answers with an id that was not asked", "say({'id': '0' * 16, 'value': {'k': 'null'}})"),
    lie(
        "answers-what-waits",
        "reads the calls that wait behind its own, and answers each of them with its argument",
        """
import json
above, told = sys._getframe(), b""
while above is not None:  # what the box has read ahead
    told = told or getattr(above.f_locals.get("sock"), "_ahead", b"")
    above = above.f_back
assert told
sock = own_socket()
answer({"k": "f8"}, struct.pack("<d", 0.5))
try:
    while True:
        told += sock.recv(1 << 16, socket.MSG_DONTWAIT)
except OSError:
    pass
while told:
    header, body = struct.unpack("<II", told[:8])
    order = json.loads(told[8 : 8 + header])
    say({"id": order["id"], "value": order["args"]["v"][0]}, told[8 + header : 8 + header + body])
    told = told[8 + header + body :]
""",
    ),
    lie("no-id", "answers without an id", "say({'value': {'k': 'null'}})"),
    lie(
        "odd-ids",
        "answers with an id that is a list of things",
        "say({'id': [{}, None, True, 1e999, ''], 'value': {'k': 'null'}})",
    ),
    lie("no-value", "answers with nothing", "say({'id': number()})"),
    lie(
        "two-values",
        "answers with a value, an error and a question at once",
        "say({'id': number(), 'value': {'k': 'null'}, 'raised': 'correct', 'missing': True, 'callback': 'f0', 'score': 9})",
    ),
    lie(
        "speaks-for-the-worker",
        "says that its cell has ended",
        "say({'end': 0, 'outputs': [{'result': '3.0'}]})",
    ),
    lie("ready-and-clean", "says what the worker says", "say({'clean': True, 'ready': '9.9'})"),
    lie("missing", "says that there is no such function", "say({'id': number(), 'missing': True})"),
    lie(
        "raised-no-text",
        "says that an error of an odd name was raised",
        "say({'id': number(), 'raised': {'a': ['<script>']}})",
    ),
    lie(
        "raised-markup",
        "says that an error whose name is markup was raised",
        "say({'id': number(), 'raised': '<script>pwned()</script>'})",
    ),
    lie(
        "asks-nobody",
        "asks a function of the judge's that there is not",
        "say({'id': number(), 'callback': '__class__', 'args': {'k': 'tuple', 'v': []}})\ntime.sleep(0.2)",
    ),
    lie(
        "asks-with-nonsense",
        "asks with arguments that are none",
        "say({'id': number(), 'callback': {}, 'args': 3})",
    ),
    lie(
        "asks-without-end",
        "asks without end",
        "sock, data = own_socket(), frame({'id': number(), 'callback': 'f0', 'args': {'k': 'tuple', 'v': []}})\nwhile True:\n    sock.sendall(data)",
    ),
    lie(
        "answers-in-advance",
        "answers a thousand questions that were not asked yet",
        "for guess in range(1000):\n    say({'id': f'{guess:016x}', 'value': {'k': 'f8'}}, struct.pack('<d', 0.5))",
    ),
)

VALUES = (
    lie("unknown-kind", "answers with a kind that there is not", "answer({'k': 'object', 'v': 'os.system'})"),
    lie("kind-no-text", "answers with a kind that is a list", "answer({'k': ['f8']})"),
    lie("no-tree", "answers with a number where a tree belongs", "answer(3.0)"),
    lie(
        "body-too-short",
        "answers with an array larger than its body",
        "answer({'k': 'f8', 's': [9]}, bytes(8))",
    ),
    lie("body-too-long", "answers with a body longer than its array", "answer({'k': 'f8'}, bytes(800))"),
    lie("shape-negative", "answers with a negative shape", "answer({'k': 'f8', 's': [-1, -1]}, bytes(8))"),
    lie(
        "shape-too-large",
        "answers with a shape beyond all memory",
        "answer({'k': 'f8', 's': [0, 2**26, 2**26, 2**26]})",
    ),
    lie(
        "shape-of-fractions",
        "answers with a shape that is no whole number",
        "answer({'k': 'f8', 's': [1.5, True, '1', None]}, bytes(8))",
    ),
    lie(
        "shape-of-many",
        "answers with a shape of many dimensions",
        "answer({'k': 'f8', 's': [1] * 100}, bytes(8))",
    ),
    lie(
        "deep-tree",
        "answers with a tree that is too deep",
        "tree = {'k': 'null'}\nfor _ in range(900):\n    tree = {'k': 'list', 'v': [tree]}\nanswer(tree)",
    ),
    lie(
        "wide-tree",
        "answers with a tree of too many places",
        "answer({'k': 'list', 'v': [{'k': 'null'}] * 200_000})",
    ),
    lie(
        "keys-twice",
        "answers with a dict that has a key twice",
        "answer({'k': 'dict', 'v': [['a', {'k': 'null'}]] * 2})",
    ),
    lie(
        "keys-of-markup",
        "answers with a dict whose keys are markup",
        "answer({'k': 'dict', 'v': [['<script>pwned()</script>', {'k': 'f8'}]]}, bytes(8))",
    ),
    lie(
        "dict-that-is-none",
        "answers with an invalid dict",
        "answer({'k': 'dict', 'v': [[1, 2, 3], 'a', None]})",
    ),
    lie("dtype-object", "answers with a dtype of objects", "answer({'k': 'dtype', 'v': 'O'})"),
    lie("function", "answers with a function of the judge's", "answer({'k': 'function', 'v': 'f0'})"),
    lie(
        "other-markup",
        "names a type that is markup",
        "answer({'k': 'other', 'v': '<img src=x onerror=pwned()>'})",
    ),
    lie(
        "row-that-is-none",
        "answers with a row of numbers that is none",
        "answer({'k': 'row', 'v': ['list', 'O', 2**62]})",
    ),
    lie(
        "endless-numbers",
        "answers with as many numbers as a frame may have",
        "answer({'k': 'f8', 's': [8_000_000]}, bytes(64_000_000))",
    ),
)

LIES: tuple[Attack, ...] = (*FRAMES, *ANSWERS, *VALUES)
