#define RUN_RESULT double
#include "bench.h"
using Matrix = std::vector<std::vector<double>>;
static Matrix Make(int64_t n, int64_t seed) {
  Matrix m(n, std::vector<double>(n));
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j) m[i][j] = double((i * seed + j) % 17) / 3.0;
  return m;
}
double Run(int64_t n) {
  Matrix a = Make(n, 3), b = Make(n, 5), c(n, std::vector<double>(n));
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j) {
      double total = 0;
      for (int64_t k = 0; k < n; ++k) total += a[i][k] * b[k][j];
      c[i][j] = total;
    }
  double trace = 0;
  for (int64_t i = 0; i < n; ++i) trace += c[i][i];
  return trace;
}
