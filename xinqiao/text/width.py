"""Full-width forms: what Chinese input methods type for Latin letters, digits and signs."""

# U+FF01..U+FF5E are ASCII 0x21..0x7E shifted; U+3000 is the full-width space. One for one.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), ord("-"))


def half_width(text: str) -> str:
    """`text`, as long as before, with full-width letters, digits, signs, spaces, and all dashes as ASCII."""
    return text.translate(HALF_WIDTH | DASHES)
