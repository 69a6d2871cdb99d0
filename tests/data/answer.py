#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Plays the pipelines and the labelers of a release, from what real systems really did.

    answer.py exam earnings21 amazon microsoft                                               > candidates.jsonl
    winnow batch export BATCH --format jsonl | answer.py labels earnings21 amazon             > labels.jsonl
    winnow batch export BATCH --format jsonl | answer.py outcomes earnings21 amazon microsoft > outcomes.jsonl

It writes the excerpt as held-out candidates for a pair of systems; for the items of batches, the labels that
`winnow label submit` takes, about the system that served them, or the outcomes of systems that `winnow
release evaluate` takes. Which errors a system made stands in earnings21_errors.csv and slurp_errors.csv.
"""
import argparse
import csv
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
RUBRICS = {'earnings21': 'asr@1', 'slurp': 'spoken_rag@1'}
ANNOTATOR = '00000000c0ffee00'
VENDOR = 'v1'


def read_errors(path):
    """Rows of a file of errors, or of a full CSV, by candidate."""
    with open(path, newline='', encoding='utf-8') as lines:
        return {row['candidate_id']: row for row in csv.DictReader(lines)}


def earnings21(row, system, policy='p2'):
    """Word errors under a label policy, p1 strict or p2 lenient, and errors in names."""
    values = {'word_errors': row[{'p1': 'p1_', 'p2': 'e_'}[policy] + system], 'words': row['n_' + policy]}
    if policy == 'p2' and 'name_' + system in row:
        values |= {'name_errors': row['name_' + system], 'name_words': row['n_name']}
    return {name: float(value) for name, value in values.items()}


def slurp(row, system):
    """Whether the task failed, and at which stage."""
    stage = row[system + '_stage']
    return {'task_failures': float(row[system + '_task_err']), 'asr_failures': float(stage == 'asr'),
            'nlu_failures': float(stage == 'nlu')}


def exam(candidate, row, pair):
    """The candidate in a test set of the pair, or None where one of the two gave no output. Recordings of one
    utterance stay two; slices of earnings calls are the roles of speakers, over all sectors."""
    distance = row['d_{}__{}'.format(*pair)]
    if distance == '':
        return None
    signals = {**candidate['signals'], 'pair_disagreement': {
        'value': float(distance), 'baseline_release': pair[0], 'candidate_release': pair[1]}}
    if 'n_p2' in row:
        signals['x_words'] = float(row['n_p2'])
    left_out = {'dup_group', 'stage'}
    attributes = {key: value for key, value in candidate['attributes'].items() if key != 'device'}
    return {**{key: value for key, value in candidate.items() if key not in left_out}, 'split': 'TEST',
            'model_release': pair[0], 'slice': candidate['slice'].rsplit('-', 1)[-1], 'attributes': attributes, 'signals': signals}


def values_of(kind, row, system, policy):
    return slurp(row, system) if kind == 'slurp' else earnings21(row, system, policy)


def label_values(kind, row, system, policy='p2'):
    values = values_of(kind, row, system, policy)
    if kind == 'slurp':
        return {'task_success': values['task_failures'] == 0}
    return values


def outcome(kind, row, system, rubric=None, policy='p2'):
    return {'candidate_id': row['candidate_id'], 'model_release': system, 'rubric': rubric or RUBRICS[kind],
            'vendor': VENDOR, 'values': values_of(kind, row, system, policy)}


def label(kind, row, system, rubric=None, policy='p2'):
    return {'candidate_id': row['candidate_id'], 'rubric': rubric or RUBRICS[kind], 'annotator': ANNOTATOR,
            'vendor': VENDOR, 'values': label_values(kind, row, system, policy)}


def read_candidates(kind):
    with open(os.path.join(HERE, kind + '.jsonl'), encoding='utf-8') as lines:
        return [json.loads(line) for line in lines]


def answers(args, rows):
    if args.what == 'exam':
        for candidate in read_candidates(args.kind):
            held_out = exam(candidate, rows[candidate['candidate_id']], args.systems)
            if held_out is not None:
                yield held_out
        return
    for item in map(json.loads, sys.stdin):
        if item['type'] != 'item':
            continue
        row = rows[item['candidate_id']]
        for system in args.systems:
            answer = label if args.what == 'labels' else outcome
            yield answer(args.kind, row, system, args.rubric, args.policy)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('what', choices=('exam', 'labels', 'outcomes'))
    parser.add_argument('kind', choices=sorted(RUBRICS))
    parser.add_argument('systems', nargs='+', metavar='SYSTEM')
    parser.add_argument('--rubric', help='rubric revision of labels or outcomes')
    parser.add_argument('--policy', default='p2', choices=('p1', 'p2'), help='how words of earnings21 are counted: '
                        'as they are written, or without case and punctuation (default)')
    args = parser.parse_args()
    for answer in answers(args, read_errors(os.path.join(HERE, args.kind + '_errors.csv'))):
        print(json.dumps(answer, separators=(',', ':')))


if __name__ == '__main__':
    main()
