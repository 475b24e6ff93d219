// What the runtime knows of a native class beyond its descriptor: made by class.make, found by type (in tables of this
// library) or through SpyClass.free_list. Lives as long as the process.
#pragma once
#include "runtime/src/internal.h"

// A field of the class or of one of its bases, in order of definition.
struct FieldSlot {
  uint32_t offset;
  int32_t rep;
  SpyField* field;
  PyObject* default_value;  // of this class's instances, or null; never given up
};

struct ClassInfo {
  SpyClass* cls;
  PyTypeObject* type;
  FieldSlot* fields;  // inherited ones first
  uint32_t n_fields;
  uint32_t size;              // bytes of an instance
  uint64_t* image;            // a new instance from the vtable word on: size / 8 - 2 words
  const void* complete_word;  // vtable word of a complete exact instance
  const void* dynamic_word;   // of a complete instance of a Python subclass
  bool needs_init;            // some field has no default: new instances are incomplete
  bool has_default_refs;      // the image holds references
  bool collected;             // instances can be part of cycles: tracked by the collector
  bool has_finalizer;         // __del__
  bool frozen;                // a data class that refuses assignments
  PyObject* init;             // the compiled __init__ of a sealed class, if it has one
  void* free;                 // chain of freed instances, linked by their vtable words
  uint32_t n_free;
};

// Items of the state of a class statement (class_body.cpp).
enum ClassState { kClassSpace, kClassMeta, kClassBases, kClassWritten, kClassKeywords };

inline constexpr uint32_t kInstVtable = 16, kInstWeakList = 24, kFirstField = 32;
inline constexpr uint64_t kUnsetFloat = 0x7FF4535059000000u;
inline constexpr uint8_t kUnsetBool = 2;

SPYRT_INLINE ClassInfo* InfoOf(const SpyClass* cls) { return static_cast<ClassInfo*>(cls->free_list); }
template <class T>
SPYRT_INLINE T* At(PyObject* self, uint32_t offset) {
  return reinterpret_cast<T*>(reinterpret_cast<char*>(self) + offset);
}
SPYRT_INLINE bool IsTagged(uint64_t word) { return (word & 1) != 0; }

extern "C" {
// The class whose type is exactly this; null if the type is not native.
ClassInfo* spyrt_exact_info(PyTypeObject* type);
// The same, or the nearest native base.
ClassInfo* spyrt_nearest_info(PyTypeObject* type);
int spyrt_register_class(ClassInfo* info);
// class.cpp: `value` becomes the class's default of the field `name`. 1 done, 0 no such field, -1 exception.
int spyrt_place_default(ClassInfo* info, PyObject* name, PyObject* value);
// class_native.cpp: the image of new instances, from the defaults that the fields have now.
void spyrt_place_defaults(ClassInfo* info);
// class_native.cpp: the class of a statement whose body has run.
PyObject* spyrt_class_make_native(PyObject* state, SpyClass* cls);
// data_repr.cpp: data_repr(self, names, labels), a function of METH_FASTCALL.
PyObject* spyrt_data_repr(PyObject*, PyObject* const* args, Py_ssize_t count);
// Slots of native types (instance.cpp).
PyObject* spyrt_inst_tp_new(PyTypeObject* type, PyObject* args, PyObject* kwargs);
// tp_vectorcall of sealed classes: C(...) without the tuple that tp_new and tp_init would need.
PyObject* spyrt_inst_construct(PyObject* type, PyObject* const* args, size_t nargsf, PyObject* kwnames);
void spyrt_inst_tp_dealloc(PyObject* self);
int spyrt_inst_tp_traverse(PyObject* self, visitproc visit, void* arg);
int spyrt_inst_tp_clear(PyObject* self);
extern PyMethodDef spyrt_inst_methods[];
// field.cpp: reading and writing one field of an instance that surely has it. Load: null with AttributeError if unset.
PyObject* spyrt_field_load(PyObject* self, SpyField* field);
int spyrt_field_store(PyObject* self, PyObject* value, SpyField* field);
bool spyrt_is_classvar_descriptor(PyObject* object);
// cls.x = v of compiled code, through the seal where x is a plain variable of the class (class.cpp); -1: exception.
int spyrt_set_class_variable(PyTypeObject* type, PyObject* name, PyObject* value);
bool spyrt_is_descriptor_of(PyObject* object, const SpyField* field);  // `object` may be null
bool spyrt_field_is_set(PyObject* self, const FieldSlot& slot);
PyObject* spyrt_unset_error(PyObject* self, PyObject* name);
}
