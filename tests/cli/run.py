#!/usr/bin/python3
"""Runs the tests of the command line; the last line is `N passed, N failed`.

`tests/cli/run.py [NAME…]`: only tests whose name holds one of the words.
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def chosen(suite, words):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, words)
        elif not words or any(w in test.id() for w in words):
            yield test


found = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent))
suite = unittest.TestSuite(chosen(found, sys.argv[1:]))
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
bad = len(result.failures) + len(result.errors)
print(f"{result.testsRun - bad - len(result.skipped)} passed, {bad} failed")
sys.exit(1 if bad or not result.testsRun else 0)
