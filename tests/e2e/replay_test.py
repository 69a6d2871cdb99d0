#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""A batch of a real server, verified from its rows and drawn again offline from an exported frame.

    replay_test.py PATH_OF_WINNOWD PATH_OF_WINNOW PATH_OF_WINNOW_SIMULATE
"""
import json
import os
import random
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../testing'))
from winnowd import ROOT, Server  # noqa: E402

DATA = os.path.join(ROOT, 'tests/data')
COPIES = 3  # of the 2,000 committed candidates
SEED = 11
CLUSTER = 2500  # more than a draw scans in a slice
# At most six items of a call in a day, and a candidate gains a tenth of a point per day of waiting.
REMEMBERING = {
    'policy_id': 'remembering',
    'policy': {
        'purpose': 'TRAINING',
        'signal_terms': [{'name': 'doubt', 'signal': 'confidence', 'clamp_low': 0, 'clamp_high': 1,
                          'weight': 1}],
        'allocation': {'kind': 'EQUAL'},
        'caps': [{'attribute': 'call', 'per_window': 6, 'window': '86400s'}],
        'exploration': {'share': 0.1},
        'age_boost_per_day': 0.1}}
WINNOWD = WINNOW = SIMULATE = None  # set from the command line


class ReplayTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(WINNOWD)
        cls.winnow('source', 'register', '-f', os.path.join(DATA, 'sources.yaml'))
        cls.winnow('scope', 'register', '-f', os.path.join(DATA, 'scopes.yaml'))
        cls.winnow('policy', 'create', '-f', os.path.join(DATA, 'policy.yaml'))
        cls.server.approve(WINNOW, 'asr-review@1')
        cls.winnow('queue', 'create', 'earnings', '-f', os.path.join(DATA, 'queue.yaml'),
                   '--policy', 'asr-review@1')
        cls.winnow('slice', 'set', '-f', os.path.join(DATA, 'slices.yaml'))
        with open(os.path.join(DATA, 'earnings21.jsonl'), encoding='utf-8') as rows, \
                open(cls.path('candidates.jsonl'), 'w', encoding='utf-8') as out:
            for row in map(json.loads, rows):
                for copy in range(COPIES):
                    out.write(json.dumps(row | {'candidate_id': f"{row['candidate_id']}.{copy}"}) + '\n')
        cls.winnow('candidate', 'import', '--queue', 'earnings', cls.path('candidates.jsonl'))

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        assert code == 0, f'winnowd exited with {code} on SIGTERM'

    @classmethod
    def path(cls, name):
        return os.path.join(cls.server.folder.name, name)

    @classmethod
    def run_program(cls, *arguments):
        return subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False,
                              cwd=cls.server.folder.name)

    @classmethod
    def winnow(cls, *arguments):
        result = cls.run_program(WINNOW, '--server', cls.server.listen, *arguments)
        assert result.returncode == 0, f'{arguments}: {result.stdout}{result.stderr}'
        return result.stdout

    def replay(self, frame, batch, *options):
        return self.run_program(SIMULATE, 'replay', '--frame', self.path(frame), '--batch', self.path(batch),
                                *options)

    def read(self, name):
        with open(self.path(name), encoding='utf-8') as lines:
            return lines.read().splitlines()

    def write(self, name, lines):
        with open(self.path(name), 'w', encoding='utf-8') as out:
            out.write('\n'.join(lines) + '\n')

    def take(self, size, queue='earnings'):
        """A batch that follows an export of the frame with nothing between."""
        self.winnow('queue', 'export', queue, '-O', 'frame.jsonl')
        grant = json.loads(self.winnow('-o', 'json', 'batch', 'request', '--queue', queue, '--labeler',
                                       'team', '--max-items', size, '--lease', '1h'))
        self.winnow('batch', 'export', grant['batch'], '--format', 'jsonl', '-O', 'batch.jsonl')
        return grant['batch']

    def test_a_batch_is_reproduced_byte_for_byte_in_any_order_and_on_any_number_of_threads(self):
        for size in ('9', '400'):
            self.take(size)
            header, *candidates = self.read('frame.jsonl')
            self.assertGreater(len(candidates), 1000)
            print(f'shuffled under seed {SEED}')
            random.Random(SEED).shuffle(candidates)
            self.write('shuffled.jsonl', [header, *candidates])
            for frame in ('frame.jsonl', 'shuffled.jsonl'):
                for threads in ('1', '2', '8'):
                    result = self.replay(frame, 'batch.jsonl', '--threads', threads)
                    self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
                    self.assertIn(f'reproduced: {size} items', result.stdout)

    def test_one_changed_score_is_noticed(self):
        self.take('50')
        first = json.loads(self.read('batch.jsonl')[1])['candidate_id']
        lines = self.read('frame.jsonl')
        place = next(i for i, line in enumerate(lines) if f'"candidate_id":"{first}"' in line)
        lines[place] = re.sub(r'"score_micros":"(\d+)"', lambda m: f'"score_micros":"{int(m[1]) - 1}"',
                              lines[place])
        self.write('changed.jsonl', lines)
        result = self.replay('changed.jsonl', 'batch.jsonl')
        self.assertEqual(result.returncode, 3, result.stdout + result.stderr)
        self.assertIn('not reproduced', result.stdout)
        self.assertIn(first, result.stdout)

    def create_remembering_queue(self):
        """With a cluster of one call on top of a slice."""
        with open(self.path('remembering.yaml'), 'w', encoding='utf-8') as out:
            json.dump(REMEMBERING, out)
        self.winnow('policy', 'create', '-f', self.path('remembering.yaml'))
        self.server.approve(WINNOW, 'remembering@1')
        self.winnow('queue', 'create', 'remembering', '-f', os.path.join(DATA, 'queue.yaml'),
                    '--policy', 'remembering@1')
        with open(os.path.join(DATA, 'earnings21.jsonl'), encoding='utf-8') as rows:
            rows = [json.loads(row) for row in rows]
        first = rows[0] | {'signals': {'confidence': 1}, 'split': 'TRAIN'}
        rows = [row | {'split': 'TRAIN'} for row in rows]
        rows += [first | {'candidate_id': f'cluster{i}'} for i in range(CLUSTER)]
        self.write('rows.jsonl', map(json.dumps, rows))
        self.winnow('candidate', 'import', '--queue', 'remembering', self.path('rows.jsonl'))

    def expect(self, returncode, frame):
        result = self.replay(frame, 'batch.jsonl', '--threads', '2')
        self.assertEqual(result.returncode, returncode, result.stdout + result.stderr)

    def test_windows_parked_candidates_and_ages_are_part_of_a_frame(self):
        self.create_remembering_queue()
        for step in range(4):
            if step == 2:  # windows survive that
                self.server.kill()
                self.server.start()
            self.take('200', 'remembering')
            self.expect(0, 'frame.jsonl')
            lines = self.read('frame.jsonl')
            header = json.loads(lines[0])
            parked = sum('"parked"' in line for line in lines)
            print(f"batch {step + 1}: {len(header.get('window_counts', []))} counts, {parked} parked")
            self.assertEqual(parked > 0, step in (1, 3))
            self.assertTrue(all('"arrival_us"' in line for line in lines[1:]))
            if step == 0:
                continue
            for count in header['window_counts']:
                count['count'] = 0
            self.write('changed.jsonl', [json.dumps(header), *lines[1:]])
            self.expect(3, 'changed.jsonl')

    def test_known_zeros_keep_their_audit_share(self):
        self.server.approve(WINNOW, 'release-evaluation@1')
        self.winnow('queue', 'create', 'exam', '--policy', 'release-evaluation', '--release-under-test',
                    'multi_hermit,multi_slurp_hermit', '--attribute', 'session:KEYED_HASH',
                    '--attribute', 'device:CATEGORY')
        with open(os.path.join(DATA, 'slurp.jsonl'), encoding='utf-8') as rows:
            self.write('exam.jsonl', [json.dumps(json.loads(row) | {'split': 'TEST'}) for row in rows])
        self.winnow('candidate', 'import', '--queue', 'exam', self.path('exam.jsonl'))
        self.take('300', 'exam')
        self.expect(0, 'frame.jsonl')
        header, *candidates = self.read('frame.jsonl')
        header = json.loads(header)
        header['rules']['exploration']['known_zero']['audit_share'] = 0.5
        self.write('changed.jsonl', [json.dumps(header), *candidates])
        self.expect(3, 'changed.jsonl')

    def test_files_that_are_wrong_are_named(self):
        self.take('9')
        self.write('short.jsonl', self.read('frame.jsonl')[:-1])
        result = self.replay('short.jsonl', 'batch.jsonl')
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertIn('short.jsonl', result.stderr)
        self.assertEqual(self.replay('batch.jsonl', 'frame.jsonl').returncode, 2)
        self.assertEqual(self.replay('frame.jsonl', 'none.jsonl').returncode, 2)
        self.assertEqual(self.run_program(SIMULATE, 'replay').returncode, 2)

    def test_batches_verify_and_candidates_are_explained(self):
        batch = self.take('100')
        self.assertIn('verified: 100 items', self.winnow('batch', 'verify', batch))
        item = json.loads(self.read('batch.jsonl')[1])['candidate_id']
        self.winnow('queue', 'export', 'earnings', '-O', 'next.jsonl')
        told = self.winnow('batch', 'explain', '--queue', 'earnings', item)
        self.assertIn('EXCLUDED', told)
        self.assertIn('LEASED', told)
        other = json.loads(self.read('next.jsonl')[-1])['candidate_id']
        told = json.loads(self.winnow('-o', 'json', 'batch', 'explain', '--queue', 'earnings', other))
        self.assertGreater(int(told['slice_rank']['first']), 0)
        self.assertGreaterEqual(int(told['queue_rank']['last']), int(told['queue_rank']['first']))
        self.assertEqual(int(told['next_draw']['items']), 1000)


if __name__ == '__main__':
    SIMULATE = os.path.abspath(sys.argv.pop())
    WINNOW = os.path.abspath(sys.argv.pop())
    WINNOWD = os.path.abspath(sys.argv.pop())
    unittest.main(verbosity=2)
