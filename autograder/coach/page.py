"""What `progress()` shows: the notebooks in a table, what comes next, and each exercise on demand."""

from html import escape

from . import words

DONE = ("passes", "form", "written")
ANSWERS = ("written", "unwritten")
UNDERLINED = 'style="text-decoration:underline"'  # JupyterLab tells a link by its colour alone
CELL = 'style="padding:2px 7px;text-align:left;border-bottom:1px solid #8a8a8a"'


def as_text(chapters):
    """Return the chapters as plain text."""
    if not chapters:
        return words.NO_NOTEBOOKS
    lines = [words.TOTAL.format(**_totals(chapters)), _next(chapters)[0], ""]
    for chapter in chapters:
        lines.append(f"{chapter.title} ({chapter.file})")
        lines += [f"  {words.STATES[task.state]:18}{task.name}" for task in chapter.tasks]
    return "\n".join(lines)


def as_html(chapters):
    """Return the chapters as HTML."""
    if not chapters:
        return f"<p>{escape(words.NO_NOTEBOOKS)}</p>"
    sentence, chapter = _next(chapters)
    following = escape(sentence)
    if chapter is not None:
        following += f" {_link(chapter)}"
    rows = [[_link(chapter), *map(escape, _counts(chapter))] for chapter in chapters]
    parts = [
        f"<p>{escape(words.TOTAL.format(**_totals(chapters)))}</p>",
        _table(words.PROGRESS_TITLE, words.PROGRESS_COLUMNS, rows),
        f"<p>{following}</p>",
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
        f'<table style="border-collapse:collapse;margin:0.5em 0">{caption}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
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


def _share(tasks):
    return words.OF.format(done=sum(task.state in DONE for task in tasks), all=len(tasks))


def _counts(chapter):
    """Return the cells of a chapter's row."""
    return [
        _share(_functions(chapter)),
        _share(_answers(chapter)),
        words.OF.format(done=chapter.noted, all=chapter.guesses),
        f"{sum(task.points for task in chapter.tasks):g}",
    ]


def _totals(chapters):
    tasks = [task for chapter in chapters for task in chapter.tasks]
    functions = [task for chapter in chapters for task in _functions(chapter)]
    answers = [task for chapter in chapters for task in _answers(chapter)]
    return {
        "functions": _share(functions),
        "answers": _share(answers),
        "done": f"{sum(task.points for task in functions if task.state in DONE):g}",
        "points": f"{sum(task.points for task in functions):g}",
        "all": f"{sum(task.points for task in tasks):g}",
    }
