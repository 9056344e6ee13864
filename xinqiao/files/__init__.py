"""Attachments: taken in by content, kept by hash, served as downloads only, erasable."""
