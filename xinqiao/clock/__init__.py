"""Time as a hotline counts it: working days, limits, due moments, lights. Free of Django and of I/O."""
