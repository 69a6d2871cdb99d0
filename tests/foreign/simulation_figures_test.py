#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Every figure of a simulation's out.json computed anew from its records, by a program that shares no code with Winnow.

    simulation_figures_test.py PATH_OF_WRITE_SIMULATION_RESULTS
"""
import collections
import fractions
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import unittest

WRITER = None  # set from the command line
# Records have the numbers of proto/winnow/v1/simulation.proto.
VERDICTS = {'PASS': (1,), 'BLOCK': (2,), 'UNDECIDED': (3, 4), 'FOR_CLUSTERS': (4,)}
COVERAGE = {'INSIDE': 1, 'BELOW': 2, 'ABOVE': 3}
Z = statistics.NormalDist().inv_cdf(0.975)


def t_quantile(degrees):
    """The 97.5 % quantile of Student's t, by bisection on Simpson's rule over its density."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)

    def below(t, steps=4000):
        h = t / steps
        density = [(1 + (i * h) ** 2 / degrees) ** (-(degrees + 1) / 2) for i in range(steps + 1)]
        return 0.5 + scale * h / 3 * (density[0] + density[-1] + 4 * sum(density[1:-1:2]) + 2 * sum(density[2:-1:2]))

    low, high = 0.0, 20.0
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < 0.975 else (low, middle)
    return low


def mean_with_ends(values, t):
    mean = statistics.fmean(values)
    half = t * statistics.stdev(values) / math.sqrt(len(values))
    # Nothing but 0 has no spread that would say how rare more is.
    return (mean, max(0.0, mean - half), mean + half) if any(values) else (mean, None, None)


def wilson(count, of):
    """The two p at which (share - p)^2 = z^2 p (1 - p) / n, as roots of a quadratic."""
    a, b, c = of + Z * Z, -(2 * count + Z * Z), count * count / of
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return count / of, (-b - root) / (2 * a), (-b + root) / (2 * a)


def ratio_with_ends(mine, theirs, t):
    n, x = len(mine), statistics.fmean(theirs)
    ratio = statistics.fmean(mine) / x
    variance = statistics.variance(mine) + ratio ** 2 * statistics.variance(theirs) - 2 * ratio * statistics.covariance(mine, theirs)
    half = t * math.sqrt(max(0.0, variance) / n) / x
    if not any(mine):
        return ratio, None, None
    return ratio, max(0.0, ratio - half), ratio + half


def mcnemar(b, c):
    if b + c == 0:
        return None
    if b + c < 25:
        tail = sum(math.comb(b + c, k) for k in range(min(b, c) + 1))
        return float(min(fractions.Fraction(1), 2 * fractions.Fraction(tail, 2 ** (b + c))))
    chi = max(0, abs(b - c) - 1) / math.sqrt(b + c)
    return 2 * (1 - statistics.NormalDist().cdf(chi))


class Cell:
    def __init__(self, draws, truth, budget):
        self.draws, self.truth, self.budget = draws, truth, budget
        self.regressing = [i for i, change in enumerate(truth) if change > budget]
        self.sound = [i for i, change in enumerate(truth) if change <= budget]
        changes = [[int(c) for c in draw['change_nano']] for draw in draws]
        self.errors = [statistics.fmean(abs(a - b) / 1e7 for a, b in zip(row, truth)) for row in changes]
        self.misses = [[i for i in self.regressing if row[i] <= budget] for row in changes]
        self.false = [sum(row[i] > budget for i in self.sound) for row in changes]

        # Ends of the intervals about the pool, and for each that has the budget not inside: is it above, and is the truth?
        ends = [(int(c) - int(h), int(c) + int(h), change) for draw in draws
                for c, h, change in zip(draw['change_nano'], draw['half_width_nano'], truth) if int(h) >= 0]
        self.settled = [(low > budget, change > budget) for low, high, change in ends if low > budget or high <= budget]

    def each(self, verdict):
        """Slices with a verdict, by replicate."""
        return [sum(got in VERDICTS[verdict] for got in draw['verdicts']) for draw in self.draws]

    def pairs(self, verdict, slices):
        return sum(draw['verdicts'][i] in VERDICTS[verdict] for draw in self.draws for i in slices)

    def coverage(self, where):
        return sum(draw['coverage'].count(COVERAGE[where]) for draw in self.draws)

    def mean(self, name, scale=1.0):
        return statistics.fmean(int(draw.get(name, 0)) for draw in self.draws) * scale


class SimulationFiguresTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([WRITER, cls.folder.name], check=True, timeout=60)
        with open(os.path.join(cls.folder.name, 'sample.jsonl'), encoding='utf-8') as file:
            lines = [json.loads(line) for line in file]
        with open(os.path.join(cls.folder.name, 'sample.json'), encoding='utf-8') as file:
            cls.out = json.load(file)
        cls.plan = lines[0]
        cls.t = t_quantile(cls.plan['replicates'] - 1)
        draws = collections.defaultdict(list)
        for draw in lines[1:]:
            draws[draw.get('task', 0), draw.get('policy', 0), draw.get('budget', 0)].append(draw)
        cls.cells = {}
        for key, of_cell in draws.items():
            of_cell.sort(key=lambda draw: draw.get('replicate', 0))
            truth = [int(s.get('change_nano', 0)) for s in cls.plan['tasks'][key[0]]['slices']]
            cls.cells[key] = Cell(of_cell, truth, int(cls.plan['regression_budget_nano']))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def each(self):
        """(JSON, cell, the cell of random) of every cell."""
        policies = self.plan['policies']
        self.assertEqual(len(self.out['cells']), len(self.cells))
        for cell in self.out['cells']:
            task = [t['task'] for t in self.plan['tasks']].index(cell['task'])
            budget = self.plan['budgets'].index(cell['budget'])
            policy = policies.index(cell['policy'])
            yield cell, self.cells[task, policy, budget], self.cells[task, policies.index('random'), budget]

    def same(self, got, name, expected):
        """The figure, and its ends where there are three numbers."""
        expected = expected if isinstance(expected, tuple) else (expected,)
        for key, value in zip((name, name + '_low', name + '_high'), expected):
            if value is None:
                self.assertIsNone(got[key], key)
            else:
                self.assertAlmostEqual(got[key], value, delta=1e-7 * max(1, abs(value)), msg=f"{got['task']} {got['policy']} {got['budget']} {key}")

    def test_the_quantile_of_student_is_that_of_printed_tables(self):
        self.assertAlmostEqual(t_quantile(9), 2.262157, places=5)
        self.assertAlmostEqual(t_quantile(39), 2.022691, places=5)

    def test_errors_missed_and_false_blocks(self):
        for got, cell, _ in self.each():
            self.same(got, 'mae_pt', mean_with_ends(cell.errors, self.t))
            missed = [len(m) for m in cell.misses]
            none = (None, None, None)
            self.same(got, 'missed', mean_with_ends(missed, self.t) if cell.regressing else none)
            pairs = len(cell.draws) * len(cell.regressing)
            self.same(got, 'missed_share', wilson(sum(missed), pairs) if pairs else none)
            self.same(got, 'false_blocks', mean_with_ends(cell.false, self.t))
            self.same(got, 'false_block_share', wilson(sum(cell.false), len(cell.draws) * len(cell.sound)))

    def test_the_gate(self):
        for got, cell, _ in self.each():
            every = range(len(cell.truth))
            undecided = cell.each('UNDECIDED')
            self.same(got, 'undecided', mean_with_ends(undecided, self.t))
            self.same(got, 'undecided_share', wilson(sum(undecided), len(cell.draws) * len(cell.truth)))
            for name, verdict, slices, of in (('wrong_block_share', 'BLOCK', cell.sound, every), ('wrong_pass_share', 'PASS', cell.regressing, every)):
                of_all = cell.pairs(verdict, of)
                self.same(got, name, wilson(cell.pairs(verdict, slices), of_all) if of_all else (None, None, None))
            pairs = len(cell.draws) * len(cell.regressing)
            self.same(got, 'regressions_blocked_share', wilson(cell.pairs('BLOCK', cell.regressing), pairs) if pairs else (None, None, None))

    def test_what_waits_for_speakers(self):
        waiting = 0
        for got, cell, _ in self.each():
            self.same(got, 'undecided_for_clusters', mean_with_ends(cell.each('FOR_CLUSTERS'), self.t))
            self.assertLessEqual(got['undecided_for_clusters'], got['undecided'])
            waiting += 0 < got['undecided_for_clusters'] < got['undecided']
        self.assertGreater(waiting, 0)

    def test_what_is_settled_about_the_pool(self):
        wrong_somewhere = 0
        for got, cell, _ in self.each():
            settled = len(cell.settled)
            wrong = sum(says != true for says, true in cell.settled)
            self.same(got, 'settled_share', wilson(settled, len(cell.draws) * len(cell.truth)))
            self.same(got, 'settled_wrong_share', wilson(wrong, settled) if settled else (None, None, None))
            wrong_somewhere += 0 < wrong < settled
        self.assertGreater(wrong_somewhere, 0)

    def test_coverage_and_draws(self):
        for got, cell, _ in self.each():
            judged = sum(cell.coverage(where) for where in ('INSIDE', 'BELOW', 'ABOVE'))
            for name, where in (('coverage_pct', 'INSIDE'), ('coverage_below_pct', 'BELOW'), ('coverage_above_pct', 'ABOVE')):
                self.same(got, name, 100 * cell.coverage(where) / judged if judged else None)
            widths = [int(w) / 1e7 for draw in cell.draws for w in draw['half_width_nano'] if int(w) >= 0]
            self.same(got, 'half_width_pt', statistics.fmean(widths) if widths else None)
            self.same(got, 'groups', cell.mean('clusters'))
            self.same(got, 'n_eff', cell.mean('effective_size_micros', 1e-6))
            knows = next(t for t in self.plan['tasks'] if t['task'] == got['task']).get('knows_near_duplicates', False)
            self.same(got, 'near_duplicates', cell.mean('near_duplicates') if knows else None)
            self.same(got, 'labels', cell.mean('labels'))
            self.same(got, 'largest_weight', max(int(draw['largest_weight_micros']) for draw in cell.draws) / 1e6)

    def test_ratios_and_pairs(self):
        for got, cell, random in self.each():
            for name, mine, theirs in (('mae_ratio', cell.errors, random.errors),
                                       ('missed_ratio', [len(m) for m in cell.misses], [len(m) for m in random.misses]),
                                       ('false_blocks_ratio', cell.false, random.false)):
                has_ratio = cell is not random and sum(theirs) > 0
                self.same(got, name, ratio_with_ends(mine, theirs, self.t) if has_ratio else (None, None, None))
            if cell is random or not cell.regressing:
                self.assertIsNone(got['missed_by_policy_only'])
                continue
            alone = sum(len(set(a) - set(b)) for a, b in zip(cell.misses, random.misses))
            by_random = sum(len(set(b) - set(a)) for a, b in zip(cell.misses, random.misses))
            self.assertEqual((got['missed_by_policy_only'], got['missed_by_random_only']), (alone, by_random))
            self.same(got, 'mcnemar_p', mcnemar(alone, by_random))

    def need(self, values, target):
        """The labels from which on a figure is at least the target, as the records say."""
        budgets = self.plan['budgets']
        reached = [value >= target for value in values]
        first = next((i for i in range(len(values)) if all(reached[i:])), None)
        if first is None:
            return 'more_than', budgets[-1]
        if first == 0:
            return 'at_most', budgets[0]
        share = (target - values[first - 1]) / (values[first] - values[first - 1])
        return 'labels', math.exp(math.log(budgets[first - 1]) + share * math.log(budgets[first] / budgets[first - 1]))

    def test_labels_that_are_needed(self):
        kinds = set()
        self.assertEqual(len(self.out['needs']), len(self.plan['tasks']) * len(self.plan['policies']))
        for got in self.out['needs']:
            task = [t['task'] for t in self.plan['tasks']].index(got['task'])
            policy = self.plan['policies'].index(got['policy'])
            cells = [self.cells[task, policy, budget] for budget in range(len(self.plan['budgets']))]
            every = range(len(cells[0].truth))
            decided = [1 - fractions.Fraction(c.pairs('UNDECIDED', every), len(c.draws) * len(c.truth)) for c in cells]
            wanted = {'labels_to_decide': self.need(decided, fractions.Fraction(4, 5))}
            if cells[0].regressing:
                blocked = [fractions.Fraction(c.pairs('BLOCK', c.regressing), len(c.draws) * len(c.regressing)) for c in cells]
                wanted['labels_to_block'] = self.need(blocked, fractions.Fraction(4, 5))
            settled = [fractions.Fraction(len(c.settled), len(c.draws) * len(c.truth)) for c in cells]
            wanted['labels_to_settle'] = self.need(settled, fractions.Fraction(4, 5))
            random = self.cells[task, self.plan['policies'].index('random'), len(cells) - 1]
            wanted['labels_to_match_random'] = self.need([-statistics.fmean(c.errors) for c in cells], -statistics.fmean(random.errors))
            for name, (kind, labels) in wanted.items():
                self.assertEqual(got[name]['kind'], kind, (got, name))
                self.assertAlmostEqual(got[name]['labels'], labels, delta=1e-5)
                kinds.add(kind)
        self.assertGreaterEqual(kinds, {'labels', 'more_than'})


if __name__ == '__main__':
    WRITER = os.path.abspath(sys.argv.pop())
    unittest.main(verbosity=2)
