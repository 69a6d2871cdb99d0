#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Three incidents, by the real command line and server: what would have stopped each, and what it leaves behind.

    incidents_test.py PATH_OF_WINNOWD PATH_OF_WINNOW

1. Good word error offline, bad dictation on mobile. The server is killed before every call.
2. A low-confidence batch hurts accented assistant queries.
3. A refreshed index serves policies that are not in force any more.

All data are made up from a fixed seed (SEED): errors of model releases, which depend on the seed, the
candidate and the release alone, at rates that each test states.
"""
import json
import random

from release_desk import FAILED_PRECONDITION, DeskTest, lines, main, points

SEED = 20260309
WORDS = 10  # of a made-up utterance
FOREVER = '2100-01-01T00:00:00Z'


def draw(candidate_id, release, rate, of=1):
    """Errors of a release on a candidate: of so many words, or of the one task."""
    chance = random.Random(f'{SEED}:{candidate_id}:{release}')
    return sum(chance.random() < rate for _ in range(of))


def candidates(counts, rubric='asr', split='TEST', speakers=40):
    """So many of each slice, by speakers of the slice in turn."""
    for slice_id, count in counts.items():
        for i in range(count):
            candidate_id = f'{slice_id}.{i}'
            yield {'candidate_id': candidate_id, 'source': 'product', 'consent_scope': 'research',
                   'retain_until': FOREVER, 'rubric': rubric, 'slice': slice_id, 'split': split,
                   'split_group': candidate_id, 'model_release': 'served',
                   'attributes': {'speaker': f'{abs(hash_of(slice_id)) + i % speakers:016x}'},
                   'signals': {'x_words': WORDS}}


def hash_of(text):
    return random.Random(f'{SEED}:{text}').getrandbits(48)


def distance(pair, value):
    return {'pair_disagreement': {'value': value, 'baseline_release': pair[0], 'candidate_release': pair[1]}}


class IncidentTest(DeskTest):
    def log(self, what, verdict):
        print(f'\n   {what}: {verdict.show()}; all', points(verdict.comparison()), end='')

    def refuse_promotion(self, name):
        result = self.desk.run('release', 'rollout', name, '-', stdin='{"stage": "PROMOTED"}')
        self.assertEqual(result.returncode, FAILED_PRECONDITION, result.stderr)
        self.assertIn('RELEASE_NOT_READY', result.stderr)
        shown = self.desk.json('release', 'show', name)
        self.assertNotIn('ROLLOUT_STAGE_PROMOTED', [r['stage'] for r in shown['release'].get('rollouts', [])])

    def stages(self, name):
        shown = self.desk.json('release', 'show', name)
        return [r['stage'].removeprefix('ROLLOUT_STAGE_') for r in shown['release']['rollouts']]

    def kinds(self, response):
        return [(f['kind'].removeprefix('FINDING_KIND_'), f['subject']) for f in response.get('findings', [])]


class WordErrors:
    """Of made-up model releases: rates by release, and by release and slice."""

    def __init__(self, rates):
        self.rates = rates

    def of(self, candidate_id, release):
        slice_id = candidate_id.split('.')[0]
        rate = self.rates.get((release, slice_id), self.rates.get(release))
        return draw(candidate_id, release, rate, of=WORDS)

    def distance(self, candidate_id, pair):
        """The errors are at other words: so many words differ."""
        return sum(self.of(candidate_id, release) for release in pair)

    def outcomes(self, ids, pair):
        return [{'candidate_id': i, 'model_release': release, 'rubric': 'asr@1', 'vendor': 'v1',
                 'values': {'word_errors': self.of(i, release), 'words': WORDS}} for i in ids for release in pair]

    def label(self, desk, queue, release):
        return desk.label_all(queue, lambda i: {'word_errors': self.of(i, release)})


class DictationTest(IncidentTest):
    KILLS = True
    COUNTS = {'assistant': 300, 'dictation-desktop': 300, 'dictation-mobile': 200}
    FIRST, SECOND = ('asr-7', 'asr-8'), ('asr-8', 'asr-9')
    # asr-8 is better everywhere; asr-9 is better but on mobile, where 15 words more of 100 are wrong.
    ERRORS = WordErrors({'asr-7': 0.35, 'asr-8': 0.20, 'asr-9': 0.06, ('asr-9', 'dictation-mobile'): 0.35})
    MOBILE = 'dictation-mobile'
    LAUNCH = {
        'slices': [{'slice': 'assistant', 'min_labels': 30}, {'slice': 'dictation-desktop', 'min_labels': 30},
                   {'slice': MOBILE, 'min_labels': 60}],
        'slice_budget': 0.03, 'cluster_attribute': 'speaker', 'units_signal': 'x_words', 'risk_class': 'MEDIUM',
        'canary': {'min_requests': 10_000, 'slices_at_risk': [MOBILE], 'min_slice_requests': 500}}

    def set_up(self):
        self.desk.set_up('product')
        self.desk.create_exam('voice', self.FIRST, ('speaker',))
        rows = list(candidates(self.COUNTS))
        for row in rows:
            row['signals'] |= distance(self.FIRST, self.ERRORS.distance(row['candidate_id'], self.FIRST))
        self.desk.import_rows('voice', rows)

    def test_a_slice_at_risk_is_labeled_and_served_before_everybody_gets_it(self):
        self.set_up()
        self.check_coverage()
        self.check_canary()
        self.check_regression()

    def check_coverage(self):
        """Offline all is well, and of mobile too little was looked at."""
        self.desk.evaluate('voice', self.FIRST, 120, looks=2)  # one now, one when it was extended
        ids = self.ERRORS.label(self.desk, 'voice', 'asr-7')
        self.assertEqual(sum(i.startswith(self.MOBILE) for i in ids), 40)
        self.desk.create_release('asr-8', 'voice', self.FIRST, **self.LAUNCH)
        self.desk.submit('asr-8', self.ERRORS.outcomes(ids, self.FIRST))
        verdict = self.desk.gate('asr-8')
        self.log('offline', verdict)
        self.first = verdict
        self.assertEqual((verdict.word, verdict.findings), ('BLOCK', [('MISSING_SLICE_COVERAGE', self.MOBILE)]))
        self.assertLess(verdict.comparison()['upper'], 0, 'better over all')
        self.assertIn('Label 20 more', verdict.finding('MISSING_SLICE_COVERAGE', self.MOBILE)['message'])
        self.refuse_promotion('asr-8')

        self.desk.text('evaluation', 'extend', '--queue', 'voice', '1', '--items', '120')
        more = self.ERRORS.label(self.desk, 'voice', 'asr-7')
        self.assertGreaterEqual(sum(i.startswith(self.MOBILE) for i in ids + more), 60)
        self.desk.submit('asr-8', self.ERRORS.outcomes(more, self.FIRST))
        verdict = self.desk.gate('asr-8')
        self.log('extended', verdict)
        self.assertEqual((verdict.word, verdict.findings), ('PASS', []))
        self.assertEqual(verdict.message['missing_stages'], ['ROLLOUT_STAGE_CANARY'])
        self.refuse_promotion('asr-8')

    def check_canary(self):
        """A canary of desktops says nothing about mobiles."""
        small = self.desk.rollout('asr-8', stage='CANARY', slices=[{'slice': 'dictation-desktop', 'requests': 4000}])
        expected = [('CANARY_SLICE_MISSING', self.MOBILE), ('CANARY_VOLUME', '')]
        self.assertEqual(self.kinds(small), expected)
        verdict = self.desk.gate('asr-8')
        self.log('canary of desktops', verdict)
        self.assertEqual((verdict.word, verdict.findings), ('BLOCK', expected))
        self.assertIn('0 requests', verdict.finding('CANARY_SLICE_MISSING', self.MOBILE)['message'])
        self.assertIn('4000 requests', verdict.finding('CANARY_VOLUME')['message'])
        self.refuse_promotion('asr-8')

        good = self.desk.rollout('asr-8', stage='CANARY', slices=[
            {'slice': 'assistant', 'requests': 8000}, {'slice': 'dictation-desktop', 'requests': 3000},
            {'slice': self.MOBILE, 'requests': 500}])
        self.assertEqual(self.kinds(good), [])
        verdict = self.desk.gate('asr-8')
        self.assertEqual((verdict.word, verdict.findings, verdict.message['missing_stages']), ('PASS', [], []))
        self.desk.rollout('asr-8', stage='PROMOTED')
        self.assertEqual(self.stages('asr-8'), ['CANARY', 'CANARY', 'PROMOTED'])
        first = self.desk.json('release', 'show', 'asr-8', '--verdict', '1')['verdict']
        self.assertEqual(first, self.first.message, 'what a gate has said stays')

    def check_regression(self):
        """The next release is better over all, and the labels are there to see where it is not."""
        self.desk.text('evaluation', 'close', '--queue', 'voice', '1')
        self.desk.text('queue', 'update', 'voice', '--release-under-test', ','.join(self.SECOND))
        signals = [{'candidate_id': row['candidate_id'],
                    'signals': distance(self.SECOND, self.ERRORS.distance(row['candidate_id'], self.SECOND))}
                   for row in candidates(self.COUNTS)]
        self.desk.text('signal', 'push', '--queue', 'voice', '-', stdin=lines(signals))
        self.desk.evaluate('voice', self.SECOND, 180)
        ids = self.ERRORS.label(self.desk, 'voice', 'asr-8')
        self.desk.create_release('asr-9', 'voice', self.SECOND,
                                 **{**self.LAUNCH, 'evaluation': 'queues/voice/evaluations/2'})
        self.desk.submit('asr-9', self.ERRORS.outcomes(ids, self.SECOND))
        verdict = self.desk.gate('asr-9')
        self.log('next release', verdict)
        self.assertEqual(verdict.word, 'BLOCK')
        self.assertEqual(verdict.subjects('SLICE_REGRESSION'), [self.MOBILE])
        self.assertEqual(verdict.subjects('MISSING_SLICE_COVERAGE'), [])
        self.assertEqual(verdict.verdict_of(), 'PASS')
        self.assertEqual(verdict.message['marked_slices'], [self.MOBILE])
        self.refuse_promotion('asr-9')


class AccentTest(IncidentTest):
    PAIR = ('assistant-3', 'assistant-4')
    SLICES = ('accented-assistant', 'assistant', 'dictation')
    ACCENTED = SLICES[0]
    # Trained on what the incumbent was least sure of, the candidate gained where most of that was.
    ERRORS = WordErrors({'assistant-3': 0.25, 'assistant-4': 0.10, ('assistant-4', ACCENTED): 0.40})

    def take_training_batch(self, size):
        """Labels a batch of the training queue; returns the slots of each slice by its manifest."""
        grant, items = self.desk.take('flywheel', size)
        self.desk.label(grant, [{'candidate_id': item['candidate_id'], 'rubric': item['rubric'],
                                 'values': {'word_errors': self.ERRORS.of(item['candidate_id'], 'assistant-3')}}
                                for item in items])
        manifest, *drawn = map(json.loads, self.desk.text('batch', 'export', grant['batch'], '--format',
                                                          'jsonl').splitlines())
        shares = {line['slice']: line['filled'] for line in manifest['quotas']}
        self.assertEqual(sum(shares.values()), size)
        self.assertEqual(len(drawn), size)
        return shares

    def marked(self, queue):
        slices = self.desk.json('slice', 'ls', '--queue', queue)['slices']
        return [s['name'].split('/')[-1] for s in slices if s['recent_regression']]

    def test_the_next_batch_leans_to_the_slice_that_the_last_one_hurt(self):
        desk = self.desk
        desk.set_up('product')
        desk.server.approve(desk.winnow, 'asr-training@1')
        desk.text('queue', 'create', 'flywheel', '--policy', 'asr-training', '--attribute', 'speaker:KEYED_HASH')
        rows = list(candidates({name: 400 for name in self.SLICES}, split='TRAIN'))
        for row in rows:  # training candidates are others than those of the test set
            row['candidate_id'] += '.train'
            row['split_group'] = row['candidate_id']
            row['signals']['confidence'] = random.Random(f"{SEED}:{row['candidate_id']}").uniform(0.2, 0.9)
        desk.import_rows('flywheel', rows)
        before = self.take_training_batch(150)
        data = desk.json('dataset', 'create', 'train', '--queue', 'flywheel', '--purpose', 'TRAINING')
        version = data['dataset_version']
        self.assertEqual(int(version['members']), 150)

        desk.create_exam('exam', self.PAIR, ('speaker',))
        rows = list(candidates({name: 150 for name in self.SLICES}))
        for row in rows:
            row['signals'] |= distance(self.PAIR, self.ERRORS.distance(row['candidate_id'], self.PAIR))
        desk.import_rows('exam', rows)
        desk.evaluate('exam', self.PAIR, 450)
        ids = self.ERRORS.label(desk, 'exam', 'assistant-3')
        desk.create_release('assistant-4', 'exam', self.PAIR, cluster_attribute='speaker', units_signal='x_words',
                            datasets=[version['name']],
                            components=[{'component': 'DATA', 'candidate_version': 'train-1'}])
        desk.submit('assistant-4', self.ERRORS.outcomes(ids, self.PAIR))
        self.assertEqual(self.marked('flywheel') + self.marked('exam'), [])
        verdict = desk.gate('assistant-4')
        self.log('trained on the batch', verdict)
        self.assertEqual((verdict.word, verdict.findings), ('BLOCK', [('SLICE_REGRESSION', self.ACCENTED)]))
        self.assertLess(verdict.comparison()['upper'], 0, 'better over all')
        self.assertEqual(verdict.message['marked_slices'], [self.ACCENTED])
        relabels, = verdict.message['relabels']
        self.assertEqual((relabels['dataset'], int(relabels['members']), relabels['digest']),
                         (version['name'], 150, version['digest']))

        self.assertEqual(self.marked('flywheel'), [self.ACCENTED])
        self.assertEqual(self.marked('exam'), [self.ACCENTED])
        after = self.take_training_batch(150)
        print(f'\n   slots before {before}, after {after}', end='')
        self.assertEqual(set(before.values()), {50}, 'equal weights')
        self.assertEqual(after, {self.ACCENTED: 90, 'assistant': 30, 'dictation': 30}, 'three times the weight')


class IndexTest(IncidentTest):
    PAIR = ('agent-4', 'agent-5')
    TASK = {'agent-4': 0.30, 'agent-5': 0.10}  # tasks that fail
    STALE = {'agent-4': 0.02, 'agent-5': 0.20}  # answers from a source that is not in force
    LAUNCH = {
        'cluster_attribute': 'speaker', 'slice_budget': 0.03, 'aggregate_budget': 0.02, 'risk_class': 'MEDIUM',
        'components': [{'component': 'INDEX', 'baseline_version': 'kb-12', 'candidate_version': 'kb-13'}],
        'canary': {'min_requests': 1000, 'max_owner_response': '900s', 'triggers': [
            {'name': 'stale_answers', 'plane': 'RETRIEVAL', 'limit': 0.05},
            {'name': 'p95_latency_ms', 'plane': 'SERVING', 'limit': 900}]}}

    def outcomes(self, ids, with_sources):
        for i in ids:
            for release in self.PAIR:
                values = {'task_failures': draw(i, release + ':task', self.TASK[release])}
                if with_sources:
                    values['stale_sources'] = draw(i, release + ':stale', self.STALE[release])
                yield {'candidate_id': i, 'model_release': release, 'rubric': 'spoken_rag@1', 'vendor': 'v1',
                       'values': values}

    def set_up(self):
        self.desk.set_up('product')
        self.desk.create_exam('agent', self.PAIR, ('speaker',))
        rows = list(candidates({'billing': 300, 'travel': 300}, rubric='spoken_rag', speakers=60))
        for row in rows:
            row['signals'] = distance(self.PAIR, 1)
        self.desk.import_rows('agent', rows)
        self.desk.evaluate('agent', self.PAIR, 500)
        return self.desk.label_all('agent', lambda i: {
            'task_success': draw(i, 'agent-4:task', self.TASK['agent-4']) == 0, 'source_freshness': 'fresh'})

    def test_an_index_that_is_not_in_force_is_found_offline_or_rolled_back(self):
        ids = self.set_up()
        self.check_guardrail(ids)
        self.check_rollback(ids)

    def check_guardrail(self, ids):
        """The guardrail sees what the rate that decides does not."""
        self.desk.create_release('kb-13', 'agent', self.PAIR, **self.LAUNCH, rate_guardrails=[
            {'measure': 'stale_source_rate', 'kind': 'FRESHNESS', 'budget': 0.02}])
        self.desk.submit('kb-13', self.outcomes(ids, with_sources=True))
        verdict = self.desk.gate('kb-13')
        self.log('offline', verdict)
        self.assertEqual((verdict.word, verdict.findings), ('BLOCK', [('STALE_SOURCE', 'stale_source_rate')]))
        self.assertEqual(verdict.verdict_of(), 'PASS')
        self.assertLess(verdict.comparison()['upper'], 0, 'fewer tasks fail')
        self.assertAlmostEqual(verdict.comparison('', 'stale_source_rate')['change'], 0.18, delta=0.05)
        finding = verdict.finding('STALE_SOURCE', 'stale_source_rate')
        self.assertEqual((finding['rollback_target'], finding['stage']), ('COMPONENT_INDEX', 'STAGE_RETRIEVAL'))
        self.refuse_promotion('kb-13')

    def check_rollback(self, ids):
        """Without that guardrail the canary is what finds it."""
        self.desk.create_release('kb-13-blind', 'agent', self.PAIR, **self.LAUNCH)
        self.desk.submit('kb-13-blind', self.outcomes(ids, with_sources=False))
        self.assertEqual(self.desk.gate('kb-13-blind').word, 'PASS')
        canary = self.desk.rollout('kb-13-blind', stage='CANARY', requests=2000, owner_response='300s', telemetry=[
            {'name': 'stale_answers', 'plane': 'RETRIEVAL', 'value': 0.19},
            {'name': 'p95_latency_ms', 'plane': 'SERVING', 'value': 640}])
        self.assertEqual(self.kinds(canary), [('ROLLBACK_TRIGGERED', 'stale_answers')])
        verdict = self.desk.gate('kb-13-blind')
        self.log('canary', verdict)
        self.assertEqual((verdict.word, verdict.findings), ('BLOCK', [('ROLLBACK_TRIGGERED', 'stale_answers')]))
        finding = verdict.finding('ROLLBACK_TRIGGERED', 'stale_answers')
        self.assertEqual(finding['rollback_target'], 'COMPONENT_INDEX')
        self.assertIn('Roll back INDEX', finding['message'])
        self.refuse_promotion('kb-13-blind')

        self.desk.rollout('kb-13-blind', stage='ROLLED_BACK', rollback_target='INDEX', rollback_version='kb-12')
        last = self.desk.json('release', 'show', 'kb-13-blind')['release']['rollouts'][-1]
        self.assertEqual((last['stage'], last['rollback_target'], last['rollback_version'], last['number']),
                         ('ROLLOUT_STAGE_ROLLED_BACK', 'COMPONENT_INDEX', 'kb-12', 2))
        verdict = self.desk.gate('kb-13-blind')  # what was taken back is not judged, and has to be done again
        self.assertEqual((verdict.word, verdict.message['missing_stages']), ('PASS', ['ROLLOUT_STAGE_CANARY']))
        self.refuse_promotion('kb-13-blind')


if __name__ == '__main__':
    main()
