#include "bench.h"
static bool IsSafe(const std::vector<int64_t>& columns, int64_t row, int64_t column) {
  for (int64_t other = 0; other < row; ++other) {
    int64_t placed = columns[other];
    if (placed == column || placed - column == row - other || column - placed == row - other) return false;
  }
  return true;
}
static int64_t Place(std::vector<int64_t>& columns, int64_t row, int64_t n) {
  if (row == n) return 1;
  int64_t found = 0;
  for (int64_t column = 0; column < n; ++column)
    if (IsSafe(columns, row, column)) columns[row] = column, found += Place(columns, row + 1, n);
  return found;
}
int64_t Run(int64_t n) {
  std::vector<int64_t> columns(n);
  return Place(columns, 0, n);
}
