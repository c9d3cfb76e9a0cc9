# make run starts the portal, make test proves it; both do all their own set-up.
.DEFAULT_GOAL := help
.PHONY: help run dev shell reset test test-quick test-changed lint fmt bench deploy-check lock translate clean

help: ## list what make can do here
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

run: ## start the portal and its worker; PORT (8000), HOST (127.0.0.1), DATABASE_URL and DEMO=0 (no demo data) may be set
	@bash scripts/run.sh

dev: ## a developer's server: reload, debugger, mails on the console, ?__sql=1 (SQL=1 for every request)
	@bash scripts/dev.sh dev

shell: ## a Python shell with the application, every model and everybody's rows
	@bash scripts/dev.sh shell

reset: ## throw the database away and load the demo anew; asks, or CONFIRM=1
	@bash scripts/dev.sh reset

test: ## linters, then every test, on SQLite, PostgreSQL and in Chromium
	@bash scripts/test.sh full

test-quick: ## the tests that take under a minute together
	@bash scripts/test.sh quick

test-changed: ## the tests of the rooms that differ from main (BASE=...), on SQLite, and the quick guards
	@bash scripts/test.sh changed

lint: ## ruff, mypy, import contracts, dependencies, licences, dead code, templates, scripts, style sheets
	@bash scripts/environment.sh dev
	@bash scripts/lint.sh

fmt: ## let ruff mend and lay out the code; djlint looks at the templates
	@bash scripts/environment.sh dev
	@bash scripts/fmt.sh

bench: ## benchmarks (never part of the tests)
	@bash scripts/bench.sh

deploy-check: ## follow the deploy guide word by word in a place of its own; as root, where PostgreSQL and nginx are installed
	@bash scripts/environment.sh run
	@.venv/bin/python scripts/deploy_check.py

lock: ## write both lock files from pyproject.toml; UPGRADE=1 takes newer versions
	@bash scripts/lock.sh

translate: ## collect the words into translations/ and compile them
	@bash scripts/environment.sh dev
	@bash scripts/translations.sh update

clean: ## remove what can be made again; the data in instance/ stays
	@bash scripts/clean.sh
