#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""What holds for every page that Winnow writes, seen in headless Chromium: the tests of a page derive from PageTest."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../testing'))
import chromium  # noqa: E402

# What reaches beyond the window and stands in no box that scrolls by itself.
OVERFLOW = """
(() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > width + 0.5);
  return [document.documentElement.scrollWidth - width, wide.slice(0, 5).map(e => e.outerHTML.slice(0, 200))];
})()
"""

# Texts whose contrast with what is behind them is below 4.5 to 1, by the formula of WCAG 2.2.
CONTRAST = """
(() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  const luminance = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
  };
  const low = new Set();
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    const [a, b] = [luminance(rgb(e.closest('svg') ? style.fill : style.color)), luminance(behind(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.add(e.tagName + '.' + e.getAttribute('class') + ' ' + style.color);
  }
  return [...low];
})()
"""


class PageTest:
    """Beside unittest.TestCase; `writer` is the program that writes the `pages` into the folder that it is given."""
    writer = None
    pages = ()

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([cls.writer, cls.folder.name], check=True, timeout=60)
        cls.browser = chromium.Browser(chromium.find())

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def open(self, page, width=1280, dark=False):
        self.browser.open(os.path.join(self.folder.name, page + '.html'), width, dark)

    def count(self, selector):
        return self.browser.evaluate(f'document.querySelectorAll({selector!r}).length')

    def text(self, selector):
        return self.browser.evaluate(f'document.querySelector({selector!r}).textContent')

    def test_a_page_loads_nothing_else_and_complains_of_nothing(self):
        for page in self.pages:
            for width, dark in ((1280, False), (390, True)):
                self.open(page, width, dark)
                self.assertEqual(len(self.browser.requests()), 1, page)
                self.assertEqual(self.browser.complaints(), [], page)
                self.assertEqual(self.count('script, link, img, iframe, object, embed, [src], [onload]'), 0, page)

    def test_nothing_is_wider_than_the_window(self):
        for page in self.pages:
            for width in (1280, 390):
                self.open(page, width)
                self.assertEqual(self.browser.evaluate(OVERFLOW), [0, []], f'{page} {width}')


def main(case):
    """Runs the tests of `case`; the last argument is its writer. Ends with 77 where there is no Chromium."""
    case.writer = os.path.abspath(sys.argv.pop())
    if chromium.find() is None:
        print('skipped: there is no chromium (deploy/packages.txt)')
        sys.exit(77)
    unittest.main(verbosity=2)
