#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""The audit log of a real winnowd, verified by a program that is not ours.

    audit_foreign_test.py PATH_OF_WINNOWD PATH_OF_WINNOW

Needs python3-cryptography and the buf of proto/package.json.
"""
import base64
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../testing'))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import audit_verifier as audit  # noqa: E402
from winnowd import ROOT, Server  # noqa: E402

BUF = os.path.join(ROOT, 'proto/node_modules/.bin/buf')
WINNOWD = WINNOW = None  # set from the command line


class AuditForeignTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(WINNOWD)
        for n in range(30):
            cls.run_call('PolicyService/RegisterSource', {'source': {'name': f'sources/s{n}'}})
        with open(os.path.join(cls.server.folder.name, 'store/audit/verifiers'),
                  encoding='utf-8') as keys:
            cls.verifier = audit.parse_verifier(keys.read())

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        assert code == 0, f'winnowd exited with {code} on SIGTERM'

    @classmethod
    def run_call(cls, method, request):
        result = subprocess.run(
            [BUF, 'curl', '--protocol', 'grpc', '--http2-prior-knowledge', '-d',
             json.dumps(request), f'http://{cls.server.listen}/winnow.v1.{method}'],
            capture_output=True, text=True, timeout=60, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def call(self, method, request):
        return json.loads(self.run_call(f'GovernanceService/{method}', request) or '{}')

    def checkpoint(self):
        return audit.open_checkpoint(self.call('GetCheckpoint', {})['checkpoint']['note'],
                                     self.verifier)

    @staticmethod
    def hashes(answer):
        return [base64.b64decode(text) for text in answer.get('hashes', [])]

    def test_a_checkpoint_is_signed_by_the_listed_key(self):
        origin, size, _ = self.checkpoint()
        self.assertRegex(origin, r'^winnow/[0-9a-f]{32}/shards/0/histories/0$')
        self.assertGreaterEqual(size, 30)
        note = self.call('GetCheckpoint', {})['checkpoint']['note']
        with self.assertRaises(audit.Refused):
            audit.open_checkpoint(note.replace('winnow/', 'winmow/', 1), self.verifier)

    def test_every_leaf_is_in_the_tree(self):
        _, size, root = self.checkpoint()
        for seq in (1, 2, 3, size // 2, size - 1, size):
            answer = self.call('GetInclusionProof', {'seq': seq, 'tree_size': size})
            leaf = base64.b64decode(answer['leaf'])
            proof = self.hashes(answer)
            audit.check_inclusion(seq - 1, size, leaf, proof, root)
            with self.assertRaises(audit.Refused):
                audit.check_inclusion(seq - 1, size, leaf + b'.', proof, root)

    def test_a_later_tree_extends_an_earlier_one(self):
        _, first, first_root = self.checkpoint()
        for n in range(9):
            self.run_call('PolicyService/RegisterSource', {'source': {'name': f'sources/later{n}'}})
        _, second, second_root = self.checkpoint()
        answer = self.call('GetConsistencyProof', {'first_size': first, 'second_size': second})
        proof = self.hashes(answer)
        audit.check_consistency(first, second, proof, first_root, second_root)
        with self.assertRaises(audit.Refused):
            audit.check_consistency(first, second, proof, second_root, second_root)

    def test_an_export_leads_to_its_checkpoint(self):
        decoder = json.JSONDecoder()
        text = self.run_call('GovernanceService/ExportAudit', {}).strip()
        file = ''
        while text:
            piece, end = decoder.raw_decode(text)
            file += piece['content']
            text = text[end:].strip()
        lines = file.splitlines()
        self.assertGreaterEqual(audit.check_export(lines, self.verifier), 30)
        lines[5], lines[6] = lines[6], lines[5]
        with self.assertRaises(audit.Refused):
            audit.check_export(lines, self.verifier)


    def winnow(self, *arguments):
        return subprocess.run([WINNOW, '--server', self.server.listen, 'audit', *arguments],
                              capture_output=True, text=True, timeout=60, check=False)

    def offline(self, *verb):
        """An offline command of winnowd on the folder of the server, which is down meanwhile."""
        self.server.kill()
        result = subprocess.run(
            [WINNOWD, *verb, '--config', os.path.join(ROOT, 'deploy/winnowd.yaml'),
             '--data-dir', os.path.join(self.server.folder.name, 'store')],
            capture_output=True, text=True, timeout=60, check=False)
        self.server.start()
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_the_command_line_verifies_its_export_over_a_rotation_of_the_key(self):
        folder = self.server.folder.name
        keys = os.path.join(folder, 'store/audit/verifiers')
        log, note = os.path.join(folder, 'log.jsonl'), os.path.join(folder, 'old.note')
        with open(note, 'w', encoding='utf-8') as file:
            file.write(self.winnow('checkpoint').stdout)
        verifier = self.offline('audit-key', 'rotate')
        with open(keys, encoding='utf-8') as file:
            lines = file.read().splitlines()
        self.assertEqual(lines[-1], verifier.strip())
        type(self).verifier = audit.parse_verifier(verifier)
        self.assertIn(' 0 problems', self.offline('fsck'))
        exported = self.winnow('export', '-O', log)
        self.assertEqual(exported.returncode, 0, exported.stderr)
        verified = self.winnow('verify', log, '--key', keys, '--checkpoint', note)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        self.assertIn('signed by a known key', verified.stdout)
        with open(log, encoding='utf-8') as file:
            records = file.read().splitlines()
        with open(log, 'w', encoding='utf-8') as file:
            file.write('\n'.join(records[:9] + records[10:]))
        refused = self.winnow('verify', log, '--key', keys)
        self.assertEqual(refused.returncode, 3)
        self.assertRegex(refused.stdout, '^REFUSED .*log.jsonl: leaf 9: ')

    def test_the_command_line_lists_what_happened(self):
        listed = self.winnow('ls', '--method', 'RegisterSource', '--limit', '3', '-o', 'jsonl')
        self.assertEqual(listed.returncode, 0, listed.stderr)
        events = [json.loads(line) for line in listed.stdout.splitlines()]
        self.assertEqual([event['object'] for event in events],
                         ['sources/s0', 'sources/s1', 'sources/s2'])


if __name__ == '__main__':
    WINNOWD = sys.argv.pop(1)
    WINNOW = sys.argv.pop(1)
    unittest.main(verbosity=2)
