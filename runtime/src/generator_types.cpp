// The types `generator`, `coroutine` and `coroutine_wrapper`, with the methods and attributes of CPython's own.
#include "runtime/src/generator.h"

#include <structmember.h>

namespace spyrt {

PyObject* GenName(PyObject* self, void*) {
  SpyGen* gen = GenOf(self);
  return gen->name != nullptr ? NewRef(gen->name) : PyUnicode_FromString(gen->function->name);
}
PyObject* GenQualname(PyObject* self, void*) {
  SpyGen* gen = GenOf(self);
  return gen->qualname != nullptr ? NewRef(gen->qualname) : PyUnicode_FromString(gen->function->qualname);
}

namespace {

int SetText(PyObject** slot, PyObject* value, const char* attribute) {
  if (value == nullptr || !PyUnicode_Check(value)) {
    PyErr_Format(PyExc_TypeError, "%s must be set to a string object", attribute);
    return -1;
  }
  Assign(slot, NewRef(value));
  return 0;
}

}  // namespace

int SetGenName(PyObject* self, PyObject* value, void*) { return SetText(&GenOf(self)->name, value, "__name__"); }
int SetGenQualname(PyObject* self, PyObject* value, void*) {
  return SetText(&GenOf(self)->qualname, value, "__qualname__");
}

PyObject* GenRepr(PyObject* self) {
  Owned name(GenQualname(self, nullptr));
  constexpr const char* kNames[] = {"generator", "coroutine", "async_generator"};
  return name ? PyUnicode_FromFormat("<%s object %U at %p>", kNames[KindOf(GenOf(self))], name.get(), self) : nullptr;
}

// A frame that tells the function's name and file (DIFF-004); None once it has ended.
PyObject* GenFrame(PyObject* self, void*) {
  if (IsFinished(GenOf(self))) return NewNone();
  return XNewRef(spyrt_frame_of(const_cast<SpyFunction*>(GenOf(self)->function)));
}
PyObject* GenCode(PyObject* self, void*) {
  static PyObject* f_code = nullptr;
  PyObject* frame = spyrt_frame_of(const_cast<SpyFunction*>(GenOf(self)->function));
  return frame == nullptr ? nullptr : spyrt_attribute(frame, &f_code, "f_code");
}
PyObject* GenRunning(PyObject* self, void*) { return NewBool(GenOf(self)->running != 0); }
PyObject* GenSuspended(PyObject* self, void*) { return NewBool(GenOf(self)->point > 0 && !GenOf(self)->running); }
PyObject* GenDelegate(PyObject* self, void*) {
  PyObject* delegate = GenOf(self)->delegate;
  return NewRef(delegate == nullptr ? Py_None : delegate);
}

PyTypeObject* MakeType(const char* name, size_t size, unsigned long flags, PyType_Slot* slots) {
  PyType_Spec spec = {name, static_cast<int>(size), 0,
                      static_cast<unsigned int>(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | kSpyImmutableType |
                                                Py_TPFLAGS_DISALLOW_INSTANTIATION | flags),
                      slots};
  if (size == offsetof(SpyGen, words)) spec.itemsize = sizeof(uint64_t);
  PyObject* type = PyType_FromSpec(&spec);
  // Messages of CPython show tp_name, which static types have without their module.
  constexpr size_t kPrefix = sizeof "builtins." - 1;
  char* name_word = reinterpret_cast<char*>(type) + kTypeNameOffset;
  if (type != nullptr && spyrt_layout_ok) *reinterpret_cast<const char**>(name_word) = name + kPrefix;
  return reinterpret_cast<PyTypeObject*>(type);
}

namespace {

// ---- generators

PyObject* Next(PyObject* self) {
  PyObject* result;
  PySendResult status = GenStep(GenOf(self), &result);
  if (status != PYGEN_RETURN) return result;
  if (result != Py_None) RaiseStop(result);
  Decref(result);
  return nullptr;
}

PySendResult AmSend(PyObject* self, PyObject* value, PyObject** result) { return GenSend(GenOf(self), value, result); }

PyObject* Send(PyObject* self, PyObject* value) {
  PyObject* result;
  PySendResult status = GenSend(GenOf(self), value, &result);
  return StepResult(GenOf(self), status, result);
}

PyObject* Throw(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  PyObject* result;
  PySendResult status = GenThrowArgs(GenOf(self), args, count, &result);
  return StepResult(GenOf(self), status, result);
}

PyObject* Close(PyObject* self, PyObject*) { return GenClose(GenOf(self)); }

PyMethodDef generator_methods[] = {
    {"send", Send, METH_O, nullptr},
    {"throw", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(Throw)), METH_FASTCALL, nullptr},
    {"close", Close, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyMemberDef weak_member[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(SpyGen, weak_list), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

PyGetSetDef generator_getset[] = {
    {"__name__", GenName, SetGenName, nullptr, nullptr},
    {"__qualname__", GenQualname, SetGenQualname, nullptr, nullptr},
    {"gi_yieldfrom", GenDelegate, nullptr, nullptr, nullptr},
    {"gi_running", GenRunning, nullptr, nullptr, nullptr},
    {"gi_suspended", GenSuspended, nullptr, nullptr, nullptr},
    {"gi_frame", GenFrame, nullptr, nullptr, nullptr},
    {"gi_code", GenCode, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyType_Slot generator_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(GenDealloc)},
    {Py_tp_traverse, reinterpret_cast<void*>(GenTraverse)},
    {Py_tp_finalize, reinterpret_cast<void*>(GenFinalize)},
    {Py_tp_repr, reinterpret_cast<void*>(GenRepr)},
    {Py_tp_iter, reinterpret_cast<void*>(PyObject_SelfIter)},
    {Py_tp_iternext, reinterpret_cast<void*>(Next)},
    {Py_am_send, reinterpret_cast<void*>(AmSend)},
    {Py_tp_methods, generator_methods},
    {Py_tp_members, weak_member},
    {Py_tp_getset, generator_getset},
    {0, nullptr},
};

// ---- coroutines

PyTypeObject* wrapper_type = nullptr;
struct Wrapper {
  ObjectHead head;
  PyObject* coroutine;
};
PyObject* Inner(PyObject* self) { return reinterpret_cast<Wrapper*>(self)->coroutine; }

// __await__: an iterator over the coroutine, which is none itself
PyObject* Await(PyObject* self) {
  Wrapper* wrapper = PyObject_GC_New(Wrapper, wrapper_type);
  if (wrapper == nullptr) return nullptr;
  wrapper->coroutine = NewRef(self);
  PyObject_GC_Track(reinterpret_cast<PyObject*>(wrapper));
  return reinterpret_cast<PyObject*>(wrapper);
}

PyMethodDef coroutine_methods[] = {
    {"send", Send, METH_O, nullptr},
    {"throw", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(Throw)), METH_FASTCALL, nullptr},
    {"close", Close, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyObject* Origin(PyObject*, void*) { return NewNone(); }

PyGetSetDef coroutine_getset[] = {
    {"__name__", GenName, SetGenName, nullptr, nullptr},
    {"__qualname__", GenQualname, SetGenQualname, nullptr, nullptr},
    {"cr_await", GenDelegate, nullptr, nullptr, nullptr},
    {"cr_running", GenRunning, nullptr, nullptr, nullptr},
    {"cr_suspended", GenSuspended, nullptr, nullptr, nullptr},
    {"cr_frame", GenFrame, nullptr, nullptr, nullptr},
    {"cr_code", GenCode, nullptr, nullptr, nullptr},
    {"cr_origin", Origin, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyType_Slot coroutine_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(GenDealloc)},
    {Py_tp_traverse, reinterpret_cast<void*>(GenTraverse)},
    {Py_tp_finalize, reinterpret_cast<void*>(GenFinalize)},
    {Py_tp_repr, reinterpret_cast<void*>(GenRepr)},
    {Py_am_await, reinterpret_cast<void*>(Await)},
    {Py_am_send, reinterpret_cast<void*>(AmSend)},
    {Py_tp_methods, coroutine_methods},
    {Py_tp_members, weak_member},
    {Py_tp_getset, coroutine_getset},
    {0, nullptr},
};

PyObject* WrapperNext(PyObject* self) { return Next(Inner(self)); }
PyObject* WrapperSend(PyObject* self, PyObject* value) { return Send(Inner(self), value); }
PyObject* WrapperThrow(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  return Throw(Inner(self), args, count);
}
PyObject* WrapperClose(PyObject* self, PyObject*) { return GenClose(GenOf(Inner(self))); }
PySendResult WrapperAmSend(PyObject* self, PyObject* value, PyObject** result) {
  return GenSend(GenOf(Inner(self)), value, result);
}
int WrapperTraverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(reinterpret_cast<PyObject*>(TypeOf(self)));
  Py_VISIT(Inner(self));
  return 0;
}
void WrapperDealloc(PyObject* self) {
  PyTypeObject* type = TypeOf(self);
  PyObject_GC_UnTrack(self);
  Assign(&reinterpret_cast<Wrapper*>(self)->coroutine, nullptr);
  PyObject_GC_Del(self);
  Decref(reinterpret_cast<PyObject*>(type));
}

PyMethodDef wrapper_methods[] = {
    {"send", WrapperSend, METH_O, nullptr},
    {"throw", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(WrapperThrow)), METH_FASTCALL, nullptr},
    {"close", WrapperClose, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyType_Slot wrapper_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(WrapperDealloc)},
    {Py_tp_traverse, reinterpret_cast<void*>(WrapperTraverse)},
    {Py_tp_iter, reinterpret_cast<void*>(PyObject_SelfIter)},
    {Py_tp_iternext, reinterpret_cast<void*>(WrapperNext)},
    {Py_am_send, reinterpret_cast<void*>(WrapperAmSend)},
    {Py_tp_methods, wrapper_methods},
    {0, nullptr},
};

}  // namespace

int InitGenerator() {
  gen_types[kSpyGenerator] = MakeType("builtins.generator", offsetof(SpyGen, words), 0, generator_slots);
  return gen_types[kSpyGenerator] == nullptr ? -1 : 0;
}

int InitCoroutine() {
  gen_types[kSpyCoroutine] = MakeType("builtins.coroutine", offsetof(SpyGen, words), 0, coroutine_slots);
  wrapper_type = MakeType("builtins.coroutine_wrapper", sizeof(Wrapper), 0, wrapper_slots);
  return gen_types[kSpyCoroutine] == nullptr || wrapper_type == nullptr ? -1 : 0;
}

}  // namespace spyrt
