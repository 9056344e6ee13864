"""What can go wrong with sealed data. No message ever holds what was sealed, nor a key."""


class VaultError(Exception):
    """Sealed data or its keys cannot be used; the message says which and what to do."""


class KeyringUnusable(VaultError):
    """The keyring file is missing parts, malformed, or readable by others."""


class KeyMissing(VaultError):
    """The keyring holds no key of the id that the data names."""


class SealBroken(VaultError):
    """The data is not what was sealed: altered, cut, moved to another column, or sealed with another key."""
