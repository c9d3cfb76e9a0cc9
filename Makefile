# make run starts the portal, make test proves it; both do all their own set-up.
.DEFAULT_GOAL := help
.PHONY: help run test test-quick lint bench lock translate clean

help: ## list what make can do here
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

run: ## start the portal and its worker; PORT (8000) and DATABASE_URL may be set
	@bash scripts/run.sh

test: ## linters, then every test, on SQLite, PostgreSQL and in Chromium
	@bash scripts/test.sh full

test-quick: ## the tests that take under a minute together
	@bash scripts/test.sh quick

lint: ## ruff, mypy, import contracts, dependencies, licences, dead code, templates, scripts, style sheets
	@bash scripts/environment.sh dev
	@bash scripts/lint.sh

bench: ## benchmarks (never part of the tests)
	@bash scripts/bench.sh

lock: ## write both lock files from pyproject.toml; UPGRADE=1 takes newer versions
	@bash scripts/lock.sh

translate: ## collect the words into translations/ and compile them
	@bash scripts/environment.sh dev
	@bash scripts/translations.sh update

clean: ## remove what can be made again; the data in instance/ stays
	@bash scripts/clean.sh
