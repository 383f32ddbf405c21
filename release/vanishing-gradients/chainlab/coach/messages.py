"""The messages of Python's and numpy's errors, with what each means: words, and the hint that fits."""

from . import words

A, B = r"'(?P<a>[^\W\d]\w*)'", r"'(?P<b>[^\W\d]\w*)'"
TYPE_A, TYPE_B = (rf"'(?:[\w.]*\.)?(?P<{group}>[^\W\d]\w*)'" for group in "ab")
MODULE = r"'(?P<a>[\w.]+)'"
CALLED = r"[\w.<>]*?<?(?P<a>[^\W\d]\w*)>?\(\)"
GIVEN = r"positional arguments? but (?P<m>\d{1,2}) w.*"
REQUIRED = r"required (?:positional|keyword-only) arguments?"
OPERATOR = r"unsupported operand type\(s\) for .{1,16}:"
FUNCTION = r"'(?:function|builtin_function_or_method|method|numpy\.ufunc)'"
SEVERAL = r"'(?:tuple|dict)'"
MESSAGES = (
    ("UnboundLocalError", rf".*variable {A}.*", words.UNBOUND, "name"),
    ("NameError", rf".*free variable {A}.*", words.UNBOUND, "name"),
    ("NameError", rf"(?:global )?name {A} is not defined.*", words.UNDEFINED_NAME, "name"),
    ("AttributeError", r"'NoneType' object has no attribute .*", words.WITH_NONE, "none_inside"),
    ("AttributeError", rf"{TYPE_A} object has no attribute {B}.*", words.NO_METHOD, "attribute"),
    ("AttributeError", rf"type object {TYPE_A} has no attribute {B}.*", words.NO_METHOD, "attribute"),
    ("AttributeError", rf"partially initialized module {A} has no attribute.*", words.OWN_FILE, ""),
    ("ModuleNotFoundError", rf"No module named {MODULE}.*", words.NO_MODULE, ""),
    (
        "ImportError",
        rf"cannot import name {B} from (?:partially initialized module )?{MODULE}.*",
        words.NO_NAME,
        "",
    ),
    ("KeyError", r"'?(?P<a>\w{1,40})'?", words.NO_KEY, "key"),
    (
        "TypeError",
        rf"{CALLED} takes from (?P<k>\d{{1,2}}) to (?P<n>\d{{1,2}}) {GIVEN}",
        words.TAKES_FROM_TO,
        "arguments",
    ),
    ("TypeError", rf"{CALLED} takes 0 {GIVEN}", words.TAKES_NONE, "arguments"),
    ("TypeError", rf"{CALLED} takes no arguments \((?P<m>\d{{1,2}}) given\)", words.TAKES_NONE, "arguments"),
    ("TypeError", rf"{CALLED} takes 1 {GIVEN}", words.TAKES_ONE, "arguments"),
    ("TypeError", rf"{CALLED} takes (?P<n>\d{{1,2}}) {GIVEN}", words.TAKES, "arguments"),
    ("TypeError", rf"{CALLED} missing \d{{1,2}} {REQUIRED}: {B}", words.LACKS, "arguments"),
    ("TypeError", rf"{CALLED} missing (?P<n>\d{{1,2}}) {REQUIRED}: .*", words.LACKS_MANY, "arguments"),
    ("TypeError", rf"{CALLED} got an unexpected keyword argument {B}.*", words.UNEXPECTED, "arguments"),
    ("TypeError", rf"{CALLED} got multiple values for argument {B}", words.TWICE, "arguments"),
    ("TypeError", rf"{TYPE_A} object is not callable", words.NOT_CALLABLE, "not_callable"),
    ("TypeError", r"'NoneType' object is not (?:subscriptable|iterable)", words.WITH_NONE, "none_inside"),
    ("TypeError", rf"{FUNCTION} object is not (?:subscriptable|iterable)", words.NOT_CALLED, "not_called"),
    ("TypeError", rf"{TYPE_A} object is not subscriptable", words.NOT_SUBSCRIPTABLE, "number_for_list"),
    ("TypeError", rf"{TYPE_A} object is not iterable", words.NOT_ITERABLE, "number_for_list"),
    ("TypeError", r"iteration over a 0-d array", words.NO_ENTRIES, "number_for_list"),
    ("TypeError", r"cannot unpack non-iterable NoneType object", words.WITH_NONE, "none_inside"),
    (
        "TypeError",
        r"cannot unpack non-iterable (?:[\w.]*\.)?(?P<a>\w+) object",
        words.NOT_ITERABLE,
        "unpacked",
    ),
    ("TypeError", rf"{TYPE_A} object does not support item assignment", words.NO_ASSIGNMENT, "no_assignment"),
    ("TypeError", rf"object of type {TYPE_A} has no len\(\)", words.NO_LENGTH, "number_for_list"),
    ("TypeError", r"len\(\) of unsized object", words.NO_ENTRIES, "number_for_list"),
    ("TypeError", rf"{TYPE_A} object cannot be interpreted as an integer", words.NO_WHOLE, "whole_number"),
    (
        "TypeError",
        (
            rf"{OPERATOR} (?:'NoneType' and .*|.* and 'NoneType'.*)|bad operand type for .*: 'NoneType'"
            r"|.*not '?NoneType'?|'[<>=!]{1,2}' not supported between .*'NoneType'.*"
        ),
        words.WITH_NONE,
        "none_inside",
    ),
    (
        "TypeError",
        rf"{OPERATOR} (?:{FUNCTION} and .*|.* and {FUNCTION}.*)|bad operand type for .*: {FUNCTION}",
        words.NOT_CALLED,
        "not_called",
    ),
    (
        "TypeError",
        (
            rf"{OPERATOR} (?:{SEVERAL} and .*|.* and {SEVERAL}.*)|bad operand type for .*: {SEVERAL}"
            r"|can't multiply sequence by non-int of type '(?:tuple|dict)'"
            r'|can only concatenate tuple .*|can only concatenate .* \(not "tuple"\).*'
            r"|tuple indices must be integers.*"
        ),
        words.SEVERAL_RESULTS,
        "several_results",
    ),
    ("TypeError", r"'[<>=]{1,2}' not supported between .*'complex'.*", words.COMPLEX, "complex_for_real"),
    ("TypeError", rf"{OPERATOR} {TYPE_A} and {TYPE_B}.*", words.OPERANDS, "list_for_array"),
    ("TypeError", r"bad operand type for .*: 'list'", words.SEQUENCE_SIGN, "list_for_array"),
    (
        "TypeError",
        rf"'[<>=!]{{1,2}}' not supported between instances of {TYPE_A} and {TYPE_B}",
        words.COMPARED,
        "list_for_array",
    ),
    (
        "TypeError",
        rf"can't multiply sequence by non-int of type {TYPE_A}",
        words.SEQUENCE,
        "list_for_array",
    ),
    ("TypeError", r"can only concatenate .*", words.CONCATENATED, "list_for_array"),
    ("TypeError", r"(?:list|tuple|string) indices must be integers.*", words.INDEX_KIND, "whole_number"),
    (
        "TypeError",
        r"only (?:length-1|size-1|0-dimensional) arrays can be converted.*",
        words.ONE_NUMBER,
        "one_number",
    ),
    ("TypeError", r"only integer scalar arrays can be .*", words.ONE_NUMBER, "whole_number"),
    ("TypeError", r"can't convert complex to .*|.*not '?complex'?", words.COMPLEX, "complex_for_real"),
    ("TypeError", r"Cannot cast ufunc .*", words.WHOLE_BUFFER, "integer_buffer"),
    ("TypeError", r"loop of ufunc .*type NoneType .*", words.WITH_NONE, "none_inside"),
    ("TypeError", r"(?:loop of )?ufunc .*", words.UFUNC, "list_for_array"),
    ("TypeError", r"must be real number, not .*", words.NOT_REAL, "list_for_array"),
    ("IndexError", r"only integers, slices .*", words.INDEX_KIND, "whole_number"),
    ("IndexError", r"arrays used as indices must be .*", words.INDEX_KIND, "whole_number"),
    ("IndexError", r"invalid index to scalar variable\.?", words.NO_ENTRIES, "number_for_list"),
    ("IndexError", r"too many indices for array.*", words.TOO_MANY_INDICES, "number_for_list"),
    ("IndexError", r"pop from .*", words.NO_MORE, "empty"),
    (
        "ValueError",
        (
            r"(?:operands|non-broadcastable|could not broadcast|shape mismatch|shapes .* not aligned"
            r"|matmul: Input operand|cannot reshape|all the input array|zip\(\) argument).*"
        ),
        words.SHAPES,
        "shapes",
    ),
    (
        "LinAlgError",
        r"(?:Last 2 dimensions|\d-dimensional array given|Array must be).*",
        words.SHAPES,
        "shapes",
    ),
    ("ValueError", r"The truth value of an? .*array.*", words.TRUTH, "truth"),
    ("ValueError", r"zero-dimensional arrays cannot be concatenated", words.NO_ENTRIES, "number_for_list"),
    ("ValueError", r"(?:not enough values|too many values) to unpack.*", words.UNPACKED, "unpacked"),
    ("ValueError", r"can only convert an array of size 1 .*", words.ONE_NUMBER, "one_number"),
    (
        "ValueError",
        r"math domain error|expected a (?:nonnegative|positive|number).*",
        words.DOMAIN,
        "domain",
    ),
    ("ValueError", r"cannot convert float NaN to integer", words.DOMAIN, "domain"),
    ("ValueError", r"setting an array element with a sequence.*", words.RAGGED, "ragged"),
    (
        "ValueError",
        r".* empty (?:sequence|iterable).*|zero-size array.*",
        words.NO_MORE,
        "empty",
    ),
    ("ValueError", r"could not convert string to float.*", words.TEXT_AS_NUMBER, ""),
    (
        "ValueError",
        r"(?:assignment|output array|buffer source array).* read-only",
        words.READ_ONLY,
        "no_assignment",
    ),
    ("ValueError", r"the function cannot take this argument", words.HANDED, ""),
    ("OverflowError", r".*", words.TOO_LARGE, "too_large"),
    ("SyntaxError", r"'(?:return|await|yield)' outside (?:async )?function.*", words.OUTSIDE_FUNCTION, ""),
    ("SyntaxError", r"'(?:break|continue)' (?:outside loop|not properly in loop).*", words.OUTSIDE_LOOP, ""),
    ("SyntaxError", rf"duplicate argument {A} in function definition.*", words.DUPLICATE, ""),
)
"""(class, its message as a pattern, words, slip): the groups a and b are names, k, n and m are counts."""
GLOSSES = {
    "AssertionError": words.ASSERTED,
    "AxisError": words.NO_AXIS,
    "EOFError": words.NO_INPUT,
    "FileNotFoundError": words.NO_FILE,
    "FloatingPointError": words.OVERFLOWN,
    "IndexError": words.NO_INDEX,
    "JSONDecodeError": words.NO_JSON,
    "KeyError": words.SOME_KEY,
    "RecursionError": words.ENDLESS,
    "StdinNotImplementedError": words.NO_INPUT,
    "SystemExit": words.EXITS,
    "UFuncTypeError": words.UFUNC,
    "ZeroDivisionError": words.ZERO_DIVISION,
}
"""What is said of an error whose message says no more that may be repeated."""
SLIPS = {
    "AttributeError": "attribute",
    "AxisError": "shapes",
    "IndexError": "index",
    "KeyError": "key",
    "RecursionError": "recursion",
    "ZeroDivisionError": "zero_division",
}
"""Slips that show in the class of an error, whatever its message is."""
ARITHMETIC = ("any.domain", "any.zero_division", "any.too_large")
"""Errors in which functions of math and of Python end where numpy's give nan or inf."""
