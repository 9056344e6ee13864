"""Text as a hotline meets it: numbers, identities, masking, words. Free of Django and of I/O."""
