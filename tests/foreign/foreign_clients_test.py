#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""A real winnowd through the eyes of programs that are not ours: buf as a gRPC client that knows no
proto of ours (server reflection), promtool as a reader of /metrics, plain HTTP on the admin port.

    foreign_clients_test.py PATH_OF_WINNOWD

Needs promtool (Debian: prometheus) and the buf of proto/package.json; tests/run.sh installs both.
"""
import base64
import json
import os
import subprocess
import sys
import unittest
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../testing'))
from winnowd import ROOT, Server  # noqa: E402

BUF = os.path.join(ROOT, 'proto/node_modules/.bin/buf')
SERVICES = ['grpc.health.v1.Health', 'winnow.v1.GovernanceService', 'winnow.v1.IngestService',
            'winnow.v1.PolicyService', 'winnow.v1.ReleaseService', 'winnow.v1.ReviewService']
WINNOWD = None  # set from the command line


def buf_curl(*arguments):
    return subprocess.run([BUF, 'curl', '--protocol', 'grpc', '--http2-prior-knowledge', *arguments],
                          capture_output=True, text=True, timeout=60, check=False)


class ForeignClientsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(WINNOWD)
        cls.url = 'http://' + cls.server.listen

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        assert code == 0, f'winnowd exited with {code} on SIGTERM'

    def call(self, method, request):
        result = buf_curl('-d', json.dumps(request), f'{self.url}/{method}')
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout or '{}')

    def fetch(self, path):
        with urllib.request.urlopen(f'http://{self.server.admin}{path}', timeout=60) as response:
            self.assertEqual(response.status, 200)
            return response.read().decode()

    def test_reflection_names_every_service(self):
        result = buf_curl('--list-services', self.url)
        self.assertEqual(result.returncode, 0, result.stderr)
        listed = set(result.stdout.split())
        for service in SERVICES:
            self.assertIn(service, listed)

    def test_reflection_describes_every_method(self):
        result = buf_curl('--list-methods', self.url)
        self.assertEqual(result.returncode, 0, result.stderr)
        for method in ('IngestService/IngestCandidates', 'ReviewService/RequestBatch',
                       'PolicyService/CreateQueue', 'ReleaseService/CreateEvaluation',
                       'GovernanceService/QueueStatus'):
            self.assertIn('winnow.v1.' + method, result.stdout)
        self.assertIn('grpc.health.v1.Health/Watch', result.stdout)

    def test_health_answers_for_the_server_and_each_service(self):
        for service in [''] + SERVICES[1:]:
            answer = self.call('grpc.health.v1.Health/Check', {'service': service})
            self.assertEqual(answer, {'status': 'SERVING'}, service)

    def test_a_queue_made_by_a_foreign_client_is_there(self):
        self.call('winnow.v1.PolicyService/CreateQueue',
                  {'queue': {'name': 'queues/foreign'}})
        answer = self.call('winnow.v1.PolicyService/ListQueues', {})
        self.assertIn('queues/foreign', [queue['name'] for queue in answer['queues']])

    def test_errors_carry_their_reason(self):
        result = buf_curl('-d', '{"name":"queues/nobody"}',
                          f'{self.url}/winnow.v1.PolicyService/GetQueue')
        self.assertNotEqual(result.returncode, 0)
        error = json.loads(result.stderr[result.stderr.index('{'):])
        self.assertEqual(error['code'], 'not_found')
        # buf knows no google.rpc.ErrorInfo and shows its bytes: field 1 is the reason, 2 the domain.
        details = {detail['type']: detail['value'] for detail in error['details']}
        info = base64.b64decode(details['google.rpc.ErrorInfo'] + '==')
        self.assertEqual(info, b'\x0a\x0dQUEUE_UNKNOWN\x12\x06winnow')

    def test_promtool_accepts_the_metrics(self):
        self.call('winnow.v1.PolicyService/ListQueues', {})
        result = subprocess.run(['promtool', 'check', 'metrics'], input=self.fetch('/metrics'),
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((result.returncode, result.stdout + result.stderr), (0, ''))

    def test_the_admin_pages_answer(self):
        for path in ('/healthz', '/readyz'):
            self.fetch(path)
        self.assertIn('<html', self.fetch('/statusz'))


if __name__ == '__main__':
    WINNOWD = sys.argv.pop(1)
    unittest.main(verbosity=2)
