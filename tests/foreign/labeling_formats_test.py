#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""The labeling configurations of the rubrics that come with Winnow, as Label Studio documents them, and the check itself.

    labeling_formats_test.py PATH_OF_WINNOWD PATH_OF_WINNOW
"""
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, '../testing'))
import labeling_formats  # noqa: E402
from winnowd import ROOT, Server  # noqa: E402

GOLDEN = os.path.join(ROOT, 'tests/server/loop/golden')
WINNOWD = WINNOW = None  # set from the command line


def problems(check, *arguments):
    wrong = []
    check(*arguments, wrong.append)
    return wrong


class LabelingFormatsTest(unittest.TestCase):
    def test_every_rubric_has_a_configuration_for_the_tasks(self):
        server = Server(WINNOWD)
        try:
            tasks = labeling_formats.check_tasks(
                labeling_formats.read(os.path.join(GOLDEN, 'tasks.json')), self.fail)
            for rubric in ('asr@1', 'tts@1', 'spoken_rag@1'):
                shown = subprocess.run([WINNOW, '--server', server.listen, 'rubric', 'show', rubric, '--format',
                                        'label-studio'], capture_output=True, text=True, timeout=60, check=True)
                self.assertEqual(problems(labeling_formats.check_config, shown.stdout, tasks), [], rubric)
        finally:
            self.assertEqual(server.stop(), 0)

    def test_the_check_finds_what_is_wrong(self):
        tasks = labeling_formats.read(os.path.join(GOLDEN, 'tasks.json'))
        nemo = labeling_formats.read(os.path.join(GOLDEN, 'nemo.jsonl'))
        for check, text in ((labeling_formats.check_tasks, tasks.replace('"stage"', '"arm"')),
                            (labeling_formats.check_tasks, tasks.replace('"c2"', '"c7"')),
                            (labeling_formats.check_tasks, tasks.replace('https:', 'file:')),
                            (labeling_formats.check_nemo, nemo.replace('"stage"', '"duration"')),
                            (labeling_formats.check_nemo, nemo.replace('audio_filepath', 'audio'))):
            self.assertNotEqual(problems(check, text), [])
        for config in ('<View><Choices name="a" toName="b"/></View>',
                       '<View><Audio name="b" value="$audio"/><Choices name="a" toName="c" choice="single">'
                       '<Choice value="x"/><Choice value="y"/></Choices></View>',
                       '<View><Audio name="b" value="$audio"/><Number name="b" toName="b" min="0" max="1" step="1"/></View>',
                       '<View><Audio name="b" value="$audio"/><Number name="a" toName="b" min="1" max="0" step="1"/></View>'):
            self.assertNotEqual(problems(labeling_formats.check_config, config, []), [], config)


if __name__ == '__main__':
    WINNOW = os.path.abspath(sys.argv.pop())
    WINNOWD = os.path.abspath(sys.argv.pop())
    unittest.main(verbosity=2)
