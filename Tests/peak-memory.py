#!/usr/bin/env python3
"""peak-memory.py PROGRAM [WORD ...]: the most memory that a program had resident, in KiB.

A child counts what its parent had until it became another program, so whoever starts it has to be small.
"""
import resource
import subprocess
import sys

subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
