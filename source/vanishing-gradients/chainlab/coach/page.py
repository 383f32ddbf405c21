"""What `progress()` shows: the notebooks in a table, what comes next, and each exercise on demand."""

from html import escape

from . import words
from .loading import alone

RIGHT = ("passed", "so_far")
DONE = (*RIGHT, "form", "written")
ANSWERS = ("written", "unwritten")
SHOWN = 5
"""Names in a list that is longer."""
UNDERLINED = 'style="text-decoration:underline"'  # JupyterLab tells a link by its colour alone
BAR = '<progress style="width:min(5em,9vw);accent-color:var(--jp-brand-color1,#1976d2)" aria-hidden="true"'
CELL = 'style="padding:2px 7px;text-align:left;border-bottom:1px solid #8a8a8a"'


def as_text(chapters):
    """Return the chapters as plain text."""
    if not chapters:
        return words.NO_NOTEBOOKS
    lines = [_total(chapters), _next(chapters)[0], *_open(chapters), ""]
    for chapter in chapters:
        lines.append(f"{chapter.title} ({chapter.file})")
        lines += [f"  {task.name:24}{words.STATES[task.state]}" for task in chapter.tasks]
    return "\n".join(lines)


def as_html(chapters):
    """Return the chapters as HTML."""
    if not chapters:
        return f"<p>{escape(words.NO_NOTEBOOKS)}</p>"
    sentence, chapter = _next(chapters)
    following = escape(sentence)
    if chapter is not None:
        following += f" {_link(chapter)}"
    rows = [[_link(chapter), *_counts(chapter)] for chapter in chapters]
    parts = [
        f"<p>{escape(_total(chapters))}</p>",
        _table(words.PROGRESS_TITLE, words.PROGRESS_COLUMNS, rows),
        f"<p>{following}</p>",
        *(f"<p>{escape(sentence)}</p>" for sentence in _open(chapters)),
    ]
    return "".join(parts + [_details(chapter) for chapter in chapters])


def _details(chapter):
    rows = [
        [
            escape(task.title),
            f"<code>{escape(task.name)}</code>",
            f"{task.points:g}",
            escape(words.STATES[task.state]),
        ]
        for task in chapter.tasks
    ]
    table = _table(chapter.title, words.TASK_COLUMNS, rows)
    return f"<details><summary>{escape(chapter.title)}</summary>{table}</details>"


def _link(chapter):
    return f'<a {UNDERLINED} href="{escape(chapter.file)}">{escape(chapter.title)}</a>'


def _table(title, columns, rows):
    """Return a table whose cells are HTML already; the first of each row is its heading."""
    head = "".join(f'<th scope="col" {CELL}>{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row" {CELL}>{row[0]}</th>'
        + "".join(f"<td {CELL}>{cell}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    caption = f'<caption style="text-align:left;font-weight:bold;padding:4px 0">{escape(title)}</caption>'
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0.5em 0">'
        f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _next(chapters):
    """Return the sentence that says what comes next, and its chapter."""
    for chapter in chapters:
        for task in chapter.tasks:
            if task.state not in DONE:
                return words.COMES_NEXT.format(title=task.title, name=task.name), chapter
    return words.ALL_DONE, None


def _functions(chapter):
    return [task for task in chapter.tasks if task.state not in ANSWERS]


def _answers(chapter):
    return [task for task in chapter.tasks if task.state in ANSWERS]


def _share(tasks, states):
    return words.OF.format(done=sum(task.state in states for task in tasks), all=len(tasks))


def _counts(chapter):
    """Return the cells of a chapter's row, as HTML: bars with their numbers, and points."""
    counts = [
        (sum(task.state in RIGHT for task in _functions(chapter)), len(_functions(chapter))),
        (sum(task.state in DONE for task in _answers(chapter)), len(_answers(chapter))),
        (chapter.noted, chapter.guesses),
    ]
    return [*(_bar(*count) for count in counts), f"{sum(task.points for task in chapter.tasks):g}"]


def _bar(done, every):
    text = f'<span style="white-space:nowrap">{escape(words.OF.format(done=done, all=every))}</span>'
    return f'{BAR} max="{every}" value="{done}"></progress> {text}' if every else text


def _open(chapters):
    """Return what is missing in a sentence, in a list; an empty one if nothing is."""
    tasks = [task for chapter in chapters for task in chapter.tasks]
    named = {state: [task.name for task in tasks if task.state == state] for state in words.OPEN}
    parts = [
        words.OPEN[state].format(count=len(names), names=_names(names))
        for state, names in named.items()
        if names
    ]
    counted = {
        words.GUESSES_TO_MAKE: sum(chapter.guesses - chapter.noted for chapter in chapters),
        words.GUESSES_TO_PUT: sum(chapter.pressed for chapter in chapters),
    }
    parts += [text.format(count=count) for text, count in counted.items() if count]
    sentence = words.STILL_OPEN if alone() else words.READY
    return [sentence.format(parts="; ".join(parts))] if parts else []


def _names(names):
    first = ", ".join(names[:SHOWN])
    return first if len(names) <= SHOWN + 1 else words.AND_MORE.format(names=first)


def _total(chapters):
    """Return what passes in all, and of what of it less than everything was tried."""
    tasks = [task for chapter in chapters for task in chapter.tasks]
    functions = [task for chapter in chapters for task in _functions(chapter)]
    answers = [task for chapter in chapters for task in _answers(chapter)]
    total = words.TOTAL.format(
        functions=_share(functions, RIGHT),
        answers=_share(answers, DONE),
        done=f"{sum(task.points for task in functions if task.state in RIGHT):g}",
        points=f"{sum(task.points for task in functions):g}",
        all=f"{sum(task.points for task in tasks):g}",
    )
    sentences = words.OF_WHICH_ALONE if alone() else words.OF_WHICH
    counts = {state: sum(task.state == state for task in functions) for state in sentences}
    return " ".join(
        [
            total,
            *(
                sentences[state].format(count=count, is_are="is" if count == 1 else "are")
                for state, count in counts.items()
                if count
            ),
        ]
    )
