#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Tests of the converter, of the committed excerpts, and of the check of manifests."""
import collections
import csv
import copy
import json
import os
import re
import unittest

import check_manifest
import convert

HERE = os.path.dirname(os.path.abspath(__file__))
# The full CSV files are not part of the project; where they are, they lie beside it.
FULL = os.environ.get('WINNOW_FULL_DATA', os.path.join(HERE, '../../../shared/data'))
EXCERPTS = {'earnings21': 'earnings21_asr.csv', 'slurp': 'slurp_agent.csv'}
IDENTIFIER = re.compile(r'[A-Za-z0-9_.:-]{1,64}$')
KEYED_HASH = re.compile(r'[0-9a-f]{16,64}$')


def read(name):
    with open(os.path.join(HERE, name), encoding='utf-8') as lines:
        return [json.loads(line) for line in lines]


class ExcerptTest(unittest.TestCase):
    def test_every_row_has_the_fields_of_the_invariant(self):
        for kind in EXCERPTS:
            for row in read(kind + '.jsonl'):
                for field in ('candidate_id', 'source', 'consent_scope', 'rubric', 'slice',
                              'split_group', 'model_release'):
                    self.assertRegex(row[field], IDENTIFIER)
                self.assertRegex(row['subject'], KEYED_HASH)
                self.assertRegex(row['retain_until'], r'^20(28|29|30)-\d\d-\d\dT00:00:00Z$')

    def test_ids_are_unique_and_sorted(self):
        for kind in EXCERPTS:
            ids = [row['candidate_id'] for row in read(kind + '.jsonl')]
            self.assertEqual(ids, sorted(set(ids)))

    def test_both_recordings_of_an_utterance_stay_together(self):
        sizes = collections.Counter(row['dup_group'] for row in read('slurp.jsonl'))
        self.assertEqual(set(sizes.values()), {1, 2})
        self.assertGreater(sum(n == 2 for n in sizes.values()), 500)

    def test_excerpts_are_what_the_converter_makes_of_the_full_files(self):
        if not os.path.isdir(FULL):
            self.skipTest(f'needs the full CSV files in {FULL} (or WINNOW_FULL_DATA)')
        for kind, name in EXCERPTS.items():
            with open(os.path.join(FULL, name), newline='', encoding='utf-8') as lines:
                self.assertEqual(list(convert.convert(kind, csv.DictReader(lines), 2000)),
                                 read(kind + '.jsonl'))
            with open(os.path.join(FULL, name), newline='', encoding='utf-8') as lines:
                errors = list(convert.errors(kind, csv.DictReader(lines), 2000))
            with open(os.path.join(HERE, kind + '_errors.csv'), newline='', encoding='utf-8') as lines:
                self.assertEqual(errors, [tuple(cells) for cells in csv.reader(lines)])

    def test_errors_are_of_the_same_rows(self):
        for kind in EXCERPTS:
            with open(os.path.join(HERE, kind + '_errors.csv'), newline='', encoding='utf-8') as lines:
                self.assertEqual([row['candidate_id'] for row in csv.DictReader(lines)],
                                 [row['candidate_id'] for row in read(kind + '.jsonl')])


class ConvertTest(unittest.TestCase):
    def test_unset_is_no_zero(self):
        self.assertIsNone(convert.disagreement({'d': ''}, 'd', 'a', 'b'))
        self.assertEqual(convert.disagreement({'d': '0'}, 'd', 'a', 'b')['value'], 0)

    def test_identifiers_are_sanitised(self):
        self.assertEqual(convert.identifier('health care/lead'), 'health-care-lead')
        self.assertEqual(len(convert.identifier('x' * 99)), 64)

    def test_synthetic_fields_depend_on_the_id_alone(self):
        self.assertEqual(convert.synthetic('a'), convert.synthetic('a'))
        self.assertNotEqual(convert.synthetic('a'), convert.synthetic('b'))


def item(candidate, arm='EXPLOIT', **fields):
    return {'type': 'item', 'candidate_id': candidate, 'slice': 's', 'arm': arm,
            'inclusion_probability': 1, 'attributes': {'speaker': 'k' + candidate}, **fields}


def export():
    """A batch of two best-scored items and two random draws out of a cell of eight."""
    cell = {'cell_candidates': 8, 'cell_draws': 2, 'cell_expectation': 2 << 32,
            'inclusion_probability': 0.25}
    quota = {'slice': 's', 'eligible': 10, 'min': 1, 'max': 6, 'exploit': 2, 'explore': 2,
             'filled': 4, 'shortfall': 0, 'shortfall_reason': ''}
    manifest = {'type': 'manifest', 'requested': 4, 'selected': 4, 'quotas': [quota],
                'cap_overflows': []}
    return [manifest, item('a'), item('b', 'FILL'), item('c', 'EXPLORE', **cell),
            item('d', 'EXPLORE', **cell)]


def problems(rows, **caps):
    return check_manifest.check([json.dumps(row) for row in rows], caps)[0]


class CheckManifestTest(unittest.TestCase):
    def test_a_sound_export_passes(self):
        self.assertEqual(problems(export(), speaker=1), [])

    def test_each_kind_of_damage_is_found(self):
        damages = {
            'a missing item': lambda rows: rows.pop(),
            'a repeated item': lambda rows: rows[2].update(candidate_id='a'),
            'an item of another slice': lambda rows: rows[1].update(slice='t'),
            'more than the maximum': lambda rows: rows[0]['quotas'][0].update(max=3),
            'more than the supply': lambda rows: rows[0]['quotas'][0].update(eligible=3),
            'less than the minimum': lambda rows: rows[0]['quotas'][0].update(min=5),
            'a shortfall of no reason': lambda rows: rows[0]['quotas'][0].update(shortfall=1),
            'too few random draws': lambda rows: rows[0]['quotas'][0].update(explore=3),
            'a wrong probability': lambda rows: rows[3].update(inclusion_probability=0.26),
            'a sure item of chance': lambda rows: rows[1].update(inclusion_probability=0.5),
            'draws that nobody made': lambda rows: [r.update(cell_draws=3, cell_expectation=3 << 32,
                                                             inclusion_probability=0.375)
                                                    for r in rows[3:]],
            'a broken cap': lambda rows: rows[2].update(attributes={'speaker': 'ka'}),
            'an uncounted overflow': lambda rows: rows[3].update(attributes={'speaker': 'ka'}),
            'an overflow of nothing': lambda rows: rows[0].update(
                cap_overflows=[{'attribute': 'speaker', 'key': 'ka', 'count': 1}]),
        }
        for name, damage in damages.items():
            rows = copy.deepcopy(export())
            damage(rows)
            self.assertTrue(problems(rows, speaker=1), name)

    def test_what_is_no_export_is_refused(self):
        self.assertTrue(problems([]))
        self.assertTrue(problems([item('a')]))


if __name__ == '__main__':
    unittest.main(verbosity=2)
