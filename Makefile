# make run    build, and look at this computer's readers (or at a simulated desk)
# make test   everything that is tested without hardware
# make help   the rest

SHELL := /bin/sh
.DEFAULT_GOAL := help

# What Debian 12 needs beside Swift: to build and run, and to test.
RUN_PACKAGES := libpcsclite-dev libsqlite3-dev zlib1g-dev libp11-kit-dev libpq-dev pcscd libccid
TEST_PACKAGES := $(RUN_PACKAGES) opensc opensc-pkcs11 softhsm2 pcsc-tools strace openssl python3-cryptography python3-icalendar \
	postgresql python3-jsonschema curl
# Browsers for the page, and what one of the checkers runs on.
PAGE_PACKAGES := $(RUN_PACKAGES) postgresql curl chromium chromium-driver firefox-esr default-jre-headless python3-pip
# The static program that is installed and packaged, with all of Swift inside.
RELEASE := swift build -c release --static-swift-stdlib --product ra
RELEASE_COLLECTOR := swift build -c release --static-swift-stdlib --product ra-collector
# A few tests at a time: they start services and programs of their own, and a busy computer would starve them.
TEST := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=3 swift test --disable-xctest
SCENARIO := Fixtures/scenarios/two-readers.yaml
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks Examples
# What threads and memory are most at risk: readers, cards, and what stands in for them.
SANITIZED := PCSCTests|VirtualCardsTests|ISO7816Tests

.PHONY: help
help: ## Show these targets.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | sort | expand -t 16

.PHONY: packages
packages:
	@.ci/need-swift.sh
	@.ci/need-packages.sh $(RUN_PACKAGES)

.PHONY: run
run: packages ## Build and run the preflight on real readers, else on the simulated desk.
	@swift build --product ra >&2
	@.ci/run.sh "$$(swift build --show-bin-path)/ra" $(SCENARIO)

.PHONY: build
build: packages ## Build the static programs: .build/release/ra and ra-collector.
	$(RELEASE)
	$(RELEASE_COLLECTOR)

.PHONY: fuzz
SECONDS ?= 60
fuzz: packages ## Fuzz each parser of what comes from outside: make fuzz SECONDS=60, or RUNS=10000000
	@.ci/fuzz.sh $(SECONDS)

.PHONY: fuzz-logs
LOGS ?= 200000
fuzz-logs: packages ## Make hostile audit logs from SQL, and read each: make fuzz-logs LOGS=200000
	@# Each thread keeps what it once needed; with few heaps the figure at the end is what a log needs.
	MALLOC_ARENA_MAX=2 swift run -c release hostile-logs $(LOGS)

.PHONY: test
test: ## Run all tests that need no hardware.
	@.ci/need-swift.sh
	@.ci/need-packages.sh $(TEST_PACKAGES)
	@.ci/need-namespace.sh
	@Tests/prepare-vpcd.sh
	$(RELEASE)
	RA_STATIC="$$($(RELEASE) --show-bin-path)/ra" $(TEST)

.PHONY: test-kills
test-kills: packages ## Kill each scenario's session after every event that it stores, and take it up.
	RA_KILLS=all $(TEST) --filter KilledSessionTests

PAGE_CHECKERS := $(CURDIR)/.build/page-checkers

.PHONY: test-page
test-page: ## Test the page in Chromium and Firefox: whole sessions, by keyboard, under attack, for everybody.
	@.ci/need-swift.sh
	@.ci/need-packages.sh $(PAGE_PACKAGES)
	@.ci/page-checkers.sh $(PAGE_CHECKERS)
	@# Two browsers at a time: more, and a computer with two processors shows nothing in time.
	RA_PAGE=1 RA_AXE=$(PAGE_CHECKERS)/axe.min.js RA_NU=$(PAGE_CHECKERS)/vnu.jar \
		$(subst WIDTH=3,WIDTH=2,$(TEST)) --filter 'PageSessionTests|PageAttackTests|PagesTests'

.PHONY: test-collector
test-collector: test-tools ## The collector: 400 kills, 10,000 honest pushes, 10,000 random estates and forged proofs.
	RA_KILLS=200 RA_PUSH_KILLS=200 RA_PUSHES=10000 RA_ESTATES=10000 RA_FORGERIES=10000 \
		$(TEST) --filter 'CollectorTests|CollectorClientTests'

FOREIGN := $(CURDIR)/.build/foreign

