"""The page on which somebody signs in: plain HTML, no script, in the language of the browser. Pure."""

from __future__ import annotations

from ragassist.types import Lang
from ragassist.ui.server.html_document import SIGN
from ragassist.ui.views.markup import esc, icon
from ragassist.ui.words.catalogue import CATALOGUE, Words


def sign_in_page(lang: Lang, css: str, *, problem: str = "", name: str = "") -> str:
    """Return the form, with what went wrong the last time and the name that was given then."""
    words = CATALOGUE[lang]
    said = f'<p class="note doubt" id="ra-wrong" role="alert">{icon("warn")}<span>{esc(problem)}</span></p>' if problem else ""
    wrong = ' aria-describedby="ra-wrong"' if problem else ""
    focus = (" autofocus", "") if not name else ("", " autofocus")
    form = (
        f'<p class="hint">{esc(words.sign_in_more)}</p><form method="post" action="sign-in">{said}'
        f'<label><span>{esc(words.sign_in_name)}</span><input name="name" autocomplete="username" required maxlength="100" '
        f'value="{esc(name)}"{wrong}{focus[0]}></label>'
        f'<label><span>{esc(words.sign_in_phrase)}</span><input name="password" type="password" autocomplete="current-password" '
        f'required maxlength="1000"{wrong}{focus[1]}></label>'
        f'<button type="submit" class="solid">{esc(words.sign_in)}</button></form>'
    )
    return _page(lang, css, words, words.sign_in, form)


def proxy_page(lang: Lang, css: str) -> str:
    """Return what somebody sees who comes past the proxy that should have named them."""
    words = CATALOGUE[lang]
    return _page(lang, css, words, words.sign_in, f"<p>{esc(words.sign_in_proxy)}</p>")


def _page(lang: Lang, css: str, words: Words, heading: str, inside: str) -> str:
    tag = "zh-Hans" if lang == "zh" else "en"
    return (
        f'<!doctype html><html lang="{tag}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>ragassist</title>{SIGN}<style>{css}</style></head><body>"
        f'<div id="ra" class="door"><main><p class="brand"><span class="seal" aria-hidden="true" lang="zh-Hans">据</span>'
        f"<b>ragassist</b></p><p>{esc(words.tagline)}</p><h1>{esc(heading)}</h1>{inside}</main></div></body></html>"
    )
