// The handled exception (sys.exc_info) of generators. CPython chains one item per generator that runs; so do we, where
// the probe finds the head of that chain in the thread state at the place that 3.11, 3.12 and 3.13 have it. Elsewhere
// the one item of the caller is lent to the generator while it runs.
#include "runtime/src/generator.h"

namespace {

struct StackItem {  // _PyErr_StackItem
  PyObject* value;
  StackItem* previous;
};

int64_t head_offset = 0;  // of the pointer to the innermost item in the thread state; 0: not known

StackItem** Head() { return reinterpret_cast<StackItem**>(reinterpret_cast<char*>(PyThreadState_Get()) + head_offset); }

StackItem* ItemOf(SpyGen* gen) { return reinterpret_cast<StackItem*>(&gen->handled); }

}  // namespace

extern "C" {

// Whether an exception that is set as the handled one shows up where the head is expected.
int spyrt_exc_state_init() {
  if (head_offset != 0 || !spyrt_layout_ok) return 0;
  Owned probe(PyObject_CallNoArgs(PyExc_Exception)), before(PyErr_GetHandledException());
  if (!probe) return -1;
  PyErr_SetHandledException(probe.get());
  head_offset = spyrt_version == 312 ? 104 : 120;
  StackItem* item = *Head();
  if (reinterpret_cast<uintptr_t>(item) % 8 != 0 || item == nullptr || item->value != probe.get()) head_offset = 0;
  PyErr_SetHandledException(before.get());
  return 0;
}

// The exception that this frame or generator itself handles, not its callers: owned, or null.
PyObject* spyrt_own_handled() { return head_offset == 0 ? PyErr_GetHandledException() : XNewRef((*Head())->value); }

}  // extern "C"

namespace spyrt {

static_assert(offsetof(SpyGen, handled_outer) == offsetof(SpyGen, handled) + sizeof(PyObject*));

void PushHandled(SpyGen* gen) {
  if (!gen->function->gen->handles) return;
  if (head_offset != 0) {
    StackItem** head = Head();
    ItemOf(gen)->previous = *head;
    *head = ItemOf(gen);
    return;
  }
  PyObject* outer = PyErr_GetHandledException();
  if (gen->handled != nullptr) PyErr_SetHandledException(gen->handled);
  gen->handled_outer = outer;
}

void PopHandled(SpyGen* gen) {
  if (!gen->function->gen->handles) return;
  if (head_offset != 0) {
    *Head() = ItemOf(gen)->previous;
    gen->handled_outer = nullptr;
    return;
  }
  PyObject* outer = static_cast<PyObject*>(gen->handled_outer);
  PyObject* own = PyErr_GetHandledException();
  if (own == outer) {
    Xdecref(own);
    own = nullptr;
  }
  Assign(&gen->handled, own);
  PyErr_SetHandledException(outer);
  Xdecref(outer);
  gen->handled_outer = nullptr;
}

}  // namespace spyrt
