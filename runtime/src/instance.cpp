// Instances of native classes: allocation with free lists, destruction that does not recurse deeply, garbage
// collection, completeness.
//
// Exact instances hold no reference to their type, which lives for ever; instances of Python subclasses hold one, as
// subtype_dealloc and subtype_traverse of Objects/typeobject.c expect of a heap base.
#include "runtime/src/class_info.h"

namespace {

// ---- which class

struct TypeEntry {
  PyTypeObject* type;
  ClassInfo* info;
};
TypeEntry* table = nullptr;
size_t table_size = 0, table_used = 0;

size_t Slot(PyTypeObject* type, const TypeEntry* entries, size_t size) {
  size_t at = (reinterpret_cast<uintptr_t>(type) >> 4) * 0x9E3779B97F4A7C15u >> 20;
  while (entries[at & (size - 1)].type != nullptr && entries[at & (size - 1)].type != type) ++at;
  return at & (size - 1);
}

bool GrowTable() {
  size_t size = table_size == 0 ? 64 : table_size * 2;
  TypeEntry* grown = static_cast<TypeEntry*>(PyMem_Calloc(size, sizeof(TypeEntry)));
  if (grown == nullptr) return false;
  for (size_t i = 0; i < table_size; ++i) {
    if (table[i].type != nullptr) grown[Slot(table[i].type, grown, size)] = table[i];
  }
  PyMem_Free(table);
  table = grown;
  table_size = size;
  return true;
}

// ---- memory

constexpr uint32_t kMaxFreeBytes = 1 << 18;

void AddDefaultReferences(const ClassInfo* info, PyObject* self) {
  for (uint32_t i = 0; i < info->n_fields; ++i) {
    uint64_t word = info->fields[i].rep == kSpyFieldInt || info->fields[i].rep == kSpyFieldObject
                        ? *At<uint64_t>(self, info->fields[i].offset)
                        : 0;
    bool is_reference = word != 0 && !(info->fields[i].rep == kSpyFieldInt && IsTagged(word));
    if (is_reference) Incref(reinterpret_cast<PyObject*>(word));
  }
}

SPYRT_INLINE void FillImage(const ClassInfo* info, PyObject* self) {
  uint64_t* to = At<uint64_t>(self, kInstVtable);
  for (uint32_t i = 0, n = info->size / 8 - 2; i < n; ++i) to[i] = info->image[i];
  if (__builtin_expect(info->has_default_refs, 0)) AddDefaultReferences(info, self);
}

// One in four instances counts towards the collector's next run: compiled code makes them so fast that the collector
// would mostly walk over what is about to die.
constexpr uint32_t kUncounted = 3;
constexpr size_t kCollectorHead = 16;
uint32_t allocations = 0, deletions = 0;

SPYRT_COLD PyObject* AllocateExact(ClassInfo* info) {
  PyObject* self;
  if (!spyrt_layout_ok || (++allocations & kUncounted) == 0) {
    self = PyObject_GC_New(PyObject, info->type);
  } else {
    uint64_t* memory = static_cast<uint64_t*>(PyObject_Malloc(kCollectorHead + info->size));
    if (memory == nullptr) return PyErr_NoMemory();
    memory[0] = memory[1] = 0;  // as the collector leaves what it does not track
    self = PyObject_Init(reinterpret_cast<PyObject*>(memory + 2), info->type);
  }
  if (self != nullptr) Decref(reinterpret_cast<PyObject*>(info->type));  // exact instances do not count
  return self;
}

// `self` is not tracked.
void FreeMemory(PyObject* self) {
  if (!spyrt_layout_ok || (++deletions & kUncounted) == 0) return PyObject_GC_Del(self);
  PyObject_Free(At<char>(self, 0) - kCollectorHead);
}

// A class of another module of the unit whose class statement has not run, in a cycle of imports: what looking it up in
// that module raises.
SPYRT_COLD PyObject* NotMadeYet(SpyClass* cls) {
  PyObject* module = cls->module->object;
  Owned found(module == nullptr ? nullptr : PyObject_GetAttrString(module, cls->name));
  if (!PyErr_Occurred()) PyErr_Format(PyExc_NameError, "name '%s' is not defined", cls->name);
  return nullptr;
}

SPYRT_INLINE PyObject* NewExact(ClassInfo* info) {
  PyObject* self = static_cast<PyObject*>(info->free);
  if (__builtin_expect(self != nullptr, 1)) {
    info->free = *At<void*>(self, kInstVtable);
    --info->n_free;
    *reinterpret_cast<int64_t*>(self) = 1;
  } else {
    self = AllocateExact(info);
    if (self == nullptr) return nullptr;
  }
  FillImage(info, self);
  if (info->collected) PyObject_GC_Track(self);
  return self;
}

void FreeExact(ClassInfo* info, PyObject* self) {
  if (info->n_free * info->size >= kMaxFreeBytes || info->has_finalizer) {
    return FreeMemory(self);
  }
  *At<void*>(self, kInstVtable) = info->free;
  info->free = self;
  ++info->n_free;
}

void ReleaseFields(const ClassInfo* info, PyObject* self) {
  for (uint32_t i = 0; i < info->n_words; ++i) {
    uint64_t word = *At<uint64_t>(self, info->words[i]);
    *At<uint64_t>(self, info->words[i]) = 0;
    if (!IsTagged(word)) Xdecref(reinterpret_cast<PyObject*>(word));
  }
}

// A long chain of instances must not use up the stack: below this depth they wait for the outermost destruction.
constexpr int kMaxDepth = 40;
int depth = 0;
PyObject* waiting = nullptr;

// False: the object lives on.
bool RunFinalizer(const ClassInfo* info, PyObject* self) {
  if (info->collected && !PyObject_GC_IsTracked(self)) PyObject_GC_Track(self);
  return PyObject_CallFinalizerFromDealloc(self) == 0;
}

void Destroy(PyObject* self) {
  PyTypeObject* type = TypeOf(self);
  ClassInfo* info = spyrt_nearest_info(type);
  bool exact = info->type == type;
  if (exact && info->has_finalizer && !RunFinalizer(info, self)) return;
  if (!exact || info->collected) PyObject_GC_UnTrack(self);
  if (*At<PyObject*>(self, kInstWeakList) != nullptr) PyObject_ClearWeakRefs(self);
  *At<const void*>(self, kInstVtable) = nullptr;
  ReleaseFields(info, self);
  if (exact) {
    FreeExact(info, self);
  } else {
    PyObject_GC_Del(self);
    Decref(reinterpret_cast<PyObject*>(type));
  }
}

// `C()` with arguments and without an __init__.
bool RefusesArguments(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  bool any = PyTuple_Size(args) > 0 || (kwargs != nullptr && PyDict_Size(kwargs) > 0);
  if (!any || PyType_GetSlot(type, Py_tp_init) != PyType_GetSlot(&PyBaseObject_Type, Py_tp_init)) return false;
  PyErr_Format(PyExc_TypeError, "%.200s() takes no arguments", TypeName(type));
  return true;
}

// `C()` of a class with abstract methods: object.__new__ says so.
bool RefusesAbstract(PyTypeObject* type) {
  constexpr unsigned long kIsAbstract = 1UL << 20;
  if ((PyType_GetFlags(type) & kIsAbstract) == 0) return false;
  Owned none(PyTuple_New(0));
  newfunc make = reinterpret_cast<newfunc>(PyType_GetSlot(&PyBaseObject_Type, Py_tp_new));
  Owned made(none ? make(type, none.get(), nullptr) : nullptr);
  return true;
}

// The number that CPython gives a class until it is changed, never to be used again; 0: it has none.
SPYRT_INLINE uint32_t VersionOf(PyTypeObject* type) {
  constexpr unsigned long kValid = 1UL << 19;
  constexpr int kBeforeVectorcall = 16;
  if (!spyrt_layout_ok || (*TypeWord<unsigned long>(type, kTypeFlagsOffset) & kValid) == 0) return 0;
  return *TypeWord<uint32_t>(type, static_cast<int>(spyrt_type_vectorcall) - kBeforeVectorcall);
}

// A Python subclass that has a property, or anything else, in the place of a field: its instances never become
// complete, so that compiled code asks for the attribute. The answer for the last class is kept while that is
// unchanged.
bool OverridesField(const ClassInfo* info, PyTypeObject* type) {
  static struct {
    const ClassInfo* info;
    PyTypeObject* type;
    uint32_t version;
  } last_without = {nullptr, nullptr, 0};
  if (info->type == type) return false;
  uint32_t version = VersionOf(type);
  bool known = version != 0 && last_without.version == version && last_without.type == type;
  if (known && last_without.info == info) return false;
  for (uint32_t i = 0; i < info->n_fields; ++i) {
    const SpyField* field = info->fields[i].field;
    PyObject* found = _PyType_Lookup(type, ConstOf(field->owner->module, field->name));
    if (!spyrt_is_descriptor_of(found, field)) return true;
  }
  last_without = {info, type, VersionOf(type)};
  return false;
}

// A class of this library, and no Python subclass of one.
SPYRT_INLINE bool IsNativeType(PyTypeObject* type) {
  return spyrt_layout_ok && *TypeWord<destructor>(type, kTypeDeallocOffset) == spyrt_inst_tp_dealloc;
}

bool IsComplete(PyObject* self) { return *At<const void*>(self, kInstVtable) != nullptr; }

}  // namespace

