#include "bench.h"
struct Tree {
  Tree *left, *right;
  int64_t Count() const { return 1 + (left ? left->Count() : 0) + (right ? right->Count() : 0); }
};
static Tree* Build(int64_t depth) {
  return depth == 0 ? new Tree{nullptr, nullptr} : new Tree{Build(depth - 1), Build(depth - 1)};
}
static void Free(Tree* t) {
  if (!t) return;
  Free(t->left), Free(t->right);
  delete t;
}
int64_t Run(int64_t n) {
  Tree* kept = Build(n);
  int64_t total = 0;
  for (int64_t depth = 4; depth <= n; depth += 4)
    for (int64_t i = 0; i < int64_t{1} << (n - depth + 2); ++i) {
      Tree* t = Build(depth);
      total += t->Count();
      Free(t);
    }
  total += kept->Count();
  Free(kept);
  return total;
}
