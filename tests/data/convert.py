#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Converts rows of earnings21_asr.csv or slurp_agent.csv to candidates as JSON Lines.

    convert.py earnings21|slurp FILE.csv [--rows N]  > candidates.jsonl
    convert.py earnings21|slurp FILE.csv [--rows N] --errors  > errors.csv

The output is what `winnow candidate import` takes; with --errors it is, of the same rows, what some of
the systems made of them, in columns of the CSV (outcomes.py makes outcomes of it). With --rows N only about N rows are written: those
whose group (the row itself, or for slurp the pair of recordings of one utterance) has the smallest
SHA-256, so that the choice depends on nothing but the ids. Same input, same output, always.

Two fields are NOT real and come from a fixed seed: the signal `daily_sessions` and `retain_until`.
Hashed keys are extended to 16 hex digits with SHA-256, see README.md.
"""
import argparse
import csv
import datetime
import hashlib
import json
import random
import re
import sys

SEED = 20260101
FIRST_EXPIRY = datetime.datetime(2028, 1, 1)
EXPIRY_DAYS = 3 * 365


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def keyed_hash(key):
    """The CSV's keys have 10 hex digits; the service asks for 16 at least."""
    return sha256(key)[:16]


def identifier(text):
    return re.sub(r'[^A-Za-z0-9_.:-]', '-', text)[:64]


def synthetic(candidate_id):
    """daily_sessions and retain_until of a row; they depend on the seed and the id only."""
    draw = random.Random(f'{SEED}:{candidate_id}')
    sessions = draw.randrange(1, 10) * 10 ** draw.randrange(4)  # integers only: exact everywhere
    expiry = FIRST_EXPIRY + datetime.timedelta(days=draw.randrange(EXPIRY_DAYS))
    return sessions, expiry.strftime('%Y-%m-%dT%H:%M:%SZ')


def candidate(row, **fields):
    sessions, retain_until = synthetic(row['candidate_id'])
    signals = fields.pop('signals')
    signals['daily_sessions'] = sessions
    return {
        'candidate_id': row['candidate_id'],
        'consent_scope': 'research',
        'retain_until': retain_until,
        **{name: value for name, value in fields.items() if value is not None},
        'signals': {name: value for name, value in signals.items() if value is not None},
    }


def disagreement(row, column, baseline, other):
    if row[column] == '':
        return None  # one of the two systems has no output for the row
    return {'value': float(row[column]), 'baseline_release': baseline, 'candidate_release': other}


def earnings21(row):
    speaker = keyed_hash(row['speaker_key'])
    return candidate(
        row, source='earnings21', rubric='asr',
        slice=identifier(row['sector'] + '-' + row['role']), stage='ACOUSTIC',
        split_group=row['call_key'], model_release='rev_kaldi', subject=speaker,
        attributes={'speaker': speaker, 'call': keyed_hash(row['call_key'])},
        signals={
            'confidence': float(row['confidence']),
            'committee_disagreement': float(row['u_committee']),
            'pair_disagreement': disagreement(row, 'd_google__amazon', 'google', 'amazon'),
        })


def slurp(row):
    session = keyed_hash(row['session_key'])
    stage = {'asr': 'ACOUSTIC', 'nlu': 'LINGUISTIC'}.get(row['multi_hermit_stage'])
    return candidate(
        row, source='slurp', rubric='spoken_rag', slice=identifier(row['scenario']), stage=stage,
        split_group=row['session_key'], model_release='multi_hermit', subject=session,
        attributes={'device': row['device'], 'session': session}, dup_group=row['pair_key'],
        signals={
            'confidence': float(row['confidence']),
            'committee_disagreement': float(row['u_intent_committee']),
            'pair_disagreement': disagreement(row, 'd_multi_hermit__multi_slurp_hermit',
                                              'multi_hermit', 'multi_slurp_hermit'),
        })


CONVERTERS = {'earnings21': (earnings21, 'candidate_id'), 'slurp': (slurp, 'pair_key')}
ERRORS = {
    'earnings21': ('n_p1', 'n_p2', 'n_name', 'e_google', 'e_amazon', 'e_microsoft', 'p1_amazon', 'p1_microsoft',
                   'name_google', 'name_amazon', 'name_microsoft', 'd_google__amazon', 'd_amazon__microsoft'),
    'slurp': ('google_hermit_task_err', 'google_hermit_stage', 'multi_slurp_hermit_task_err',
              'multi_slurp_hermit_stage', 'd_google_hermit__multi_slurp_hermit'),
}


def select(kind, rows, limit=None):
    """Rows in order of their ids; about `limit` of them, whole groups only."""
    group = CONVERTERS[kind][1]
    rows = sorted(rows, key=lambda row: (sha256(row[group]), row['candidate_id']))
    if limit is not None and limit < len(rows):
        last = rows[limit - 1][group]
        rows = [row for i, row in enumerate(rows) if i < limit or row[group] == last]
    return sorted(rows, key=lambda row: row['candidate_id'])


def convert(kind, rows, limit=None):
    """Yields candidates of the selected rows."""
    convert_row = CONVERTERS[kind][0]
    for row in select(kind, rows, limit):
        yield convert_row(row)


def errors(kind, rows, limit=None):
    """Yields what some systems made of the selected rows, after a header."""
    columns = ('candidate_id',) + ERRORS[kind]
    yield columns
    for row in select(kind, rows, limit):
        yield tuple(row[column] for column in columns)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('kind', choices=sorted(CONVERTERS))
    parser.add_argument('file')
    parser.add_argument('--rows', type=int, help='about how many rows to write (default: all)')
    parser.add_argument('--errors', action='store_true', help='write errors of systems instead of candidates')
    args = parser.parse_args()
    with open(args.file, newline='', encoding='utf-8') as lines:
        if args.errors:
            for cells in errors(args.kind, csv.DictReader(lines), args.rows):
                sys.stdout.write(','.join(cells) + '\n')
            return
        for record in convert(args.kind, csv.DictReader(lines), args.rows):
            sys.stdout.write(json.dumps(record, separators=(',', ':')) + '\n')


if __name__ == '__main__':
    main()
