#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Runs the commands of client/RELEASES.md in their order against a real server, and compares what they print
with what is copied there.

    walkthrough_test.py PATH_OF_WINNOWD PATH_OF_WINNOW

A block of bash is followed by what is to be in its output, if anything: each line in turn, up to spaces;
`...` stands for anything. With WINNOW_SHOW set the real output is printed as well, to be copied.
"""
import os
import re
import subprocess

from release_desk import ROOT, DeskTest, main

DOCUMENT = os.path.join(ROOT, 'client/RELEASES.md')


def blocks(text):
    """Pairs of commands and the lines of their output."""
    found = re.findall(r'^```bash\n(.*?)^```\n(?:\n*^```\n(.*?)^```$)?', text, re.MULTILINE | re.DOTALL)
    return [(commands, output.splitlines()) for commands, output in found]


def squeezed(line):
    return ' '.join(line.split())


def missing(expected, output):
    """The first expected line that does not come where it has to, or None."""
    lines = iter([squeezed(line) for line in output.splitlines()])
    for line in expected:
        pattern = '.*'.join(map(re.escape, squeezed(line).split('...')))
        if line.strip() != '...' and not any(re.fullmatch(pattern, printed) for printed in lines):
            return line
    return None


class WalkthroughTest(DeskTest):
    def test_every_command_of_the_document_does_what_it_says(self):
        folder = self.desk.server.folder.name
        os.symlink(os.path.join(ROOT, 'tests'), os.path.join(folder, 'tests'))
        environment = {**os.environ, 'WINNOW_SERVER': self.desk.server.listen, 'PYTHONDONTWRITEBYTECODE': '1',
                       'PATH': os.path.dirname(self.desk.winnow) + ':' + os.environ['PATH']}
        with open(DOCUMENT, encoding='utf-8') as file:
            steps = blocks(file.read())
        self.assertGreater(len(steps), 8)
        self.assertGreater(sum(len(output) for _, output in steps), 30)
        for commands, expected in steps:
            result = subprocess.run(['bash', '-euo', 'pipefail', '-c', commands], cwd=folder, env=environment,
                                    capture_output=True, text=True, timeout=120, check=False)
            printed = result.stdout + result.stderr
            if 'WINNOW_SHOW' in os.environ:
                print(f'----\n{commands}----\n{printed}')
            self.assertEqual(result.returncode, 0, commands + printed)
            self.assertIsNone(missing(expected, printed), f'missing in the output of\n{commands}\n{printed}')


if __name__ == '__main__':
    main()
