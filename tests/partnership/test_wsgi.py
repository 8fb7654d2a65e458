"""What gunicorn serves."""

from tests.processes import environment, run_python

CALLS_AT_EVERY_DEPTH = """
import resource
from partnership import wsgi

def leaf(): pass

def descend(depth):
    for _call in range(100):
        leaf()
    if depth:
        descend(depth - 1)

def handler(environ, start_response):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    descend(700)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

wsgi.handler = handler
wsgi.application({}, None)
print(wsgi.application({}, None))
"""


def test_calls_at_no_depth_ask_the_system_for_memory_each_time(tmp_path):
    done = run_python("-c", CALLS_AT_EVERY_DEPTH, env=environment(tmp_path))

    assert int(done.stdout) < 100, done.stderr
