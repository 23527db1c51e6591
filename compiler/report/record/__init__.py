"""Decision records: what was decided, on what, by which rules, so that it can be checked and decided again.

A record is a file of JSON Lines, each canonical JSON (RFC 8785): a context (the policy and all else that the decisions share),
the decisions, and an end. `schema.json` describes each line.
"""
