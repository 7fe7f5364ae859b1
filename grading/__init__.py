"""Grading: a submission's process answers with arrays and layer descriptions, a clean one judges them."""
