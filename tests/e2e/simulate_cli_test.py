#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""winnow-simulate run and merge as their users call them: the same bytes however the work is shared, and a refusal that names what to
mend for everything else."""
import json
import os
import random
import stat
import subprocess
import sys
import tempfile
import unittest

SIMULATE = ''
HEADER = 'candidate_id,slice,speaker_key,text_group,n_p2,confidence,u_committee,e_a,e_b,e_c,d_a__b,d_a__c,d_b__c'


def rows(count, seed=3):
    """Utterances in three slices, of which `worse` regresses."""
    dice = random.Random(seed)
    out = []
    for i in range(count):
        slice_id = ('fine', 'same', 'worse')[i % 3]
        d = 0 if dice.random() < 0.5 else dice.randint(1, 4)
        lost = sum(dice.random() < (0.7 if slice_id == 'worse' else 0.3) for _ in range(d))
        words = dice.randint(5, 25)
        out.append([f'c{i}', slice_id, f'k{dice.randrange(40)}', f't{dice.randrange(300)}', words, round(dice.random(), 3), round(dice.random(), 3),
                    d - lost, lost, dice.randint(0, 3), d, max(d - 1, 0), 1 if d else 0])
    return out


def table(lines):
    return '\n'.join([HEADER, *(','.join(map(str, line)) for line in lines)]) + '\n'


def replaced(words, more):
    """`words`, options with a value each, without those that `more` gives anew; then `more`."""
    kept = [word for pair in zip(words[::2], words[1::2]) if pair[0] not in more or pair[0] in ('--data', '--truth') for word in pair]
    return (*kept, *more)


class SimulateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='winnow-simulate-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.write('f.csv', table(rows(900)))

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name), encoding='utf-8') as file:
            return file.read()

    def call(self, *words):
        return subprocess.run([SIMULATE, *words], capture_output=True, text=True, timeout=240, check=False, cwd=self.folder)

    def run_verb(self, *words):
        return self.call('run', *replaced(('--data', 'f.csv', '--truth', 'a,b', '--budgets', '30,90', '--replicates', '12'), words))

    def fine(self, result):
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def refused(self, result, *words):
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertEqual(result.stdout, '')
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertNotIn('\n', result.stderr.strip(), 'one line says it')

    def test_the_same_bytes_for_any_number_of_threads(self):
        out = {}
        for threads in ('1', '2', '8'):
            shown = self.fine(self.run_verb('--threads', threads, '-o', 'r.html', '--json', 'o.json', '--records', 'r.jsonl'))
            out[threads] = (shown, self.read('r.html'), self.read('o.json'), self.read('r.jsonl'))
        self.assertEqual(out['1'], out['2'])
        self.assertEqual(out['1'], out['8'])
        self.assertIn('release-evaluation', out['1'][0])

    def test_shards_add_up_to_the_whole_in_any_order(self):
        whole = self.fine(self.run_verb('-o', 'whole.html', '--json', 'whole.json', '--records', 'whole.jsonl'))
        for i in range(5):
            self.assertEqual(self.fine(self.run_verb('--shard', f'{i}/5', '--records', f's{i}.jsonl')), '')
        self.fine(self.call('merge', 's4.jsonl', 's0.jsonl', '--records', 'part.jsonl'))
        shown = self.fine(self.call('merge', 's2.jsonl', 'part.jsonl', 's3.jsonl', 's1.jsonl', '-o', 'm.html', '--json', 'm.json',
                                    '--records', 'm.jsonl'))
        self.assertEqual(shown, whole)
        for kind in ('html', 'json', 'jsonl'):
            self.assertEqual(self.read(f'm.{kind}'), self.read(f'whole.{kind}'))
        self.refused(self.call('merge', 's0.jsonl', 's1.jsonl', '-o', 'x.html'), 'replicate')
        self.refused(self.call('merge', 's0.jsonl', 's0.jsonl', '--records', 'x.jsonl'))
        self.fine(self.run_verb('--seed', '2', '--shard', '0/5', '--records', 'other.jsonl'))
        self.refused(self.call('merge', 'other.jsonl', 's1.jsonl', '--records', 'x.jsonl'))
        self.assertFalse(os.path.exists(self.path('x.html')) or os.path.exists(self.path('x.jsonl')))

    def test_shards_of_other_policies_or_data_do_not_add_up(self):
        policy = {'purpose': 'PURPOSE_EVALUATION', 'allocation': {'kind': 'ALLOCATION_KIND_EQUAL'}, 'exploration': {'share': 1}}
        os.mkdir(self.path('there'))
        self.write('mine.json', json.dumps(policy))
        self.write('there/mine.json', json.dumps({**policy, 'allocation': {'kind': 'ALLOCATION_KIND_BY_SCORE'}}))
        words = ('--truth', 'a,b', '--budgets', '30', '--replicates', '4')

        def shard(index, data, mine, name):
            self.fine(self.call('run', '--data', data, *words, '--policies', f'random,{mine}', '--shard', f'{index}/2', '--records', name))
        shard(0, 'f.csv', 'mine.json', 's0')
        shard(1, './f.csv', self.path('mine.json'), 's1')
        self.assertIn('mine.json', self.fine(self.call('merge', 's0', 's1')))
        shard(1, 'f.csv', 'there/mine.json', 'policy')
        self.refused(self.call('merge', 's0', 'policy'), 'policy mine.json is not the same one in both')
        self.write('there/f.csv', table([*rows(899), rows(900)[899][:5] + [0.5] + rows(900)[899][6:]]))
        shard(1, 'there/f.csv', 'mine.json', 'data')
        self.refused(self.call('merge', 's0', 'data'), 'the candidates of task f.csv a -> b are not the same in both')

    def test_what_is_no_file_is_written_to_and_never_replaced(self):
        self.write('real.json', 'old')
        os.symlink('real.json', self.path('link.json'))
        os.mkfifo(self.path('pipe'))
        with subprocess.Popen(['timeout', '60', 'cat', self.path('pipe')], stdout=subprocess.PIPE, text=True) as reader:
            self.fine(self.run_verb('--json', 'link.json', '-o', 'pipe'))
            page = reader.communicate()[0]
        self.assertTrue(page.startswith('<!DOCTYPE html>') and page.endswith('</html>\n'), page[:100])
        self.assertTrue(os.path.islink(self.path('link.json')) and stat.S_ISFIFO(os.stat(self.path('pipe')).st_mode))
        self.assertEqual(len(json.loads(self.read('real.json'))['cells']), 11 * 2)
        self.refused(self.run_verb('--json', '-'), '-: is not stdout here')
        self.assertEqual(sorted(os.listdir(self.folder)), ['f.csv', 'link.json', 'pipe', 'real.json'])

    def test_a_table_that_cannot_be_printed_is_a_failure(self):
        with open('/dev/full', 'w', encoding='utf-8') as full:
            result = subprocess.run([SIMULATE, 'run', '--data', 'f.csv', '--truth', 'a,b', '--budgets', '30', '--replicates', '2', '--policies', 'random'],
                                    stdout=full, stderr=subprocess.PIPE, text=True, timeout=240, check=False, cwd=self.folder)
        self.assertEqual(result.returncode, 2)
        self.assertIn('standard output cannot be written', result.stderr)

    def test_text_that_is_not_utf_8_is_refused(self):
        with open(self.path('latin.csv'), 'wb') as file:
            file.write('slice,n_p2,e_a,e_b\ns,5,1,1\nKöln,5,1,1\n'.encode('cp1252'))
        self.refused(self.call('run', '--data', 'latin.csv', '--truth', 'a,b'), 'latin.csv:3: is not UTF-8')

    def test_what_was_not_given_is_not_the_default(self):
        for option in ('--shard', '--policies', '--budgets', '--slice', '--cluster', '--json'):
            self.refused(self.run_verb(option, ''), f'{option}: needs a value')
        self.refused(self.run_verb('--slice', ','), '--slice ,: names nothing')
        self.refused(self.call('run', '--data', 'f.csv', '--truth', 'a,b', '--budgets', ','), "--budgets: '' is not a number")
        self.refused(self.run_verb('--shard', '0/8', '--records', 'r.jsonl', '-o', 'x.html'), '--shard: a part has no page')
        self.assertFalse(os.path.exists(self.path('r.jsonl')))

    def test_options_that_would_win_over_each_other_are_refused(self):
        self.refused(self.run_verb('--policies', 'random', '--policies', 'uniform'), '--policies: is given twice')
        self.refused(self.run_verb('--slice', 'slice', '--slice', 'text_group'), '--slice text_group: is given twice for f.csv')

    def test_cells_have_what_programs_read(self):
        self.fine(self.run_verb('--json', 'o.json'))
        cells = json.loads(self.read('o.json'))['cells']
        self.assertEqual(len(cells), 11 * 2)
        for cell in cells:
            self.assertEqual(list(cell)[:12], ['task', 'policy', 'budget', 'replicates', 'slices', 'mae_pt', 'missed', 'false_blocks',
                                               'undecided', 'coverage_pct', 'groups', 'n_eff'])
            self.assertEqual((cell['replicates'], cell['slices']), (12, 3))

    def test_a_policy_of_the_users_own_takes_part(self):
        policy = {'purpose': 'PURPOSE_EVALUATION', 'allocation': {'kind': 'ALLOCATION_KIND_EQUAL'}, 'exploration': {'share': 1}}
        self.write('mine.json', json.dumps(policy))
        self.assertIn('mine.json', self.fine(self.run_verb('--policies', 'random,mine.json')))
        self.write('mine.json', json.dumps({**policy, 'caps': [{'attribute': 'room', 'per_batch': 1}]}))
        self.refused(self.run_verb('--policies', 'mine.json'), 'policy mine.json: ')

    def test_a_bad_cell_is_named_by_line_and_column(self):
        def broken(line, column, text):
            lines = rows(900)
            lines[line - 2][HEADER.split(',').index(column)] = text
            self.write('f.csv', table(lines))
            return self.run_verb()
        self.refused(broken(7, 'e_b', 'many'), "f.csv:7: column e_b: 'many' is not a number")
        self.refused(broken(90, 'confidence', 'nan'), 'f.csv:90: column confidence: ')
        self.refused(broken(2, 'd_a__b', '-1'), 'f.csv:2: column d_a__b: must be a number of 0 or more')
        self.refused(broken(2, 'n_p2', ''), 'f.csv:2: column n_p2: must not be empty')
        self.refused(broken(3, 'candidate_id', 'c0'), 'f.csv:3: column candidate_id: c0 is in line 2 already')
        self.fine(broken(3, 'e_b', ''))  # no output of that system: left out, and counted
        self.refused(broken(3, 'e_b', '1,2'), 'f.csv:3: has 14 cells, not 13')

    def test_what_cannot_be_run_is_refused_with_the_remedy(self):
        run = self.run_verb
        self.refused(run('--truth', 'a,z'), 'no column e_z', 'systems of this file: a, b, c')
        self.refused(run('--truth', 'a'), '--truth a: must be two releases')
        self.refused(run('--truth', 'b,b'), 'must be two releases')
        self.refused(run('--policies', 'luck'), 'there is no policy luck', 'release-evaluation')
        self.refused(run('--policies', 'random,random'), 'policy random is named twice')
        self.refused(run('--budgets', '901'), '901 labels are more than the 900 candidates of f.csv a -> b')
        self.refused(run('--budgets', '0'), "--budgets: '0'")
        self.refused(run('--least-items', '301'), 'no slice has 301 candidates')
        self.refused(run('--slice', 'room'), 'no column room')
        self.refused(run('--shard', '5/5', '--records', 'r'), '--shard')
        self.refused(run('--shard', '0/5'), '--records')
        self.refused(run('--threads', '65'), '--threads')
        self.refused(run('--replicates', '0'), '--replicates')
        self.refused(run('--seed'), '--seed: needs a value')
        self.refused(run('--colour', 'red'), '--colour: no such option')
        self.refused(run('--outcomes', 'o.jsonl'), 'a table has outcomes, signals and near duplicates in columns', '--outcomes')
        self.refused(run('--signals', 's.jsonl'), 'leave out --signals')
        self.refused(run('--near-duplicate', 'text_group'), 'leave out --near-duplicate')
        self.refused(run('--data', 'absent.csv', '--truth', 'a,b'), 'absent.csv: cannot be read')
        self.refused(run('--data', self.folder, '--truth', 'a,b'), 'cannot be read')
        self.refused(run('--data', 'f.csv'), 'needs --truth')
        for option in ('-o', '--json', '--records'):
            self.refused(run(option, 'no/where.html'), 'no/where.html: cannot be written')  # before any work
            self.refused(run(option, self.folder), 'cannot be written')
        self.refused(run('-o', 'same', '--json', 'same'), 'same: is named for two kinds of results')
        self.refused(self.call('run', '--truth', 'a,b'), '--truth a,b: must come after the --data')
        self.refused(self.call('run'), '--data: is required')
        self.refused(self.call('merge'), 'name the files')
        self.refused(self.call('merge', 'f.csv', '-o', 'x.html'), 'f.csv')
        self.refused(self.call('dance'), 'name a verb')
        self.assertEqual(sorted(os.listdir(self.folder)), ['f.csv'])

    def half_empty(self):
        """A table in which every other row has no errors of b."""
        lines = rows(60)
        for line in lines[::2]:
            line[HEADER.split(',').index('e_b')] = ''
        self.write('half.csv', table(lines))
        return '--data', 'half.csv'

    def test_a_queue_runs_with_people_who_never_return(self):
        words = ('--data', 'f.csv', '--truth', 'a,b', '--reviewers', '5', '--days', '4', '--target', '20', '--json', 'q.json')
        shown = self.fine(self.call('queue-run', *words))
        self.assertIn('over-assigned', shown)
        self.assertEqual(self.fine(self.call('queue-run', *words)), shown)
        for run in json.loads(self.read('q.json')):
            self.assertEqual(run['leases']['over_assigned'], 0)
            self.assertGreater(run['leases']['expired'], 0)
        self.assertIn('missing: No candidate has ', shown)
        self.write('thin.csv', table(rows(30)))
        thin = ('--data', 'thin.csv', '--truth', 'a,b')
        self.refused(self.call('run', *thin, '--budgets', '5'), 'no slice has 40 candidates')
        self.assertIn('worse', self.fine(self.call('queue-run', *thin, '--days', '1')))
        self.assertIn('left out: 30 rows: without an output of a or b',
                      self.fine(self.call('queue-run', *self.half_empty(), '--truth', 'a,b', '--days', '1')))
        self.refused(self.call('queue-run', *replaced(words, ('--absence', '2'))), "--absence: '2' is not a number from 0 to 1")
        self.refused(self.call('queue-run', *replaced(words, ('--speed', '0'))), "--speed: '0' is not a number from 0.001 to 100000")
        self.refused(self.call('queue-run', *replaced(words, ('--error-rate', 'nan'))), "--error-rate: 'nan'")
        self.refused(self.call('queue-run', *replaced(words, ('--backlog', '10'))), '--backlog: without --arrivals all candidates are there')
        self.fine(self.call('queue-run', *replaced(words, ('--backlog', '10', '--arrivals', '100'))))
        alone = words[:words.index('--target')]
        self.refused(self.call('queue-run', *replaced(words, ('--sample', '100'))), '--target: has no effect with --sample')
        self.refused(self.call('queue-run', *replaced(alone, ('--sample', '100', '--backlog', '10'))), '--backlog: has no effect with --sample')
        self.refused(self.call('queue-run', *replaced(alone, ('--sample', '901'))), 'sample must be 900 at most, the candidates of f.csv a -> b; ask for fewer')
        self.fine(self.call('queue-run', *replaced(alone, ('--sample', '900'))))
        self.refused(self.call('queue-run', *replaced(words, ('--reviewers', '0'))), '--reviewers')
        self.refused(self.call('queue-run', *replaced(words, ('--reviewers', '1000', '--days', '101'))), '1000 reviewers can work for 100 days at most')
        self.refused(self.call('queue-run', *replaced(words, ('--truth', 'b,c'))), 'one --truth')
        self.refused(self.call('queue-run', *replaced(words, ('--policies', 'luck'))), 'there is no policy luck')

    def test_releases_follow_each_other(self):
        words = ('--data', 'f.csv', '--truth', 'a,b', '--truth', 'b,c', '--labels', '150', '--looks', '3', '--replicates', '10',
                 '--json', 's.json')
        shown = self.fine(self.call('sequence', *replaced(words, ('--threads', '1'))))
        self.assertIn('steered', shown)
        self.assertEqual(self.fine(self.call('sequence', *replaced(words, ('--threads', '2')))), shown)
        self.assertEqual(len(json.loads(self.read('s.json'))['steps']), 2)
        self.refused(self.call('sequence', *replaced(words, ('--labels', '901'))), '901')
        self.refused(self.call('sequence', *replaced(words, ('--looks', '0'))), '--looks')
        self.refused(self.call('sequence', *replaced(words, ('--per-day', '0'))), "--per-day: '0' is not a number from 0.001")
        self.refused(self.call('sequence', *replaced(words, ('--regression-budget', '-1'))), "--regression-budget: '-1' is not a number from 0")

    def test_help_and_version_are_there(self):
        self.assertIn('winnow-simulate run', self.fine(self.call('--help')))
        self.assertRegex(self.fine(self.call('--version')), r'^winnow-simulate \d+\.\d+')


if __name__ == '__main__':
    SIMULATE = os.path.abspath(sys.argv.pop())
    unittest.main()
