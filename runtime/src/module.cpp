// Modules: multi-phase initialisation, the module's own type that seals it after import (DIFF-003), and running its
// body.
//
// A library holds the state of its modules once. Importing a module again after it was removed from sys.modules gives
// the same module object; after a failed import it is run anew.
#include "runtime/src/internal.h"

namespace {

// What the slots of Python 3.12 and later are called; 3.11 refuses ids that it does not know.
constexpr int kModMultipleInterpreters = 3;

struct Shell {
  PyModuleDef def;
  PyModuleDef_Slot slots[4];
  SpyModule* module;
  PyObject* made;  // the latest module object; it has the definition of whichever of the same last name is asked first
  Shell* next;
};
Shell* shells = nullptr;
PyTypeObject* module_type = nullptr;

Shell* ShellOf(PyObject* object) {
  for (Shell* shell = shells; shell != nullptr; shell = shell->next) {
    if (shell->made == object) return shell;
  }
  return nullptr;
}

// ---- the sealed module type

bool IsImportAttribute(PyObject* name) {
  constexpr const char* kNames[] = {"__spec__", "__loader__", "__package__", "__path__", "__file__", "__cached__"};
  for (const char* text : kNames) {
    if (PyUnicode_CompareWithASCIIString(name, text) == 0) return true;
  }
  return false;
}

// The import system binds a submodule in its package.
bool IsOwnSubmodule(PyObject* self, PyObject* name, PyObject* value) {
  if (value == nullptr || !PyModule_Check(value)) return false;
  Owned mine(PyModule_GetNameObject(self)), theirs(PyModule_GetNameObject(value));
  Owned expected(mine ? PyUnicode_FromFormat("%U.%U", mine.get(), name) : nullptr);
  bool same = theirs && expected && PyUnicode_Compare(theirs.get(), expected.get()) == 0;
  PyErr_Clear();
  return same;
}

int SetAttribute(PyObject* self, PyObject* name, PyObject* value) {
  Shell* shell = ShellOf(self);
  bool sealed = shell != nullptr && shell->module->sealed && shell->module->object == self;
  if (!sealed || IsImportAttribute(name) || IsOwnSubmodule(self, name, value)) {
    return PyObject_GenericSetAttr(self, name, value);
  }
  PyErr_Format(PyExc_AttributeError,
               "cannot %s attribute '%U' of module '%s': compiled modules are sealed after import (DIFF-003)",
               value == nullptr ? "delete" : "set", name, shell->module->name);
  return -1;
}

getattrofunc get_module_attribute = nullptr;  // of CPython's modules

// What was found lately, in any module of this library: valid while the dict has the version that it had then.
struct Found {
  PyObject* name;   // owned, so that no other str gets its address
  PyObject* value;  // borrowed from the dict
  uint64_t version;
};
constexpr size_t kCached = 256;
Found cache[kCached];

SPYRT_COLD PyObject* FindAndRemember(PyObject* dict, PyObject* name, Found* found) {
  PyObject* value = PyDict_GetItemWithError(dict, name);
  if (value == nullptr) return nullptr;
  Incref(value);
  found->version = 0;
  Assign(&found->name, NewRef(name));
  *found = {found->name, value, As<DictLayout>(dict)->version};
  return value;
}

// The interpreter keeps its shortcut for `module.name` to modules of the exact type. Names that do not begin with an
// underscore are no attributes of that type: looking into the dict alone is enough, and nearly as quick.
PyObject* GetAttribute(PyObject* self, PyObject* name) {
  PyObject* dict = spyrt_layout_ok ? As<ModuleLayout>(self)->dict : nullptr;
  if (__builtin_expect(dict != nullptr, 1)) {
    Found* found = cache + (reinterpret_cast<uintptr_t>(name) >> 4) % kCached;
    if (found->name == name && found->version == As<DictLayout>(dict)->version) return NewRef(found->value);
    if (IsExact(name, &PyUnicode_Type) && StrIsAscii(name) && *StrData(name) != '_') {
      PyObject* value = FindAndRemember(dict, name, found);
      if (value != nullptr || PyErr_Occurred()) return value;
    }
  }
  return get_module_attribute(self, name);
}

bool MakeModuleType() {
  if (module_type != nullptr) return true;
  get_module_attribute = reinterpret_cast<getattrofunc>(PyType_GetSlot(&PyModule_Type, Py_tp_getattro));
  PyType_Slot slots[] = {{Py_tp_setattro, reinterpret_cast<void*>(SetAttribute)},
                         {Py_tp_getattro, reinterpret_cast<void*>(GetAttribute)},
                         {0, nullptr}};
  PyType_Spec spec = {"builtins.module", 0, 0, Py_TPFLAGS_DEFAULT, slots};
  Owned bases(PyTuple_Pack(1, &PyModule_Type));
  if (bases) module_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpecWithBases(&spec, bases.get()));
  return module_type != nullptr;
}

// ---- creation and execution

bool IsText(PyObject* text, const char* utf8) {
  Owned other(PyUnicode_FromString(utf8));
  bool same = other && PyUnicode_Compare(text, other.get()) == 0;
  PyErr_Clear();
  return same;
}

