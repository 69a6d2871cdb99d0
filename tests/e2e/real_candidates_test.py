#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Real candidates through the real command line and server, to a manifest that a script outside the
project's code re-checks from the export alone (tests/data/check_manifest.py).

    real_candidates_test.py PATH_OF_WINNOWD PATH_OF_WINNOW

Takes every row of ../shared/data/earnings21_asr.csv, converted; where that file is absent, the
committed excerpt, and says so.
"""
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../testing'))
from winnowd import ROOT, Server  # noqa: E402

DATA = os.path.join(ROOT, 'tests/data')
FULL = os.path.join(ROOT, '../shared/data/earnings21_asr.csv')
WINNOWD = WINNOW = None  # set from the command line


class RealCandidatesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(WINNOWD)
        if os.path.exists(FULL):
            cls.candidates = os.path.join(cls.server.folder.name, 'earnings21.jsonl')
            with open(cls.candidates, 'w', encoding='utf-8') as out:
                subprocess.run([sys.executable, os.path.join(DATA, 'convert.py'), 'earnings21', FULL],
                               stdout=out, check=True)
        else:
            print('the full data are not here: taking the committed excerpt', file=sys.stderr)
            cls.candidates = os.path.join(DATA, 'earnings21.jsonl')
        with open(cls.candidates, encoding='utf-8') as rows:
            cls.rows = sum(1 for _ in rows)

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        assert code == 0, f'winnowd exited with {code} on SIGTERM'

    def winnow(self, *arguments, stdin=None):
        result = subprocess.run([WINNOW, '--server', self.server.listen, *arguments], input=stdin,
                                capture_output=True, text=True, timeout=120, check=False,
                                cwd=self.server.folder.name)
        self.assertEqual(result.returncode, 0, f'{arguments}: {result.stderr}')
        return result.stdout

    def document(self, name):
        return os.path.join(DATA, name)

    def test_import_batch_labels_and_recheck(self):
        self.winnow('source', 'register', '-f', self.document('sources.yaml'))
        self.winnow('scope', 'register', '-f', self.document('scopes.yaml'))
        self.winnow('policy', 'create', '-f', self.document('policy.yaml'))
        self.server.approve(WINNOW, 'asr-review@1')
        self.winnow('queue', 'create', 'earnings', '-f', self.document('queue.yaml'),
                    '--policy', 'asr-review@1')
        self.winnow('slice', 'set', '-f', self.document('slices.yaml'))
        self.winnow('candidate', 'import', '--queue', 'earnings', self.candidates)
        status = json.loads(self.winnow('-o', 'json', 'queue', 'status', 'earnings'))
        self.assertEqual(int(status['candidates']), self.rows)
        for size in ('7', '100', '800'):
            self.check_batch(size)
        labelled = json.loads(self.winnow('-o', 'json', 'queue', 'status', 'earnings'))
        self.assertEqual(int(labelled['labeled']), self.done)
        # The same import again resumes at its end: nothing is counted twice.
        self.winnow('candidate', 'import', '--queue', 'earnings', self.candidates)
        status = json.loads(self.winnow('-o', 'json', 'queue', 'status', 'earnings'))
        self.assertEqual(int(status['candidates']), self.rows)

    done = 0

    def check_batch(self, size):
        grant = json.loads(self.winnow('-o', 'json', 'batch', 'request', '--queue', 'earnings',
                                       '--labeler', 'team', '--max-items', size, '--lease', '1h'))
        export = self.winnow('batch', 'export', grant['batch'], '--format', 'jsonl')
        check = subprocess.run([sys.executable, self.document('check_manifest.py'), '--cap', 'speaker=3',
                                '--cap', 'call=8', '-'], input=export, capture_output=True, text=True,
                               check=False)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        items = [json.loads(line) for line in export.splitlines()]
        items = [item for item in items if item['type'] == 'item']
        labels = ''.join(json.dumps({'candidate_id': item['candidate_id'], 'rubric': item['rubric'] + '@1',
                                     'annotator': '00000000c0ffee00', 'vendor': 'v1',
                                     'values': {'word_errors': 0}}) + '\n' for item in items)
        self.winnow('label', 'submit', '--batch', grant['batch'], '--token', grant['lease']['token'], '-',
                    stdin=labels)
        RealCandidatesTest.done += len(items)


if __name__ == '__main__':
    WINNOW = os.path.abspath(sys.argv.pop())
    WINNOWD = os.path.abspath(sys.argv.pop())
    unittest.main(verbosity=2)
