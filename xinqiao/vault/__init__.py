"""Appellant data at rest: sealed columns, blind indexes for exact search, and the keyring behind both."""
