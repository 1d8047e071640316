#!/bin/sh
# The Nu validator on every rendered page and icon. (Its part for CSS doesn't know system colours yet.)
cd "$(dirname "$0")/.." || exit 1
jar=$(find .venv -name vnu.jar | head -n 1)
nice -n 10 java -Xss4m -jar "$jar" --errors-only --skip-non-html build/pages && nice -n 10 java -jar "$jar" --errors-only --svg assets/icon-*.svg && echo "Nu: no error on $(ls build/pages | wc -l) pages"
