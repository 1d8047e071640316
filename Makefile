# make run    build, and look at this computer's readers (or at a simulated desk)
# make test   everything that is tested without hardware
# make help   the rest

SHELL := /bin/sh
.DEFAULT_GOAL := help

# What Debian 12 needs beside Swift: to build and run, and to test.
RUN_PACKAGES := libpcsclite-dev libsqlite3-dev zlib1g-dev libp11-kit-dev pcscd libccid
TEST_PACKAGES := $(RUN_PACKAGES) opensc opensc-pkcs11 softhsm2 pcsc-tools strace python3-cryptography
# The static program that is installed and packaged, with all of Swift inside.
RELEASE := swift build -c release --static-swift-stdlib --product ra
SCENARIO := Fixtures/scenarios/two-readers.yaml
SWIFT_SOURCES := Package.swift Sources Tests

.PHONY: help
help: ## Show these targets.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | sort | expand -t 16

.PHONY: packages
packages:
	@Scripts/need-swift.sh
	@Scripts/need-packages.sh $(RUN_PACKAGES)

.PHONY: run
run: packages ## Build and run the preflight on real readers, else on the simulated desk.
	@swift build --product ra >&2
	@Scripts/run.sh "$$(swift build --show-bin-path)/ra" $(SCENARIO)

.PHONY: build
build: packages ## Build the static program: .build/release/ra.
	$(RELEASE)

.PHONY: test
test: ## Run all tests that need no hardware.
	@Scripts/need-swift.sh
	@Scripts/need-packages.sh $(TEST_PACKAGES)
	@Scripts/need-namespace.sh
	@Tests/prepare-vpcd.sh
	$(RELEASE)
	RA_STATIC="$$($(RELEASE) --show-bin-path)/ra" swift test --disable-xctest

.PHONY: format
format: ## Put the sources into the usual form.
	swift format -i -p -r $(SWIFT_SOURCES)

.PHONY: lint
lint: ## Check the form of the sources and of the scripts.
	swift format lint -s -p -r $(SWIFT_SOURCES)
	@for script in Scripts/*.sh Tests/*.sh .ci/run; do sh -n "$$script" || exit 1; done
