"""The wire: every value arrives bit by bit, every malformed frame is a WireError and nothing else."""

from __future__ import annotations

import json
import math
import struct
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.box import wire

INT64 = st.integers(-(2**63), 2**63 - 1)
BITS64 = st.integers(0, 2**64 - 1)

floats = st.one_of(st.floats(), BITS64.map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0]))
complexes = st.builds(complex, floats, floats)
singles = st.integers(0, 2**32 - 1).map(lambda bits: np.frombuffer(struct.pack("<I", bits), "<f4")[0])
shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)


def arrays(order: str = "=") -> st.SearchStrategy[np.ndarray]:
    return st.sampled_from(["i8", "f4", "f8", "c16"]).flatmap(
        lambda code: hnp.arrays(np.dtype(code).newbyteorder(order), shapes)
    )


numbers = st.one_of(st.none(), INT64, floats, complexes, singles, arrays())
values = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=10), inner, max_size=4),
    ),
    max_leaves=8,
)


def bits(value: Any) -> Any:
    """Return what tells two values apart: types, shapes and every bit."""
    if isinstance(value, tuple | list):
        return type(value).__name__, [bits(item) for item in value]
    if isinstance(value, dict):
        return "dict", [(key, bits(item)) for key, item in value.items()]
    if isinstance(value, np.ndarray):
        little = value.astype(value.dtype.newbyteorder("<"))
        return "array", value.dtype.newbyteorder("=").name, value.shape, little.tobytes()
    if isinstance(value, float | complex | np.float32):
        return type(value).__name__, np.asarray(value).tobytes()
    return type(value).__name__, value


def carried(value: Any) -> Any:
    tree, body = wire.encode(value)
    return wire.decode(json.loads(json.dumps(tree)), body)


# --- values -----------------------------------------------------------------------------------------


@given(values)
def test_every_value_arrives_with_its_type_shape_and_bits(value: Any) -> None:
    assert bits(carried(value)) == bits(value)


@pytest.mark.parametrize(
    "number",
    [
        0.0,
        -0.0,
        5e-324,
        -5e-324,
        1.7976931348623157e308,
        math.inf,
        -math.inf,
        struct.unpack("<d", struct.pack("<Q", 0x7FF8DEADBEEF0001))[0],
    ],
)
def test_unusual_floats_keep_every_bit(number: float) -> None:
    assert struct.pack("<d", carried(number)) == struct.pack("<d", number)


@given(arrays(">"))
def test_big_endian_arrays_arrive_as_the_same_numbers(array: np.ndarray) -> None:
    got = carried(array)
    assert got.dtype.isnative
    assert bits(got) == bits(array.astype(array.dtype.newbyteorder("=")))


@given(hnp.arrays("f8", hnp.array_shapes(min_dims=2, max_dims=3, max_side=4)))
def test_transposed_and_strided_arrays_arrive_in_their_own_order(array: np.ndarray) -> None:
    for view in (array.T, array[::-1], array[..., ::2]):
        assert bits(carried(view)) == bits(np.ascontiguousarray(view).reshape(view.shape))


def test_a_decoded_array_can_be_written_to() -> None:
    got = carried(np.zeros(3))
    got[0] = 1.0
    assert got[0] == 1.0


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,)])
def test_arrays_without_axes_and_without_numbers_keep_their_shape(shape: tuple[int, ...]) -> None:
    assert carried(np.ones(shape)).shape == shape


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int64, np.bool_, np.dtype("complex128")])
def test_a_dtype_arrives_as_the_class_of_its_numbers(dtype: Any) -> None:
    assert isinstance(carried(dtype), type)
    assert carried(dtype) == np.dtype(dtype)


@given(st.sampled_from(["i1", "i2", "i4", "u1", "u2", "u4", "u8"]), st.integers(0, 127))
def test_small_and_unsigned_integers_become_int64(code: str, number: int) -> None:
    got = carried(np.array([number], code))
    assert got.dtype == np.int64
    assert got[0] == number


class MyFloat(float):
    """A float that may compare as it likes."""


class MyArray(np.ndarray):
    """An array that may compute as it likes."""


