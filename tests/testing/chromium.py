#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""A headless Chromium that opens pages from files, without a network, and says what it saw.

It is driven over the pipe of --remote-debugging-pipe (https://chromedevtools.github.io/devtools-protocol): JSON messages that end with
a zero byte, so that neither a port nor a library is needed.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

TIMEOUT = 60


def find():
    """The path of the browser, or None."""
    for name in ('chromium', 'chromium-browser', 'google-chrome'):
        path = shutil.which(name)
        if path:
            return path
    return None


class Browser:
    """One page in one browser; `events` are those that it has sent since the last `open`."""

    def __init__(self, path):
        self.profile = tempfile.mkdtemp(prefix='winnow-chromium-')
        theirs_in, self.out = os.pipe()
        self.inp, theirs_out = os.pipe()
        switches = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
                    '--disable-background-networking', '--disable-component-update', '--disable-extensions', '--disable-sync',
                    '--host-resolver-rules=MAP * ~NOTFOUND', '--remote-debugging-pipe', f'--user-data-dir={self.profile}', 'about:blank']
        # The browser reads descriptor 3 and writes descriptor 4.
        shell = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self.process = subprocess.Popen(['bash', '-c', shell, path, *switches], pass_fds=(theirs_in, theirs_out),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(theirs_in)
        os.close(theirs_out)
        self.number = 0
        self.rest = b''
        self.events = []
        self.session = None
        targets = self.call('Target.getTargets')['targetInfos']
        page = next(target for target in targets if target['type'] == 'page')
        self.session = self.call('Target.attachToTarget', targetId=page['targetId'], flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(domain + '.enable')
        self.call('Network.emulateNetworkConditions', offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)

    def close(self):
        try:
            self.session = None
            self.call('Browser.close')
            self.process.wait(TIMEOUT)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            os.close(self.inp)
            os.close(self.out)
            shutil.rmtree(self.profile, ignore_errors=True)

    def _message(self, deadline):
        while b'\0' not in self.rest:
            ready, _, _ = select.select([self.inp], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError('chromium says nothing')
            chunk = os.read(self.inp, 1 << 16)
            if not chunk:
                raise EOFError('chromium has ended')
            self.rest += chunk
        text, self.rest = self.rest.split(b'\0', 1)
        return json.loads(text)

    def call(self, method, **params):
        """The result of a command; events that come before it are kept."""
        self.number += 1
        command = {'id': self.number, 'method': method, 'params': params}
        if self.session:
            command['sessionId'] = self.session
        os.write(self.out, json.dumps(command).encode() + b'\0')
        deadline = time.monotonic() + TIMEOUT
        while True:
            message = self._message(deadline)
            if message.get('id') == self.number:
                if 'error' in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message['result']
            self.events.append(message)

    def open(self, path, width, dark=False):
        """Loads a file in a window of this width, and waits until it is there."""
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call('Emulation.setEmulatedMedia',
                  features=[{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])
        self.events = []
        self.call('Page.navigate', url='file://' + os.path.abspath(path))
        deadline = time.monotonic() + TIMEOUT
        while not any(event.get('method') == 'Page.loadEventFired' for event in self.events):
            self.events.append(self._message(deadline))

    def evaluate(self, expression):
        answer = self.call('Runtime.evaluate', expression=expression, returnByValue=True)
        if 'exceptionDetails' in answer:
            raise RuntimeError(answer['exceptionDetails'])
        return answer['result'].get('value')

    def complaints(self):
        """What the console, the log and the policy of the page said."""
        kinds = ('Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded')
        return [event['params'] for event in self.events if event.get('method') in kinds]

    def requests(self):
        return [event['params']['request']['url'] for event in self.events
                if event.get('method') == 'Network.requestWillBeSent']

    def screenshot(self, path):
        """The whole page as a PNG."""
        image = self.call('Page.captureScreenshot', captureBeyondViewport=True)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(image['data']))
