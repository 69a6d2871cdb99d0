#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""The page of a simulation as Chromium shows it: from a file, without a network. Ends with 77, skipped, where there is no Chromium.

    simulation_page_test.py PATH_OF_WRITE_SIMULATION_RESULTS
"""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import page_test  # noqa: E402

PAGES = ('sample', 'bare', 'hostile', 'wide')
HEADINGS = ['All tasks together', 'What was real and what was generated', 'Labels that are needed', 'Task calls', 'Task dictation',
            'Task commands', 'Task meetings', 'Where each policy loses', 'All figures', 'How the figures are made']
POLICIES = 11
TASKS = 4
BUDGETS = 3

# Pairs of names of curves that lie upon each other, in one plot.
CROWDED = """
[...document.querySelectorAll('svg.curves')].flatMap(svg => {
  const names = [...svg.querySelectorAll('text.name')].map(e => e.getBoundingClientRect());
  return names.filter((a, i) => names.some((b, j) => j > i && Math.abs(a.top - b.top) < 0.7 * a.height)).map(a => a.top);
})
"""

# Texts that leave their drawing.
CUT = """
[...document.querySelectorAll('svg text')].filter(e => {
  const text = e.getBoundingClientRect(), svg = e.closest('svg').getBoundingClientRect();
  return text.right > svg.right + 1 || text.left < svg.left - 1 || text.bottom > svg.bottom + 1 || text.top < svg.top - 1;
}).map(e => e.textContent)
"""

# A table as lists of the texts of its cells, each beside the head of its column.
TABLE = """
(table => {
  const heads = [...table.querySelectorAll('thead th')].map(e => e.textContent);
  return [...table.querySelectorAll('tbody tr:not(.group)')].map(row => Object.fromEntries([...row.children].map((e, i) => [heads[i], e.innerText])));
})(document.querySelector(%r))
"""


class SimulationPageTest(page_test.PageTest, unittest.TestCase):
    pages = PAGES

    def test_no_name_lies_upon_another_and_none_is_cut(self):
        for page in ('sample', 'wide', 'bare'):
            for width in (1280, 390):
                self.open(page, width)
                self.assertEqual(self.browser.evaluate(CROWDED), [], f'{page} {width}')
                self.assertEqual(self.browser.evaluate(CUT), [], f'{page} {width}')

    def test_every_text_can_be_read_in_light_and_dark(self):
        for page in ('sample', 'bare'):
            for dark in (False, True):
                self.open(page, 1280, dark)
                self.assertEqual(self.browser.evaluate(page_test.CONTRAST), [], f'{page}, dark: {dark}')

    def test_sections_tables_and_plots_are_there(self):
        self.open('sample')
        self.assertEqual(self.browser.evaluate('document.documentElement.lang'), 'en')
        self.assertEqual(self.count('h1'), 1)
        self.assertEqual(self.browser.evaluate("[...document.querySelectorAll('h2')].map(e => e.textContent)"), HEADINGS)
        links = self.browser.evaluate("[...document.querySelectorAll('nav a')].map(e => [e.textContent, !!document.querySelector(e.hash)])")
        self.assertEqual(links, [[heading, True] for heading in HEADINGS])
        self.assertEqual(self.count('table:not(:has(> caption))') + self.count('th:not([scope])'), 0)
        self.assertEqual(self.count('svg:not([role=img])') + self.count('svg:not(:has(> title))'), 0)
        self.assertEqual(self.count('figure:not(:has(figcaption))'), 0)
        self.assertEqual(self.count('svg.curves'), 2 * TASKS - 1)  # in one nothing can be missed
        self.assertEqual(self.count('svg.panel'), POLICIES * TASKS)
        self.assertEqual(self.count('#task-1 svg.curves:first-of-type text.name'), 2 * POLICIES)
        self.assertEqual(self.count('#task-1 svg.forest .row'), 18)
        self.assertEqual(self.count('#task-1 svg.forest .row .point'), 18)
        self.assertEqual(self.count('#figures tbody tr:not(.group)'), POLICIES * TASKS * BUDGETS)

    def test_what_was_generated_is_said_at_the_task(self):
        self.open('sample')
        self.assertIn('Nothing was generated.', self.text('#task-1'))
        self.assertIn('Part of the data was generated.', self.text('#task-3'))
        self.assertIn('Speakers are groups of 20 recordings in a row.', self.text('#simulated'))

    def test_every_table_of_figures_says_how_much_is_undecided(self):
        self.open('sample')
        tables = self.browser.evaluate("[...document.querySelectorAll('table')].map(e => [e.caption.textContent, e.tHead.textContent])")
        silent = [caption for caption, head in tables if 'UNDECIDED' not in head]
        self.assertEqual(silent, ['Tasks'])
        self.assertEqual(self.count('.panels .small'), POLICIES * TASKS)
        for line in self.browser.evaluate("[...document.querySelectorAll('.banner p:not(.big):not(.small)')].map(e => e.textContent)"):
            self.assertIn('UNDECIDED', line)

    def test_figures_stand_below_their_heads(self):
        with open(os.path.join(self.folder.name, 'sample.json'), encoding='utf-8') as file:
            cells = [cell for cell in json.load(file)['cells'] if cell['task'] == 'calls']
        self.open('sample')
        cells.sort(key=lambda cell: cell['budget'])  # stable: policies in their order
        rows = self.browser.evaluate(TABLE % '#figures table')
        self.assertEqual(len(rows), len(cells))
        for row, cell in zip(rows, cells):
            self.assertEqual(row['Policy'], cell['policy'])
            self.assertEqual(row['Error, points'].split('\n')[0], f"{cell['mae_pt']:.3f}")
            self.assertAlmostEqual(float(row['Missed'].split('\n')[0]), cell['missed'], delta=0.0051)
            self.assertAlmostEqual(float(row['UNDECIDED'].split(' of ')[0]), cell['undecided'], delta=0.051)
            self.assertLessEqual(cell['undecided_for_clusters'], cell['undecided'])
            self.figure(row['For want of speakers'], cell['undecided_for_clusters'])
            self.figure(row['Settled, %'], cell['settled_share'], 100)
            self.figure(row['Settled on the wrong side, %'], cell['settled_wrong_share'], 100)
            self.assertAlmostEqual(float(row['Groups']), cell['groups'], delta=0.051)
            self.assertAlmostEqual(float(row['Effective size']), cell['n_eff'], delta=0.051)
            coverage = row['Coverage, %'].split('\n')[0]
            self.assertEqual(coverage == '-', cell['coverage_pct'] is None)
        headline = self.browser.evaluate(TABLE % '#headline table')
        with open(os.path.join(self.folder.name, 'sample.json'), encoding='utf-8') as file:
            first = [cell for cell in json.load(file)['cells'] if cell['budget'] == 200 and cell['policy'] == 'release-evaluation']
        ours = headline[POLICIES - 1]
        self.assertEqual(ours['Policy'], 'release-evaluation')
        share = 100 * sum(cell['undecided'] for cell in first) / sum(cell['slices'] for cell in first)
        self.assertEqual(ours['UNDECIDED'], f'{share:.1f} %')
        slices = sum(cell['slices'] for cell in first)
        waiting = sum(cell['undecided_for_clusters'] for cell in first)
        settled = sum(cell['settled_share'] * cell['slices'] for cell in first)
        wrong = sum((cell['settled_wrong_share'] or 0) * cell['settled_share'] * cell['slices'] for cell in first)
        self.assertEqual(ours['For want of speakers'], f'{100 * waiting / slices:.1f} %')
        self.assertEqual(ours['Settled'], f'{100 * settled / slices:.1f} %')
        self.assertEqual(ours['Settled on the wrong side'], f'{100 * wrong / settled:.1f} %')
        self.assertIn(f'settled about the pool {100 * settled / slices:.1f} %, random ', self.text('.banner p:not(.big)'))
        self.assertAlmostEqual(float(ours['Missed']), sum(cell['missed'] or 0 for cell in first), delta=0.0051)
        self.assertAlmostEqual(float(ours['False blocks']), sum(cell['false_blocks'] for cell in first), delta=0.0051)

    def figure(self, shown, value, scale=1):
        """A figure with one digit that has its interval below, or a hyphen."""
        if value is None:
            self.assertEqual(shown, '-')
        else:
            self.assertAlmostEqual(float(shown.split('\n')[0]), scale * value, delta=0.051)

    def test_needs_say_why_slices_stay_undecided(self):
        with open(os.path.join(self.folder.name, 'sample.json'), encoding='utf-8') as file:
            out = json.load(file)
        last = {(cell['task'], cell['policy']): cell for cell in out['cells'] if cell['budget'] == 2000}
        self.open('sample')
        rows = self.browser.evaluate(TABLE % '#needs table')
        self.assertEqual(len(rows), len(out['needs']))
        for row, need in zip(rows, out['needs']):
            cell = last[need['task'], need['policy']]
            undecided, waiting = row['UNDECIDED at 2,000'].split('\n')
            self.assertTrue(waiting.endswith(' for want of speakers'), waiting)
            self.assertAlmostEqual(float(undecided.split(' of ')[0]), cell['undecided'], delta=0.051)
            self.assertAlmostEqual(float(waiting.split(' ')[0]), cell['undecided_for_clusters'], delta=0.051)
            self.figure(row['Settled at 2,000, %'], cell['settled_share'], 100)
            labels = f"{need['labels_to_settle']['labels']:,.0f}"
            words = {'at_most': f'{labels} or fewer', 'labels': labels, 'more_than': f'more than {labels}'}
            self.assertEqual(row['80 % settled'], words[need['labels_to_settle']['kind']])

    def test_settled_and_decided_are_told_apart(self):
        self.open('sample')
        self.assertIn('Settled is about this pool, decided about future traffic.', self.text('#headline'))

    def test_losses_are_there_those_of_the_shipped_policy_first(self):
        self.open('sample')
        self.assertEqual(self.browser.evaluate("document.querySelector('#losses tbody th').textContent"), 'release-evaluation')
        headings = self.browser.evaluate("[...document.querySelectorAll('#losses h3')].map(e => e.textContent)")
        self.assertEqual(headings, ['release-evaluation against the best other policy', 'Slices on which release-evaluation errs more than random'])
        with open(os.path.join(self.folder.name, 'sample.json'), encoding='utf-8') as file:
            cells = [cell for cell in json.load(file)['cells'] if cell['policy'] == 'release-evaluation']
        worse = sum(cell['mae_ratio'] > 1 for cell in cells)
        self.assertGreater(worse, 0)
        first = self.browser.evaluate(TABLE % '#losses table')[0]
        self.assertEqual(first['More error'], f'{worse} of {len(cells)}')

    def test_on_paper_all_is_there(self):
        self.open('sample')
        self.browser.call('Emulation.setEmulatedMedia', media='print')
        self.assertEqual(self.browser.evaluate("getComputedStyle(document.querySelector('nav')).display"), 'none')
        hidden = "[...document.querySelectorAll('section, table, svg')].filter(e => !e.getClientRects().length).length"
        self.assertEqual(self.browser.evaluate(hidden), 0)
        self.browser.call('Emulation.setEmulatedMedia', media='')

    def test_what_people_write_is_text(self):
        self.open('hostile')
        self.assertEqual(self.count('script, b, img'), 0)
        self.assertIn('<script>alert(1)</script>', self.text('#simulated'))
        self.assertIn('<style>*{display:none}</style>', self.text('#simulated td.long'))


if __name__ == '__main__':
    page_test.main(SimulationPageTest)
