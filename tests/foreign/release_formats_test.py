#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Exports of releases as OpenLineage and in-toto publish their formats, and the check itself.

    release_formats_test.py PATH_OF_WRITE_RELEASE_EXPORTS
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import release_formats  # noqa: E402

WRITER = None  # set from the command line
RELEASES = ('block', 'pass', 'hostile', 'wide')


def problems(check, text):
    wrong = []
    check(text, wrong.append)
    return wrong


class ReleaseFormatsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([WRITER, cls.folder.name], check=True, timeout=60)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def read(self, name):
        with open(os.path.join(self.folder.name, name), encoding='utf-8') as file:
            return file.read()

    def test_run_events_are_those_of_openlineage(self):
        for release in RELEASES:
            text = self.read(release + '.openlineage.jsonl')
            self.assertEqual(problems(release_formats.check_openlineage, text), [], release)
            jobs = [json.loads(line)['job']['name'].split('/')[0] for line in text.splitlines()]
            self.assertEqual(jobs, ['create_dataset_version'] * 4 + ['draw_evaluation'] * 2 + ['evaluate_gates'] * 2)

    def test_a_release_without_a_verdict_has_no_event_and_no_statement(self):
        self.assertEqual(self.read('bare.openlineage.jsonl'), '')
        self.assertFalse(os.path.exists(os.path.join(self.folder.name, 'bare.intoto.json')))
        self.assertIsNone(json.loads(self.read('bare.json'))['verdict'])

    def test_the_run_of_a_gate_says_what_it_read_and_what_it_found(self):
        gate = json.loads(self.read('block.openlineage.jsonl').splitlines()[-1])
        inputs = {dataset['name']: dataset for dataset in gate['inputs']}
        self.assertEqual(sorted(inputs), ['datasets/train/versions/6', 'datasets/train/versions/7', 'queues/exam/evaluations/4',
                                          'releases/spring/outcomes'])
        rows = inputs['datasets/train/versions/7']['inputFacets']['dataQualityAssertions']['assertions']
        failed = [(row['assertion'], row['severity']) for row in rows if not row['success']]
        self.assertEqual(failed, [('unexplained_relabel', 'warn')])
        self.assertEqual(gate['run']['facets']['winnow_verdict']['verdict'], 'BLOCK')

    def test_statements_are_those_of_in_toto(self):
        for release, result in zip(RELEASES, ('FAILED', 'PASSED', 'FAILED', 'FAILED')):
            wrong = []
            statement = release_formats.check_in_toto(self.read(release + '.intoto.json'), wrong.append)
            self.assertEqual(wrong, [], release)
            self.assertEqual(statement['predicate']['result'], result)
        self.assertEqual([subject['name'] for subject in statement['subject']],
                         ['releases/spring/verdicts/3', 'datasets/train/versions/7'])

    def test_a_waived_regression_is_a_warning(self):
        predicate = json.loads(self.read('block.intoto.json'))['predicate']
        self.assertIn('comparison/wer/music', predicate['warnedTests'])
        self.assertIn('comparison/wer/accent-zulu', predicate['warnedTests'])
        self.assertIn('comparison/wer/healthcare-clinics', predicate['failedTests'])
        self.assertIn('comparison/wer', predicate['passedTests'])

    def test_the_check_finds_what_is_wrong_with_events(self):
        good = self.read('block.openlineage.jsonl')
        first, second = good.splitlines()[:2]
        for old, new in (('"START"', '"BEGIN"'), ('"runId":"', '"runId":"x'), ('T06:', 'T6:'), ('"producer":"urn:', '"producer":"u r n:'),
                         ('2-0-2', '1-0-0'), ('"_producer"', '"producer_"'), ('winnow_digest', 'digest'), ('"namespace"', '"space"'),
                         ('WinnowDigestDatasetFacet', 'DigestFacet'), ('2-0-4', '2-0-3'), ('"success":true', '"success":1'),
                         ('"status":"pass"', '"status":"good"'), ('"rowCount":', '"rowCount":0.5,"x":'), ('"inputs":[', '"inputs":[{},'),
                         ('"_schemaURL":"https:', '"_schemaURL":"')):
            self.assertIn(old, good)
            self.assertNotEqual(problems(release_formats.check_openlineage, good.replace(old, new)), [], old)
        for text in (first, second, f'{second}\n{first}', f'{first}\n{second}\n{second}'):
            self.assertNotEqual(problems(release_formats.check_openlineage, text), [])

    def test_the_check_finds_what_is_wrong_with_a_statement(self):
        good = self.read('block.intoto.json')
        for old, new in (('Statement/v1', 'Statement/v0.1'), ('test-result', 'test'), ('"FAILED"', '"BLOCK"'), ('"FAILED"', '"PASSED"'),
                         ('"sha256":"', '"sha256":"A'), ('"digest":', '"digests":'), ('"configuration"', '"configurations"'),
                         ('"warnedTests":[', '"warnedTests":["comparison/wer",'), ('"failedTests":[', '"failedTests":[1,'),
                         ('datasets/train/versions/7', 'releases/spring/verdicts/3')):
            self.assertIn(old, good)
            self.assertNotEqual(problems(release_formats.check_in_toto, good.replace(old, new)), [], old)


if __name__ == '__main__':
    WRITER = os.path.abspath(sys.argv.pop())
    unittest.main(verbosity=2)
