// Traceback entries of compiled frames: types.TracebackType(next, frame, instruction, line), whose frame is that of a
// stub function with the file, name and places of the compiled one. The frame is made once per function and kept.
// Entries are filled by layout where the first one made by the call has shown that they lie as expected.
#include "runtime/src/internal.h"

namespace {

constexpr const char* kStub = "def stub():\n    import sys\n    return sys._getframe()\n";
PyObject* traceback_type = nullptr;
PyObject* function_type = nullptr;
PyObject* stub_code = nullptr;
uint32_t stub_size = 0;  // of its instructions, in bytes

PyObject* StubCode() {
  if (stub_code != nullptr) return stub_code;
  Owned names(PyDict_New());
  if (!names || PyDict_SetItemString(names.get(), "__builtins__", PyEval_GetBuiltins()) < 0) return nullptr;
  Owned unit(Py_CompileString(kStub, "<spyc>", Py_file_input));
  Owned done(unit ? PyEval_EvalCode(unit.get(), names.get(), names.get()) : nullptr);
  if (!done) return nullptr;
  PyObject* stub = PyDict_GetItemString(names.get(), "stub");
  Owned code(stub == nullptr ? nullptr : AttrOf(stub, "__code__"));
  Owned instructions(code ? AttrOf(code.get(), "co_code") : nullptr);
  if (!instructions) return nullptr;
  stub_size = static_cast<uint32_t>(PyBytes_Size(instructions.get()));
  return stub_code = code.Release();
}

// code.replace(...) with what the compiled function shows.
PyObject* CodeOf(const SpyFunction* function) {
  PyObject* stub = StubCode();
  if (stub == nullptr) return nullptr;
  Owned instructions(AttrOf(stub, "co_code"));
  Owned code(instructions ? spyrt_padded_code(instructions.get(), function->n_places) : nullptr);
  Owned places(code ? spyrt_location_table(function, stub_size / 2) : nullptr);
  if (!places) return nullptr;
  Owned changes(Py_BuildValue("{s:s,s:s,s:s,s:I,s:O,s:O}", "co_name", function->name, "co_qualname", function->qualname,
                              "co_filename", function->module->source_path, "co_firstlineno", function->first_line,
                              "co_code", code.get(), "co_linetable", places.get()));
  Owned replace(AttrOf(stub, "replace"));
  Owned none(PyTuple_New(0));
  if (!changes || !replace || !none) return nullptr;
  return PyObject_Call(replace.get(), none.get(), changes.get());
}

PyObject* MakeFrame(const SpyFunction* function) {
  Owned code(CodeOf(function));
  if (!code || spyrt_cached_attribute(&function_type, "types", "FunctionType") == nullptr) return nullptr;
  PyObject* globals = function->module->dict;
  Owned stand_in(globals == nullptr ? PyDict_New() : NewRef(globals));
  if (!stand_in) return nullptr;
  Owned stub(PyObject_CallFunctionObjArgs(function_type, code.get(), stand_in.get(), nullptr));
  return stub ? PyObject_CallNoArgs(stub.get()) : nullptr;
}

// The instruction of a place.
uint32_t InstructionOf(uint32_t place) { return stub_size + 2 * place; }

PyObject* CallType(PyObject* frame, uint32_t place, uint32_t line, PyObject* next) {
  Owned last(PyLong_FromUnsignedLong(InstructionOf(place))), number(PyLong_FromUnsignedLong(line));
  if (!last || !number) return nullptr;
  PyObject* args[5] = {nullptr, next == nullptr ? Py_None : next, frame, last.get(), number.get()};
  return PyObject_Vectorcall(traceback_type, args + 1, 4 | kSpyVectorcallOffset, nullptr);
}

bool LiesAsExpected(PyObject* entry, PyObject* frame, uint32_t place, uint32_t line, PyObject* next) {
  const TracebackLayout* layout = As<TracebackLayout>(entry);
  return spyrt_layout_ok && TypeOf(entry) == reinterpret_cast<PyTypeObject*>(traceback_type) && layout->next == next &&
         layout->frame == frame && layout->last_instruction == static_cast<int32_t>(InstructionOf(place)) &&
         layout->line == static_cast<int32_t>(line);
}

enum class Filling { kUnknown, kByLayout, kByCall };
Filling filling = Filling::kUnknown;

SPYRT_COLD PyObject* MakeEntryByCall(PyObject* frame, uint32_t place, uint32_t line, PyObject* next) {
  if (spyrt_cached_attribute(&traceback_type, "types", "TracebackType") == nullptr) return nullptr;
  PyObject* entry = CallType(frame, place, line, next);
  if (entry != nullptr && filling == Filling::kUnknown) {
    filling = LiesAsExpected(entry, frame, place, line, next) ? Filling::kByLayout : Filling::kByCall;
  }
  return entry;
}

PyObject* MakeEntry(SpyFunction* function, uint32_t place, PyObject* next) {
  if (__builtin_expect(function->frame == nullptr, 0)) function->frame = MakeFrame(function);
  if (function->frame == nullptr) return nullptr;
  uint32_t line = function->places[place].line;
  if (__builtin_expect(filling != Filling::kByLayout, 0)) return MakeEntryByCall(function->frame, place, line, next);
  TracebackLayout* entry = PyObject_GC_New(TracebackLayout, reinterpret_cast<PyTypeObject*>(traceback_type));
  if (entry == nullptr) return nullptr;
  entry->next = XNewRef(next);
  entry->frame = NewRef(function->frame);
  entry->last_instruction = static_cast<int32_t>(InstructionOf(place));
  entry->line = static_cast<int32_t>(line);
  PyObject_GC_Track(entry);
  return reinterpret_cast<PyObject*>(entry);
}

}  // namespace

extern "C" {

PyObject* spyrt_frame_of(SpyFunction* function) {
  if (function->frame == nullptr) function->frame = MakeFrame(function);
  return function->frame;
}

// Failing to make an entry (out of memory, say) must not hide the exception that is under way: it goes on without one.
PyObject* spyrt_traceback_entry(SpyFunction* function, uint32_t place, PyObject* next) {
  PyObject* entry = MakeEntry(function, place, next);
  if (__builtin_expect(entry == nullptr, 0)) {
    PyErr_Clear();
    return next;
  }
  Xdecref(next);
  return entry;
}

void spyrt_traceback(SpyFunction* function, uint32_t place) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  if (type == nullptr) return;
  PyErr_Restore(type, value, spyrt_traceback_entry(function, place, traceback));
}

}  // extern "C"
