// Classes of the unit: fields, class variables, methods, and the slots that virtual calls go through.
#include "codegen/build/unit.h"
#include "typecheck/names/data_class.h"

namespace spy::build {

using check::ClassSymbol;
using check::FunctionSymbol;
using check::MethodKind;
using check::VariableSymbol;

namespace {

ir::FieldRep RepOfField(ir::Type type) {
  switch (type.kind) {
    case ir::TypeKind::kInt:
      return ir::FieldRep::kInt;
    case ir::TypeKind::kFloat:
      return ir::FieldRep::kFloat;
    case ir::TypeKind::kBool:
      return ir::FieldRep::kBool;
    case ir::TypeKind::kNone:
    case ir::TypeKind::kObject:
    case ir::TypeKind::kStr:
    case ir::TypeKind::kBytes:
    case ir::TypeKind::kList:
    case ir::TypeKind::kTuple:
    case ir::TypeKind::kDict:
    case ir::TypeKind::kSet:
    case ir::TypeKind::kInstance:
      return ir::FieldRep::kObject;
  }
  return ir::FieldRep::kObject;
}

// The slot a method is called through: its name, or `name.setter`; empty when calls of it are never dispatched.
std::string SlotName(const FunctionSymbol& method) {
  std::string name(method.name);
  switch (method.method_kind) {
    case MethodKind::kInstance:
      return name == "__init__" || name == "__del__" || name == "__new__" ? std::string() : name;
    case MethodKind::kPropertyGetter:
      return name;
    case MethodKind::kPropertySetter:
      return name + ".setter";
    case MethodKind::kNone:
    case MethodKind::kStatic:
    case MethodKind::kClass:
    case MethodKind::kPropertyDeleter:
      return {};
  }
  return {};
}

}  // namespace

const MemberRef* Unit::FindFactory(const VariableSymbol* declaration) const {
  auto found = factories_.find(declaration);
  return found == factories_.end() ? nullptr : &found->second;
}

const MemberRef* Unit::FindSentinel(const ClassSymbol* cls) const {
  auto found = sentinels_.find(cls);
  return found == sentinels_.end() ? nullptr : &found->second;
}

int Unit::FindSlot(ir::ClassId cls, std::string_view slot_name) const {
  const std::vector<ir::VtableSlot>& slots = module.At(cls).vtable;
  for (size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].name == slot_name) return int(i);
  }
  return -1;
}

// class C: x: T = literal -> Field; class variables -> ClassVar
void Unit::DeclareFields(ir::Class& cls, const ClassSymbol& symbol) {
  for (const VariableSymbol* f : symbol.fields) {
    members_[f] = {cls.id, uint32_t(cls.fields.size())};
    ir::Field field{};
    field.name = f->name;
    field.type = TypeOf(f->type);
    field.rep = RepOfField(field.type);
    field.check = CheckOf(f->type);
    if (f->initializer && IsLiteral(*f->initializer)) field.default_value = LiteralOf(*f->initializer);
    cls.fields.push_back(std::move(field));
  }
  DeclareClassVars(cls, symbol);
}

// Those that a class below may hide at run time are plain attributes, found as CPython does.
void Unit::DeclareClassVars(ir::Class& cls, const ClassSymbol& symbol) {
  auto is_hidden_below = [&](const VariableSymbol& v) {
    return std::any_of(symbol.mro.begin(), symbol.mro.end(), [&](const ClassSymbol* base) {
      const VariableSymbol* known = base->FindClassVar(v.name);
      return known && known->has_other_defaults;
    });
  };
  for (const VariableSymbol* v : symbol.class_vars) {
    if (!v->is_implicit && is_hidden_below(*v)) continue;
    members_[v] = {cls.id, uint32_t(cls.class_vars.size())};
    cls.class_vars.push_back({std::string(v->name), CheckOf(v->type)});
  }
}

// Machine signatures agree: the implementation can stand in the slot as it is.
bool Unit::SameSignature(ir::FunctionId a, ir::FunctionId b) const {
  const FunctionSymbol& x = *function_symbols_[a.index];
  const FunctionSymbol& y = *function_symbols_[b.index];
  ir::Type rx = ResultOf(x), ry = ResultOf(y);
  if (ir::RepOf(rx) != ir::RepOf(ry) || (rx == ir::Type::None()) != (ry == ir::Type::None())) return false;
  if (x.params.size() != y.params.size()) return false;
  for (size_t i = 0; i < x.params.size(); ++i) {
    if (x.params[i].kind == check::ParamKind::kVarArgs || x.params[i].kind == check::ParamKind::kKwArgs ||
        y.params[i].kind == check::ParamKind::kVarArgs || y.params[i].kind == check::ParamKind::kKwArgs) {
      if (x.params[i].kind != y.params[i].kind) return false;
      continue;
    }
    bool keyword_only = x.params[i].kind == check::ParamKind::kKeywordOnly;
    if (keyword_only && x.params[i].name != y.params[i].name) return false;
    if (ir::RepOf(TypeOf(x.params[i].type)) != ir::RepOf(TypeOf(y.params[i].type))) return false;
  }
  return true;
}

