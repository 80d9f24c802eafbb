"""A request to a page of hits: plan, search, fetch, snippets."""
