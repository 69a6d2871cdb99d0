# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""A real winnowd for tests in Python: free ports, an empty store, gone with the test."""
import json
import os
import signal
import subprocess
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..'))


class Server:
    """Runs from construction until stop()."""

    def __init__(self, winnowd):
        self.winnowd = winnowd
        self.folder = tempfile.TemporaryDirectory(prefix='winnow-test-')
        self.log = open(os.path.join(self.folder.name, 'log'), 'w+', encoding='utf-8')
        self.start()

    def start(self):
        """Starts on the same store, after kill()."""
        self.process = subprocess.Popen(
            [self.winnowd, '--config', os.path.join(ROOT, 'deploy/winnowd.yaml'),
             '--data-dir', os.path.join(self.folder.name, 'store'),
             '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0'],
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
