#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Real releases and labels of real speakers, by the real command line and server: fine-tunings judged by
accent, and one and the same audio transcribed by three teams.

    real_speakers_test.py PATH_OF_WINNOWD PATH_OF_WINNOW

All of it needs the full files of ../shared/data (or WINNOW_FULL_DATA), whose licence keeps them out of
the project: it is skipped, visibly, where they are not.
"""
import collections

from real_pool import FULL, convert, full_rows, has_full, held_out
from release_desk import DeskTest, main, points

FOREVER = '2100-01-01T00:00:00Z'
LEAST_ROWS = 40  # of an accent to be named in the launch population
TEAMS = ('rev', 'rev_aa', 'amber')


def candidate(row, source, slice_id, **attributes):
    keys = {name: convert.keyed_hash(key) for name, key in attributes.items()}
    return {'candidate_id': row['candidate_id'], 'source': source, 'consent_scope': 'research',
            'retain_until': FOREVER, 'rubric': 'asr', 'slice': slice_id, 'split_group': row['candidate_id'],
            'model_release': 'served', 'attributes': keys}


class FullDataTest(DeskTest):
    KIND = None

    def setUp(self):
        if not has_full(self.KIND):
            self.skipTest(f'needs the full file of {self.KIND} in {FULL} (or WINNOW_FULL_DATA)')
        super().setUp()
        self.desk.set_up(self.KIND)
        self.rows = {row['candidate_id']: row for row in full_rows(self.KIND)}

    def outcome(self, candidate_id, release, errors, **fields):
        return {'candidate_id': candidate_id, 'model_release': release, 'rubric': 'asr@1',
                'values': {'word_errors': float(errors), 'words': float(self.rows[candidate_id]['n_p2'])}, **fields}


class AccentTest(FullDataTest):
    """A base model and others: 99 % of the clips are fine-tuned for, LibriSpeech is what everybody had before."""
    KIND = 'afrispeech'

    def slice_of(self, row):
        return 'librispeech' if row['source'].startswith('librispeech') else convert.identifier(row['accent'])

    def judge(self, other):
        """Verdicts on a launch among African accents alone, and on one that has LibriSpeech in it."""
        pair = ('whisper_md', other)
        rows = [row for row in self.rows.values() if row['e_' + other] != '' and row['d_' + other] != '']
        exam = [held_out(candidate(row, self.KIND, self.slice_of(row), speaker=row['speaker_key']), pair,
                         row['d_' + other], sensitive=row['sensitive_proxy'] == '1',
                         signals={'x_words': float(row['inc_words'])}) for row in rows]
        counts = collections.Counter(row['slice'] for row in exam if not row['sensitive'])
        minors = sum(row['sensitive'] for row in exam)
        self.desk.create_exam('accents', pair, ('speaker',))
        self.desk.import_rows('accents', exam)
        self.desk.evaluate('accents', pair, 20_000)
        ids = self.desk.label_all('accents', lambda i: {'word_errors': int(self.rows[i]['e_whisper_md'])})
        self.assertEqual(len(ids), len(rows) - minors, 'minors are in no evaluation')
        self.assertGreater(minors, 0)
        accents = [name for name, count in sorted(counts.items()) if count >= LEAST_ROWS and name != 'librispeech']
        verdicts = []
        for name, population in (('africa', accents), ('everywhere', accents + ['librispeech'])):
            self.desk.create_release(name, 'accents', pair, cluster_attribute='speaker', units_signal='x_words',
                                     slices=[{'slice': accent} for accent in population])
            self.desk.submit(name, [self.outcome(i, s, self.rows[i]['e_' + s]) for i in ids for s in pair])
            verdict = self.desk.gate(name)
            print(f'\n{pair[0]} to {other}, {name}: {verdict.word}, blocks', verdict.subjects('SLICE_REGRESSION'),
                  'all', points(verdict.comparison()))
            self.assertEqual(len(verdict.message['comparisons']), 1 + len(population))
            verdicts.append(verdict)
        return verdicts

    def test_a_fine_tuning_is_blocked_by_what_it_loses(self):
        africa, everywhere = self.judge('whisper_md_all')
        self.assertEqual(africa.word, 'BLOCK')
        self.assertEqual(africa.verdict_of(), 'PASS')
        self.assertLess(africa.comparison()['upper'], 0, 'better')
        self.assertEqual(africa.subjects('SLICE_REGRESSION'), ['zulu'])
        self.assertEqual(everywhere.word, 'BLOCK')
        self.assertEqual(everywhere.subjects('SLICE_REGRESSION'), ['librispeech', 'zulu'])
        self.assertEqual(set(everywhere.message['marked_slices']), {'librispeech', 'zulu'})
        self.assertAlmostEqual(everywhere.comparison('librispeech')['change'], 0.335, delta=0.005)
        self.assertAlmostEqual(everywhere.comparison('zulu')['change'], 0.044, delta=0.005)
        for accent in ('afrikaans', 'setswana', 'swahili'):  # worse by themselves, if not by a point over a family
            self.assertGreater(everywhere.comparison(accent)['lower'], 0, accent)
        few = everywhere.finding('INSUFFICIENT_EVIDENCE', 'eggon')  # two speakers
        self.assertIn('7 sampled clusters', few['message'])

    def test_a_larger_model_is_never_blocked(self):
        for verdict in self.judge('whisper_lg'):
            self.assertEqual(verdict.word, 'UNDECIDED')
            self.assertEqual(verdict.verdict_of(), 'PASS')
            self.assertLess(verdict.comparison()['upper'], 0, 'better')
            self.assertEqual({kind for kind, _ in verdict.findings}, {'INSUFFICIENT_EVIDENCE'})
            self.assertEqual(verdict.message['marked_slices'], [])


class TeamTest(FullDataTest):
    """Three teams transcribed the same interviews. The words of the corpus' own transcript stand for what a
    system said, which is the same for both releases; errors are counted against what a team heard."""
    KIND = 'coraal'
    POLICY = {'policy_id': 'by-three', 'policy': {'purpose': 'TRAINING', 'allocation': {'kind': 'EQUAL'},
                                                  'required_labels': len(TEAMS)}}

    def candidates(self):
        return [candidate(row, self.KIND, row['city'], interview=row['interview_key']) for row in self.rows.values()]

    def test_a_change_of_vendor_is_no_change_of_the_model(self):
        pair = ('served', 'same')
        self.desk.create_exam('teams', pair, ('interview',))
        # The outputs do not differ, which nobody told the draw: without the signal everything may differ.
        self.desk.import_rows('teams', [{**row, 'split': 'TEST'} for row in self.candidates()])
        self.desk.evaluate('teams', pair, 20_000)
        ids = self.desk.label_all('teams', lambda i: {'word_errors': int(self.rows[i]['e_rev'])})
        self.assertEqual(len(ids), len(self.rows))
        # Aggregate only: two cities have fewer interviews than it takes.
        fields = {'cluster_attribute': 'interview'}
        self.desk.create_release('teams', 'teams', pair, **fields)

        def outcomes(release, team):
            return [self.outcome(i, release, self.rows[i]['e_' + team], vendor=team) for i in ids]

        self.desk.submit('teams', outcomes('served', 'rev') + outcomes('same', 'amber'))
        verdict = self.desk.gate('teams')
        print('\ntwo teams:', verdict.show())
        self.assertEqual(verdict.word, 'BLOCK')
        finding = verdict.finding('VENDOR_MISMATCH')
        self.assertEqual(int(finding['count']), len(ids))
        self.assertEqual(verdict.subjects('AGGREGATE_REGRESSION') + verdict.subjects('SLICE_REGRESSION'), [])

        self.desk.submit('teams', outcomes('same', 'rev'))  # both by one team
        verdict = self.desk.gate('teams')
        print('one team:', verdict.show())
        self.assertEqual(verdict.subjects('VENDOR_MISMATCH'), [])
        self.assertEqual(verdict.comparison()['change'], 0)
        self.assertEqual(verdict.verdict_of(), 'PASS')

    def test_the_report_names_the_team_that_differs(self):
        self.desk.document('policy', 'create', '-f', **self.POLICY)
        self.desk.server.approve(self.desk.winnow, 'by-three@1')
        self.desk.text('queue', 'create', 'heard', '--policy', 'by-three@1', '--attribute', 'interview:KEYED_HASH')
        self.desk.import_rows('heard', [{**row, 'split': 'TRAIN'} for row in self.candidates()])
        while True:
            grant, items = self.desk.take('heard')
            if not items:
                break
            self.desk.label(grant, [
                {'candidate_id': item['candidate_id'], 'rubric': item['rubric'], 'annotator': f'{place:016x}',
                 'vendor': team, 'values': {'words': int(self.rows[item['candidate_id']]['n_p2']),
                                            'word_errors': int(self.rows[item['candidate_id']]['e_' + team])}}
                for item in items for place, team in enumerate(TEAMS, 1)])
        report = self.desk.json('agreement', 'report', '--queue', 'heard', '--rubric', 'asr@1', '--cluster',
                                'interview', '--by', 'vendor')
        shifts = {shift['vendor']: shift for shift in report['vendor_shifts']}
        print()
        for shift in shifts.values():
            print('   {vendor}: {verdict}, {anchors} shared, {clusters} interviews'.format(**shift),
                  '{:+.2f} [{:+.2f}, {:+.2f}]'.format(*(100 * shift[k] for k in ('difference', 'lower', 'upper'))))
        amber = shifts['amber']
        self.assertEqual(amber['verdict'], 'VENDOR_SHIFT_VERDICT_SHIFTED')
        self.assertEqual((int(amber['anchors']), int(amber['clusters'])), (len(self.rows), 17))
        self.assertAlmostEqual(amber['difference'], 0.035, delta=0.002)
        self.assertGreater(amber['lower'], 0)
        self.assertNotEqual(shifts['rev']['verdict'], 'VENDOR_SHIFT_VERDICT_SHIFTED')


if __name__ == '__main__':
    main()
