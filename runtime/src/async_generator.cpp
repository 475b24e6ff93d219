// The type `async_generator`.
#include "runtime/src/generator.h"

namespace spyrt {

int FinalizeAsyncGenerator(SpyGen*) { return 0; }
int InitAsyncGenerator() {
  gen_types[kSpyAsyncGenerator] = gen_types[kSpyGenerator];
  return 0;
}

}  // namespace spyrt
