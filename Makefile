# The project's commands. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test check e2e bench

help: ## list the commands
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-6s %s\n", $$1, $$2 }'

setup: ## restore packages and build everything
	dotnet build Megalis.sln

run: ## start the platform on http://localhost:5080 with the demonstration data
	dotnet run --project src/Megalis.Web

test: ## run every test: SQLite, PostgreSQL, Chromium
	dotnet test Megalis.sln

check: ## what continuous integration runs: tests, format, one line of figures
	bash .ci/run

e2e: ## run the browser journeys only
	dotnet test tests/Megalis.EndToEnd.Tests

bench: ## measure the promises, one JSON object per line; CASE=tenants for one of them
	dotnet run -c Release --project bench/Megalis.Bench -- $(CASE)