extern "C" {

ClassInfo* spyrt_exact_info(PyTypeObject* type) {
  return table_size == 0 ? nullptr : table[Slot(type, table, table_size)].info;
}

// Remembered are the type that was asked for last, of native classes, which live for ever, and the subclass in Python,
// as long as it is unchanged.
ClassInfo* spyrt_nearest_info(PyTypeObject* type) {
  static TypeEntry last = {nullptr, nullptr}, last_subclass = {nullptr, nullptr};
  static uint32_t subclass_version = 0;
  if (__builtin_expect(type == last.type && type != nullptr, 1)) return last.info;
  if (type == last_subclass.type && subclass_version != 0 && VersionOf(type) == subclass_version) {
    return last_subclass.info;
  }
  for (PyTypeObject* base = type; base != nullptr; base = BaseOf(base)) {
    ClassInfo* info = spyrt_exact_info(base);
    if (info == nullptr) continue;
    if (base == type) {
      last = {type, info};
    } else {
      last_subclass = {type, info};
      subclass_version = VersionOf(type);
    }
    return info;
  }
  return nullptr;
}

int spyrt_register_class(ClassInfo* info) {
  if (table_used * 2 >= table_size && !GrowTable()) {
    PyErr_NoMemory();
    return -1;
  }
  TypeEntry& entry = table[Slot(info->type, table, table_size)];
  if (entry.type == nullptr) ++table_used;
  entry = {info->type, info};
  return 0;
}

SpyClass* spyrt_class_of(PyTypeObject* type) {
  ClassInfo* info = spyrt_nearest_info(type);
  return info == nullptr ? nullptr : info->cls;
}

// ---- completeness

void spyrt_try_complete(PyObject* self, SpyClass*) {
  ClassInfo* info = spyrt_nearest_info(TypeOf(self));
  if (info == nullptr || IsComplete(self)) return;
  for (uint32_t i = 0; i < info->n_fields; ++i) {
    if (!spyrt_field_is_set(self, info->fields[i])) return;
  }
  if (OverridesField(info, TypeOf(self))) return;
  *At<const void*>(self, kInstVtable) = info->type == TypeOf(self) ? info->complete_word : info->dynamic_word;
}

// Called at the end of an __init__ of `cls`. For an instance of a subclass the subclass's fields decide.
void spyrt_fast_inst_complete(PyObject* self, SpyClass* cls) {
  if (__builtin_expect(IsExact(self, cls->type), 1)) {
    *At<const void*>(self, kInstVtable) = InfoOf(cls)->complete_word;
    return;
  }
  // A Python subclass may have overridden a method that sets fields for __init__.
  spyrt_try_complete(self, cls);
}

PyObject* spyrt_inst_complete(PyObject* self, SpyClass* cls) {
  if (!cls->open) spyrt_fast_inst_complete(self, cls);
  return NewNone();
}

int64_t spyrt_inst_is_complete(PyObject* v, SpyClass* cls) { return spyrt_fast_inst_is(v, cls) && IsComplete(v); }

// The chain of tp_base finds all native bases of a native class. A Python subclass may reach them through other bases.
int8_t spyrt_fast_inst_is(PyObject* v, SpyClass* cls) {
  if (cls->type == nullptr) return 0;
  for (PyTypeObject* type = TypeOf(v); type != nullptr; type = BaseOf(type)) {
    if (type == cls->type) return 1;
  }
  if (cls->open == kSpyNative && IsNativeType(TypeOf(v))) return 0;
  return PyType_IsSubtype(TypeOf(v), cls->type) != 0;
}

// Whether a compiled __init__ of `cls` may write the fields of `v` itself: no Python subclass has put something else in
// the place of one.
int8_t spyrt_fast_inst_constructs(PyObject* v, SpyClass* cls) {
  if (cls->type == nullptr) return 0;
  if (IsExact(v, cls->type)) return 1;
  ClassInfo* info = PyType_IsSubtype(TypeOf(v), cls->type) ? spyrt_nearest_info(TypeOf(v)) : nullptr;
  return info != nullptr && !OverridesField(info, TypeOf(v));
}

int8_t spyrt_fast_inst_is_native(PyObject* v) { return spyrt_exact_info(TypeOf(v)) != nullptr; }
PyObject* spyrt_inst_is_native(PyObject* v) { return NewBool(spyrt_exact_info(TypeOf(v)) != nullptr); }
PyObject* spyrt_inst_same_type(PyObject* a, PyObject* b) { return NewBool(TypeOf(a) == TypeOf(b)); }

PyObject* spyrt_inst_is(PyObject* v, SpyClass* cls) { return NewBool(spyrt_fast_inst_is(v, cls) != 0); }

// ---- slots

PyObject* spyrt_fast_inst_new(SpyClass* cls) {
  return __builtin_expect(cls->type != nullptr, 1) ? NewExact(InfoOf(cls)) : NotMadeYet(cls);
}

PyObject* spyrt_inst_new(SpyClass* cls) {
  if (cls->type == nullptr) return NotMadeYet(cls);
  if (!cls->open) return NewExact(InfoOf(cls));
  PyObject* type = reinterpret_cast<PyObject*>(cls->type);
  return PyObject_CallMethod(type, "__new__", "O", type);
}

// As object.__new__ does it, which makes the place for attributes in the object.
static PyObject* AllocateOfSubclass(PyTypeObject* type) {
  static newfunc object_new = nullptr;
  static PyObject* no_arguments = nullptr;
  if (no_arguments == nullptr) {
    object_new = reinterpret_cast<newfunc>(PyType_GetSlot(&PyBaseObject_Type, Py_tp_new));
    no_arguments = PyTuple_New(0);
  }
  return no_arguments == nullptr ? nullptr : object_new(type, no_arguments, nullptr);
}

PyObject* spyrt_inst_tp_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  if (RefusesArguments(type, args, kwargs) || RefusesAbstract(type)) return nullptr;
  ClassInfo* info = spyrt_nearest_info(type);
  PyObject* self;
  if (info->type == type) {
    self = NewExact(info);
  } else {
    self = AllocateOfSubclass(type);
    if (self != nullptr) FillImage(info, self);
  }
  if (self != nullptr && !info->needs_init) spyrt_try_complete(self, info->cls);
  return self;
}

