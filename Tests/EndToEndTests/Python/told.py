"""Runs a script of this folder: an assertion that fails tells the values of the names in its line. SCRIPT [ARG…]"""
import linecache
import os
import re
import runpy
import sys
import traceback

sys.argv = sys.argv[1:]
sys.path[0] = os.path.dirname(sys.argv[0])
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except AssertionError as error:
    traceback.print_exc()
    place = error.__traceback__
    while place.tb_next:
        place = place.tb_next
    line = linecache.getline(place.tb_frame.f_code.co_filename, place.tb_lineno)
    known = {**place.tb_frame.f_globals, **place.tb_frame.f_locals}
    for name in dict.fromkeys(re.findall(r"[A-Za-z_]\w*", line)):
        if name in known and not callable(known[name]):
            print(f"  {name} = {known[name]!r:.1000}", file=sys.stderr)
    sys.exit(1)
