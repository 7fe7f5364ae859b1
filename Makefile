# One-line recipes over tools/course.py. Without make: python tools/course.py lab (the same words).
PYTHON ?= python3
COURSE = @$(PYTHON) tools/course.py

help:
	$(COURSE) help

lab:
	$(COURSE) lab $(ARGS)

setup:
	$(COURSE) setup

test:
	$(COURSE) test $(ARGS)

run:
	$(COURSE) run $(LESSON)

test-answers:
	$(COURSE) test-answers $(ARGS)

test-colab:
	$(COURSE) test-colab $(ARGS)

test-browser:
	$(COURSE) test-browser $(ARGS)

test-all: test test-colab

store:
	$(COURSE) store $(LESSON)

exercises:
	$(COURSE) exercises $(LESSON)

normalise:
	$(COURSE) normalise $(LESSON)

diff:
	$(COURSE) diff $(ARGS)

links:
	$(COURSE) links

book:
	$(COURSE) book

format:
	$(COURSE) format

.PHONY: help lab setup test run test-answers test-colab test-browser test-all store exercises normalise diff links book format