.PHONY: test-foreign
test-foreign: packages ## Try other people's witness, client and verifier with ours, both ways (fetches them from PyPI).
	@.ci/need-packages.sh postgresql python3-cryptography python3-pip
	@# They ask for a newer Python than Debian 12's, and run on it.
	@[ -d $(FOREIGN)/aics_witness ] || python3 -m pip install --quiet --disable-pip-version-check --no-deps \
		--ignore-requires-python --require-hashes --target $(FOREIGN) --requirement Tests/CollectorTests/foreign.txt
	@swift build --product ra >&2
	@swift build --product ra-collector >&2
	@.ci/foreign.sh "$$(swift build --show-bin-path)" $(FOREIGN)

.PHONY: estate
estate: packages ## Three simulated desks, a collector, and one fork found (installs PostgreSQL).
	@.ci/need-packages.sh postgresql python3-cryptography
	@swift build --product ra >&2
	@swift build --product ra-collector >&2
	@.ci/estate.sh "$$(swift build --show-bin-path)"

.PHONY: build-cold
build-cold: ## Build the tests as on a new computer: with nothing left of what the compiler knows of C.
	@.ci/need-swift.sh
	@.ci/need-packages.sh $(TEST_PACKAGES)
	rm -rf .build/*/debug/ModuleCache
	@find Sources Tests -name '*.swift' -exec touch {} +
	swift build --build-tests --disable-xctest

.PHONY: prove
CASES ?= 10000000
prove: ## Decide ten million random cases and check what must hold for each: make prove CASES=10000000
	@.ci/need-swift.sh
	swift run -c release handbook-proof $(CASES)

.PHONY: prove-calls
prove-calls: ## Ask whom to call, for each quarter of an hour of 16 months, and compare with a second evaluation.
	@.ci/need-swift.sh
	swift build -c release --product call-proof
	python3 Tests/CallGuideTests/call_oracle.py full "$$(swift build -c release --show-bin-path)/call-proof"

.PHONY: test-tools
test-tools:
	@.ci/need-swift.sh
	@.ci/need-packages.sh $(TEST_PACKAGES)
	@.ci/need-namespace.sh
	@Tests/prepare-vpcd.sh

.PHONY: test-long
test-long: test-tools ## Also the long tests: a million insertions and removals.
	RA_LONG_TESTS=1 $(TEST) --filter PCSCTests

.PHONY: test-exhaustive
test-exhaustive: test-tools ## Flip a bit in each byte of an audit log, one after the other (half an hour).
	RA_EXHAUSTIVE=1 $(TEST) --filter BitFlipTests

.PHONY: test-due
test-due: test-tools ## Who is due: a million random rows, and 200,000 people read a second time in Python.
	RA_DUE_ROWS=1000000 RA_DUE_PEOPLE=200000 $(TEST) --filter 'DuePropertyTests|DueOracleTests'

.PHONY: test-office
test-office: packages ## That a spreadsheet keeps UUIDs as they are (installs LibreOffice Calc).
	@.ci/need-packages.sh libreoffice-calc
	@swift build --product ra >&2
	@Tests/spreadsheet.sh "$$(swift build --show-bin-path)/ra" Fixtures/due/report.csv

.PHONY: test-tsan
test-tsan: test-tools ## The tests of readers and cards under ThreadSanitizer.
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/tsan.suppressions" \
		$(TEST) --sanitize=thread --scratch-path .build-tsan --filter '$(SANITIZED)'

.PHONY: test-asan
test-asan: test-tools ## The tests of readers and cards under AddressSanitizer.
	$(TEST) --sanitize=address --scratch-path .build-asan --filter '$(SANITIZED)'

.PHONY: bench
bench: test-tools ## Measure against C, raw SQLite and peers: a table of ratios. GROUP=name for one group.
	@.ci/need-packages.sh python3-pyscard postgresql
	$(RELEASE)
	$(RELEASE_COLLECTOR)
	RA_STATIC="$$($(RELEASE) --show-bin-path)/ra" RA_STATIC_COLLECTOR="$$($(RELEASE) --show-bin-path)/ra-collector" \
		swift run -c release --package-path Benchmarks Benchmarks $(GROUP)

.PHONY: examples
examples: packages ## Build the examples, which depend on the product PCSC alone.
	swift build --package-path Examples

.PHONY: docs
docs: ## Build every library module's documentation (DocC), and check its links and parameters.
	@.ci/need-swift.sh
	@.ci/need-packages.sh $(TEST_PACKAGES)
	@.ci/docs.sh .build/docs

.PHONY: site
# Where the site will stand on its web server; without a name, at the root.
SITE_PATH :=
site: ## Build all documentation as a site of static pages into .build/site, and follow its links (SITE_PATH=name).
	@.ci/need-swift.sh
	@.ci/need-packages.sh $(TEST_PACKAGES) cmark-gfm mandoc
	@HOSTED_AT=$(SITE_PATH:%=%/)library .ci/docs.sh .build/site-library
	@for program in ra ra-collector; do \
		.ci/man-pages.sh "$$(swift build --show-bin-path)/$$program" .build/site-man/$$program "$(RELEASE_DATE)" || exit 1; done
	@cp .build/site-man/*/*.1 debian/*.7 .build/site-man/
	@docs/site.py .build/site-man .build/site-library .build/site

.PHONY: samples
samples: packages ## Print README's samples as they are today: commands and all of what they say.
	@swift build --product ra >&2
	@.ci/samples.sh "$$(swift build --show-bin-path)/ra"

.PHONY: format
format: ## Put the sources into the usual form.
	swift format -i -p -r $(SWIFT_SOURCES)

.PHONY: lint
lint: ## Check the form of the sources and of the scripts.
	swift format lint -s -p -r $(SWIFT_SOURCES)
	@.ci/c-owners.sh
	@.ci/repeated-lines.py
	@docs/draw-rooms.py --check
	@docs/check-links.py --self-test
	@docs/check-links.py
	@.ci/changelog.py --self-test
	@.ci/changelog.py check
	@.ci/sbom.py --self-test
	@for script in .ci/*.sh Tests/*.sh Tests/Packages/*.sh Tests/USBBenchTests/Guest/* debian/*.post* .ci/run .ci/nightly; do sh -n "$$script" || exit 1; done

# --- A machine with real USB -------------------------------------------------------------------------------------

USB_PACKAGES := $(RUN_PACKAGES) qemu-system-x86 cpio kmod binutils
GUEST := $(CURDIR)/.build/usb-guest
INSTALLED_GUEST := $(CURDIR)/.build/usb-installed

.PHONY: usb-guest
usb-guest:
	@.ci/need-swift.sh
	@.ci/need-packages.sh $(USB_PACKAGES)
	$(RELEASE)
	@mkdir -p $(GUEST) && strip -o $(GUEST)/ra "$$($(RELEASE) --show-bin-path)/ra"
	@Tests/USBBenchTests/Guest/build.sh $(GUEST)/ra udev $(GUEST)

.PHONY: test-usb
test-usb: usb-guest ## Test on two real USB readers, in a virtual machine (downloads a Debian kernel once).
	RA_USB_GUEST=$(GUEST) $(TEST) --filter USBBenchTests.OverUSB
	@echo "What was asked of the machine, and its answers: $(GUEST)/transcript.txt"

.PHONY: test-installed
test-installed: usb-guest deb ## Test the package in a Debian 12 and 13 with systemd, on such a machine (needs root).
	@.ci/need-packages.sh debootstrap
	for release in $(RELEASE_NAMES); do \
		.ci/fresh-debian.sh .build/debian-$$release $$release && \
		Tests/USBBenchTests/Guest/build-installed.sh .build/deb/ra-workstation_*.deb .build/debian-$$release \
			$(GUEST) $(INSTALLED_GUEST)-$$release && \
		RA_USB_INSTALLED=$(INSTALLED_GUEST)-$$release $(TEST) --filter USBBenchTests.InstalledTests || exit 1; done

# --- Installing --------------------------------------------------------------------------------------------------

# A packager sets PREFIX, DESTDIR and, where they are not below PREFIX, the folders of udev and systemd.
PREFIX := /usr/local
DESTDIR :=
BINDIR := $(PREFIX)/bin
MANDIR := $(PREFIX)/share/man/man1
MAN7DIR := $(PREFIX)/share/man/man7
DOCDIR := $(PREFIX)/share/doc/ra-workstation
EXAMPLEDIR := $(DOCDIR)/examples
BASHDIR := $(PREFIX)/share/bash-completion/completions
ZSHDIR := $(PREFIX)/share/zsh/site-functions
FISHDIR := $(PREFIX)/share/fish/vendor_completions.d
UDEVDIR := $(PREFIX)/lib/udev/rules.d
UNITDIR := $(PREFIX)/lib/systemd/system
USERUNITDIR := $(PREFIX)/lib/systemd/user
APPLICATIONDIR := $(PREFIX)/share/applications
ICONDIR := $(PREFIX)/share/icons/hicolor
SYSUSERSDIR := $(PREFIX)/lib/sysusers.d
TMPFILESDIR := $(PREFIX)/lib/tmpfiles.d
POLKITDIR := $(PREFIX)/share/polkit-1/rules.d
STAGE := .build/stage

# The commit's time, where there is one: a release says it, so that it can be made again.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || date +%s)
RELEASE_DATE = $(shell date -u -d @$(SOURCE_DATE_EPOCH) +%F)
VERSION = $(shell sed -n 's/.*current = "\(.*\)"/\1/p' Sources/CommandParts/Version.swift)

.PHONY: version
version: ## Print the version; Sources/CommandParts/Version.swift says it, and nothing else does.
	@echo $(VERSION)

.PHONY: release
RELEASE_OUT := .build/release-files
release: ## Make a release from this commit: archive, packages, bill of materials, checksums (CONTRIBUTING.md).
	@.ci/release.sh $(RELEASE_OUT)

.PHONY: test-release
test-release: ## Make the release twice in two folders, and compare each byte (half an hour).
	@.ci/reproducible.sh

# What differs from one build of the same sources to the next, and runs nothing: the compiler's notes on what it needn't
# compile again, and the number that the linker makes of all of it.
UNSTABLE := --remove-section=.swift_modhash --remove-section=.note.gnu.build-id
.PHONY: stage
stage: build ## Build all that is installed: the program, its man pages and completions.
	@rm -rf $(STAGE) && mkdir -p $(STAGE)/completions
	@strip $(UNSTABLE) -o $(STAGE)/ra "$$($(RELEASE) --show-bin-path)/ra"
	@.ci/man-pages.sh $(STAGE)/ra $(STAGE)/man "$(RELEASE_DATE)"
	@for shell in bash zsh fish; do \
		$(STAGE)/ra --generate-completion-script $$shell >$(STAGE)/completions/$$shell || exit 1; done
	@sed -i '1{/^#!/d}' $(STAGE)/completions/bash
	@strip $(UNSTABLE) -o $(STAGE)/ra-collector "$$($(RELEASE_COLLECTOR) --show-bin-path)/ra-collector"
	@.ci/man-pages.sh $(STAGE)/ra-collector $(STAGE)/man-collector "$(RELEASE_DATE)"
	@mkdir -p $(STAGE)/completions-collector && for shell in bash zsh fish; do \
		$(STAGE)/ra-collector --generate-completion-script $$shell >$(STAGE)/completions-collector/$$shell || exit 1; done
	@sed -i '1{/^#!/d}' $(STAGE)/completions-collector/bash
	@touch $(STAGE)/complete

.PHONY: install
install: $(if $(wildcard $(STAGE)/complete),,stage) ## Install what 'make stage' made (PREFIX, DESTDIR).
	install -D -m 755 $(STAGE)/ra $(DESTDIR)$(BINDIR)/ra
	install -d $(DESTDIR)$(MANDIR) && install -m 644 $(STAGE)/man/*.1 $(DESTDIR)$(MANDIR)/
	install -D -m 644 debian/ra-workstation.7 $(DESTDIR)$(MAN7DIR)/ra-workstation.7
	install -D -m 644 $(STAGE)/completions/bash $(DESTDIR)$(BASHDIR)/ra
	install -D -m 644 $(STAGE)/completions/zsh $(DESTDIR)$(ZSHDIR)/_ra
	install -D -m 644 $(STAGE)/completions/fish $(DESTDIR)$(FISHDIR)/ra.fish
	install -D -m 644 udev/93-ra-workstation.rules $(DESTDIR)$(UDEVDIR)/93-ra-workstation.rules
	install -D -m 644 debian/ra-workstation.sysusers $(DESTDIR)$(SYSUSERSDIR)/ra-workstation.conf
	install -D -m 644 debian/ra-workstation.tmpfiles $(DESTDIR)$(TMPFILESDIR)/ra-workstation.conf
	install -D -m 644 debian/ra-preflight.service $(DESTDIR)$(UNITDIR)/ra-preflight.service
	install -D -m 644 debian/ra-push.service $(DESTDIR)$(UNITDIR)/ra-push.service
	install -D -m 644 debian/ra-push.timer $(DESTDIR)$(UNITDIR)/ra-push.timer
	install -D -m 644 debian/ra-checkpoint.service $(DESTDIR)$(UNITDIR)/ra-checkpoint.service
	install -D -m 644 debian/ra-checkpoint.timer $(DESTDIR)$(UNITDIR)/ra-checkpoint.timer
	install -D -m 644 debian/ra-desk.service $(DESTDIR)$(USERUNITDIR)/ra-desk.service
	sed -i 's|/usr/bin/ra|$(BINDIR)/ra|' $(DESTDIR)$(UNITDIR)/ra-preflight.service \
		$(DESTDIR)$(UNITDIR)/ra-push.service $(DESTDIR)$(UNITDIR)/ra-checkpoint.service \
		$(DESTDIR)$(USERUNITDIR)/ra-desk.service
	install -D -m 644 debian/desktop/ra-desk.desktop $(DESTDIR)$(APPLICATIONDIR)/ra-desk.desktop
	install -D -m 644 debian/desktop/ra-desk.svg $(DESTDIR)$(ICONDIR)/scalable/apps/ra-desk.svg
	install -D -m 644 debian/desktop/ra-desk-symbolic.svg $(DESTDIR)$(ICONDIR)/symbolic/apps/ra-desk-symbolic.svg
	install -D -m 644 Fixtures/config.yaml $(DESTDIR)$(EXAMPLEDIR)/config.yaml
	install -D -m 644 debian/50-ra-workstation.rules $(DESTDIR)$(POLKITDIR)/50-ra-workstation.rules
	install -d $(DESTDIR)$(DOCDIR)/docs/schemas
	install -m 644 README.md CHANGELOG.md SECURITY.md $(DESTDIR)$(DOCDIR)/
	install -m 644 docs/*.md docs/*.png docs/*.svg $(DESTDIR)$(DOCDIR)/docs/
	install -m 644 docs/schemas/*.json docs/schemas/*.md $(DESTDIR)$(DOCDIR)/docs/schemas/
	install -D -m 644 Tests/AuditLogTests/verify_log.py $(DESTDIR)$(EXAMPLEDIR)/verify_log.py
	@[ -n "$(DESTDIR)" ] || echo "Now 'make activate', or restart the computer."

COLLECTOREXAMPLEDIR := $(PREFIX)/share/doc/ra-collector/examples

.PHONY: install-collector
install-collector: $(if $(wildcard $(STAGE)/complete),,stage) ## Install the collector that 'make stage' made.
	install -D -m 755 $(STAGE)/ra-collector $(DESTDIR)$(BINDIR)/ra-collector
	install -d $(DESTDIR)$(MANDIR) && install -m 644 $(STAGE)/man-collector/*.1 $(DESTDIR)$(MANDIR)/
	install -D -m 644 debian/ra-collector.7 $(DESTDIR)$(MAN7DIR)/ra-collector.7
	install -D -m 644 $(STAGE)/completions-collector/bash $(DESTDIR)$(BASHDIR)/ra-collector
	install -D -m 644 $(STAGE)/completions-collector/zsh $(DESTDIR)$(ZSHDIR)/_ra-collector
	install -D -m 644 $(STAGE)/completions-collector/fish $(DESTDIR)$(FISHDIR)/ra-collector.fish
	install -D -m 644 debian/ra-collector.sysusers $(DESTDIR)$(SYSUSERSDIR)/ra-collector.conf
	install -D -m 644 debian/ra-collector.service $(DESTDIR)$(UNITDIR)/ra-collector.service
	sed -i 's|/usr/bin/ra-collector|$(BINDIR)/ra-collector|' $(DESTDIR)$(UNITDIR)/ra-collector.service
	install -D -m 644 debian/collector.yaml $(DESTDIR)$(COLLECTOREXAMPLEDIR)/collector.yaml
	install -D -m 644 Tests/CollectorTests/verify-fork.py $(DESTDIR)$(COLLECTOREXAMPLEDIR)/verify-fork.py
	install -D -m 644 Tests/CollectorTests/verify.sql $(DESTDIR)$(COLLECTOREXAMPLEDIR)/verify.sql

.PHONY: activate
activate: ## Take into use what was installed: the group, the log and its key, the udev rules, the service.
	systemd-sysusers
	systemd-tmpfiles --create ra-workstation.conf
	$(BINDIR)/ra audit init
	udevadm control --reload
	udevadm trigger --action=add --subsystem-match=usb
	systemctl daemon-reload
	systemctl enable ra-preflight.service ra-checkpoint.timer
	systemctl enable --now ra-push.timer

.PHONY: uninstall
uninstall: ## Remove what was installed; the audit log and the settings stay.
	-[ -n "$(DESTDIR)" ] || systemctl disable --now ra-push.timer ra-preflight.service ra-checkpoint.timer
	rm -f $(DESTDIR)$(BINDIR)/ra $(DESTDIR)$(MANDIR)/ra.1
	find $(DESTDIR)$(MANDIR) -name 'ra-*.1' ! -name 'ra-collector*' -delete
	rm -f $(DESTDIR)$(MAN7DIR)/ra-workstation.7
	rm -f $(DESTDIR)$(BASHDIR)/ra $(DESTDIR)$(ZSHDIR)/_ra $(DESTDIR)$(FISHDIR)/ra.fish
	rm -f $(DESTDIR)$(UDEVDIR)/93-ra-workstation.rules $(DESTDIR)$(SYSUSERSDIR)/ra-workstation.conf
	rm -f $(DESTDIR)$(UNITDIR)/ra-checkpoint.service $(DESTDIR)$(UNITDIR)/ra-checkpoint.timer
	rm -f $(DESTDIR)$(POLKITDIR)/50-ra-workstation.rules
	rm -f $(DESTDIR)$(TMPFILESDIR)/ra-workstation.conf $(DESTDIR)$(UNITDIR)/ra-preflight.service
	rm -f $(DESTDIR)$(UNITDIR)/ra-push.service $(DESTDIR)$(UNITDIR)/ra-push.timer
	rm -f $(DESTDIR)$(USERUNITDIR)/ra-desk.service $(DESTDIR)$(APPLICATIONDIR)/ra-desk.desktop
	rm -f $(DESTDIR)$(ICONDIR)/scalable/apps/ra-desk.svg $(DESTDIR)$(ICONDIR)/symbolic/apps/ra-desk-symbolic.svg
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/ra-workstation
	-[ -n "$(DESTDIR)" ] || { systemctl daemon-reload; udevadm control --reload; \
		[ ! -d /var/lib/ra-workstation ] || rmdir --ignore-fail-on-non-empty /var/lib/ra-workstation; \
		[ ! -d /var/lib/ra-workstation ] || echo "The audit log stays, in /var/lib/ra-workstation."; }

.PHONY: deb
deb: ## Build the two Debian packages into .build/deb, and look them over with lintian.
	@.ci/need-packages.sh debhelper lintian fakeroot binutils
	$(MAKE) stage
	@rm -rf .build/deb && mkdir -p .build/deb
	@.ci/changelog.py debian $(VERSION) $(SOURCE_DATE_EPOCH) >debian/changelog
	debian/rules binary
	debian/rules clean
	lintian --allow-root --fail-on error --info .build/deb/*.deb

.PHONY: test-deb
RELEASE_NAMES := bookworm trixie
test-deb: ## Install both packages in a fresh Debian 12 and 13, have a night there, remove them (debootstrap; needs root).
	@.ci/need-packages.sh debootstrap iproute2
	$(MAKE) deb
	swift build --product virtual-desk
	for release in $(RELEASE_NAMES); do Tests/test-deb.sh .build/deb/ra-workstation_*.deb .build/deb/ra-collector_*.deb \
		"$$(swift build --show-bin-path)/virtual-desk" $$release || exit 1; done

.PHONY: test-upgrade
test-upgrade: ## Upgrade a desk of version 0.1.0 in a fresh Debian 12 and 13, and go back (needs root).
	@.ci/need-packages.sh debootstrap debhelper fakeroot
	$(MAKE) deb
	old=$$(.ci/old-package.sh 0.1.0 b1c2cdc) && for release in $(RELEASE_NAMES); do \
		Tests/test-upgrade.sh "$$old" .build/deb/ra-workstation_*.deb $$release || exit 1; done

.PHONY: test-polkit
test-polkit: ## Test whom Debian 13's card service serves with the package, and what the preflight says (needs root).
	@.ci/need-packages.sh debootstrap
	$(MAKE) deb
	Tests/test-polkit.sh .build/deb/ra-workstation_*.deb
