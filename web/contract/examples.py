"""Examples of the API in three languages, shown by its documentation and run by the tests as they stand there."""

from __future__ import annotations

# What they do (`example.NAME` of the catalogue) -> language -> program. Each is run by the tests as it stands; BASE is
# the address of the service.
EXAMPLES: dict[str, dict[str, str]] = {
    "search": {
        "curl": """curl --get BASE/v1/search --data-urlencode 'q=بوتين' --data limit=3""",
        "python": """import json
from urllib.parse import urlencode
from urllib.request import urlopen

query = urlencode({"q": "بوتين", "limit": 3})
with urlopen(f"BASE/v1/search?{query}") as answer:
    page = json.load(answer)
print(page["total"])
for hit in page["hits"]:
    print(hit["date"], hit["title"])
    for snippet in hit["snippets"]:
        print("  ", [snippet["text"][start:end] for start, end in snippet["marks"]])""",
        "javascript": """const query = new URLSearchParams({ q: "بوتين", limit: 3 });
const answer = await fetch(`BASE/v1/search?${query}`);
const page = await answer.json();
console.log(page.total);
for (const hit of page.hits) {
  // html is escaped; its only tag is <mark>. marks count code points: [...text].slice(start, end)
  console.log(hit.date, hit.title, hit.snippets.map((snippet) => snippet.html));
}""",
    },
    "passage": {
        "curl": """passage=$(for n in 1 2 3 4 5 6 7; do printf 'زيارة الرئيس الروسي إلى كوريا الشمالية '; done)
printf '{"q": "%s", "limit": 3}' "$passage" |
  curl --silent --fail --header 'Content-Type: application/json' --data @- BASE/v1/search""",
        "python": """import json
from urllib.request import Request, urlopen

body = json.dumps({"q": "زيارة الرئيس الروسي إلى كوريا الشمالية " * 7, "limit": 3}).encode()
with urlopen(Request("BASE/v1/search", body, {"Content-Type": "application/json"})) as answer:
    page = json.load(answer)
print(page["total"], page["query"]["notices"][0]["ar"])""",
        "javascript": """const answer = await fetch("BASE/v1/search", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ q: "زيارة الرئيس الروسي إلى كوريا الشمالية ".repeat(7), limit: 3 }),
});
const page = await answer.json();
console.log(page.total, page.query.notices[0].ar);""",
    },
    "pages": {
        "curl": """next='/v1/search?q=%D8%A8%D9%88%D8%AA%D9%8A%D9%86&limit=2&fields=id&facets='
while [ -n "$next" ]; do
  page=$(curl --silent --fail "BASE$next")
  echo "$page"
  next=$(echo "$page" | sed -n 's/.*"next":"\\([^"]*\\)".*/\\1/p')
done""",
        "python": """import json
from urllib.parse import urlencode
from urllib.request import urlopen

following = "/v1/search?" + urlencode({"q": "بوتين", "limit": 2, "fields": "id,title", "facets": ""})
while following:
    with urlopen("BASE" + following) as answer:
        page = json.load(answer)
    for hit in page["hits"]:
        print(hit["id"], hit["title"])
    following = page["links"]["next"]""",
        "javascript": """const query = new URLSearchParams({ q: "بوتين", limit: 2, fields: "id,title" });
let next = `/v1/search?${query}`;
while (next) {
  const page = await (await fetch("BASE" + next)).json();
  for (const hit of page.hits) console.log(hit.id, hit.title);
  next = page.links.next;
}""",
    },
    "problems": {
        "curl": """tag=$(curl --silent --head BASE/v1/stats | sed -n 's/^ETag: //p' | tr -d '\\r')
curl --silent --output /dev/null --write-out '%{http_code}\\n' --header "If-None-Match: $tag" BASE/v1/stats
curl --silent 'BASE/v1/search?q=a&limit=1000'""",
        "python": """import json
from urllib.error import HTTPError
from urllib.request import urlopen

try:
    urlopen("BASE/v1/search?q=a&limit=1000")
except HTTPError as error:
    problem = json.load(error)
    print(problem["status"], problem["type"], problem["detail"], problem["detail_ar"])""",
        "javascript": """const answer = await fetch("BASE/v1/search?q=a&limit=1000");
if (!answer.ok) {
  const problem = await answer.json();
  console.log(problem.status, problem.type, problem.detail, problem.detail_ar);
}""",
    },
}
