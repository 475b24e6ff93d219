// The repr of data classes: Name(x=1, y=2).
#include "runtime/src/class_info.h"

namespace {

PyObject* class_name = nullptr;
PyObject* qualname_name = nullptr;

// self.name: by the field's place where the instance is of exactly a native class.
PyObject* FieldValue(PyObject* self, const ClassInfo* info, PyObject* name) {
  for (uint32_t i = 0; info != nullptr && i < info->n_fields; ++i) {
    SpyField* field = info->fields[i].field;
    if (ConstOf(field->owner->module, field->name) == name) return spyrt_field_load(self, field);
  }
  return PyObject_GetAttr(self, name);
}

// names (x, y), labels ("(x=", ", y="): the parts of `Name(x=1, y=2)` after the name
bool AddReprParts(PyObject* self, PyObject* names, PyObject* labels, PyObject* parts) {
  const ClassInfo* info = spyrt_exact_info(TypeOf(self));
  for (Py_ssize_t i = 0; i < PyTuple_Size(names); ++i) {
    Owned value(FieldValue(self, info, PyTuple_GetItem(names, i)));
    Owned text(value ? PyObject_Repr(value.get()) : nullptr);
    if (!text || PyList_Append(parts, PyTuple_GetItem(labels, i)) < 0 || PyList_Append(parts, text.get()) < 0)
      return false;
  }
  Owned end(PyUnicode_FromString(PyTuple_Size(names) == 0 ? "()" : ")"));
  return end && PyList_Append(parts, end.get()) == 0;
}

PyObject* ReprOf(PyObject* self, PyObject* names, PyObject* labels) {
  if (spyrt_intern(&class_name, "__class__") == nullptr || spyrt_intern(&qualname_name, "__qualname__") == nullptr)
    return nullptr;
  Owned type(PyObject_GetAttr(self, class_name));
  Owned qualname(type ? PyObject_GetAttr(type.get(), qualname_name) : nullptr);
  Owned parts(qualname ? PyList_New(1) : nullptr), empty(PyUnicode_FromString(""));
  if (!parts || !empty) return nullptr;
  PyList_SetItem(parts.get(), 0, PyObject_Str(qualname.get()));
  return AddReprParts(self, names, labels, parts.get()) ? PyUnicode_Join(empty.get(), parts.get()) : nullptr;
}

}  // namespace

extern "C" PyObject* spyrt_data_repr(PyObject*, PyObject* const* args, Py_ssize_t) {
  int entered = Py_ReprEnter(args[0]);
  if (entered != 0) return entered < 0 ? nullptr : PyUnicode_FromString("...");
  PyObject* text = ReprOf(args[0], args[1], args[2]);
  Py_ReprLeave(args[0]);
  return text;
}
