// Source variables: SSA variables, cells of closures, module variables, names of a class body.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {

using check::Storage;
using check::VariableSymbol;

// Captured variables that have their one value before any closure is made are copied into it; the others live in cells.
bool FunctionBuilder::IsCell(const VariableSymbol* v) const {
  return v->storage == Storage::kCell || (v->storage == Storage::kLocal && v->is_captured && v->maybe_unbound);
}

bool FunctionBuilder::IsNullable(const VariableSymbol* v) const { return v->maybe_unbound; }

int FunctionBuilder::CaptureIndex(const VariableSymbol* v) const {
  if (!fn_) return -1;
  auto found = std::find(fn_->captures.begin(), fn_->captures.end(), v);
  return found == fn_->captures.end() ? -1 : int(found - fn_->captures.begin());
}

ir::VarId FunctionBuilder::LocalOf(const VariableSymbol* v) {
  auto [entry, inserted] = locals_.try_emplace(v);
  if (!inserted) return entry->second;
  ir::Type type = IsNullable(v) ? ir::Type::Object() : u_.TypeOf(v->type);
  ir::VarId local = b_.DeclareVariable(v->name, type, IsNullable(v));
  entry->second = local;
  if (u_.IsDestructionObservable(v->type)) kept_.emplace_back(v, b_.DeclareVariable("", ir::Type::Object(), true));
  return local;
}

// What the variable refers to is given up when it is rebound, not after its last use.
void FunctionBuilder::WriteLocal(const VariableSymbol* v, ValueId value) {
  ir::VarId local = LocalOf(v);
  auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const auto& k) { return k.first == v; });
  if (kept == kept_.end()) return b_.WriteVariable(local, value);
  ir::VarId shadow = kept->second;
  ValueId old = b_.ReadVariable(shadow);
  b_.WriteVariable(local, value);
  b_.WriteVariable(shadow, value);
  ir::InstId def = b_.function().At(old).def;
  if (!def || b_.function().At(def).op != Op::kConstUnbound) b_.Keep({old});
}

// The cell of a variable of this function, or of one that encloses it.
ValueId FunctionBuilder::CellOf(const VariableSymbol* v) {
  int index = CaptureIndex(v);
  if (index >= 0) return b_.Emit(Op::kTupleItem, {cells_param_}, {index});
  auto [entry, inserted] = cells_.try_emplace(v);
  if (inserted) entry->second = b_.Emit(Op::kCellNew, {Null()});
  return entry->second;
}

ValueId FunctionBuilder::CaptureOf(const VariableSymbol* v) {
  if (IsCell(v) || CaptureIndex(v) >= 0) return CellOf(v);
  return Object(b_.ReadVariable(LocalOf(v)));
}

ir::GlobalId FunctionBuilder::GlobalOf(const VariableSymbol* v) { return u_.GlobalOf(v->module, v->name, v->type); }

ValueId FunctionBuilder::ReadVariable(const VariableSymbol* v, bool check_bound) {
  ir::NameId name = ir_.AddName(v->name);
  if (v->storage == Storage::kGlobal) return Narrow(b_.Emit(Op::kGlobalGet, {}, {GlobalOf(v)}), v->type);
  if (v->storage == Storage::kClass) {
    if (class_space_) return GetFromSpace(v->name);
    return class_body_ ? Checked(ReadClassName(v->name), v->type) : Poison(v->type);
  }
  bool captured = CaptureIndex(v) >= 0;
  if (IsCell(v)) {
    ValueId value = b_.Emit(Op::kCellGet, {CellOf(v)});
    Op check = captured ? Op::kCheckBoundFree : Op::kCheckBound;
    return Narrow(b_.Emit(check, {value}, {name}, ir::Type::Object()), v->type);
  }
  if (captured) return Narrow(CellOf(v), v->type);
  ValueId value = b_.ReadVariable(LocalOf(v));
  if (IsNullable(v) || (check_bound && ir::IsPointer(TypeOf(value)))) {
    value = b_.Emit(Op::kCheckBound, {value}, {name}, TypeOf(value));
  }
  return value;
}

// The value has the static type of the variable.
void FunctionBuilder::WriteVariable(const VariableSymbol* v, ValueId value) {
  if (v->storage == Storage::kGlobal) {
    b_.Emit(Op::kGlobalSet, {Object(value)}, {GlobalOf(v)});
    return;
  }
  // A field written in a class body is its default.
  if (v->storage == Storage::kClass || v->storage == Storage::kField) {
    if (class_space_) return SetInSpace(v->name, value);
    if (class_body_) b_.Emit(Op::kClassSet, {class_state_, Object(value)}, {ir_.AddName(v->name)});
    return;
  }
  if (IsCell(v)) {
    b_.Emit(Op::kCellSet, {CellOf(v), Object(value)});
    return;
  }
  ir::Type type = IsNullable(v) ? ir::Type::Object() : u_.TypeOf(v->type);
  WriteLocal(v, type.kind == ir::TypeKind::kObject ? Object(value) : As(value, type, v->type, true));
}

void FunctionBuilder::DeleteVariable(const VariableSymbol* v, bool check_bound) {
  if (v->storage == Storage::kGlobal) {
    b_.Emit(Op::kGlobalDel, {}, {GlobalOf(v)});
    return;
  }
  if (v->storage == Storage::kClass) {
    if (class_space_) {
      b_.Emit(Op::kObjDelItem, {class_space_, b_.ConstName(v->name)});
    } else if (class_body_) {
      b_.Emit(Op::kClassDel, {class_state_}, {ir_.AddName(v->name)});
    }
    return;
  }
  if (check_bound) ReadVariable(v, true);
  if (IsCell(v)) {
    b_.Emit(Op::kCellSet, {CellOf(v), Null()});
    return;
  }
  if (IsNullable(v)) WriteLocal(v, Null());
}

// Before the function returns: what its locals hold is given up only now.
void FunctionBuilder::KeepLocals() {
  Values values;
  for (auto [variable, shadow] : kept_) values.push_back(b_.ReadVariable(shadow));
  if (!values.empty()) b_.Keep(values);
}

// A name in a class body: one that the body has bound, else of the module.
ValueId FunctionBuilder::ReadClassName(std::string_view name) {
  if (class_space_) return GetFromSpace(name);
  return b_.Emit(Op::kClassGet, {class_state_}, {u_.FindClass(class_body_), ir_.AddName(name)});
}

// def f, class C -> the name's variable: of the module, the class body or the function
void FunctionBuilder::BindName(const check::Symbol* symbol, const VariableSymbol* binding, ValueId value) {
  if (binding) {
    WriteVariable(binding, value);
  } else if (class_space_) {
    SetInSpace(symbol->name, value);
  } else if (class_body_) {
    b_.Emit(Op::kClassSet, {class_state_, Object(value)}, {ir_.AddName(symbol->name)});
  } else {
    b_.Emit(Op::kGlobalSet, {Object(value)}, {u_.GlobalOf(symbol->module, symbol->name, u_.types.any)});
  }
}

}  // namespace spy::build
