#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Checks files for labelers against what Label Studio and NVIDIA NeMo document, and that they do not say why an item was drawn.

    labeling_formats.py tasks FILE            tasks as Label Studio imports them
    labeling_formats.py config FILE [TASKS]   a labeling configuration, for those tasks
    labeling_formats.py nemo FILE             a NeMo manifest
"""
import json
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

# Words of a manifest (api.md P6) that tell a labeler what to think of an item.
SECRETS = ('arm', 'score', 'term', 'cell', 'probab', 'seed', 'quota', 'eligible', 'evaluation', 'digest', 'policy')


def keys_of(value):
    """All keys of a JSON value, however deep."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield key
            yield from keys_of(member)
    elif isinstance(value, list):
        for element in value:
            yield from keys_of(element)


def check_silence(value, where, wrong):
    for key in keys_of(value):
        for secret in SECRETS:
            if secret in key.lower():
                wrong(f'{where}: the key {key} tells of the draw')


def check_url(text, where, wrong):
    url = urllib.parse.urlsplit(text)
    if url.scheme not in ('https', 's3', 'gs') or not url.hostname or '@' in url.netloc:
        wrong(f'{where}: {text} is no URL that a platform can load')
    if '{' in text or '}' in text:
        wrong(f'{where}: {text} was not filled in')


def check_order(ids, wrong):
    if ids != sorted(set(ids)):
        wrong('items are not in the order of their ids, each once')


def check_tasks(text, wrong):
    """https://labelstud.io/guide/tasks: an array of objects with `data`; `meta` is free."""
    tasks = json.loads(text)
    if not isinstance(tasks, list):
        wrong('no array')
        return []
    for number, task in enumerate(tasks):
        where = f'task {number}'
        if sorted(task) != ['data', 'meta'] or not all(isinstance(task[key], dict) for key in task):
            wrong(f'{where}: has to be data and meta, two objects')
            continue
        for key in ('candidate_id', 'batch', 'rubric', 'slice', 'stage'):
            if not isinstance(task['data'].get(key), str):
                wrong(f'{where}: data.{key} has to be a string')
        if not all(isinstance(value, str) for value in task['data'].get('attributes').values()):
            wrong(f'{where}: attributes have to be strings')
        if not task['data']['batch'].startswith(task['meta']['queue'] + '/batches/'):
            wrong(f'{where}: batch and queue do not belong together')
        if not isinstance(task['meta'].get('required_labels'), int):
            wrong(f'{where}: required_labels has to be a count')
        if 'audio' in task['data']:
            check_url(task['data']['audio'], where, wrong)
        check_silence(task, where, wrong)
    check_order([task['data']['candidate_id'] for task in tasks], wrong)
    return tasks


def check_nemo(text, wrong):
    """A JSON object per line; `audio_filepath` is needed, `duration` and `text` are true or absent."""
    ids = []
    for number, line in enumerate(text.splitlines(), 1):
        row = json.loads(line)
        where = f'line {number}'
        if not isinstance(row.get('audio_filepath'), str):
            wrong(f'{where}: no audio_filepath')
            continue
        check_url(row['audio_filepath'], where, wrong)
        for invented in ('duration', 'text', 'offset'):
            if invented in row:
                wrong(f'{where}: nobody told Winnow the {invented}')
        check_silence(row, where, wrong)
        ids.append(row['candidate_id'])
    check_order(ids, wrong)


# https://labelstud.io/tags: what a control is made of.
def check_choices(control, wrong):
    values = [choice.get('value') for choice in control]
    if any(choice.tag != 'Choice' for choice in control) or len(set(values)) != len(values) or len(values) < 2:
        wrong(f"{control.get('name')}: has to be two choices or more, each once")
    if control.get('choice') not in ('single', 'single-radio'):
        wrong(f"{control.get('name')}: a criterion has one value")


def check_number(control, wrong):
    low, high, step = (float(control.get(key)) for key in ('min', 'max', 'step'))
    if not low < high or not 0 < step <= high - low:
        wrong(f"{control.get('name')}: {low} to {high} by {step}")


def check_rating(control, wrong):
    if not 1 < int(control.get('maxRating')):
        wrong(f"{control.get('name')}: maxRating is {control.get('maxRating')}")


CONTROLS = {'Choices': check_choices, 'Number': check_number, 'Rating': check_rating}


def check_config(text, tasks, wrong):
    view = ElementTree.fromstring(text)
    names = [tag.get('name') for tag in view.iter() if tag.get('name')]
    if view.tag != 'View' or len(names) != len(set(names)):
        wrong('has to be a View, and every name once')
    audio = [tag for tag in view.iter('Audio')]
    if len(audio) != 1:
        wrong('has to have one Audio')
        return
    variable = audio[0].get('value', '')
    if not variable.startswith('$') or any(variable[1:] not in task['data'] for task in tasks):
        wrong(f'tasks have no data for {variable}')
    for tag in view:
        if tag.tag in ('Header', 'Audio'):
            continue
        if tag.tag not in CONTROLS:
            wrong(f'{tag.tag} is no control of a criterion')
            continue
        if tag.get('toName') != audio[0].get('name'):
            wrong(f"{tag.get('name')}: toName has to be the Audio")
        if tag.get('required', 'false') not in ('true', 'false'):
            wrong(f"{tag.get('name')}: required is true or false")
        CONTROLS[tag.tag](tag, wrong)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def main(arguments):
    wrong = []
    kind, path = arguments[0], arguments[1]
    if kind == 'tasks':
        check_tasks(read(path), wrong.append)
    elif kind == 'nemo':
        check_nemo(read(path), wrong.append)
    elif kind == 'config':
        tasks = check_tasks(read(arguments[2]), wrong.append) if len(arguments) > 2 else []
        check_config(read(path), tasks, wrong.append)
    else:
        sys.exit(__doc__)
    for problem in wrong:
        print(f'{path}: {problem}', file=sys.stderr)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
