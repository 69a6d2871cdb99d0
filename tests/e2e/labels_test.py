#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""A rubric, two annotators who disagree, the decision about it and the agreement report, by the real
command line and server, with the server killed between any two steps.

    labels_test.py PATH_OF_WINNOWD PATH_OF_WINNOW
"""
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../testing'))
from winnowd import ROOT, Server  # noqa: E402

DATA = os.path.join(ROOT, 'tests/data')
WINNOWD = WINNOW = None  # set from the command line
PARTIAL_IMPORT = 4  # exit code: some rows were refused
FIRST, SECOND, JUDGE = '00000000000000a1', '00000000000000a2', '00000000000000ff'

RUBRIC = '''
rubric_id: dictation
rubric:
  label_use: REFERENCE
  criteria:
  - {name: usable, stage: ACOUSTIC, flag: {}, required: true, description: "Can it be transcribed at all?"}
  - {name: word_errors, stage: LINGUISTIC, score: {min: 0, max: 1000, whole: true, tolerance: 1}, end_to_end: true}
  - {name: severity, stage: LINGUISTIC, category: {values: [none, minor, major], ordered: true}}
  measures:
  - {name: word_error_rate, stage: LINGUISTIC, errors: word_errors, units: words, end_to_end: true}
'''
POLICY = '''
policy_id: twice
policy:
  purpose: TRAINING
  allocation: {kind: EQUAL}
  required_labels: 2
'''


def label(candidate, annotator, **values):
    return json.dumps({'candidate_id': candidate, 'rubric': 'dictation@1', 'annotator': annotator,
                       'vendor': 'v-' + annotator[-2:], 'values': values}) + '\n'


class LabelsTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(WINNOWD)

    def tearDown(self):
        self.assertEqual(self.server.stop(), 0, 'winnowd did not stop in order')

    def run_winnow(self, *arguments, stdin=None):
        """Kills the server and starts it again before every call."""
        self.server.kill()
        self.server.start()
        return subprocess.run([WINNOW, '--server', self.server.listen, '-o', 'json', *arguments],
                              input=stdin, capture_output=True, text=True, timeout=120, check=False,
                              cwd=self.server.folder.name)

    def do(self, *arguments, stdin=None):
        result = self.run_winnow(*arguments, stdin=stdin)
        self.assertEqual(result.returncode, 0, f'{arguments}: {result.stderr}')
        return result.stdout

    def winnow(self, *arguments, stdin=None):
        return json.loads(self.do(*arguments, stdin=stdin))

    def read(self, name):
        with open(os.path.join(self.server.folder.name, name), encoding='utf-8') as file:
            return file.read()

    def set_up_queue(self):
        self.do('source', 'register', '-f', os.path.join(DATA, 'sources.yaml'))
        self.do('scope', 'register', '-f', os.path.join(DATA, 'scopes.yaml'))
        self.do('policy', 'create', '-f', '-', stdin=POLICY)
        self.server.approve(WINNOW, 'twice@1')
        self.do('queue', 'create', 'notes', '--policy', 'twice@1')
        rows = ''.join(json.dumps({
            'candidate_id': name, 'source': 'earnings21', 'consent_scope': 'research', 'retain_until': '2100-01-01T00:00:00Z',
            'rubric': 'dictation', 'slice': 'mobile', 'split': 'TRAIN', 'model_release': 'm1'}) + '\n'
                       for name in ('a', 'b', 'c'))
        self.do('candidate', 'import', '--queue', 'notes', '-', stdin=rows)

    def test_what_annotators_say_is_checked_compared_and_decided(self):
        self.set_up_queue()
        status = self.winnow('queue', 'status', 'notes')
        self.assertEqual(status['excluded'], [{'reason': 'EXCLUSION_REASON_RUBRIC_UNKNOWN', 'count': '3'}])
        created = self.winnow('rubric', 'create', '-f', '-', stdin=RUBRIC)
        self.assertEqual(created['rubric_revision']['name'], 'rubrics/dictation@1')
        self.assertEqual(self.winnow('rubric', 'show', 'dictation')['rubric_revision'],
                         created['rubric_revision'])

        grant = self.winnow('batch', 'request', '--queue', 'notes', '--labeler', 'team',
                            '--max-items', '3', '--lease', '1h')
        self.assertEqual({item['rubric'] for item in grant['items']}, {'dictation@1'})
        submit = ('label', 'submit', '--batch', grant['batch'], '--token', grant['lease']['token'])
        wrong = label('a', FIRST, usable=True, word_errors=-1) + label('a', FIRST, word_errors=1)
        refused = self.run_winnow(*submit, '--rejected', 'rejected.jsonl', '-', stdin=wrong)
        self.assertEqual(refused.returncode, PARTIAL_IMPORT, refused.stderr)
        self.assertEqual(self.read('rejected.jsonl'), wrong)
        reasons = self.read('rejected.jsonl.reasons')
        self.assertIn('values.word_errors', reasons)
        self.assertIn('values.usable', reasons)

        said = (label('a', FIRST, usable=True, word_errors=2, severity='none') +
                label('a', SECOND, usable=True, word_errors=3, severity='none') +
                label('b', FIRST, usable=True, word_errors=2, severity='none') +
                label('b', SECOND, usable=True, word_errors=4, severity='major'))
        submitted = self.run_winnow(*submit, '-', stdin=said)
        self.assertEqual(submitted.returncode, 0, submitted.stderr)
        self.assertEqual(json.loads(submitted.stdout)['disputed'], 1)
        self.assertIn('winnow adjudication ls --queue notes\n', submitted.stderr)
        events = self.winnow('audit', 'ls', '--object', grant['batch'])['events']
        self.assertEqual([event['method'] for event in events], ['RequestBatch', 'SubmitLabels', 'SubmitLabels'])
        disputes = self.winnow('adjudication', 'ls', '--queue', 'notes')['adjudications']
        self.assertEqual([(d['candidate_id'], d['criteria']) for d in disputes],
                         [('b', ['word_errors', 'severity'])])
        self.assertEqual(len(disputes[0]['labels']), 2)

        report = self.winnow('agreement', 'report', '--queue', 'notes', '--rubric', 'dictation@1')
        rows = {row['criterion']: row for row in report['rows']}
        self.assertEqual((rows['word_errors']['pairs'], rows['word_errors']['agreeing_pairs']), ('2', '1'))
        self.assertEqual({shift['verdict'] for shift in report['vendor_shifts']},
                         {'VENDOR_SHIFT_VERDICT_TOO_FEW_ANCHORS'})

        decision = json.dumps({'cause': 'ANNOTATOR_ERROR', 'adjudicator': JUDGE,
                               'values': {'usable': {'flag': True}, 'word_errors': {'number': 4}}})
        decide = ('adjudication', 'decide', '--queue', 'notes', 'b', '-f', '-')
        self.do(*decide, stdin=decision)
        self.do(*decide, stdin=decision)  # the same again changes nothing
        other = self.run_winnow(*decide, stdin=json.dumps({'cause': 'AMBIGUOUS', 'adjudicator': JUDGE}))
        self.assertNotEqual(other.returncode, 0)
        self.assertIn('ADJUDICATION_DECIDED', other.stderr)
        self.assertEqual(self.winnow('adjudication', 'ls', '--queue', 'notes').get('adjudications', []), [])
        decided = self.winnow('adjudication', 'ls', '--queue', 'notes', '--all')['adjudications']
        self.assertEqual(decided[0]['decision']['cause'], 'ADJUDICATION_CAUSE_ANNOTATOR_ERROR')
        events = self.winnow('audit', 'ls', '--method', 'Adjudicate')['events']
        self.assertEqual(len(events), 1, 'one leaf for one decision')


if __name__ == '__main__':
    WINNOW = os.path.abspath(sys.argv.pop())
    WINNOWD = os.path.abspath(sys.argv.pop())
    unittest.main(verbosity=2)
