// Checked types as pooled run-time checks: what a value from outside must be to stand where the type is written.
#include <algorithm>
#include <iterator>

#include "codegen/build/unit.h"

namespace spy::build {

using check::TypeRef;
using ir::CheckKind;

ir::CheckId Unit::AddCheck(CheckKind kind, std::string name) {
  ir::TypeCheck c{};
  c.kind = kind;
  c.name = std::move(name);
  return module.AddCheck(c);
}

ir::CheckId Unit::CheckOf(TypeRef type) {
  if (!type) type = types.any;
  auto found = checks_.find(type);
  if (found != checks_.end()) return found->second;
  ir::CheckId id = MakeCheck(type);
  checks_.emplace(type, id);
  return id;
}

namespace {

// Protocols of `typing` that collections.abc has as classes with a structural isinstance.
constexpr std::string_view kAbcNames[] = {"Hashable",       "Iterable",   "Iterator", "Reversible",      "Sized",
                                          "Container",      "Collection", "Sequence", "MutableSequence", "Mapping",
                                          "MutableMapping", "MutableSet", "Generator"};

CheckKind KindOfBuiltin(ir::TypeKind kind) {
  switch (kind) {
    case ir::TypeKind::kInt:
      return CheckKind::kInt;
    case ir::TypeKind::kFloat:
      return CheckKind::kFloat;
    case ir::TypeKind::kBool:
      return CheckKind::kBool;
    case ir::TypeKind::kNone:
      return CheckKind::kNone;
    case ir::TypeKind::kStr:
      return CheckKind::kStr;
    case ir::TypeKind::kBytes:
      return CheckKind::kBytes;
    case ir::TypeKind::kList:
      return CheckKind::kList;
    case ir::TypeKind::kTuple:
      return CheckKind::kTuple;
    case ir::TypeKind::kDict:
      return CheckKind::kDict;
    case ir::TypeKind::kSet:
      return CheckKind::kSet;
    case ir::TypeKind::kObject:
    case ir::TypeKind::kInstance:
      return CheckKind::kAny;
  }
  return CheckKind::kAny;
}

}  // namespace

// An instance of a class that has no IR type of its own, or of a class of the unit.
ir::CheckId Unit::InstanceCheck(const check::InstanceType& type) {
  const check::ClassSymbol* cls = type.cls;
  ir::TypeCheck c{};
  c.kind = CheckKind::kAny;
  c.name = check::ToString(&type);
  if (ir::ClassId id = FindClass(cls)) {
    if (!cls->is_protocol && !cls->enclosing) {  // a class in a function is many classes
      c.kind = CheckKind::kInstance;
      c.class_id = id;
    }
    return module.AddCheck(c);
  }
  std::string_view home = cls->module ? cls->module->full_name : std::string_view();
  if (cls == types.object_class) return module.AddCheck(c);
  if (cls == types.frozenset_class) c.kind = CheckKind::kFrozenSet;
  if (cls == types.type_class) c.kind = CheckKind::kType;
  if (c.kind != CheckKind::kAny) return module.AddCheck(c);
  if (home == "typing") {
    if (std::find(std::begin(kAbcNames), std::end(kAbcNames), cls->name) == std::end(kAbcNames)) {
      return module.AddCheck(c);
    }
    home = "collections.abc";
  }
  // Stubs declare classes that are no built-in names (`function`) or that do not exist at all (`_Reader`).
  bool invented = cls->is_protocol || cls->name.starts_with('_') || home.starts_with('_') ||
                  cls == types.function_class || cls == types.module_class || cls->name == "ellipsis" ||
                  cls->name == "NotImplementedType" ||
                  cls->name == "reversed";  // reversed([1]) is a list_reverseiterator
  if (home != "collections.abc" && invented) return module.AddCheck(c);
  if (home == "builtins") {
    c.kind = CheckKind::kBuiltin;
    c.name = cls->name;
  } else if (!home.empty()) {
    c.kind = CheckKind::kClassNamed;
    c.module = home;
    c.name = cls->name;
  }
  return module.AddCheck(c);
}

// Any value passes a union with a member that says nothing.
ir::CheckId Unit::UnionCheck(const check::UnionType& type) {
  ir::TypeCheck c{};
  c.name = check::ToString(&type);
  c.kind = CheckKind::kUnion;
  for (TypeRef member : type.members) {
    ir::CheckId child = CheckOf(member);
    if (module.checks[child.index].kind == CheckKind::kAny) c.kind = CheckKind::kAny;
    c.children.push_back(child);
  }
  if (c.kind == CheckKind::kAny) c.children.clear();
  return module.AddCheck(c);
}

ir::CheckId Unit::LiteralCheck(const check::LiteralType& type) {
  if (type.member) return CheckOf(type.base);
  ir::TypeCheck c{};
  c.name = check::ToString(&type);
  c.kind = CheckKind::kLiteral;
  c.children_consts.push_back(ConstOf(*type.value));
  return module.AddCheck(c);
}

ir::CheckId Unit::MakeCheck(TypeRef type) {
  switch (type->kind) {
    case check::TypeKind::kError:
    case check::TypeKind::kNever:
    case check::TypeKind::kAny:
    case check::TypeKind::kModule:
      return AddCheck(CheckKind::kAny, "object");
    case check::TypeKind::kNone:
      return AddCheck(CheckKind::kNone, "None");
    case check::TypeKind::kTuple:
      return AddCheck(CheckKind::kTuple, check::ToString(type));
    case check::TypeKind::kCallable:
    case check::TypeKind::kOverloaded:
      return AddCheck(CheckKind::kCallable, check::ToString(type));
    case check::TypeKind::kClassObject: {
      // `list[int]` as a value is an alias, not a class.
      TypeRef of = check::AsClassObjectType(type)->instance;
      const check::InstanceType* instance = check::AsInstanceType(of);
      bool alias = (instance && !instance->args.empty()) || check::AsTupleType(of) || check::AsTypeVarType(of);
      return AddCheck(alias ? CheckKind::kAny : CheckKind::kType, check::ToString(type));
    }
    case check::TypeKind::kTypeVar: {
      const check::TypeVarSymbol* variable = check::AsTypeVarType(type)->symbol;
      return variable->bound ? CheckOf(variable->bound) : AddCheck(CheckKind::kAny, "object");
    }
    case check::TypeKind::kInstance: {
      if (TypeRef plain = check::AsInstanceType(type)->cls->new_type_of) return CheckOf(plain);
      CheckKind kind = KindOfBuiltin(TypeOf(type).kind);
      if (kind != CheckKind::kAny) return AddCheck(kind, check::ToString(type));
      return InstanceCheck(*check::AsInstanceType(type));
    }
    case check::TypeKind::kUnion:
      return UnionCheck(*check::AsUnionType(type));
    case check::TypeKind::kLiteral:
      return LiteralCheck(*check::AsLiteralType(type));
  }
  __builtin_unreachable();
}

}  // namespace spy::build