bool SameText(const char* a, const char* b) {
  while (*a != 0 && *a == *b) ++a, ++b;
  return *a == *b;
}

// The module that is asked for: of those with the same last part, which share a PyInit, the one with this full name;
// under any other name, the one of the definition.
Shell* ShellFor(PyModuleDef* def, PyObject* name) {
  Shell* found = nullptr;
  for (Shell* shell = shells; shell != nullptr; shell = shell->next) {
    if (&shell->def == def) found = shell;
  }
  for (Shell* shell = shells; shell != nullptr; shell = shell->next) {
    if (SameText(shell->def.m_name, found->def.m_name) && IsText(name, shell->module->name)) return shell;
  }
  return found;
}

bool InMainInterpreter() {
  if (PyInterpreterState_GetID(PyInterpreterState_Get()) == 0) return true;
  PyErr_SetString(PyExc_ImportError, "modules compiled by spyc do not support subinterpreters");
  return false;
}

PyObject* Create(PyObject* spec, PyModuleDef* def) {
  if (!InMainInterpreter() || spyrt_probe() < 0 || !MakeModuleType()) return nullptr;
  Owned name(AttrOf(spec, "name"));
  if (!name) return nullptr;
  Shell* shell = ShellFor(def, name.get());
  if (shell->module->object != nullptr && shell->module->sealed) return NewRef(shell->module->object);
  PyObject* made = PyObject_CallOneArg(reinterpret_cast<PyObject*>(module_type), name.get());
  if (made != nullptr) Assign(&shell->made, NewRef(made));
  return made;
}

bool FillModule(SpyModule* module) {
  spyrt_unit_consts = module->consts;
  if (spyrt_fill_consts(module) < 0 || spyrt_fill_builtins(module) < 0) return false;
  if (spyrt_function_init() < 0 || spyrt_field_init() < 0 || spyrt_gen_init() < 0) return false;
  PyObject* doc = module->doc < 0 ? Py_None : module->consts[module->doc];
  return PyDict_SetItemString(module->dict, "__doc__", doc) == 0 &&
         PyDict_SetItemString(module->dict, "__builtins__", PyEval_GetBuiltins()) == 0;
}

// __name__, __file__ and the like, which the module has before its body runs.
void FillDunders(SpyModule* module) {
  for (uint32_t i = 0; i < module->n_globals; ++i) {
    SpyGlobal& global = module->globals[i];
    if (global.module != module || global.value != nullptr) continue;
    Assign(&global.value, XNewRef(PyDict_GetItemWithError(module->dict, ConstOf(module, global.name))));
  }
}

void Forget(SpyModule* module) {
  for (uint32_t i = 0; i < module->n_globals; ++i) {
    if (module->globals[i].module == module) Assign(&module->globals[i].value, nullptr);
  }
  for (uint32_t i = 0; i < module->n_classes; ++i) {
    if (module->classes[i].module != module) continue;
    for (uint32_t k = 0; k < module->classes[i].n_class_vars; ++k)
      Assign(&module->classes[i].class_vars[k].value, nullptr);
  }
  Assign(&module->object, nullptr);
  module->dict = nullptr;
}

int Execute(PyObject* object) {
  Shell* shell = ShellOf(object);
  SpyModule* module = shell->module;
  if (module->sealed) return 0;
  if (spyrt_stack_limit == 0) spyrt_stack_init();
  Assign(&module->object, NewRef(object));
  module->dict = PyModule_GetDict(object);
  bool filled = FillModule(module);
  if (filled) FillDunders(module);
  PyObject* result = filled ? CallBoxed(module->body, nullptr) : nullptr;
  if (result == nullptr) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Forget(module);
    Assign(&shell->made, nullptr);
    PyErr_Restore(type, value, traceback);
    return -1;
  }
  Decref(result);
  module->sealed = 1;
  return 0;
}

Shell* MakeShell(SpyModule* module) {
  Shell* shell = static_cast<Shell*>(PyMem_Calloc(1, sizeof(Shell)));
  if (shell == nullptr) return nullptr;
  const char* last = module->name;
  for (const char* c = module->name; *c != 0; ++c) {
    if (*c == '.') last = c + 1;
  }
  PyModuleDef empty = {PyModuleDef_HEAD_INIT, last, nullptr, 0, nullptr, shell->slots, nullptr, nullptr, nullptr};
  shell->def = empty;
  shell->slots[0] = {Py_mod_create, reinterpret_cast<void*>(Create)};
  shell->slots[1] = {Py_mod_exec, reinterpret_cast<void*>(Execute)};
  if (Py_Version >= 0x030C0000) shell->slots[2] = {kModMultipleInterpreters, nullptr};  // not supported
  shell->module = module;
  shell->next = shells;
  shells = shell;
  return shell;
}

}  // namespace

extern "C" PyObject* spyrt_module_def(SpyModule* module) {
  Shell* shell = shells;
  while (shell != nullptr && shell->module != module) shell = shell->next;
  if (shell == nullptr) shell = MakeShell(module);
  return shell == nullptr ? PyErr_NoMemory() : PyModuleDef_Init(&shell->def);
}
