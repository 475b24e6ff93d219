import time

import nbody

bodies = nbody.planets()
nbody.offset_momentum(bodies)
print(f"energy at the start   {nbody.energy(bodies)!r}")
start = time.process_time()
for _ in range(20):
    for _ in range(1000):
        nbody.advance(bodies, 0.01)
elapsed = time.process_time() - start
print(f"energy after 20,000   {nbody.energy(bodies)!r}")
jupiter = bodies[1]
print(f"Jupiter stands at     {jupiter.x:.6f} {jupiter.y:.6f} {jupiter.z:.6f}")
jupiter.vx = 0.0  # an instance is an ordinary Python object
nbody.advance(bodies, 0.01)
print(f"stopped by Python     {jupiter.vx!r}")
print(f"seconds {elapsed:.6f}")
