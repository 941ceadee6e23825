"""HTML that is safe to show: made of students' Markdown, HTML, code, and terminal text.

Whatever a student wrote may stand in a teacher's page, so it goes through a list of what is
allowed, and formulas become MathML, for which nothing has to be loaded. The feedback pages use it
directly, formgrader through `HTMLExporter.filters` in `nbgrader_config.py`.
"""

import re
from functools import cache, lru_cache
from html import escape

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbconvert.filters import ansi2html
from pygments import highlight as pygments_highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

MATH = frozenset([
    "math", "menclose", "merror", "mfenced", "mfrac", "mi", "mmultiscripts", "mn", "mo",
    "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt",
    "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
    "munderover", "none", "semantics",
])
MATH_ATTRIBUTES = frozenset([
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display",
    "displaystyle", "fence", "form", "height", "largeop", "linethickness", "lspace",
    "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing",
    "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
])
# no class, id, name or style: with them a text could pass for a part of the page around it
HTML = frozenset([
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s",
    "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "u", "ul", "var", "wbr",
])
ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan", "align"}, "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"}, "details": {"open"}, **{tag: set(MATH_ATTRIBUTES) for tag in MATH},
}
LINK = re.compile(r"(https?:|mailto:|#)", re.IGNORECASE)
IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
MAX_FORMULA = 2_000
# what is longer is shown as it was typed: parsers take for ever over ten thousand open brackets
MAX_SOURCE = 20_000
CACHED = 2_000


def clean(html):
    """`html` with only what may stand in a page: no script, no frame, no form, no style.

    Links lead to the web or within the page; pictures are in the page itself, so that none tells
    anybody who looks at it.
    """
    return nh3.clean(html, tags=HTML | MATH, attributes=ATTRIBUTES, attribute_filter=_allowed,
                     url_schemes={"http", "https", "mailto", "data"},
                     link_rel="noopener noreferrer nofollow")


def _allowed(tag, attribute, value):
    if attribute == "href":
        return value if tag == "a" and LINK.match(value) else None
    if attribute == "src":
        return value if IMAGE.match(value) else None
    return value


@lru_cache(maxsize=CACHED)  # most cells of a notebook are the same in the whole class
def markdown2html(source):
    """The HTML of Markdown `source`, with its formulas as MathML; safe, whoever wrote it."""
    return clean(_markdown().render(source)) if len(source) <= MAX_SOURCE else typed(source)


@cache
def _markdown():
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    markdown.use(dollarmath_plugin, allow_space=False, allow_labels=False, double_inline=True,
                 renderer=lambda tex, options: mathml(tex, options["display_mode"]))
    return markdown.use(amsmath_plugin, renderer=lambda tex: mathml(tex, display=True))


def mathml(tex, display=False):
    """The formula `tex` as MathML; what is no formula stays as it was typed."""
    if len(tex) <= MAX_FORMULA:
        try:
            return convert(tex.strip(), display="block" if display else "inline")
        except Exception:  # latex2mathml raises a dozen kinds of it, IndexError among them
            pass
    return f"<code>{escape(tex)}</code>"


@lru_cache(maxsize=CACHED)
def highlight(source):
    """The HTML of Python `source`, in colours; everything in it is text."""
    if len(source) > MAX_SOURCE:
        return escape(source)
    return pygments_highlight(source, _lexer(), HtmlFormatter(nowrap=True))


@cache
def _lexer():
    return get_lexer_by_name("ipython3", stripnl=False)


def typed(source):
    """The HTML of `source` as it was typed."""
    return f"<pre>{escape(source)}</pre>"


def terminal(text):
    """The HTML of what a program printed, terminal colours included; everything in it is text."""
    return ansi2html(text)
