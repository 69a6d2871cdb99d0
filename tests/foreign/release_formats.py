#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Checks exports of a release against what OpenLineage and in-toto publish.

    release_formats.py openlineage FILE   run events, one per line
    release_formats.py in-toto FILE       a statement with a test result

The rules are those of OpenLineage 2-0-2 (https://openlineage.io/spec/2-0-2/OpenLineage.json, its facets beside it and the naming of custom
facets in spec/OpenLineage.md) and of in-toto's attestation framework (spec/v1/statement.md, spec/v1/resource_descriptor.md,
spec/v1/digest_set.md and spec/predicates/test-result.md of https://github.com/in-toto/attestation).
"""
import datetime
import json
import re
import sys
import uuid

RUN_EVENT = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'
EVENT_TYPES = ('START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER')
ENDS = ('COMPLETE', 'ABORT', 'FAIL')
URI = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)')

# Of the standard facets that are used: where they belong, the name of the type, its version, and required members with their types.
STANDARD = {
    'jobType': ('job', 'JobTypeJobFacet', '2-0-4', {'processingType': str, 'integration': str}),
    'version': ('dataset', 'DatasetVersionDatasetFacet', '1-0-1', {'datasetVersion': str}),
    'outputStatistics': ('output', 'OutputStatisticsOutputDatasetFacet', '1-0-2', {}),
    'inputStatistics': ('input', 'InputStatisticsInputDatasetFacet', '1-0-0', {}),
    'dataQualityAssertions': ('input', 'DataQualityAssertionsDatasetFacet', '1-1-0', {'assertions': list}),
    'test': ('run', 'TestRunFacet', '1-0-1', {'tests': list}),
}
ENTITIES = {'job': 'JobFacet', 'dataset': 'DatasetFacet', 'output': 'OutputDatasetFacet', 'input': 'InputDatasetFacet', 'run': 'RunFacet'}


def check_members(value, members, where, wrong):
    """True if `value` is an object with these members of these types."""
    if not isinstance(value, dict):
        wrong(f'{where}: has to be an object')
        return False
    fine = True
    for key, kind in members.items():
        if not isinstance(value.get(key), kind) or (kind is int and isinstance(value.get(key), bool)):
            wrong(f'{where}: {key} has to be {kind.__name__}')
            fine = False
    return fine


def check_uri(value, where, wrong):
    if not isinstance(value, str) or not URI.fullmatch(value):
        wrong(f'{where}: {value} is no URI')


def check_time(value, where, wrong):
    if not isinstance(value, str) or not TIME.fullmatch(value):
        wrong(f'{where}: {value} is no time of RFC 3339')
        return
    try:
        datetime.datetime.fromisoformat(value[:19])
    except ValueError:
        wrong(f'{where}: {value} is no day or hour')


def check_uuid(value, where, wrong):
    """As written by RFC 9562, of a version that it knows."""
    try:
        known = uuid.UUID(value)
        fine = str(known) == value and known.variant == uuid.RFC_4122 and known.version in range(1, 9)
    except (AttributeError, TypeError, ValueError):
        fine = False
    if not fine:
        wrong(f'{where}: {value} is no UUID')


def check_standard(key, facet, entity, where, wrong):
    place, name, version, members = STANDARD[key]
    if entity != place:
        wrong(f'{where}: belongs to {place}')
    if facet.get('_schemaURL') != f'https://openlineage.io/spec/facets/{version}/{name}.json#/$defs/{name}':
        wrong(f"{where}: {facet.get('_schemaURL')} is another schema")
    if not check_members(facet, members, where, wrong):
        return
    for count in ('rowCount', 'size', 'fileCount'):
        if not isinstance(facet.get(count, 0), int):
            wrong(f'{where}: {count} has to be an integer')
    for number, row in enumerate(facet.get('assertions', [])):
        check_members(row, {'assertion': str, 'success': bool}, f'{where}: assertion {number}', wrong)
    for number, row in enumerate(facet.get('tests', [])):
        if check_members(row, {'name': str, 'status': str}, f'{where}: test {number}', wrong):
            if row['status'] not in ('pass', 'fail', 'skip') or row.get('severity', 'error') not in ('error', 'warn'):
                wrong(f'{where}: test {number}: status or severity is none')
    for row in facet.get('assertions', []) + facet.get('tests', []):
        for text in ('severity', 'name', 'type', 'description', 'expected', 'actual'):
            if not isinstance(row.get(text, ''), str):
                wrong(f'{where}: {text} has to be a string')


def check_custom(key, facet, entity, where, wrong):
    """`{prefix}_{name}` in camel case, of a type `{Prefix}{Name}{Entity}Facet`."""
    if not re.fullmatch(r'winnow_[a-z][A-Za-z0-9]*', key):
        wrong(f'{where}: no standard facet, and no name of ours')
        return
    prefix, name = key.split('_')
    wanted = prefix.capitalize() + name[0].upper() + name[1:] + ENTITIES[entity]
    if not str(facet.get('_schemaURL')).endswith('#/$defs/' + wanted):
        wrong(f'{where}: _schemaURL has to be that of {wanted}')


def check_facets(facets, entity, where, wrong):
    if not isinstance(facets, dict):
        wrong(f'{where}: facets have to be an object')
        return
    for key, facet in facets.items():
        place = f'{where}: {key}'
        if not check_members(facet, {'_producer': str, '_schemaURL': str}, place, wrong):
            continue
        check_uri(facet['_producer'], place, wrong)
        check_uri(facet['_schemaURL'], place, wrong)
        (check_standard if key in STANDARD else check_custom)(key, facet, entity, place, wrong)


def check_datasets(datasets, role, where, wrong):
    if not isinstance(datasets, list):
        wrong(f'{where}: has to be a list')
        return
    names = []
    for number, dataset in enumerate(datasets):
        place = f'{where} {number}'
        if not check_members(dataset, {'namespace': str, 'name': str}, place, wrong):
            continue
        names.append((dataset['namespace'], dataset['name']))
        check_facets(dataset.get('facets', {}), 'dataset', place, wrong)
        check_facets(dataset.get(role + 'Facets', {}), role, place, wrong)
    if len(names) != len(set(names)):
        wrong(f'{where}: a data set is there twice')


def check_event(event, where, wrong):
    if not check_members(event, {'eventTime': str, 'producer': str, 'schemaURL': str, 'run': dict, 'job': dict}, where, wrong):
        return
    if event.get('eventType', 'OTHER') not in EVENT_TYPES:
        wrong(f"{where}: {event.get('eventType')} is no type of an event")
    if event['schemaURL'] != RUN_EVENT:
        wrong(f"{where}: {event['schemaURL']} is another schema")
    check_time(event['eventTime'], where, wrong)
    check_uri(event['producer'], where, wrong)
    check_uuid(event['run'].get('runId'), where, wrong)
    check_facets(event['run'].get('facets', {}), 'run', f'{where}: run', wrong)
    check_members(event['job'], {'namespace': str, 'name': str}, f'{where}: job', wrong)
    check_facets(event['job'].get('facets', {}), 'job', f'{where}: job', wrong)
    check_datasets(event.get('inputs', []), 'input', f'{where}: inputs', wrong)
    check_datasets(event.get('outputs', []), 'output', f'{where}: outputs', wrong)


def check_openlineage(text, wrong):
    """The events. Every run starts once, and then ends once, as the same job."""
    events = [json.loads(line) for line in text.splitlines()]
    runs = {}
    for number, event in enumerate(events, 1):
        check_event(event, f'line {number}', wrong)
        runs.setdefault(str(event.get('run', {}).get('runId')), []).append(event)
    for run, its in runs.items():
        types = [event.get('eventType') for event in its]
        if len(types) < 2 or types[0] != 'START' or types.count('START') != 1 or sum(types.count(end) for end in ENDS) != 1:
            wrong(f'run {run}: {types} is no life of a run')
        if len({event.get('job', {}).get('name') for event in its}) != 1:
            wrong(f'run {run}: of several jobs')
    return events


def check_resource(resource, where, wrong):
    """A ResourceDescriptor."""
    if not isinstance(resource, dict):
        wrong(f'{where}: has to be an object')
        return
    if not any(key in resource for key in ('uri', 'digest', 'content')):
        wrong(f'{where}: needs uri, digest or content')
    for key in ('name', 'uri', 'content', 'downloadLocation', 'mediaType'):
        if not isinstance(resource.get(key, ''), str):
            wrong(f'{where}: {key} has to be a string')
    if not isinstance(resource.get('annotations', {}), dict):
        wrong(f'{where}: annotations have to be an object')
    digest = resource.get('digest', {})
    if not isinstance(digest, dict) or not all(isinstance(value, str) for value in digest.values()):
        wrong(f'{where}: digest has to be a set of digests')
    elif 'sha256' in digest and not re.fullmatch('[0-9a-f]{64}', digest['sha256']):
        wrong(f'{where}: sha256 has to be 64 digits in small letters')


def check_in_toto(text, wrong):
    statement = json.loads(text)
    if not check_members(statement, {'_type': str, 'subject': list, 'predicateType': str, 'predicate': dict}, 'statement', wrong):
        return statement
    if statement['_type'] != 'https://in-toto.io/Statement/v1':
        wrong('_type is no Statement v1')
    if statement['predicateType'] != 'https://in-toto.io/attestation/test-result/v0.1':
        wrong('predicateType is no test result v0.1')
    names = []
    for number, subject in enumerate(statement['subject']):
        check_resource(subject, f'subject {number}', wrong)
        if not isinstance(subject, dict) or not subject.get('digest'):
            wrong(f'subject {number}: needs a digest')
            continue
        names.append(subject.get('name'))
    if not names or len(names) != len(set(names)):
        wrong('subjects have to be there, each name once')
    check_predicate(statement['predicate'], wrong)
    return statement


def check_predicate(predicate, wrong):
    if predicate.get('result') not in ('PASSED', 'WARNED', 'FAILED'):
        wrong(f"result is {predicate.get('result')}")
    if not isinstance(predicate.get('configuration'), list):
        wrong('configuration has to be a list')
    for number, resource in enumerate(predicate.get('configuration') or []):
        check_resource(resource, f'configuration {number}', wrong)
    if 'url' in predicate:
        check_uri(predicate['url'], 'url', wrong)
    names = []
    for key in ('passedTests', 'warnedTests', 'failedTests'):
        tests = predicate.get(key, [])
        if not isinstance(tests, list) or not all(isinstance(test, str) for test in tests):
            wrong(f'{key} has to be a list of names')
            continue
        names += tests
    if len(names) != len(set(names)):
        wrong('a test has two results')
    if predicate.get('result') == 'PASSED' and predicate.get('failedTests'):
        wrong('passed, and yet a test failed')


def main(arguments):
    checks = {'openlineage': check_openlineage, 'in-toto': check_in_toto}
    if len(arguments) != 2 or arguments[0] not in checks:
        sys.exit(__doc__)
    wrong = []
    with open(arguments[1], encoding='utf-8') as file:
        checks[arguments[0]](file.read(), wrong.append)
    for problem in wrong:
        print(f'{arguments[1]}: {problem}', file=sys.stderr)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
