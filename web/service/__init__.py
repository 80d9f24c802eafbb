"""What stands round every request: access, limits, caches, headers, logs, metrics, and the servers."""
