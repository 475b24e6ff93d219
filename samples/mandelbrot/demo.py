import time

import mandelbrot

for row in range(11):
    ci = 2.2 * row / 10 - 1.1
    print("".join(" .:-=+*#%@"[mandelbrot.escapes_after(3.0 * x / 48 - 2.1, ci, 100) // 11] for x in range(49)))
start = time.process_time()
inside = mandelbrot.run(250)
elapsed = time.process_time() - start
print(f"points inside a grid of 250 by 250: {inside}")
print(f"seconds {elapsed:.6f}")
