"""Serves moto until standard input ends.

The emulator runs this file as a child process and holds the other end of its standard input. The
system closes that end however the parent dies, so no server outlives the tests that started it.
The first line of output is the address. Werkzeug's log of requests is left out: it would cost
more than the requests.
"""

import logging
import os
import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server


def end_with_parent():
    while os.read(0, 4096):
        pass
    os._exit(0)


def main():
    threading.Thread(target=end_with_parent, daemon=True).start()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(
        "127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True
    )
    # moto sends requests to itself, for example to run the targets of a rule.
    os.environ["MOTO_PORT"] = str(server.server_port)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


main()
