# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""A real winnowd for tests in Python: free ports, an empty store, gone with the test."""
import hashlib
import json
import os
import signal
import subprocess
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..'))

# The identities of tests/data/access.yaml that own policies, in the order of the roles.
POLICY_OWNERS = ('data-owner', 'legal-owner', 'product-owner', 'ml-owner')


class Server:
    """Runs from construction until stop()."""

    def __init__(self, winnowd):
        self.winnowd = winnowd
        self.folder = tempfile.TemporaryDirectory(prefix='winnow-test-')
        self._write_tokens()
        self.log = open(os.path.join(self.folder.name, 'log'), 'w+', encoding='utf-8')
        self.start()

    def _write_tokens(self):
        lines = ['tokens:']
        for owner in POLICY_OWNERS:
            token = 'token-of-' + owner
            self._write_secret(self.token_file(owner), token + '\n')
            digest = hashlib.sha256(token.encode()).hexdigest()
            lines.append(f'  - {{identity: {owner}, sha256: {digest}}}')
        self._write_secret(os.path.join(self.folder.name, 'tokens.yaml'), '\n'.join(lines) + '\n')

    @staticmethod
    def _write_secret(path, text):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), 'w', encoding='utf-8') as file:
            file.write(text)

    def token_file(self, owner):
        """The file with the token of one of POLICY_OWNERS, for `winnow --token-file`."""
        return os.path.join(self.folder.name, owner + '.token')

    def approve(self, winnow, policy):
        """Lets the four owners approve a revision of a policy, each with its own token."""
        for owner in POLICY_OWNERS:
            subprocess.run([winnow, '--server', self.listen, '--token-file', self.token_file(owner),
                            'policy', 'approve', policy, '--role', owner.split('-')[0]],
                           stdout=subprocess.DEVNULL, timeout=120, check=True)

    def start(self):
        """Starts on the same store, after kill()."""
        self.process = subprocess.Popen(
            [self.winnowd, '--config', os.path.join(ROOT, 'deploy/winnowd.yaml'),
             '--data-dir', os.path.join(self.folder.name, 'store'),
             '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0', '--plaintext-loopback',
             '--access-policy', os.path.join(ROOT, 'tests/data/access.yaml'),
             '--access-tokens', os.path.join(self.folder.name, 'tokens.yaml')],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()  # ends when the server is ready, or gone
        if not line:
            self.process.wait()
            self.log.seek(0)
            raise RuntimeError('winnowd did not start:\n' + self.log.read())
        addresses = json.loads(line)
        self.listen, self.admin = addresses['listen'], addresses['admin']

    def kill(self):
        """kill -9: nothing is flushed, nobody is told."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()
        return code
