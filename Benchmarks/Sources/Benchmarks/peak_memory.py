"""Runs a program to its end and prints the most memory that it had resident, in KiB."""
import os
import subprocess
import sys

run = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(os.wait4(run.pid, 0)[2].ru_maxrss)
