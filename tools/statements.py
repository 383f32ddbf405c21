"""Lists sentences and numbers of the course at random, with where they stand and what proves them.

    python -m tools.statements [--seed 1] [--count 100]

Half of the list are numbers, each with the expression that proves it and the modules in which its names are;
the other half are sentences, for a reader to judge: with the lines that decide on their numbers, if they have
any. The teachers' pages in docs/ are read, too. The same seed gives the same list for the same texts.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from autograder.content import Statements
from autograder.content.numerals import flat, unnumbered
from autograder.doctor.numbers import SENTENCE_END, Stated, Text, stated, texts_of
from autograder.notebooks import cells_of
from tools.repository import REPOSITORY, SOURCE
from vanishing_gradients import EXERCISES
from vanishing_gradients.statements import FILES, NAMES

WORDS_LEAST = 6
"""Words from which a sentence says something that can be judged."""
GUIDE = ("## Predictions and votes", "## Late work")
"""Where the guide's mathematics begins and ends; the rest of it is about minutes and commands."""


def pages(docs: Path = REPOSITORY / "docs") -> Iterator[Text]:
    """Yield the paragraphs of the teachers' pages that state mathematics."""
    guide = (docs / "instructor-guide.md").read_text("utf-8")
    begin, end = (guide.index(heading) for heading in GUIDE)
    for name, words in (
        ("docs/proofs.md", (docs / "proofs.md").read_text("utf-8")),
        ("docs/instructor-guide.md", guide[begin:end]),
    ):
        yield from (Text(name, paragraph) for paragraph in re.split(r"\n\s*\n", words))


def table() -> Statements:
    """Return the course's statements, those on the teachers' pages among them."""
    return Statements.read(FILES.values(), NAMES)


def everything() -> tuple[list[Text], list[Stated]]:
    """Return every text of the course and of the teachers' pages, and every number in them."""
    texts = [*texts_of(cells_of(SOURCE), EXERCISES, SOURCE), *pages()]
    return texts, list(stated(texts, table()))


def kind(number: Stated) -> str:
    """Return whether a number is bound to a value, given in a statement, a label, or unknown."""
    statement = number.reading.statement
    if statement is None:
        return "unproved"
    return "bound" if number.reading.is_bound else "label" if statement.is_label else "given"


def proof(number: Stated) -> str:
    """Return what proves a number, in words."""
    reading = number.reading
    if reading.statement is None or reading.hole is None or not reading.is_bound:
        group = "nothing" if reading.statement is None else reading.statement.group
        return f"{kind(number)}: {group}"
    expression = reading.hole.expression
    found = (NAMES.get(name) for name in re.findall(r"[A-Za-z]\w*", expression))
    modules = sorted({found.__module__ for found in found if hasattr(found, "__module__")} - {None})
    value = "true" if reading.value is None else f"{reading.value:.10g}"
    return f"{expression} is {value} ({', '.join(map(str, modules)) or 'arithmetic'})"


def sentences(texts: list[Text]) -> Iterator[tuple[str, str]]:
    """Yield (where, sentence) for what is long enough to be judged."""
    for text in texts:
        for sentence in SENTENCE_END.split(flat(unnumbered(text.words)[0])):
            if len(sentence.split()) >= WORDS_LEAST:
                yield text.where, sentence.strip()


def main() -> None:
    """Print the list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    texts, numbers = everything()
    draw = random.Random(options.seed)
    bound = [number for number in numbers if kind(number) == "bound"]
    for index, number in enumerate(draw.sample(bound, (options.count + 1) // 2), start=1):
        print(f"{index}. {number.text.where}\n   {number.written}  in  {number.sentence}\n   {proof(number)}")
    said: dict[tuple[str, str], list[Stated]] = {place: [] for place in sentences(texts)}
    for number in numbers:
        if (number.text.where, number.sentence) in said:
            said[number.text.where, number.sentence].append(number)
    for index, place in enumerate(
        draw.sample(list(said), options.count // 2), start=1 + (options.count + 1) // 2
    ):
        print(f"{index}. {place[0]}\n   {place[1]}")
        for number in said[place]:
            print(f"   {number.written}: {proof(number)}")
    kinds = Counter(map(kind, numbers))
    print(f"{len(numbers)} numbers: {', '.join(f'{count} {name}' for name, count in kinds.most_common())}.")


if __name__ == "__main__":
    main()
