"""Every receipt prints on one A4 page, and the outcome is on it."""
import base64
import io
import sys

from pypdf import PdfReader

import browser
import server


def main():
    _, port = server.start()
    driver = browser.chromium()
    bad = 0
    for path in sorted((server.ROOT / "build" / "pages").glob("receipt.*.html")):
        driver.get(f"http://127.0.0.1:{port}/{path.name}")
        pdf = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": False})["data"])
        reader = PdfReader(io.BytesIO(pdf))
        text = " ".join(page.extract_text() for page in reader.pages)
        width, height = (round(float(v) / 72 * 25.4) for v in reader.pages[0].mediabox[2:])
        headline = driver.find_element("css selector", "h1").text
        if len(reader.pages) != 1 or (width, height) != (210, 297) or headline not in text or "ec87-88a0-7948" not in text:
            bad += 1
            print("BAD", path.name, len(reader.pages), "pages", width, height)
        if path.stem == "receipt.failed":
            (server.ROOT / "shots" / "receipt.failed-a4.pdf").write_bytes(pdf)
    driver.quit()
    print("print:", "bad" if bad else "each receipt on one A4 page")
    return bad


if __name__ == "__main__":
    sys.exit(main())
