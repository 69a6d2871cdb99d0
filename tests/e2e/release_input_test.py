#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Bad input to the release verbs of the command line: what is refused, with which words and exit code, and
that nothing of it is stored.

    release_input_test.py PATH_OF_WINNOWD PATH_OF_WINNOW
"""
import json
import time

from release_desk import (ALREADY_EXISTS, FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, OK, REFUTED, USAGE,
                          DeskTest, lines, main, release)

PAIR = ('asr-1', 'asr-2')
FOREVER = '2100-01-01T00:00:00Z'
LATE, UNLABELED = 'z-late', 's0.0'


def outcome(candidate_id, model_release='asr-1', **fields):
    return {'candidate_id': candidate_id, 'model_release': model_release, 'rubric': 'asr@1',
            'values': {'word_errors': 1, 'words': 10}, **fields}


def candidate(candidate_id, slice_id, split='TEST'):
    return {'candidate_id': candidate_id, 'source': 'product', 'consent_scope': 'research', 'retain_until': FOREVER,
            'rubric': 'asr', 'slice': slice_id, 'split': split, 'split_group': candidate_id,
            'model_release': 'asr-1', 'signals': {'confidence': 0.5}}


def after(days):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + days * 86400))


class ReleaseInputTest(DeskTest):
    """Queue `exam` with evaluation 1 of every candidate but LATE, every item but one labeled, and release `r`."""

    def setUp(self):
        super().setUp()
        desk = self.desk
        desk.set_up('product')
        desk.create_exam('exam', PAIR)
        self.ids = [f's{slice_id}.{i}' for slice_id in range(2) for i in range(20)]
        desk.import_rows('exam', [candidate(i, i.split('.')[0]) for i in self.ids])
        desk.evaluate('exam', PAIR, 100)
        grant, items = desk.take('exam')
        self.assertEqual(len(items), 40)
        desk.label(grant, [{'candidate_id': i, 'rubric': 'asr@1', 'values': {'word_errors': 1}}
                           for i in self.ids if i != UNLABELED])
        desk.import_rows('exam', [candidate(LATE, 'late')])
        desk.create_release('r', 'exam', PAIR, number_guardrails=[
            {'name': 'p95_latency_ms', 'kind': 'LATENCY', 'limit': 900, 'unit': 'ms'}])

    def stored(self):
        """All releases there are, and what they hold."""
        return self.desk.json('release', 'ls', '--queue', 'exam')['releases']

    def shown(self):
        return self.desk.json('release', 'show', 'r')['release']

    def refuse(self, cases, *verb):
        """`cases`: stdin, exit code, words of the error. Nothing may be stored."""
        before = (self.stored(), self.shown())
        for text, code, *words in cases:
            if not isinstance(text, str):
                text = json.dumps(text)
            with self.subTest(verb=verb, text=text[:200]):
                result = self.desk.run(*verb, stdin=text)
                self.assertEqual(result.returncode, code, result.stderr)
                for word in words:
                    self.assertIn(word, result.stderr)
        self.assertEqual((self.stored(), self.shown()), before, 'nothing of all that is stored')

    def test_outcomes(self):
        other = outcome(self.ids[5])
        self.refuse([
            (lines([other, outcome(LATE)]), INVALID_ARGUMENT, 'ITEM_NOT_SAMPLED', 'outcomes[1].candidate_id',
             'inclusion probability is not known'),
            (outcome(UNLABELED), INVALID_ARGUMENT, 'ITEM_UNLABELED', 'Label it first'),
            (outcome('nobody'), INVALID_ARGUMENT, 'CANDIDATE_UNKNOWN'),
            (outcome(self.ids[5], 'asr-3'), INVALID_ARGUMENT, 'model_release', 'baseline or the candidate'),
            ({**other, 'rubric': 'asr@9'}, INVALID_ARGUMENT, 'names no rubric revision'),
            ({**other, 'rubric': 'asr'}, INVALID_ARGUMENT, 'rubric'),
            ({**other, 'values': {'word_errors': -1, 'words': 10}}, INVALID_ARGUMENT, 'counts of 0 to 1e9'),
            ({**other, 'values': {'Word-Errors': 1}}, INVALID_ARGUMENT, 'lower-case names'),
            ({**other, 'values': {'word_erors': 1, 'words': 10}}, INVALID_ARGUMENT, 'no measure of the rubric'),
            ({**other, 'values': {f'v{i}': 1 for i in range(65)}}, INVALID_ARGUMENT, 'values'),
            ({**other, 'candidate_id': 'x' * 300}, INVALID_ARGUMENT, 'candidate_id'),
            # What no file of outcomes can hold is found before anything is sent.
            ('{"candidate_id":"s0.5","model_release":"asr-1","rubric":"asr@1","values":{"words":NaN}}', USAGE, 'line 1'),
            ('{"candidate_id":"s0.5","model_release":"asr-1","rubric":"asr@1","values":{"words":1e400}}', USAGE, 'line 1'),
            (lines([other]) + '{"values":', USAGE, 'line 2', 'nothing was submitted'),
            (lines([other, {**other, 'values': {}}]), USAGE, 'line 2', 'values'),
            ({**other, 'values': {'words': 'ten'}}, USAGE, 'values.words'),
            ({**other, 'words': 10}, USAGE, 'line 1'),
            ({key: value for key, value in other.items() if key != 'rubric'}, USAGE, 'rubric', 'is missing'),
            ('{"candidate_id":"s0.5","candidate_id":"s0.6"}', USAGE, 'line 1'),
            ('"' + 'x' * 70_000 + '"', USAGE, 'longer than 64 KiB'),
            ('\xff\x00\n', USAGE, 'line 1'),
            ('', USAGE, 'no rows'),
        ], 'release', 'evaluate', 'r', '-')

    def test_numbers(self):
        number = {'guardrail': 'p95_latency_ms', 'model_release': 'asr-2', 'value': 800, 'unit': 'ms'}
        self.refuse([
            ({**number, 'guardrail': 'p99_latency_ms'}, INVALID_ARGUMENT, 'is no number guardrail'),
            ({**number, 'model_release': 'asr-1'}, INVALID_ARGUMENT, 'must be the candidate'),
            ({**number, 'unit': 's'}, INVALID_ARGUMENT, 'unit of the guardrail'),
            ({'guardrail': 'p95_latency_ms', 'model_release': 'asr-2', 'unit': 'ms'}, USAGE, 'value', 'is missing'),
            ({**number, 'value': '800'}, USAGE, 'value'),
            (lines([number, outcome(LATE)]), INVALID_ARGUMENT, 'ITEM_NOT_SAMPLED'),
        ], 'release', 'evaluate', 'r', '-')

    def test_what_is_good_is_stored_once(self):
        rows = [outcome(i, s) for i in self.ids if i != UNLABELED for s in PAIR]
        self.assertEqual(self.desk.submit('r', rows[:30]), 30)
        self.assertEqual(self.desk.submit('r', rows), 78)
        self.assertEqual(self.desk.submit('r', rows + rows[:5]), 78, 'rows replace themselves')
        verdict = self.desk.gate('r')  # exit code 3: not decided
        self.assertEqual(verdict.word, 'UNDECIDED')
        self.assertIn(('INSUFFICIENT_EVIDENCE', 'p95_latency_ms'), verdict.findings)
        self.assertEqual(self.desk.run('release', 'gate', 'r').returncode, REFUTED)

    def test_a_file_is_stored_up_to_the_call_that_is_refused(self):
        good = [outcome(i, s) for i in self.ids if i != UNLABELED for s in PAIR]
        rows = (good * 13)[:1000]
        result = self.desk.run('release', 'evaluate', 'r', '-', stdin=lines(rows + [good[0], outcome(LATE)]))
        self.assertEqual(result.returncode, INVALID_ARGUMENT)
        self.assertIn('rows 1001 to 1002', result.stderr)
        self.assertIn('1000 rows before are stored', result.stderr)
        self.assertIn('outcomes[1].candidate_id', result.stderr)
        self.assertEqual(int(self.stored()[0]['outcomes']), len(good))

    def test_a_slice_that_is_not_in_the_frame_does_not_pass(self):
        self.desk.create_release('r2', 'exam', PAIR, slices=[{'slice': 's1'}, {'slice': 'late'}])
        self.desk.submit('r2', [outcome(i, s) for i in self.ids if i != UNLABELED for s in PAIR])
        verdict = self.desk.gate('r2')
        self.assertEqual(verdict.word, 'UNDECIDED')
        self.assertEqual(verdict.verdict_of('s1'), 'PASS')
        self.assertIn(('INSUFFICIENT_EVIDENCE', 'late'), verdict.findings)

    def test_a_call_that_is_repeated_has_one_effect(self):
        canary = json.dumps({'stage': 'CANARY', 'requests': 10})
        verb = ('release', 'rollout', 'r', '-', '--request-id')
        for _ in range(2):
            self.desk.text(*verb, 'canary-1', stdin=canary)
            self.desk.server.kill()
            self.desk.server.start()
        self.assertEqual(len(self.shown()['rollouts']), 1)
        result = self.desk.run(*verb, 'canary-1', stdin='{"stage": "SHADOW"}')
        self.assertEqual(result.returncode, INVALID_ARGUMENT, result.stderr)
        self.assertIn('REQUEST_ID_REUSED', result.stderr)
        self.desk.text(*verb, 'canary-2', stdin=canary)
        self.assertEqual(len(self.shown()['rollouts']), 2)

    def test_release_documents(self):
        def but(**fields):
            return release('r2', 'exam', PAIR, **fields)

        def without(*names):
            return {key: value for key, value in but().items() if key not in names}

        rates = [{'measure': 'word_error_rate', 'kind': 'SAFETY'}]
        self.refuse([
            (but(slices=[{'slice': 's1'}, {'slice': 'mobile'}]), INVALID_ARGUMENT, 'release.slices[1].slice',
             'is no slice of the queue', 'ListSlices'),
            (but(canary={'slices_at_risk': ['mobile']}), INVALID_ARGUMENT, 'canary.slices_at_risk[0]'),
            (but(slices=[{'slice': 's1'}, {'slice': 's1'}]), INVALID_ARGUMENT, 'must appear once'),
            (without('baseline_release'), INVALID_ARGUMENT, 'release.baseline_release'),
            (but(baseline_release='asr-2', candidate_release='asr-1'), INVALID_ARGUMENT, 'was drawn for'),
            (without('evaluation'), INVALID_ARGUMENT, 'release.evaluation'),
            (but(evaluation='queues/exam/evaluations/7'), NOT_FOUND, 'EVALUATION_UNKNOWN'),
            (but(evaluation='queues/nowhere/evaluations/1'), NOT_FOUND, 'QUEUE_UNKNOWN'),
            (without('slice_budget', 'aggregate_budget'), INVALID_ARGUMENT, 'slice_budget', 'aggregate_budget'),
            (but(slice_budget=-0.01), INVALID_ARGUMENT, 'slice_budget'),
            (but(aggregate_budget=1.5), INVALID_ARGUMENT, 'aggregate_budget'),
            (but(slices=[{'slice': 's1', 'budget': 2}]), INVALID_ARGUMENT, 'slices[0].budget'),
            (but(slice_budget='NaN'), USAGE, 'slice_budget', 'has to be a number'),
            ('name: r2\nslice_budget: .nan', USAGE, 'slice_budget'),
            (but(rubric='asr@9'), INVALID_ARGUMENT, 'release.rubric'),
            (but(rubric='tts@1'), INVALID_ARGUMENT, 'release.rubric', 'one of the evaluation'),
            (but(rate_guardrails=[{**rates[0], 'measure': 'loudness'}]), INVALID_ARGUMENT, 'is no measure'),
            (but(rate_guardrails=[{**rates[0], 'kind': 'LATENCY'}]), INVALID_ARGUMENT, 'rate_guardrails[0].kind'),
            (but(rate_guardrails=rates * 2), INVALID_ARGUMENT, 'must appear once'),
            (but(number_guardrails=[{'name': 'cost', 'kind': 'COST', 'limit': 'Infinity'}]), USAGE, 'limit'),
            (but(cluster_attribute='speaker'), INVALID_ARGUMENT, 'cluster_attribute'),
            (but(datasets=['datasets/none/versions/1']), INVALID_ARGUMENT, 'datasets[0]', 'names no version'),
            (but(components=[{'component': 'INDEX'}]), INVALID_ARGUMENT, 'candidate_version'),
            (but(risk_class='EXTREME'), USAGE),
            (but(budget=0.01), USAGE, 'budget'),
            (but(slices='s1'), USAGE),
            (but() | {'name': ''}, USAGE),
            (but() | {'name': 'a b'}, USAGE),
            ('', USAGE), ('- a\n- b', USAGE), ('{', USAGE),
            (release('r', 'exam', PAIR), ALREADY_EXISTS, 'does not change'),
        ], 'release', 'create', '-f', '-')
        self.assertEqual(self.desk.run('release', 'show', 'r2').returncode, NOT_FOUND)
        self.assertEqual(self.desk.create_release('r2', 'exam', PAIR)['verdicts'], 0)

    def test_a_data_set_belongs_to_one_queue(self):
        desk = self.desk
        desk.server.approve(desk.winnow, 'asr-training@1')
        for queue in ('train', 'other'):
            desk.text('queue', 'create', queue, '--policy', 'asr-training')
            desk.import_rows(queue, [candidate(f't{i}', 's1', 'TRAIN') for i in range(3)])
            desk.label_all(queue, lambda i: {'word_errors': 1})
        desk.text('dataset', 'create', 'words', '--queue', 'train', '--purpose', 'TRAINING')
        result = desk.run('dataset', 'create', 'words', '--queue', 'other', '--purpose', 'TRAINING')
        self.assertEqual(result.returncode, ALREADY_EXISTS, result.stderr)
        self.assertEqual(len(desk.json('dataset', 'ls', '--queue', 'train')['dataset_versions']), 1)
        self.assertEqual(desk.json('dataset', 'ls', '--queue', 'other').get('dataset_versions', []), [])
        self.refuse([(release('r2', 'exam', PAIR, datasets=['datasets/words/versions/2']), INVALID_ARGUMENT,
                      'names no version')], 'release', 'create', '-f', '-')

    def test_waivers(self):
        waiver = {'kind': 'SLICE_REGRESSION', 'subject': 's1', 'reason': 'Two speakers', 'expire_time': after(7)}

        def without(name):
            return {key: value for key, value in waiver.items() if key != name}

        self.refuse([
            (without('expire_time'), INVALID_ARGUMENT, 'waiver.expire_time', 'is required'),
            (without('reason'), INVALID_ARGUMENT, 'waiver.reason'),
            (without('kind'), INVALID_ARGUMENT, 'waiver.kind'),
            ({**waiver, 'reason': 'x' * 300}, INVALID_ARGUMENT, 'waiver.reason'),
            (waiver, FAILED_PRECONDITION, 'WAIVER_DISALLOWED', 'Ask somebody else'),  # one's own release
            ({**waiver, 'kind': 'CONSENT_REVOKED'}, FAILED_PRECONDITION, 'WAIVER_DISALLOWED', 'never waived'),
            ({**waiver, 'reason': 'Ask jane@example.com'}, INVALID_ARGUMENT, 'CONTENT_REFUSED', 'waiver.reason'),
            ({**waiver, 'kind': 'EVERYTHING'}, USAGE),
            ({**waiver, 'until': after(7)}, USAGE, 'until'),
        ], 'release', 'waive', 'r', '-')
        for wrong, code, word in (
                ({**waiver, 'expire_time': '2020-01-01T00:00:00Z'}, INVALID_ARGUMENT, 'in the future'),
                ({**waiver, 'expire_time': after(400)}, INVALID_ARGUMENT, 'at most 366 days'),
                ({**waiver, 'kind': 'MISSING_CONSENT'}, FAILED_PRECONDITION, 'never waived')):
            result = self.desk.run('release', 'waive', 'r', '-', stdin=json.dumps(wrong), identity='product-owner')
            self.assertEqual(result.returncode, code, result.stderr)
            self.assertIn(word, result.stderr)
        self.assertEqual(self.shown()['waivers'], [])
        result = self.desk.run('release', 'waive', 'r', '-', stdin=json.dumps(waiver), identity='product-owner')
        self.assertEqual(result.returncode, OK, result.stderr)
        stored, = self.shown()['waivers']
        self.assertEqual((stored['approver'], stored['subject']), ('product-owner', 's1'))
        # Who answers for a finding does not decide about the release.
        for verb in (('gate', 'r'), ('rollout', 'r', '-'), ('evaluate', 'r', '-')):
            result = self.desk.run('release', *verb, stdin=json.dumps(outcome('s1.1')), identity='product-owner')
            self.assertNotIn(result.returncode, (OK, REFUTED), verb)

    def test_rollouts(self):
        canary = {'stage': 'CANARY', 'slices': [{'slice': 's1', 'requests': 10}]}
        figure = {'name': 'errors', 'plane': 'MODEL', 'value': 1}
        self.refuse([
            ({'requests': 10}, INVALID_ARGUMENT, 'rollout.stage'),
            ({**canary, 'slices': [{'slice': 'mobile', 'requests': 1}]}, INVALID_ARGUMENT, 'is no slice of the queue'),
            ({**canary, 'slices': canary['slices'] * 2}, INVALID_ARGUMENT, 'must appear once'),
            ({**canary, 'slices': [{'slice': 's1', 'requests': -1}]}, USAGE),
            ({**canary, 'telemetry': [{**figure, 'value': 'NaN'}]}, USAGE, 'has to be a number'),
            ({**canary, 'telemetry': [{**figure, 'plane': 'NONE'}]}, USAGE),
            ({**canary, 'telemetry': [figure] * 2}, INVALID_ARGUMENT, 'must appear once'),
            ({**canary, 'owner_response': '-5s'}, INVALID_ARGUMENT, 'owner_response'),
            ({'stage': 'ROLLED_BACK'}, INVALID_ARGUMENT, 'rollback_target', 'rollback_version'),
            ({'stage': 'ROLLED_BACK', 'rollback_target': 'MODEL'}, INVALID_ARGUMENT, 'rollback_version'),
            ({'stage': 'EVERYWHERE'}, USAGE),
        ], 'release', 'rollout', 'r', '-')
        # Promotion is judged anew first: the verdict that says why it is refused is all that is stored.
        result = self.desk.run('release', 'rollout', 'r', '-', stdin='{"stage": "PROMOTED"}')
        self.assertEqual(result.returncode, FAILED_PRECONDITION, result.stderr)
        self.assertIn('RELEASE_NOT_READY', result.stderr)
        self.assertIn('releases/r/verdicts/1', result.stderr)
        stored = self.shown()
        self.assertEqual((stored['rollouts'], stored['verdicts']), ([], 1))

    def test_arguments(self):
        self.refuse([('', code, *words) for code, *words in ((NOT_FOUND, 'RELEASE_UNKNOWN'),)],
                    'release', 'gate', 'nobody')
        for arguments, code in (
                (('show', 'nobody'), NOT_FOUND), (('show', 'r', '--verdict', '9'), NOT_FOUND),
                (('ls', '--queue', 'nowhere'), NOT_FOUND), (('ls',), USAGE), (('show',), USAGE), (('gate',), USAGE),
                (('show', 'r', '--verdict', 'x'), USAGE), (('create', '-f', 'no-such-file'), USAGE),
                (('evaluate', 'r', 'no-such-file'), USAGE), (('evaluate', 'r'), USAGE), (('waive', 'r'), USAGE),
                (('gate', 'not a name'), USAGE), (('promote', 'r'), USAGE)):
            with self.subTest(arguments=arguments):
                result = self.desk.run('release', *arguments)
                self.assertEqual(result.returncode, code, result.stderr)
                self.assertTrue(result.stderr.strip(), 'says what is wrong')
                self.assertEqual(result.stdout, '')


if __name__ == '__main__':
    main()
