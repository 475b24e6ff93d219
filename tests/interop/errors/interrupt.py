# Ctrl-C stops a compiled loop.
import _thread
import threading
import time

import failing

threading.Timer(0.2, _thread.interrupt_main).start()
start = time.monotonic()
try:
    failing.spin(2000000)
    print("never")
except KeyboardInterrupt:
    print("KeyboardInterrupt", time.monotonic() - start < 2.0)
