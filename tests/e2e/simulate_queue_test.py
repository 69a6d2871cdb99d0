#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""What a queue went through, replayed offline: the frame of a real server, exported before its evaluation,
with the outcomes that came of it.

    simulate_queue_test.py PATH_OF_WINNOWD PATH_OF_WINNOW PATH_OF_WINNOW_SIMULATE

The candidates are made up, under a seed that is printed.
"""
import collections
import json
import math
import os
import random
import subprocess
import sys

from release_desk import DeskTest, lines, main

SEED = 7
CANDIDATES = 1200
SLICES = ('calls', 'far-field', 'kids', 'noisy')
REGRESSING = 'noisy'  # B makes more errors there
PAIR = ('A', 'B')
POLICIES = ('random', 'release-evaluation')
BUDGETS = (50, 100)
REPLICATES = 20
BUDGET_PT = 1  # points that a slice may get worse by
SIMULATE = None  # set from the command line


def make_up(seed):
    """Candidates of 80 speakers, and by candidate the words and the errors of the two releases. Where
    the two say the same, which is so for most, neither makes an error that the other does not."""
    draw = random.Random(seed)
    rows, truth = [], {}
    for i in range(CANDIDATES):
        slice_id = draw.choice(SLICES)
        words = draw.randrange(5, 40)
        before = min(words, draw.randrange(0, 6))
        after, distance = before, 0
        if draw.random() < 0.35:
            worse = 0.8 if slice_id == REGRESSING else 0.3
            after = max(0, before + (1 if draw.random() < worse else -1) * draw.randrange(1, 5))
            distance = abs(after - before) + draw.randrange(0, 3)
        rows.append({
            'candidate_id': f'c{i}', 'source': 'made-up', 'consent_scope': 'research',
            'retain_until': '2100-01-01T00:00:00Z', 'rubric': 'asr', 'slice': slice_id, 'split': 'TEST',
            'model_release': PAIR[0], 'attributes': {'speaker': f'{draw.randrange(80):016x}'},
            'signals': {'confidence': round(draw.random(), 3), 'x_words': max(1, words + draw.randrange(-2, 3)),
                        'pair_disagreement': {'value': distance, 'baseline_release': PAIR[0],
                                              'candidate_release': PAIR[1]}}})
        truth[f'c{i}'] = (slice_id, words, {PAIR[0]: before, PAIR[1]: after})
    return rows, truth


def outcomes_of(truth):
    return [{'candidate_id': i, 'model_release': release, 'rubric': 'asr@1', 'vendor': 'v1',
             'values': {'word_errors': errors[release], 'words': words}}
            for i, (_, words, errors) in truth.items() for release in PAIR]


def changes(truth, ids):
    """By slice: candidates, and the change in points."""
    sums = collections.defaultdict(lambda: [0, 0, 0])
    for i in ids:
        slice_id, words, errors = truth[i]
        of_slice = sums[slice_id]
        of_slice[0] += 1
        of_slice[1] += errors[PAIR[1]] - errors[PAIR[0]]
        of_slice[2] += words
    return {name: (items, 100 * change / words) for name, (items, change, words) in sorted(sums.items())}


class SimulateQueueTest(DeskTest):
    def setUp(self):
        super().setUp()
        print(f'\nseed {SEED}')
        self.rows, self.truth = make_up(SEED)
        self.desk.set_up('made-up')
        self.desk.create_exam('exam', PAIR, ('speaker',))
        self.desk.import_rows('exam', self.rows)
        self.write('outcomes.jsonl', lines(outcomes_of(self.truth)))

    def path(self, name):
        return os.path.join(self.desk.server.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as out:
            out.write(text)

    def read(self, name):
        with open(self.path(name), encoding='utf-8') as text:
            return text.read()

    def export_frame(self, name):
        """Returns the ids in it."""
        self.desk.text('queue', 'export', 'exam', '-O', name)
        return [json.loads(line)['candidate_id'] for line in self.read(name).splitlines()[1:]]

    def simulate(self, data, *options):
        return subprocess.run(
            [SIMULATE, 'run', '--data', data, '--outcomes', 'outcomes.jsonl', '--truth', ','.join(PAIR),
             '--policies', ','.join(POLICIES), '--budgets', ','.join(map(str, BUDGETS)), '--replicates',
             str(REPLICATES), '--seed', '1', *options],
            capture_output=True, text=True, timeout=240, check=False, cwd=self.desk.server.folder.name)

    def cells(self, data, *options):
        result = self.simulate(data, '--threads', '2', '-o', 'report.html', '--json', 'out.json', *options)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return json.loads(self.read('out.json'))

    def check_truth(self, task, ids):
        expected = changes(self.truth, ids)
        self.assertEqual([row['slice'] for row in task['slices']], list(expected))
        for row in task['slices']:
            items, change = expected[row['slice']]
            self.assertEqual(row['items'], items)
            self.assertAlmostEqual(row['change_pt'], change, places=4)
            self.assertEqual(row['regresses'], change > BUDGET_PT)
        return {name: change for name, (_, change) in expected.items()}

    def check_cells(self, out, truth):
        """The figures of every cell, computed from the records and the truth that this test knows."""
        draws = collections.defaultdict(list)
        for line in self.read('records.jsonl').splitlines()[1:]:
            draw = json.loads(line)
            draws[POLICIES[draw.get('policy', 0)], BUDGETS[draw.get('budget', 0)]].append(
                [int(nano) / 1e7 for nano in draw['change_nano']])
        self.assertEqual([(cell['policy'], cell['budget']) for cell in out['cells']],
                         [(policy, budget) for policy in POLICIES for budget in BUDGETS])
        values = list(truth.values())
        for cell in out['cells']:
            estimates = draws[cell['policy'], cell['budget']]
            self.assertEqual((cell['replicates'], len(estimates), cell['slices']), (REPLICATES, REPLICATES, 4))
            errors = [abs(a - b) for estimate in estimates for a, b in zip(estimate, values)]
            missed = sum(a <= BUDGET_PT < b for estimate in estimates for a, b in zip(estimate, values))
            self.assertAlmostEqual(cell['mae_pt'], sum(errors) / len(errors), places=3)
            self.assertAlmostEqual(cell['missed'], missed / REPLICATES, places=6)
            self.assertTrue(math.isfinite(cell['mae_pt']))
            self.assertEqual(cell['labels'], cell['budget'])
            print(f"{cell['policy']} {cell['budget']}: mae {cell['mae_pt']:.2f} pt, missed {cell['missed']:.2f}")

    def test_a_frame_that_is_exported_before_its_evaluation_replays_with_the_truth(self):
        ids = self.export_frame('frame.jsonl')
        self.assertEqual(len(ids), CANDIDATES)
        self.desk.evaluate('exam', PAIR, CANDIDATES)
        labelled = self.desk.label_all('exam', lambda i: {'word_errors': self.truth[i][2][PAIR[0]]})
        self.assertEqual(len(labelled), CANDIDATES)

        out = self.cells('frame.jsonl', '--records', 'records.jsonl')
        task = out['tasks'][0]
        truth = self.check_truth(task, ids)
        self.assertGreater(truth[REGRESSING], BUDGET_PT)
        self.assertEqual((task['baseline_release'], task['candidate_release'], task['unit']), (*PAIR, 'word'))
        self.assertEqual(task['exclusions'], [])
        self.assertFalse(any('Only' in sentence for sentence in task['generated']), task['generated'])
        self.check_cells(out, truth)
        mae = {(cell['policy'], cell['budget']): cell['mae_pt'] for cell in out['cells']}
        for budget in BUDGETS:  # two thirds of the candidates cannot change anything
            self.assertLess(mae['release-evaluation', budget], mae['random', budget])

        # What the service itself says of all labels is the same.
        self.desk.create_release('b', 'exam', PAIR, cluster_attribute='speaker', units_signal='x_words')
        self.desk.submit('b', outcomes_of(self.truth))
        verdict = self.desk.gate('b')
        for slice_id, change in truth.items():
            self.assertAlmostEqual(100 * verdict.comparison(slice_id)['change'], change, places=4)

        page = self.read('report.html')
        self.assertIn('<html', page)
        self.assertIn(REGRESSING, page)

    def test_a_frame_that_is_exported_too_late_says_what_it_lacks(self):
        self.desk.evaluate('exam', PAIR, 300)
        ids = self.export_frame('late.jsonl')
        self.assertEqual(len(ids), CANDIDATES - 300)
        task = self.cells('late.jsonl')['tasks'][0]
        self.check_truth(task, ids)
        self.assertIn('300 candidates of the queue were labelled, leased or held', ' '.join(task['generated']))
        self.assertEqual([row['items'] for row in task['exclusions']], [300])

        # Only what was drawn is labelled: no fair pool of the frame.
        drawn = set(self.truth) - set(ids)
        part = {i: row for i, row in self.truth.items() if i in drawn or i in ids[:200]}
        self.write('outcomes.jsonl', lines(outcomes_of(part)))
        task = self.cells('late.jsonl')['tasks'][0]
        self.assertIn('Only 200 of 900 candidates of the frame (22.2 %) have outcomes', ' '.join(task['generated']))

    def test_the_file_of_candidates_gives_the_same_truth(self):
        self.write('candidates.jsonl', lines(self.rows))
        out = self.cells('candidates.jsonl', '--records', 'records.jsonl')
        self.check_cells(out, self.check_truth(out['tasks'][0], self.truth))

    def test_slips_are_named(self):
        self.export_frame('frame.jsonl')
        rows = outcomes_of(self.truth)
        rows[6]['values']['words'] = -1
        self.write('outcomes.jsonl', lines(rows))
        result = self.simulate('frame.jsonl')
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertIn('outcomes.jsonl:7: values.words: is below 0', result.stderr)


if __name__ == '__main__':
    SIMULATE = os.path.abspath(sys.argv.pop())
    main()