PyObject* spyrt_inst_construct(PyObject* type, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  ClassInfo* info = spyrt_exact_info(reinterpret_cast<PyTypeObject*>(type));
  size_t nargs = nargsf & ~kSpyVectorcallOffset, n_words = nargs + (kwnames == nullptr ? 0 : PyTuple_Size(kwnames));
  PyObject* self = NewExact(info);
  if (self == nullptr) return nullptr;
  if (!info->needs_init) spyrt_try_complete(self, info->cls);
  // The word before the arguments is ours to use if the caller says so; a copy else.
  bool has_room = (nargsf & kSpyVectorcallOffset) != 0;
  PyObject** words = has_room ? const_cast<PyObject**>(args) - 1
                              : static_cast<PyObject**>(__builtin_alloca((n_words + 1) * sizeof(PyObject*)));
  PyObject* before = has_room ? words[0] : nullptr;
  words[0] = self;
  for (size_t i = 0; !has_room && i < n_words; ++i) words[i + 1] = args[i];
  PyObject* done = spyrt_function_call(info->init, words, static_cast<int64_t>(nargs + 1), kwnames);
  if (has_room) words[0] = before;
  if (done == nullptr) {
    Decref(self);
    return nullptr;
  }
  Decref(done);
  return self;
}

void spyrt_inst_tp_dealloc(PyObject* self) {
  if (depth >= kMaxDepth) {
    PyObject_GC_UnTrack(self);
    *At<PyObject*>(self, kInstVtable) = waiting;
    waiting = self;
    return;
  }
  ++depth;
  Destroy(self);
  --depth;
  while (depth == 0 && waiting != nullptr) {
    PyObject* next = waiting;
    waiting = *At<PyObject*>(next, kInstVtable);
    ++depth;
    Destroy(next);
    --depth;
  }
}

int spyrt_inst_tp_traverse(PyObject* self, visitproc visit, void* arg) {
  ClassInfo* info = spyrt_nearest_info(TypeOf(self));
  if (info->type != TypeOf(self)) Py_VISIT(TypeOf(self));
  for (uint32_t i = 0; i < info->n_words; ++i) {
    uint64_t word = *At<uint64_t>(self, info->words[i]);
    if (!IsTagged(word)) Py_VISIT(reinterpret_cast<PyObject*>(word));
  }
  return 0;
}

// A cleared instance is incomplete again: code that meets it reads its fields with a test.
int spyrt_inst_tp_clear(PyObject* self) {
  ClassInfo* info = spyrt_nearest_info(TypeOf(self));
  *At<const void*>(self, kInstVtable) = nullptr;
  for (uint32_t i = 0; i < info->n_fields; ++i) {
    if (info->fields[i].rep == kSpyFieldObject) Assign(At<PyObject*>(self, info->fields[i].offset), nullptr);
  }
  return 0;
}

}  // extern "C"
