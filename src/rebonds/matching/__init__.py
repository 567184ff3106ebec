"""Matching of needs and offers: who could supply whom, proven best, with what stays unmatched."""
