"""The search page, the reader, help, preferences and feeds."""
