"""Serves moto until standard input ends.

The emulator runs this file as a child process and holds the other end of its standard input. The
system closes that end however the parent dies, so no server outlives the tests that started it.

The first line of output is the address. A line of input is a command, JSON with a script of
inside/ and its arguments, which fills an account from within, without a request for every
resource; its answer is a line of output. What moto prints goes to the standard error output, and
werkzeug's log of requests nowhere: it would cost more than the requests.
"""

import json
import logging
import os
import runpy
import sys
import threading
import traceback

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.sqs.models import SQSBackend
from werkzeug.serving import make_server

answers = sys.stdout
sys.stdout = sys.stderr


def list_queues(self, prefix):
    return [queue for name, queue in self.queues.items() if name.startswith(prefix or "")]


# moto tells the first thousand queues and nothing of the others; AWS gives a token for them.
SQSBackend.list_queues = list_queues


def answer(line):
    print(line, file=answers, flush=True)


def obey():
    for line in sys.stdin:
        try:
            command = json.loads(line)
            done = runpy.run_path(command["script"])["fill"](*command["arguments"])
            answer(json.dumps({"done": done}))
        except Exception:
            answer(json.dumps({"error": traceback.format_exc()}))
    os._exit(0)


def main():
    threading.Thread(target=obey, daemon=True).start()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(
        "127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True
    )
    # moto sends requests to itself, for example to run the targets of a rule.
    os.environ["MOTO_PORT"] = str(server.server_port)
    answer(f"http://127.0.0.1:{server.server_port}")
    server.serve_forever()


main()
