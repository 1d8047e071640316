"""Screenshots of what matters, at 1280 and 320."""
import sys

import browser
import server

NAMES = ["desk.ready", "desk.first-night", "question.reach", "question.email", "question.series-wrong", "decision.assisted",
         "decision.advice", "steps.operator", "holder.passcode", "holder.practice", "waiting.holder-card", "waiting.guard",
         "receipt.cards-left", "receipt.failed", "log.events", "practice.list", "due.people", "preflight.warnings",
         "call.smartcards", "refused.no-cookie"]


def main():
    wanted = sys.argv[1:] or NAMES
    httpd, port = server.start()
    driver = browser.chromium()
    for width, height in ((1280, 800), (320, 640)):
        browser.size(driver, width, height)
        for name in wanted:
            driver.get(f"http://127.0.0.1:{port}/{name}.html")
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            tall = driver.execute_script("return Math.max(document.documentElement.scrollHeight, arguments[0])", height)
            browser.size(driver, width, min(tall, 4000))
            driver.save_screenshot(f"{server.ROOT}/shots/{name}-{width}.png")
            browser.size(driver, width, height)
            print(name, width, "tall", tall, "TOO WIDE" if wide > width else "")
    driver.quit()


main()
