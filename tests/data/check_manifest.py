#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Re-checks quotas, caps and probabilities of a batch from its export alone (selection.md S4 to S8).

    winnow batch export BATCH --format jsonl | check_manifest.py [--cap speaker=3] [FILE|-]
"""
import argparse
import collections
import json
import sys

UNIT = 2.0 ** -32  # cell_expectation counts in units of 2^-32


def check_control(manifest, items, wrong):
    """Gold and anchor items come last, are in no quota and no cap, and have no probability."""
    control = [item for item in items if item['arm'] == 'CONTROL']
    if items[len(items) - len(control):] != control:
        wrong('a control item stands before an item that was drawn')
    if len(items) > manifest['requested']:
        wrong(f"{len(items)} items, {manifest['requested']} requested")
    for item in control:
        if item['inclusion_probability'] or int(item['cell_candidates']):
            wrong(f"{item['candidate_id']}: a control item with a probability or a cell")
    return [item for item in items if item['arm'] != 'CONTROL']


def check_quotas(manifest, items, wrong):
    filled = collections.Counter(item['slice'] for item in items)
    explored = collections.Counter(i['slice'] for i in items if i['arm'] == 'EXPLORE')
    if not len(items) == manifest['selected'] <= manifest['requested']:
        wrong(f"{len(items)} items, {manifest['selected']} selected, {manifest['requested']} requested")
    if len({item['candidate_id'] for item in items}) != len(items):
        wrong('a candidate is in the batch twice')
    for line in manifest['quotas']:
        name, got = line['slice'], filled.pop(line['slice'], 0)
        if got != line['filled']:
            wrong(f"{name}: {got} items, filled says {line['filled']}")
        if not got <= min(line['max'], line['eligible']):
            wrong(f"{name}: {got} items of {line['eligible']} eligible, max {line['max']}")
        if line['shortfall'] < line['min'] - got:
            wrong(f"{name}: {got} items, min {line['min']}, shortfall says {line['shortfall']}")
        # A slice whose share of the random draws was rounded to 0 is named without a missing slot.
        reason = line.get('shortfall_reason')
        if reason != 'NOT_COVERED' and (line['shortfall'] > 0) != bool(reason):
            wrong(f"{name}: shortfall {line['shortfall']} for {line.get('shortfall_reason')!r}")
        if abs(explored[name] - line['explore']) >= 1:
            wrong(f"{name}: {explored[name]} random draws, expected {line['explore']}")
    for name in filled:
        wrong(f'{name}: items, and no quota line')


def check_caps(manifest, items, caps, wrong):
    over = {(o['attribute'], o['key']): o['count'] for o in manifest['cap_overflows']}
    for attribute, limit in caps.items():
        count, fixed = collections.Counter(), collections.Counter()
        for item in items:
            key = item['attributes'].get(attribute)
            count[key] += key is not None
            fixed[key] += key is not None and item['arm'] in ('EXPLOIT', 'FILL')
        for key, n in count.items():
            if fixed[key] > limit:
                wrong(f'{attribute}={key}: {fixed[key]} items that are no random draws, cap {limit}')
            if max(0, n - limit) != over.get((attribute, key), 0):
                wrong(f'{attribute}={key}: {n} items, cap {limit}, overflow not counted as such')


def check_probabilities(items, wrong):
    cells = collections.Counter()
    for item in items:
        name, pi = item['candidate_id'], item['inclusion_probability']
        if item['arm'] in ('EXPLOIT', 'FILL'):
            if pi != 1:
                wrong(f"{name}: {item['arm']} with probability {pi}")
        elif item['arm'] == 'EXPLORE':
            members, draws = int(item['cell_candidates']), int(item['cell_draws'])
            expected = int(item['cell_expectation']) * UNIT
            if not (0 < pi <= 1 and abs(pi - expected / members) < 1e-9):
                wrong(f'{name}: probability {pi}, not {expected} / {members}')
            if not (1 <= draws <= members and abs(draws - expected) < 1):
                wrong(f'{name}: {draws} draws of {members}, expected {expected}')
            cells[item['slice'], members, draws, expected] += 1
    for (slice_id, members, draws, _), n in cells.items():
        if n % draws:  # cells of equal numbers share a row, so n is a multiple
            wrong(f'{slice_id}: {n} items of cells of {members} with {draws} draws each')


def check(lines, caps):
    """Returns what is wrong and a summary of what was verified."""
    rows = [json.loads(line) for line in lines if line.strip()]
    if not rows or rows[0].get('type') != 'manifest' or any(r['type'] != 'item' for r in rows[1:]):
        return ['not an export: a manifest line, then item lines'], ''
    manifest, items, problems = rows[0], rows[1:], []
    drawn = check_control(manifest, items, problems.append)
    check_quotas(manifest, drawn, problems.append)
    check_caps(manifest, drawn, caps, problems.append)
    check_probabilities(drawn, problems.append)
    arms = collections.Counter(item['arm'] for item in items)
    return problems, (f"{len(items)} items in {len(manifest['quotas'])} slices, arms {dict(arms)}, "
                      f'caps {caps}: quotas, caps and probabilities hold')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('file', nargs='?', default='-')
    parser.add_argument('--cap', action='append', default=[], metavar='ATTRIBUTE=N')
    args = parser.parse_args()
    caps = {attribute: int(n) for attribute, n in (cap.split('=') for cap in args.cap)}
    with (sys.stdin if args.file == '-' else open(args.file, encoding='utf-8')) as lines:
        problems, verified = check(lines, caps)
    print('\n'.join(problems) or verified)
    sys.exit(1 if problems else 0)


if __name__ == '__main__':
    main()
