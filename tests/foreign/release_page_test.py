#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""The page of a release as Chromium shows it: from a file, without a network. Ends with 77, skipped, where there is no Chromium.

    release_page_test.py PATH_OF_WRITE_RELEASE_EXPORTS
"""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import page_test  # noqa: E402

PAGES = ('block', 'pass', 'bare', 'hostile', 'wide')
MOST_PLOTTED = 200


class ReleasePageTest(page_test.PageTest, unittest.TestCase):
    pages = PAGES

    def test_headings_tables_and_the_plot_are_there(self):
        self.open('block')
        self.assertEqual(self.browser.evaluate('document.documentElement.lang'), 'en')
        self.assertEqual(self.count('h1'), 1)
        headings = self.browser.evaluate("[...document.querySelectorAll('h2')].map(e => e.textContent)")
        self.assertEqual(headings, ['What is compared', 'Findings', 'Comparisons', 'Changes of the data', 'Numbers with a limit',
                                    'Rollouts', 'Waivers', 'Lineage', 'Digests'])
        self.assertEqual(self.count('nav a'), len(headings))
        self.assertEqual(self.count('table:not(:has(> caption))') + self.count('th:not([scope])'), 0)
        self.assertEqual(self.count('#findings tbody tr'), 4)
        self.assertEqual((self.count('#comparisons tbody tr'), self.count('svg .row')), (14, 14))
        self.assertEqual(self.count('svg[role=img] > title, svg[role=img] > desc'), 2)
        self.assertEqual(self.text('.big'), 'BLOCK')

    def test_the_plot_has_a_figure_and_a_word_in_every_row(self):
        self.open('block')
        self.assertEqual(self.count('svg .row .point'), 13)  # one has no estimate
        self.assertEqual(self.count('svg .row .budget'), 14)
        self.assertEqual(self.text('svg text.none'), 'no interval')
        words = self.browser.evaluate("[...document.querySelectorAll('svg .said')].map(e => e.textContent)")
        self.assertEqual(words, ['PASS'] * 3 + ['BLOCK', 'BLOCK (waived)'] + ['UNDECIDED'] * 6 + ['PASS'] * 3)

    def test_of_many_slices_the_plot_shows_the_first_and_the_tables_all(self):
        self.open('wide')
        self.assertEqual(self.count('svg .row'), MOST_PLOTTED)
        self.assertEqual(self.count('#comparisons tbody tr'), MOST_PLOTTED)
        self.assertEqual(self.count('#others tbody tr'), 1001 - MOST_PLOTTED)
        self.assertIn('first 200 of 1,001', self.text('#comparisons'))

    def test_what_people_write_is_text(self):
        self.open('hostile')
        self.assertEqual(self.count('script'), 0)
        self.assertIn('<script>alert(1)</script>', self.text('#findings td.long'))
        self.assertEqual(self.count('#waivers td.long'), 2)

    def test_every_text_can_be_read_in_light_and_dark(self):
        for page in ('block', 'pass', 'bare'):
            for dark in (False, True):
                self.open(page, 1280, dark)
                self.assertEqual(self.browser.evaluate(page_test.CONTRAST), [], f'{page}, dark: {dark}')

    def test_the_check_finds_what_is_wrong_with_a_page(self):
        with open(os.path.join(self.folder.name, 'block.html'), encoding='utf-8') as file:
            page = file.read()
        wrong = page.replace('<main>', '<main><script>document.title = "ran"</script><img src="http://winnow.invalid/a.png">'
                             '<div style="width:3000px;color:#888;background:#999">wide and pale</div>')
        with open(os.path.join(self.folder.name, 'wrong.html'), 'w', encoding='utf-8') as file:
            file.write(wrong)
        self.open('wrong')
        self.assertIn('BLOCK', self.browser.evaluate('document.title'), 'the policy of the page lets no script run')
        self.assertEqual(len(self.browser.complaints()), 2)
        self.assertGreater(self.browser.evaluate(page_test.OVERFLOW)[0], 1000)
        self.assertEqual(len(self.browser.evaluate(page_test.CONTRAST)), 1)


if __name__ == '__main__':
    page_test.main(ReleasePageTest)
