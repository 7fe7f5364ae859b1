"""Answers written from the students' text alone."""
