// next() and send() of compiled code: steps of this library's generators, CPython's protocol for everything else.
#include "runtime/src/generator.h"

using namespace spyrt;

extern "C" {

PyObject* spyrt_iter_next(PyObject* it) {
  if (spyrt_is_generator(it)) {
    PyObject* result;
    PySendResult status = GenStep(GenOf(it), &result);
    return StepResult(GenOf(it), status, result);
  }
  PyObject* item = spyrt_raw_next(it);
  if (item == nullptr && PyErr_Occurred() == nullptr) PyErr_SetNone(PyExc_StopIteration);
  return item;
}

PyObject* spyrt_iter_next_or(PyObject* it, PyObject* otherwise) {
  PyObject* item = spyrt_obj_next(it);
  if (item != nullptr) return item;
  if (PyErr_Occurred() != nullptr) {
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return nullptr;
    PyErr_Clear();
  }
  return NewRef(otherwise);
}

PyObject* spyrt_gen_send(PyObject* g, PyObject* v) {
  if (spyrt_is_generator(g)) {
    PyObject* result;
    PySendResult status = GenSend(GenOf(g), v, &result);
    return StepResult(GenOf(g), status, result);
  }
  static PyObject* send_name = nullptr;
  Owned send(spyrt_attribute(g, &send_name, "send"));
  return send ? PyObject_CallOneArg(send.get(), v) : nullptr;
}

}  // extern "C"
