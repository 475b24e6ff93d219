#include "bench.h"
static int64_t EscapesAfter(double cr, double ci, int64_t limit) {
  double zr = 0, zi = 0;
  for (int64_t i = 0; i < limit; ++i) {
    double zr2 = zr * zr, zi2 = zi * zi;
    if (zr2 + zi2 > 4.0) return i;
    zi = 2.0 * zr * zi + ci;
    zr = zr2 - zi2 + cr;
  }
  return limit;
}
int64_t Run(int64_t n) {
  int64_t inside = 0;
  for (int64_t y = 0; y < n; ++y)
    for (int64_t x = 0; x < n; ++x)
      if (EscapesAfter(3.0 * double(x) / double(n) - 2.0, 2.0 * double(y) / double(n) - 1.0, 100) == 100) ++inside;
  return inside;
}
