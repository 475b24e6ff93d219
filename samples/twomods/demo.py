import math
import time

import geometry
from geometry.vectors import Vector

square = geometry.Polygon([Vector(0.0, 0.0), Vector(2.0, 0.0), Vector(2.0, 2.0), Vector(0.0, 2.0)])
circle = geometry.Circle(Vector(1.0, 1.0), 0.5)
ring = geometry.Polygon([Vector(math.cos(i / 500), math.sin(i / 500)) for i in range(3000)])
print(f"square {square.area()} {square.perimeter()}, circle {circle.area():.6f}, ring {ring.area():.6f}")
print(square.moved(Vector(10.0, -1.0)).corners, geometry.Vector is Vector, geometry.dot(Vector(1.0, 2.0), Vector(3.0, 4.0)))
shapes = [square, circle, ring]
start = time.process_time()
for step in range(100):
    shapes = [shape.moved(Vector(0.25, -0.5)) for shape in shapes]
    area = geometry.total_area(shapes)
elapsed = time.process_time() - start
print(f"a hundred moves later: area {area!r}, the square's corner at {shapes[0].corners[0]}")
print(f"seconds {elapsed:.6f}")
