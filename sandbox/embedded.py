"""A sandbox for tests: served in a thread of this process, on a free port of the loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from sandbox.app import Sandbox, create_sandbox
from sandbox.config import Config

_START_SECONDS = 10.0


@dataclass(frozen=True)
class RunningSandbox:
    """`url` is the base address for the SDK (`base_addresses={"api": url}`) and for the pages."""

    url: str
    app: Sandbox


@contextmanager
def running_sandbox(config: Config | None = None) -> Iterator[RunningSandbox]:
    """Serve a sandbox until the block ends. Without a config: in memory, quick ticks, quick webhook retries.

    Raises RuntimeError when the server does not come up.
    """
    app = create_sandbox(config or Config(tick_seconds=0.02, webhook_retry_seconds=(1, 1)))
    listener = socket.create_server(("127.0.0.1", 0))
    settings = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=1, ws="none")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True, name="sandbox")
    thread.start()
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.01)
        yield RunningSandbox(f"http://127.0.0.1:{listener.getsockname()[1]}", app)
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)
        listener.close()
