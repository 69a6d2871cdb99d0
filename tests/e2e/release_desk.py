# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""What tests of releases do with the real command line: queues of held-out candidates, evaluations that
are labelled, outcomes, verdicts."""
import json
import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../testing'))
from winnowd import ROOT, Server  # noqa: E402

DATA = os.path.join(ROOT, 'tests/data')
OK, USAGE, REFUTED = 0, 2, 3  # exit codes
INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION = 67, 69, 70, 73  # 64 + gRPC code
ANNOTATOR = '00000000c0ffee00'
BATCH = 1000  # most items of one


def lines(rows):
    return ''.join(json.dumps(row) + '\n' for row in rows)


class Desk:
    """A server of its own. With `kills` it is killed and started again before every call."""

    def __init__(self, winnowd, winnow, kills=False):
        self.winnow = winnow
        self.server = Server(winnowd)
        self.kills = kills

    def run(self, *arguments, stdin=None, identity=None):
        """As local, or with the token of one of winnowd.POLICY_OWNERS."""
        if self.kills:
            self.server.kill()
            self.server.start()
        token = ('--token-file', self.server.token_file(identity)) if identity else ()
        return subprocess.run([self.winnow, '--server', self.server.listen, *token, '-o', 'json', *arguments],
                              input=stdin, capture_output=True, text=True, timeout=120, check=False,
                              cwd=self.server.folder.name)

    def text(self, *arguments, stdin=None):
        result = self.run(*arguments, stdin=stdin)
        if result.returncode != OK:
            raise AssertionError(f'{arguments}: exit {result.returncode}: {result.stderr}')
        return result.stdout

    def json(self, *arguments, stdin=None):
        return json.loads(self.text(*arguments, stdin=stdin))

    def document(self, *arguments, **fields):
        """A verb that reads a document, here from stdin."""
        return self.json(*arguments, '-', stdin=json.dumps(fields))

    def set_up(self, *sources):
        """What every queue needs: sources, the scope `research`, the policy of evaluations."""
        self.text('scope', 'register', '-f', os.path.join(DATA, 'scopes.yaml'))
        for source in sources:
            self.document('source', 'register', '-f', name='sources/' + source, owner='speech-data')
        self.server.approve(self.winnow, 'release-evaluation@1')

    def create_exam(self, queue, pair, attributes=()):
        """A queue of held-out candidates for a pair of model releases."""
        options = [word for key in attributes for word in ('--attribute', key + ':KEYED_HASH')]
        self.text('queue', 'create', queue, '--policy', 'release-evaluation', '--release-under-test',
                  ','.join(pair), *options)

    def import_rows(self, queue, rows):
        self.text('candidate', 'import', '--queue', queue, '-', stdin=lines(rows))

    def evaluate(self, queue, pair, budget, looks=1):
        return self.json('evaluation', 'create', '--queue', queue, '--releases', ','.join(pair), '--budget',
                         str(budget), '--looks', str(looks))['evaluation']

    def take(self, queue, size=BATCH):
        grant = self.json('batch', 'request', '--queue', queue, '--labeler', 'team', '--max-items', str(size),
                          '--lease', '1h')
        return grant, grant.get('items', [])

    def label(self, grant, rows):
        """`rows`: candidate id, rubric revision, values; optionally annotator and vendor."""
        labels = [{'annotator': ANNOTATOR, 'vendor': 'v1', **row} for row in rows]
        self.text('label', 'submit', '--batch', grant['batch'], '--token', grant['lease']['token'], '-',
                  stdin=lines(labels))

    def label_all(self, queue, values):
        """Labels whatever the queue hands out, with `values(candidate_id)`; says which items that was."""
        done = []
        while True:
            grant, items = self.take(queue)
            if not items:
                return done
            self.label(grant, [{'candidate_id': item['candidate_id'], 'rubric': item['rubric'],
                                'values': values(item['candidate_id'])} for item in items])
            done += [item['candidate_id'] for item in items]

    def create_release(self, name, queue, pair, **fields):
        return self.document('release', 'create', '-f', **release(name, queue, pair, **fields))['release']

    def submit(self, name, outcomes):
        """Returns how many outcomes the release has then."""
        return int(self.json('release', 'evaluate', name, '-', stdin=lines(outcomes))['outcomes'])

    def gate(self, name):
        """The verdict; the exit code has to say the same."""
        result = self.run('release', 'gate', name)
        if result.returncode not in (OK, REFUTED):
            raise AssertionError(f'gate {name}: exit {result.returncode}: {result.stderr}')
        verdict = Verdict(json.loads(result.stdout)['verdict'])
        if (result.returncode == OK) != (verdict.word == 'PASS'):
            raise AssertionError(f'exit {result.returncode} for {verdict.word}')
        return verdict

    def waive(self, name, **fields):
        """By somebody who is not the author, for a week."""
        end = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 7 * 86400))
        return self.run('release', 'waive', name, '-', identity='product-owner',
                        stdin=json.dumps({'reason': 'Seen by the owner', 'expire_time': end, **fields}))

    def rollout(self, name, **fields):
        return self.document('release', 'rollout', name, **fields)


def release(name, queue, pair, **fields):
    """The document of a release on the first evaluation of a queue, budgets of a point."""
    return {'name': name, 'evaluation': f'queues/{queue}/evaluations/1', 'baseline_release': pair[0],
            'candidate_release': pair[1], 'slice_budget': 0.01, 'aggregate_budget': 0.01,
            'risk_class': 'LOW', **fields}


class Verdict:
    """A verdict, as the command line printed it."""

    def __init__(self, message):
        self.message = message
        self.word = message['verdict'].removeprefix('VERDICT_')
        self.findings = [(f['kind'].removeprefix('FINDING_KIND_'), f['subject']) for f in message['findings']]

    def finding(self, kind, subject=''):
        for finding, key in zip(self.message['findings'], self.findings):
            if key == (kind, subject):
                return finding
        raise AssertionError(f'no {kind} of {subject!r}, but {self.findings}')

    def subjects(self, kind):
        return [subject for other, subject in self.findings if other == kind]

    def comparison(self, slice_id='', measure=None):
        """Of a slice or, without one, of all together; of a guardrail where a measure is named."""
        for line in self.message['comparisons']:
            guards = line['guardrail'] != 'GUARDRAIL_KIND_UNSPECIFIED'
            if line['slice'] == slice_id and (line['measure'] == measure if measure else not guards):
                return line
        raise AssertionError(f'no comparison of {slice_id!r}, {measure!r}')

    def verdict_of(self, slice_id='', measure=None):
        return self.comparison(slice_id, measure)['verdict'].removeprefix('VERDICT_')

    def show(self):
        """For the log of a test: what a person would look at."""
        return f'{self.word} {self.findings}'


def points(line):
    """Change and interval of a comparison in points, for the log."""
    ends = '[{:+.2f}, {:+.2f}]'.format(100 * line['lower'], 100 * line['upper']) if 'lower' in line else 'no interval'
    return '{:+.2f} {}'.format(100 * line['change'], ends) if 'change' in line else 'no estimate'


class DeskTest(unittest.TestCase):
    """A desk per test. The main of a file hands the two programs over: see main()."""
    WINNOWD = WINNOW = None
    KILLS = False

    def setUp(self):
        self.desk = Desk(self.WINNOWD, self.WINNOW, self.KILLS)

    def tearDown(self):
        self.assertEqual(self.desk.server.stop(), 0, 'winnowd did not stop in order')


def main():
    DeskTest.WINNOW = os.path.abspath(sys.argv.pop())
    DeskTest.WINNOWD = os.path.abspath(sys.argv.pop())
    unittest.main(module='__main__', verbosity=2)
