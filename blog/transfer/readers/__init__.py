"""One module a format: files in, plain found values out; no database, no web, no clock."""