// An override whose signature differs gets a thunk of the slot's signature; its body is built later (thunk.cpp).
void Unit::FillSlot(ir::Class& cls, int slot, ir::FunctionId implementation) {
  ir::VtableSlot& entry = cls.vtable[size_t(slot)];
  if (SameSignature(entry.declared, implementation)) {
    entry.implementation = implementation;
    return;
  }
  const FunctionSymbol* declared = function_symbols_[entry.declared.index];
  if (!ThunkSources(*declared, *function_symbols_[implementation.index])) {
    entry.implementation = {};  // f(self, *args) over f(self, x): by name
    return;
  }
  ir::FunctionId thunk = AddFunction(module.At(implementation).name + ".thunk", declared);
  ir::FunctionInfo info = module.infos[entry.declared.index];
  info.id = thunk;
  info.kind = ir::FunctionInfo::kThunk;
  info.owner = cls.id;
  info.name = module.infos[implementation.index].name;
  info.qualname = module.infos[implementation.index].qualname;
  module.infos[thunk.index] = std::move(info);
  module.At(thunk).result = module.At(entry.declared).result;
  entry.implementation = thunk;
  thunks.push_back({thunk, implementation});
}

void Unit::DeclareSlots(ir::Class& cls, const ClassSymbol& symbol) {
  if (cls.base) cls.vtable = module.At(cls.base).vtable;
  for (const FunctionSymbol* m : symbol.methods) {
    std::string name = SlotName(*m);
    ir::FunctionId id = FindFunction(m);
    if (name.empty() || !id || m->is_rebound || symbol.FindMethod(m->name, m->method_kind) != m) continue;
    int slot = FindSlot(cls.id, name);
    if (slot < 0) {
      slot = int(cls.vtable.size());
      cls.vtable.push_back({name, id, id});
    } else {
      FillSlot(cls, slot, id);
    }
    for (ir::Method& method : cls.methods) {
      if (method.function == id) method.vtable_slot = slot;
    }
  }
  DeclareOtherSlots(cls, symbol);
}

// The native base that all others of them lead to, through mixins too.
ir::ClassId Unit::LayoutBase(const ClassSymbol& symbol) const {
  ir::ClassId found;
  for (const ClassSymbol* base : symbol.mro) {
    if (base == &symbol || !IsNative(base)) continue;
    ir::ClassId id = FindClass(base);
    if (!found || IsSubclass(id, found)) found = id;
  }
  return found;
}

// Slots whose method, by the MRO, is that of a mixin, or no plain method: `x = y`, or decorated in the class body.
void Unit::DeclareOtherSlots(ir::Class& cls, const ClassSymbol& symbol) {
  for (size_t i = 0; i < cls.vtable.size(); ++i) {
    std::string_view name = cls.vtable[i].name;
    size_t dot = name.find('.');
    bool setter = dot != std::string_view::npos;
    std::string_view member = name.substr(0, dot);
    MethodKind kind = function_symbols_[cls.vtable[i].declared.index]->method_kind;
    for (const ClassSymbol* base : symbol.mro) {
      const check::Symbol* found = base->FindOwn(member);
      if (!found || (setter && !base->FindMethod(member, kind))) continue;
      const FunctionSymbol* method = base->FindMethod(member, kind);
      bool plain = method && FindFunction(method) && !method->is_rebound && method->decorators.empty() &&
                   !method->is_generator && !method->is_async && method->captures.empty();
      if (!plain) {
        cls.vtable[i].implementation = {};
      } else if (base->is_mixin) {
        FillSlot(cls, int(i), FindFunction(method));
      }
      break;
    }
  }
}

void Unit::DeclareMethods(ir::Class& cls, const ClassSymbol& symbol) {
  for (const FunctionSymbol* m : symbol.methods) {
    ir::FunctionId id = FindFunction(m);
    if (!id || m->is_rebound) continue;  // decorated ones are set by the class body
    cls.methods.push_back({std::string(m->name), id, -1});
  }
}

// class C(B): ... -> Class with its slots
void Unit::DeclareClass(ir::ClassId id, uint32_t source, const check::CheckedModule& where) {
  const ClassSymbol& symbol = *class_symbols_[id.index];
  ir::Class& cls = module.At(id);
  cls.source = source;
  cls.name = symbol.name;
  cls.qualname = symbol.qualname.empty() ? std::string(symbol.name) : std::string(symbol.qualname);
  cls.open = symbol.class_kind == check::ClassKind::kOpen;
  cls.is_mixin = symbol.is_mixin;
  cls.is_local = symbol.enclosing != nullptr;
  cls.is_final = symbol.is_final;
  cls.has_subclasses = !symbol.subclasses.empty();
  if (!cls.open) cls.base = LayoutBase(symbol);
  if (symbol.def) {
    cls.doc = DocOf(symbol.def->body);
    cls.first_line = where.source->Locate(symbol.def->span.begin).line;
  }
  DeclareMethods(cls, symbol);
  if (cls.open) return DeclareClassVars(cls, symbol);
  DeclareFields(cls, symbol);
  if (symbol.data) DeclareFactories(cls, symbol);
  DeclareSlots(cls, symbol);
}

}  // namespace spy::build
