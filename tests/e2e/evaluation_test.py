#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""A release question over real candidates, by the real command line and server, with the server
killed between any two steps.

    evaluation_test.py PATH_OF_WINNOWD PATH_OF_WINNOW
"""
import collections
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../testing'))
from winnowd import ROOT, Server  # noqa: E402

DATA = os.path.join(ROOT, 'tests/data')
PAIR = 'multi_hermit,multi_slurp_hermit'
DRAWN = ('candidate_id', 'slice', 'arm', 'score_micros', 'terms', 'cell_candidates', 'cell_draws',
         'cell_expectation', 'inclusion_probability', 'group_members', 'evaluation', 'evaluation_phase')
WINNOWD = WINNOW = None  # set from the command line


class EvaluationTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(WINNOWD)
        with open(os.path.join(DATA, 'slurp.jsonl'), encoding='utf-8') as rows:
            self.rows = [json.loads(row) for row in rows]
        for row in self.rows:  # held out as a whole: a test set for this question
            row['split'] = 'TEST'

    def tearDown(self):
        self.assertEqual(self.server.stop(), 0, 'winnowd did not stop in order')

    def run_winnow(self, *arguments, stdin=None):
        return subprocess.run([WINNOW, '--server', self.server.listen, '-o', 'json', *arguments],
                              input=stdin, capture_output=True, text=True, timeout=120, check=False,
                              cwd=self.server.folder.name)

    def winnow_text(self, *arguments, stdin=None):
        """Kills the server and starts it again before every call."""
        self.server.kill()
        self.server.start()
        result = self.run_winnow(*arguments, stdin=stdin)
        self.assertEqual(result.returncode, 0, f'{arguments}: {result.stderr}')
        return result.stdout

    def winnow(self, *arguments, stdin=None):
        return json.loads(self.winnow_text(*arguments, stdin=stdin))

    def import_rows(self, rows):
        text = ''.join(json.dumps(row) + '\n' for row in rows)
        self.winnow('candidate', 'import', '--queue', 'exam', '-', stdin=text)

    def set_up_queue(self):
        self.winnow_text('source', 'register', '-f', os.path.join(DATA, 'sources.yaml'))
        self.winnow_text('scope', 'register', '-f', os.path.join(DATA, 'scopes.yaml'))
        self.server.approve(WINNOW, 'release-evaluation@1')
        self.winnow('queue', 'create', 'exam', '--policy', 'release-evaluation', '--release-under-test',
                    PAIR, '--attribute', 'session:KEYED_HASH', '--attribute', 'device:CATEGORY')

    def evaluation(self, verb, *arguments):
        return self.winnow('evaluation', verb, '--queue', 'exam', *arguments)

    def sample(self, phase):
        shown = self.evaluation('show', '1', '--phase', str(phase), '--limit', '0')
        return [{field: item[field] for field in DRAWN} for item in shown['items']]

    def take(self, size):
        grant = self.winnow('batch', 'request', '--queue', 'exam', '--labeler', 'team',
                            '--max-items', str(size), '--lease', '1h')
        if not grant['batch']:
            return grant, []
        items = self.winnow('batch', 'show', grant['batch'], '--limit', '0')['items']
        return grant, [{field: item[field] for field in DRAWN} for item in items]

    def label(self, grant, items):
        labels = ''.join(json.dumps({'candidate_id': item['candidate_id'], 'rubric': 'spoken_rag@1',
                                     'annotator': '00000000c0ffee00', 'vendor': 'v1',
                                     'values': {'task_success': True}}) + '\n' for item in items)
        self.winnow('label', 'submit', '--batch', grant['batch'], '--token', grant['lease']['token'],
                    '-', stdin=labels)

    def test_a_release_question_survives_kills_from_freeze_to_close(self):
        self.set_up_queue()
        self.import_rows(self.rows[:1500])
        created = self.evaluation('create', '--releases', PAIR, '--budget', '180', '--looks', '2')
        self.assertEqual(created['evaluation']['state'], 'EVALUATION_STATE_OPEN')
        first = self.sample(1)
        self.assertEqual(len(first), 180)
        self.import_rows(self.rows[1500:])  # too late for the frame
        shares = collections.Counter(item['slice'] for item in first)
        self.assertGreaterEqual(min(shares.values()), 7, shares)
        for item in first:
            self.assertAlmostEqual(item['inclusion_probability'],
                                   int(item['cell_expectation']) / 2**32 / int(item['cell_candidates']),
                                   places=12)

        grant, handed = self.take(100)
        self.assertEqual(handed, first[:100])
        self.label(grant, handed[:90])
        self.winnow('batch', 'cancel', grant['batch'], '--token', grant['lease']['token'])
        extended = self.evaluation('extend', '1', '--items', '60')
        second = self.sample(2)
        self.assertEqual(len(second), 60)
        frame = {row['candidate_id'] for row in self.rows[:1500]}
        drawn = [item['candidate_id'] for item in first + second]
        self.assertEqual(len(set(drawn)), 240)
        self.assertLessEqual(set(drawn), frame)
        phases = extended['evaluation']['phases']
        self.assertEqual(int(phases[1]['eligible']), int(phases[0]['eligible']) - 180)
        self.assertEqual(int(phases[1]['lost']), 0)

        # What came back leads, the extension follows.
        grant, handed = self.take(200)
        self.assertEqual(handed, first[90:] + second)
        self.label(grant, handed)
        empty, handed = self.take(10)
        self.assertEqual((handed, empty['empty_reason']), ([], 'EMPTY_REASON_EVALUATION_COMPLETE'))
        shown = self.evaluation('show', '1')['evaluation']
        self.assertEqual(shown['state'], 'EVALUATION_STATE_COMPLETE')
        self.assertEqual(int(shown['total']['labeled']), 240)
        self.assertEqual(self.evaluation('close', '1')['evaluation']['state'], 'EVALUATION_STATE_CLOSED')
        listed = self.evaluation('ls')['evaluations']
        self.assertEqual([row['name'] for row in listed], ['queues/exam/evaluations/1'])
        _, drawn_again = self.take(10)
        self.assertEqual([item['evaluation'] for item in drawn_again], [''] * 10)

    def test_errors_say_what_to_do(self):
        self.set_up_queue()
        for arguments, code, words in (
                (('create', '--queue', 'exam', '--releases', PAIR, '--budget', '5'), 73, 'QueueStatus'),
                (('create', '--queue', 'exam', '--releases', 'a,b', '--budget', '5'), 73, 'UpdateQueue'),
                (('create', '--queue', 'exam', '--releases', 'a,a', '--budget', '5'), 67, 'must differ'),
                (('create', '--queue', 'exam', '--releases', PAIR, '--budget', '0'), 67, 'budget'),
                (('create', '--queue', 'exam', '--releases', 'a', '--budget', '5'), 2, '--releases'),
                (('extend', '--queue', 'exam', '7', '--items', '5'), 69, 'ListEvaluations'),
                (('extend', '--queue', 'exam', 'x', '--items', '5'), 67, 'evaluations/{number}'),
                (('show', '7'), 2, '--queue')):
            result = self.run_winnow('evaluation', *arguments)
            self.assertEqual(result.returncode, code, f'{arguments}: {result.stderr}')
            self.assertIn(words, result.stderr)


if __name__ == '__main__':
    WINNOW = os.path.abspath(sys.argv.pop())
    WINNOWD = os.path.abspath(sys.argv.pop())
    unittest.main(verbosity=2)
