"""
Runs every test of this folder: `python -m tests`. COUNT_FILE, if it is set, gets the number of
tests that passed.
"""

import json
import os
import sys
import unittest


def main() -> int:
    suite = unittest.defaultTestLoader.discover(os.path.dirname(__file__), top_level_dir=".")
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    passed = result.testsRun - failed - len(result.skipped)
    count_file = os.environ.get("COUNT_FILE")
    if count_file:
        with open(count_file, "w", encoding="utf-8") as file:
            json.dump({"passed": passed, "failed": failed}, file)
    return 0 if result.wasSuccessful() else 1


sys.exit(main())
