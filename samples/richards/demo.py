import time

import richards

start = time.process_time()
counts = [richards.simulate(2000) for _ in range(12)]
elapsed = time.process_time() - start
print(f"held and queued in each of {len(counts)} runs: {sorted(set(counts))}")


class Tracer(richards.Scheduler):
    """A Python subclass of a compiled class: its override is what compiled code calls."""

    def __init__(self):
        super().__init__()
        self.log = []

    def add(self, task):
        self.log.append(type(task).__name__)
        super().add(task)


tracer = Tracer()
tracer.add(richards.IdleTask(tracer, 10))
print(f"added through Python: {tracer.log}, tasks known: {len(tracer.tasks)}")
print(f"seconds {elapsed:.6f}")
