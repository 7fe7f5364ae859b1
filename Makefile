# One-line recipes over tools/course.py. Without make: python3 tools/course.py lab (the same words).
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

test-backends:
	$(COURSE) test-backends $(ARGS)

test-browser:
	$(COURSE) test-browser $(ARGS)

test-all: test test-colab

store:
	$(COURSE) store $(LESSON)

test-grading:
	$(COURSE) test-grading $(ARGS)

grade:
	$(COURSE) grade --lesson "$(LESSON)" --submissions "$(SUBMISSIONS)" $(if $(JOBS),--jobs $(JOBS)) $(if $(OUT),--out "$(OUT)") $(if $(SEED),--seed $(SEED)) $(if $(UNSAFE),--unsafe) $(ARGS)

assignment:
	$(COURSE) assignment $(LESSON)

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

.PHONY: help lab setup test run test-answers test-grading grade assignment test-colab test-backends test-browser test-all store exercises normalise diff links book format
