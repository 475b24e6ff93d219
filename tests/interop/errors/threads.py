# Several threads run compiled functions; exceptions stay in their thread.
import threading

import failing

results = [None] * 8


def work(i):
    try:
        results[i] = failing.inner(i) if i % 2 else failing.divide(100, i)
    except Exception as e:
        results[i] = type(e).__name__
    try:
        failing.endless(0)
    except RecursionError:
        results[i] = (results[i], "deep")


threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results)