@pytest.mark.parametrize(
    "value",
    [
        True,
        np.bool_(True),
        np.array([True]),
        "1.0",
        b"1.0",
        np.str_("1.0"),
        np.array(["1.0"]),
        np.array([1.0], dtype=object),
        np.array([(1.0,)], dtype=[("a", "f8")]),
        np.array(["2020-01-01"], dtype="M8[D]"),
        np.float16(1.0),
        np.ma.masked_array([1.0], [True]),
        np.zeros(2).view(MyArray),
        MyFloat(1.0),
        2**63,
        -(2**63) - 1,
        10**5000,
        np.uint64(2**63),
        np.array([2**64 - 1], dtype=np.uint64),
        {1.0: 2.0},
        {"a": True},
        {"k" * (wire.KEY_MAX + 1): 1.0},
        {1.0},
        np.dtype([("a", "f8")]),
        np.dtype("U3"),
        object(),
        len,
        print,
        type("Odd", (), {}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_plain_number_is_foreign(value: Any) -> None:
    with pytest.raises(wire.UnsupportedValueError):
        wire.encode(value)
    with pytest.raises(wire.UnsupportedValueError):
        wire.encode([1.0, {"a": (value,)}])


def test_a_value_that_holds_itself_is_foreign() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(wire.UnsupportedValueError):
        wire.encode(endless)


def test_a_function_travels_by_name_only_where_the_judge_asked_for_it() -> None:
    functions: dict[str, Any] = {}
    tree, body = wire.encode((abs, 2.0), functions)
    assert list(functions.values()) == [abs]
    assert wire.decode(tree, body, lambda name: f"<{name}>") == ("<f0>", 2.0)
    with pytest.raises(wire.WireError):
        wire.decode(tree, body)


@pytest.mark.parametrize("name", ["text", "<script>", "a" * 1000, "\x1b[2J", "ä"])
@pytest.mark.parametrize("inside", [True, False])
def test_the_text_of_the_error_repeats_no_name_that_was_sent(name: str, inside: bool) -> None:
    with pytest.raises(wire.UnsupportedValueError) as caught:
        wire.decode({"k": "other", "v": name, "in": inside}, b"")
    assert str(caught.value) == "a value that is not made of numbers"
    assert (caught.value.kind, caught.value.inside) == (name, inside)


@pytest.mark.parametrize("inside", [None, 1, "yes", [True], {}])
def test_only_true_says_that_a_foreign_value_stands_inside(inside: Any) -> None:
    with pytest.raises(wire.UnsupportedValueError) as caught:
        wire.decode({"k": "other", "v": "text", "in": inside}, b"")
    assert caught.value.inside is False


@pytest.mark.parametrize("name", [None, 1, ["text"], {"text": 1}, True])
def test_a_foreign_value_without_a_name_breaks_the_protocol(name: Any) -> None:
    with pytest.raises(wire.WireError) as caught:
        wire.decode({"k": "other", "v": name}, b"")
    assert not isinstance(caught.value, wire.UnsupportedValueError)


# --- trees that lie ---------------------------------------------------------------------------------

json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(),
        st.sampled_from(
            ["k", "v", "s", "f8", "i8", "c16", "tuple", "dict", "dtype", "function", "other", "O"]
        ),
        st.text(max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("kvs"), inner, max_size=3)
    ),
    max_leaves=12,
)
kinds = st.one_of(
    st.sampled_from(
        ["i8", "f4", "f8", "c16", "null", "tuple", "list", "dict", "dtype", "function", "other", "str"]
    ),
    json_values,
)
almost_trees = st.recursive(
    st.fixed_dictionaries({"k": kinds}, optional={"v": json_values, "s": json_values}),
    lambda inner: st.fixed_dictionaries(
        {"k": st.sampled_from(["tuple", "list", "dict"])},
        optional={
            "v": st.one_of(
                st.lists(inner, max_size=3),
                st.lists(st.tuples(st.sampled_from(["a", "b"]), inner).map(list), max_size=3),
            )
        },
    ),
    max_leaves=6,
)


@given(st.one_of(json_values, almost_trees), st.binary(max_size=64))
def test_any_tree_over_any_body_is_a_value_or_a_wire_error(tree: Any, body: bytes) -> None:
    try:
        value = wire.decode(tree, body)
    except wire.WireError:
        return
    if value is not None and not isinstance(value, type):
        wire.encode(value)


sides = st.one_of(
    st.integers(-2, 3), st.sampled_from([2**26, 2**31, 2**62, 2**64, 10**30, 1.0, True, "1", None])
)


@given(st.sampled_from(["i8", "f4", "f8", "c16"]), st.lists(sides, max_size=12), st.binary(max_size=64))
def test_any_shape_is_an_array_or_a_wire_error(kind: str, shape: list[Any], body: bytes) -> None:
    try:
        value = wire.decode({"k": kind, "s": shape}, body)
    except wire.WireError:
        return
    assert value.shape == tuple(shape)
    assert value.nbytes == len(body)


@given(values, st.binary(min_size=1, max_size=16))
def test_a_body_longer_than_its_tree_is_refused(value: Any, more: bytes) -> None:
    tree, body = wire.encode(value)
    with pytest.raises(wire.WireError):
        wire.decode(tree, body + more)


@given(values)
def test_a_body_shorter_than_its_tree_is_refused(value: Any) -> None:
    tree, body = wire.encode(value)
    if body:
        with pytest.raises(wire.WireError):
            wire.decode(tree, body[:-1])


def test_a_dict_with_the_same_key_twice_is_refused() -> None:
    with pytest.raises(wire.WireError, match="repeated"):
        wire.decode({"k": "dict", "v": [["a", {"k": "null"}], ["a", {"k": "null"}]]}, b"")


def test_a_long_key_is_refused_because_every_message_would_repeat_it() -> None:
    with pytest.raises(wire.WireError):
        wire.decode({"k": "dict", "v": [["k" * (wire.KEY_MAX + 1), {"k": "null"}]]}, b"")


def test_a_tree_deeper_than_the_limit_is_refused() -> None:
    tree: Any = {"k": "null"}
    for _ in range(wire.DEPTH_MAX + 1):
        tree = {"k": "list", "v": [tree]}
    with pytest.raises(wire.WireError):
        wire.decode(tree, b"")


def test_a_tree_with_more_items_than_the_limit_is_refused() -> None:
    with pytest.raises(wire.WireError):
        wire.decode({"k": "list", "v": [{"k": "null"}] * wire.ITEMS_MAX}, b"")


@pytest.mark.parametrize("name", ["O", "object", "V8", "M8", "str", "f8,f8", "nonsense", ""])
def test_only_dtypes_of_numbers_are_made(name: str) -> None:
    with pytest.raises(wire.WireError):
        wire.decode({"k": "dtype", "v": name}, b"")


@pytest.mark.parametrize("shape", [[2**26] * 8, [0, 2**26, 2**26, 2**26], [10**6, 10**6]])
def test_a_huge_shape_is_refused_before_memory_is_taken(shape: list[int]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(wire.WireError):
            wire.decode({"k": "f8", "s": shape}, b"")
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
