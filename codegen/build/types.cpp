// Checked types as IR types, and facts about them that decide how values are handled.
#include <algorithm>

#include "codegen/build/unit.h"
#include "typecheck/names/data_class.h"

namespace spy::build {

using check::TypeRef;

bool Unit::IsNative(const check::ClassSymbol* cls) const {
  return cls->class_kind == check::ClassKind::kNative && FindClass(cls);
}

// int -> int, list[T] -> list, C -> instance<C>; whatever is not one exact class -> object
ir::Type Unit::TypeOf(TypeRef type) const {
  if (!type) return ir::Type::Object();  // a lambda's parameter that nothing gives a type
  switch (type->kind) {
    case check::TypeKind::kNone:
      return ir::Type::None();
    case check::TypeKind::kTuple:
      return {ir::TypeKind::kTuple, {}};
    case check::TypeKind::kLiteral:
      return TypeOf(check::AsLiteralType(type)->base);
    case check::TypeKind::kTypeVar: {
      // Erased: a pointer, also where the bound is a number (a bool is a T bound by int, and stays one).
      const check::TypeVarSymbol* variable = check::AsTypeVarType(type)->symbol;
      ir::Type bound = variable->bound ? TypeOf(variable->bound) : ir::Type::Object();
      return ir::IsPointer(bound) ? bound : ir::Type::Object();
    }
    case check::TypeKind::kInstance:
      break;
    case check::TypeKind::kError:
    case check::TypeKind::kNever:
    case check::TypeKind::kAny:
    case check::TypeKind::kUnion:
    case check::TypeKind::kCallable:
    case check::TypeKind::kOverloaded:
    case check::TypeKind::kClassObject:
    case check::TypeKind::kModule:
      return ir::Type::Object();
  }
  const check::ClassSymbol* cls = check::AsInstanceType(type)->cls;
  if (cls->new_type_of) return TypeOf(cls->new_type_of);
  if (cls == types.int_class) return ir::Type::Int();
  if (cls == types.float_class) return ir::Type::Float();
  if (cls == types.bool_class) return ir::Type::Bool();
  if (cls == types.str_class) return {ir::TypeKind::kStr, {}};
  if (cls == types.bytes_class) return {ir::TypeKind::kBytes, {}};
  if (cls == types.list_class) return {ir::TypeKind::kList, {}};
  if (cls == types.tuple_class) return {ir::TypeKind::kTuple, {}};
  if (cls == types.dict_class) return {ir::TypeKind::kDict, {}};
  if (cls == types.set_class) return {ir::TypeKind::kSet, {}};
  if (cls == types.none_class) return ir::Type::None();
  if (IsNative(cls)) return ir::Type::Instance(FindClass(cls));
  if (check::IsOfKind(*cls, check::DataKind::kTypedDict)) return {ir::TypeKind::kDict, {}};
  return ir::Type::Object();
}

bool Unit::IsExactBuiltin(TypeRef type) const {
  ir::Type t = TypeOf(type);
  return t.kind != ir::TypeKind::kObject && t.kind != ir::TypeKind::kInstance;
}

bool Unit::IsSubclass(ir::ClassId sub, ir::ClassId super) const {
  while (sub) {
    if (sub == super) return true;
    sub = module.At(sub).base;
  }
  return false;
}

namespace {

bool Imports(const ast::Node& node, std::string_view module) {
  bool found = false;
  if (const auto* stmt = ast::DynCast<ast::Import>(&node)) {
    for (const ast::Alias* alias : stmt->names) found = found || alias->name == module;
  } else if (const auto* from = ast::DynCast<ast::ImportFrom>(&node)) {
    found = from->level == 0 && from->module == module;
  } else {
    ast::ForEachChild(node, [&](const ast::Node& child) { found = found || Imports(child, module); });
  }
  return found;
}

}  // namespace

// The unit uses `weakref` or `gc`: then the end of every instance may be seen.
bool Unit::WatchesLifetimes() {
  if (!watches_lifetimes_) {
    auto watches = [](const ast::Stmt* stmt) { return Imports(*stmt, "weakref") || Imports(*stmt, "gc"); };
    watches_lifetimes_ =
        std::ranges::any_of(checked.modules, [&](const auto& m) { return std::ranges::any_of(m->ast->body, watches); });
  }
  return *watches_lifetimes_;
}

// A class of the unit: it or a subclass has `__del__`, or some field of theirs is observable.
bool Unit::ObservableClass(const check::ClassSymbol* cls) {
  if (WatchesLifetimes()) return true;
  auto [entry, inserted] = observable_.emplace(cls, false);  // false while in progress: a cycle adds nothing
  if (!inserted) return entry->second;
  bool result = cls->FindMethod("__del__") != nullptr;
  for (const check::ClassSymbol* base : cls->mro) {
    for (const check::VariableSymbol* field : base->fields) result = result || IsDestructionObservable(field->type);
    result = result || (base->class_kind == check::ClassKind::kNative && base->FindMethod("__del__"));
  }
  for (const check::ClassSymbol* sub : cls->subclasses) result = result || ObservableClass(sub);
  observable_[cls] = result;
  return result;
}

// A type variable with a container as its bound does not show its arguments.
bool Unit::AnyArgumentObservable(TypeRef type) {
  const check::InstanceType* instance = check::AsInstanceType(type);
  return !instance || std::ranges::any_of(instance->args, [&](TypeRef arg) { return IsDestructionObservable(arg); });
}

bool Unit::IsDestructionObservable(TypeRef type) {
  if (!type) return true;
  if (const check::TupleType* tuple = check::AsTupleType(type)) {
    for (TypeRef element : tuple->elements) {
      if (IsDestructionObservable(element)) return true;
    }
    return false;
  }
  if (const check::UnionType* u = check::AsUnionType(type)) {
    for (TypeRef member : u->members) {
      if (IsDestructionObservable(member)) return true;
    }
    return false;
  }
  ir::Type t = TypeOf(type);
  switch (t.kind) {
    case ir::TypeKind::kObject:
      return type->kind != check::TypeKind::kModule && type->kind != check::TypeKind::kClassObject;
    case ir::TypeKind::kInstance:
      return ObservableClass(class_symbols_[t.class_id.index]);
    case ir::TypeKind::kList:
    case ir::TypeKind::kTuple:
    case ir::TypeKind::kDict:
    case ir::TypeKind::kSet:
      return AnyArgumentObservable(type);
    case ir::TypeKind::kInt:
    case ir::TypeKind::kFloat:
    case ir::TypeKind::kBool:
    case ir::TypeKind::kNone:
    case ir::TypeKind::kStr:
    case ir::TypeKind::kBytes:
      return false;
  }
  return false;
}

}  // namespace spy::build
