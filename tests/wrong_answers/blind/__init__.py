"""Answers of lessons 1 to 4, written from the students' text alone."""
