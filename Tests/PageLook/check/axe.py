"""axe-core on every view: 320 (1280 at 400 %), 768 and 1280 px, forced colours, and without scripts. Also: nothing is wider
than the window, and one h1 or more. Arguments: names of samples."""
import sys
from pathlib import Path

import browser
import server

AXE = next(server.ROOT.glob(".venv/lib/python3*/site-packages/axe_playwright_python/axe.min.js")).read_text()
RUN = """const done = arguments[arguments.length - 1];
axe.run(document, {rules: {'meta-refresh': {enabled: false}}, resultTypes: ['violations']}).then(
  r => done(r.violations.map(v => v.id + ': ' + v.help + ' | ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message).join(' || '))),
  e => done(['axe: ' + e]));"""
# Views with parts for scripts alone.
WAITS = ("waiting.holder-card", "waiting.guard")
LOST = """const s = document.getElementById('connection'); s.hidden = false; s.dataset.connection = 'lost';
document.getElementById('wrong-window').hidden = false; document.querySelectorAll('button').forEach(b => b.disabled = true)"""


def main():
    names = sys.argv[1:] or sorted(p.stem for p in (server.ROOT / "build" / "pages").glob("*.html"))
    _, port = server.start()
    total = runs = 0
    for label, options, widths in (
        ("scripts", {}, (1280, 768, 320)), ("forced colours", {"forced": True}, (1280, 320)),
        ("no scripts", {"no_js": True}, (1280, 320)),
    ):
        driver = browser.chromium(**options)
        driver.set_script_timeout(60)
        for name in names:
            for width in widths:
                browser.size(driver, width, 800 if width > 320 else 256)
                bare = options.get("no_js", False)
                if bare:
                    browser.scripts(driver, False)
                driver.get(f"http://127.0.0.1:{port}/{name}.html")
                if bare:
                    # The page was laid out without them; axe needs them.
                    browser.scripts(driver, True)
                variants = [""]
                if label == "scripts" and width != 768 and name in ("desk.ready", "question.reach", "holder.passcode"):
                    variants.append("lost")
                for variant in variants:
                    if variant:
                        driver.execute_script(LOST)
                    driver.execute_script(AXE)
                    found = driver.execute_async_script(RUN)
                    runs += 1
                    over = driver.execute_script("return document.documentElement.scrollWidth - innerWidth")
                    if over > 0:
                        found.append(f"{over} px too wide")
                    if bare == driver.execute_script("return !document.querySelector('template[data-scripted]')") and name in WAITS:
                        found.append("scripts were " + ("on" if bare else "off"))
                    for line in found:
                        total += 1
                        print(f"{label} {width} {name} {variant}: {line}", flush=True)
        driver.quit()
        print(f"{label}: done", flush=True)
    print(f"axe: {total} violations in {runs} runs")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
