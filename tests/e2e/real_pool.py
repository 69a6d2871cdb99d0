# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Held-out candidates with the errors that real systems made on them: the full files of ../shared/data
where they are, else the committed excerpts, where there are any."""
import csv
import json
import os
import sys

from release_desk import DATA, ROOT

sys.path.insert(0, DATA)
import answer  # noqa: E402
import convert  # noqa: E402

FULL = os.environ.get('WINNOW_FULL_DATA', os.path.join(ROOT, '../shared/data'))
FILES = {'earnings21': 'earnings21_asr.csv', 'slurp': 'slurp_agent.csv', 'afrispeech': 'afrispeech_asr.csv',
         'coraal': 'coraal_transcribers.csv'}


def full_path(kind):
    return os.path.join(FULL, FILES[kind])


def has_full(kind):
    return os.path.exists(full_path(kind))


def full_rows(kind):
    with open(full_path(kind), newline='', encoding='utf-8') as lines:
        return list(csv.DictReader(lines))


def held_out(row, pair, distance, **fields):
    """A candidate of a test set for a pair; `distance`: in how much the outputs of the two differ."""
    signals = {**row.get('signals', {}), **fields.pop('signals', {})}
    signals['pair_disagreement'] = {'value': float(distance), 'baseline_release': pair[0],
                                    'candidate_release': pair[1]}
    return {**row, 'split': 'TEST', 'signals': signals, **fields}


class Pool:
    """Candidates as they are imported, and the row that says what became of each."""

    def __init__(self, kind, full):
        self.kind = kind
        self.is_full = full and has_full(kind)
        if self.is_full:
            rows = full_rows(kind)
            self.rows = {row['candidate_id']: row for row in rows}
            self.candidates = list(convert.convert(kind, rows))
        else:
            self.rows = answer.read_errors(os.path.join(DATA, kind + '_errors.csv'))
            with open(os.path.join(DATA, kind + '.jsonl'), encoding='utf-8') as lines:
                self.candidates = [json.loads(line) for line in lines]

    def row(self, candidate_id):
        return self.rows[candidate_id]

    def exam(self, pair):
        """Held-out candidates of the pair."""
        rows = (answer.exam(candidate, self.row(candidate['candidate_id']), pair) for candidate in self.candidates)
        return [row for row in rows if row is not None]
