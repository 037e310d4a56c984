# `make run` and `make test` are all that is needed; each prepares what it needs first.
PYTHON ?= python3
BIN := .venv/bin
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

FONTS := static/page/fonts
VAZIRMATN := 33.0.3

.PHONY: run test demo bench chaos lint screenshots messages font lock clean

run: .venv/runtime $(MESSAGES)  ## Web and workers on http://localhost:5000, until Ctrl-C
	@$(BIN)/python manage.py serve

test: .venv/development $(MESSAGES)  ## The whole test suite, without internet
	@$(BIN)/python -m pytest $(PYTEST)

demo: .venv/development $(MESSAGES)  ## The service against stand-in platforms, with links to paste
	@$(BIN)/python -m tests.demo

bench: .venv/development $(MESSAGES)  ## Speed and memory, beside plain yt-dlp in the same run
	@$(BIN)/python -m benchmarks

chaos: .venv/development $(MESSAGES)  ## Kills processes at random while downloads run
	@$(BIN)/python -m tests.chaos

lint: .venv/development  ## Style and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/python manage.py makemigrations --check --dry-run

screenshots: .venv/development $(MESSAGES)  ## Renew docs/screenshots/ (needs Chromium)
	@$(BIN)/python -m tests.screenshots

messages: .venv/development  ## Collect new sentences into locale/ (needs GNU gettext)
	@$(BIN)/python manage.py makemessages --locale fa --no-wrap --no-location --no-obsolete --ignore '.venv/*' --ignore 'tests/*'
	@$(BIN)/python manage.py makemessages --domain djangojs --locale fa --no-wrap --no-location --no-obsolete --ignore '.venv/*' --ignore 'tests/*' --ignore 'static/admin-jobs/*'

font: .venv/development  ## Renew the Persian font, a part of the npm package vazirmatn (needs npm)
	@mkdir -p .venv/font && cd .venv/font && npm pack --silent vazirmatn@$(VAZIRMATN) >/dev/null && tar xzf vazirmatn-$(VAZIRMATN).tgz
	@$(BIN)/fonttools varLib.instancer --quiet ".venv/font/package/fonts/variable/Vazirmatn[wght].ttf" wght=400:700 \
		--output .venv/font/text.ttf
	@$(BIN)/pyftsubset .venv/font/text.ttf --unicodes-file=$(FONTS)/letters.txt --flavor=woff2 \
		--output-file=$(FONTS)/vazirmatn.woff2
	@cp .venv/font/package/OFL.txt $(FONTS)/vazirmatn-OFL.txt

lock: .venv/development  ## Renew requirements.lock from the ranges in requirements*.txt
	@$(BIN)/uv pip compile --quiet --universal --upgrade --no-header --no-annotate --python-version 3.11 \
		--output-file requirements.lock requirements-dev.txt

clean:  ## Remove the environment, not the data
	@rm -rf .venv $(MESSAGES)

.venv/runtime: requirements.txt requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the service needs, once"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements.lock
	@touch $@

.venv/development: .venv/runtime requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements.lock
	@touch $@

%.mo: %.po | .venv/runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))
