// Pickling and copying of instances: the state is a dict of the fields, as that of the source's instances would be.
#include "runtime/src/class_info.h"

namespace {

PyObject* GetState(PyObject* self, PyObject*) {
  ClassInfo* info = spyrt_nearest_info(TypeOf(self));
  Owned state(PyDict_New());
  if (!state || info == nullptr) return nullptr;
  for (uint32_t i = 0; i < info->n_fields; ++i) {
    const FieldSlot& slot = info->fields[i];
    if (!spyrt_field_is_set(self, slot)) continue;
    Owned value(spyrt_field_load(self, slot.field));
    PyObject* name = ConstOf(slot.field->owner->module, slot.field->name);
    if (!value || PyDict_SetItem(state.get(), name, value.get()) < 0) return nullptr;
  }
  if (info->type != TypeOf(self)) {  // a Python subclass: what it keeps in its __dict__
    Owned dict(AttrOf(self, "__dict__"));
    if (!dict) PyErr_Clear();
    if (dict && PyDict_Check(dict.get()) && PyDict_Update(state.get(), dict.get()) < 0) return nullptr;
  }
  return state.Release();
}

bool SetFrom(PyObject* self, PyObject* state) {
  if (state == Py_None) return true;
  if (!PyDict_Check(state)) {
    PyErr_Format(PyExc_TypeError, "state of a '%s' object must be a dict, not %.200s", TypeNameOf(self),
                 TypeNameOf(state));
    return false;
  }
  PyObject *name, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(state, &position, &name, &value)) {
    Owned held_name(NewRef(name)), held_value(NewRef(value));
    if (PyObject_GenericSetAttr(self, name, value) < 0) return false;  // also into frozen data classes
  }
  return true;
}

// A dict, or (dict, slots) as objects with __slots__ give it.
PyObject* SetState(PyObject* self, PyObject* state) {
  bool pair = PyTuple_Check(state) && PyTuple_Size(state) == 2;
  bool done = pair ? SetFrom(self, PyTuple_GetItem(state, 0)) && SetFrom(self, PyTuple_GetItem(state, 1))
                   : SetFrom(self, state);
  return done ? NewNone() : nullptr;
}

// Protocols 0 and 1 would create the object by object.__new__, which native types refuse: protocol 2 serves all.
PyObject* ReduceEx(PyObject* self, PyObject* protocol) {
  long number = PyLong_AsLong(protocol);
  if (number == -1 && PyErr_Occurred()) return nullptr;
  return PyObject_CallMethod(reinterpret_cast<PyObject*>(&PyBaseObject_Type), "__reduce_ex__", "Ol", self,
                             number < 2 ? 2L : number);
}

}  // namespace

extern "C" PyMethodDef spyrt_inst_methods[] = {
    {"__getstate__", GetState, METH_NOARGS, nullptr},
    {"__setstate__", SetState, METH_O, nullptr},
    {"__reduce_ex__", ReduceEx, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
