#include "typecheck/types/type_store.h"

#include <algorithm>
#include <cstring>

#include "typecheck/names/data_class.h"

namespace spy::check {
namespace {

size_t Mix(size_t hash, size_t value) { return (hash ^ value) * 0x9E3779B97F4A7C15ull + (hash >> 29); }
size_t Mix(size_t hash, const void* pointer) { return Mix(hash, reinterpret_cast<size_t>(pointer)); }

// Structural hash and equality, one pair for each struct of type.h. Only the parts that make the type's identity count.
size_t HashOf(const InstanceType& t) {
  size_t hash = Mix(1, t.cls);
  for (TypeRef arg : t.args) hash = Mix(hash, arg);
  return hash;
}
bool SameType(const InstanceType& a, const InstanceType& b) {
  return a.cls == b.cls && std::ranges::equal(a.args, b.args);
}

size_t HashOf(const TupleType& t) {
  size_t hash = Mix(2, size_t(t.variadic));
  for (TypeRef element : t.elements) hash = Mix(hash, element);
  return hash;
}
bool SameType(const TupleType& a, const TupleType& b) {
  return a.variadic == b.variadic && std::ranges::equal(a.elements, b.elements);
}

size_t HashOf(const UnionType& t) {
  size_t hash = 3;
  for (TypeRef member : t.members) hash = Mix(hash, member);
  return hash;
}
bool SameType(const UnionType& a, const UnionType& b) { return std::ranges::equal(a.members, b.members); }

size_t HashOf(const LiteralType& t) {
  if (t.member) return Mix(Mix(4, t.base), t.member);
  size_t hash = Mix(Mix(4, t.base), size_t(t.value->constant_kind));
  return Mix(Mix(hash, size_t(t.value->int_value)), std::hash<std::string_view>()(t.value->text));
}
bool SameType(const LiteralType& a, const LiteralType& b) {
  if (a.member || b.member) return a.member == b.member && a.base == b.base;
  return a.base == b.base && a.value->constant_kind == b.value->constant_kind && a.value->is_big == b.value->is_big &&
         a.value->int_value == b.value->int_value && a.value->text == b.value->text;
}

size_t HashOf(const CallableType& t) {
  size_t hash = Mix(Mix(Mix(5, t.result), t.function), size_t(t.any_params));
  for (const ParamType& param : t.params) hash = Mix(Mix(hash, param.type), size_t(param.kind) * 2 + param.has_default);
  return hash;
}
bool SameType(const CallableType& a, const CallableType& b) {
  return a.result == b.result && a.function == b.function && a.any_params == b.any_params &&
         std::ranges::equal(a.params, b.params, [](const ParamType& x, const ParamType& y) {
           return x.type == y.type && x.kind == y.kind && x.has_default == y.has_default && x.name == y.name;
         });
}

size_t HashOf(const OverloadedType& t) {
  size_t hash = 6;
  for (const CallableType* signature : t.signatures) hash = Mix(hash, signature);
  return hash;
}
bool SameType(const OverloadedType& a, const OverloadedType& b) {
  return std::ranges::equal(a.signatures, b.signatures);
}

size_t HashOf(const ClassObjectType& t) { return Mix(7, t.instance); }
bool SameType(const ClassObjectType& a, const ClassObjectType& b) { return a.instance == b.instance; }
size_t HashOf(const TypeVarType& t) { return Mix(8, t.symbol); }
bool SameType(const TypeVarType& a, const TypeVarType& b) { return a.symbol == b.symbol; }
size_t HashOf(const ModuleType& t) { return Mix(9, t.module); }
bool SameType(const ModuleType& a, const ModuleType& b) { return a.module == b.module; }

// Moves the lists of a new type into the arena.
void Adopt(Arena& arena, InstanceType& t) { t.args = arena.Copy(t.args.data(), t.args.size()); }
void Adopt(Arena& arena, TupleType& t) { t.elements = arena.Copy(t.elements.data(), t.elements.size()); }
void Adopt(Arena& arena, UnionType& t) { t.members = arena.Copy(t.members.data(), t.members.size()); }
void Adopt(Arena& arena, CallableType& t) { t.params = arena.Copy(t.params.data(), t.params.size()); }
void Adopt(Arena& arena, OverloadedType& t) { t.signatures = arena.Copy(t.signatures.data(), t.signatures.size()); }
void Adopt(Arena& arena, LiteralType& t) {
  if (t.member) return;
  ast::Constant* copy = arena.New<ast::Constant>(*t.value);
  copy->text = arena.CopyString(t.value->text);
  t.value = copy;
}
template <class T>
void Adopt(Arena&, T&) {}

// The kinds that occur in the parts of a type.
uint16_t KindsIn(std::span<const TypeRef> parts) {
  uint16_t kinds = 0;
  for (TypeRef part : parts) kinds |= part->kinds;
  return kinds;
}
uint16_t KindsInside(const InstanceType& t) { return KindsIn(t.args); }
uint16_t KindsInside(const TupleType& t) { return KindsIn(t.elements); }
uint16_t KindsInside(const UnionType& t) { return KindsIn(t.members); }
uint16_t KindsInside(const ClassObjectType& t) { return t.instance->kinds; }
uint16_t KindsInside(const CallableType& t) {
  uint16_t kinds = t.result->kinds;
  for (const ParamType& param : t.params) kinds |= param.type->kinds;
  return kinds;
}
uint16_t KindsInside(const OverloadedType& t) {
  uint16_t kinds = 0;
  for (const CallableType* signature : t.signatures) kinds |= signature->kinds;
  return kinds;
}
uint16_t KindsInside(const LiteralType&) { return 0; }
uint16_t KindsInside(const TypeVarType&) { return 0; }
uint16_t KindsInside(const ModuleType&) { return 0; }

template <class T>
inline constexpr TypeKind kKindOf = TypeKind::kError;
template <>
inline constexpr TypeKind kKindOf<InstanceType> = TypeKind::kInstance;
template <>
inline constexpr TypeKind kKindOf<TupleType> = TypeKind::kTuple;
template <>
inline constexpr TypeKind kKindOf<UnionType> = TypeKind::kUnion;
template <>
inline constexpr TypeKind kKindOf<LiteralType> = TypeKind::kLiteral;
template <>
inline constexpr TypeKind kKindOf<CallableType> = TypeKind::kCallable;
template <>
inline constexpr TypeKind kKindOf<OverloadedType> = TypeKind::kOverloaded;
template <>
inline constexpr TypeKind kKindOf<ClassObjectType> = TypeKind::kClassObject;
template <>
inline constexpr TypeKind kKindOf<TypeVarType> = TypeKind::kTypeVar;
template <>
inline constexpr TypeKind kKindOf<ModuleType> = TypeKind::kModule;

size_t HashAny(const Type* type) {
  switch (type->kind) {
    case TypeKind::kInstance:
      return HashOf(*static_cast<const InstanceType*>(type));
    case TypeKind::kTuple:
      return HashOf(*static_cast<const TupleType*>(type));
    case TypeKind::kUnion:
      return HashOf(*static_cast<const UnionType*>(type));
    case TypeKind::kLiteral:
      return HashOf(*static_cast<const LiteralType*>(type));
    case TypeKind::kCallable:
      return HashOf(*static_cast<const CallableType*>(type));
    case TypeKind::kOverloaded:
      return HashOf(*static_cast<const OverloadedType*>(type));
    case TypeKind::kClassObject:
      return HashOf(*static_cast<const ClassObjectType*>(type));
    case TypeKind::kTypeVar:
      return HashOf(*static_cast<const TypeVarType*>(type));
    case TypeKind::kModule:
      return HashOf(*static_cast<const ModuleType*>(type));
    case TypeKind::kError:
    case TypeKind::kNever:
    case TypeKind::kAny:
    case TypeKind::kNone:
      return 0;  // not in the table
  }
  return 0;
}

}  // namespace

TypeStore::TypeStore() : table_(1024, nullptr) {
  auto simple = [this](TypeKind kind) { return arena_.New<Type>(kind, BitOf(kind), uint32_t(count_++)); };
  error = simple(TypeKind::kError);
  never = simple(TypeKind::kNever);
  any = simple(TypeKind::kAny);
  none = simple(TypeKind::kNone);
}

template <class T>
const T* TypeStore::Intern(const T& candidate) {
  size_t mask = table_.size() - 1;
  size_t slot = HashOf(candidate) & mask;
  for (; table_[slot]; slot = (slot + 1) & mask) {
    const Type* entry = table_[slot];
    if (entry->kind == kKindOf<T> && SameType(*static_cast<const T*>(entry), candidate))
      return static_cast<const T*>(entry);
  }
  T* made = arena_.New<T>(candidate);
  made->kind = kKindOf<T>;
  made->id = uint32_t(count_++);
  Adopt(arena_, *made);
  made->kinds = uint16_t(BitOf(made->kind) | KindsInside(*made));
  table_[slot] = made;
  if (count_ * 2 > table_.size()) Grow();
  return made;
}

void TypeStore::Grow() {
  std::vector<const Type*> bigger(table_.size() * 2, nullptr);
  size_t mask = bigger.size() - 1;
  for (const Type* type : table_) {
    if (!type) continue;
    size_t slot = HashAny(type) & mask;
    while (bigger[slot]) slot = (slot + 1) & mask;
    bigger[slot] = type;
  }
  table_ = std::move(bigger);
}

void TypeStore::BindBuiltins(const ModuleSymbol& builtins, const ModuleSymbol& typing, const ModuleSymbol& hidden) {
  auto find = [&](std::string_view module, std::string_view name) {
    const ModuleSymbol& source = module == "typing" ? typing : module == "_types" ? hidden : builtins;
    return AsClassSymbol(ResolveAlias(source.Find(name)));
  };
#define SPY_BUILTIN_TYPE(member, module, name) \
  if (const ClassSymbol* cls = find(module, name); cls) member = Instance(cls);
#define SPY_BUILTIN_CLASS(member, module, name) member = find(module, name);
#include "typecheck/types/builtin_types.def"
}

TypeRef TypeStore::Instance(const ClassSymbol* cls, std::span<const TypeRef> args) {
  if (cls == nullptr) return error;
  return Intern(InstanceType{{}, cls, args});
}

TypeRef TypeStore::Dict(TypeRef key, TypeRef value) {
  const TypeRef args[] = {key, value};
  return Instance(dict_class, args);
}

TypeRef TypeStore::Tuple(std::span<const TypeRef> elements) { return Intern(TupleType{{}, elements, false}); }
TypeRef TypeStore::VariadicTuple(TypeRef element) { return Intern(TupleType{{}, std::span(&element, 1), true}); }

TypeRef TypeStore::Union(TypeRef a, TypeRef b) {
  if (a == b) return a;
  const TypeRef members[] = {a, b};
  return Union(members);
}

namespace {

// All members of an enum are the enum.
void AbsorbEnums(TypeStore& types, std::vector<TypeRef>& flat) {
  for (size_t i = 0; i < flat.size(); ++i) {
    const LiteralType* literal = AsLiteralType(flat[i]);
    if (!literal || !literal->member) continue;
    TypeRef base = literal->base;
    std::vector<TypeRef> values = ValuesOf(types, base);
    bool all = !values.empty() &&
               std::ranges::all_of(values, [&](TypeRef value) { return std::ranges::find(flat, value) != flat.end(); });
    if (!all) continue;
    std::erase_if(flat, [&](TypeRef type) { return AsLiteralType(type) && AsLiteralType(type)->base == base; });
    flat.insert(std::ranges::lower_bound(flat, base->id, {}, &Type::id), base);
  }
}

}  // namespace

TypeRef TypeStore::Union(std::span<const TypeRef> members) {
  std::vector<TypeRef> flat;
  bool has_any = false;
  for (const TypeRef& member : members) {
    for (TypeRef type : MembersOf(member)) {
      if (type->kind == TypeKind::kError) return error;
      if (type->kind == TypeKind::kAny) has_any = true;
      if (type->kind != TypeKind::kNever) flat.push_back(type);
    }
  }
  if (has_any) return any;
  std::ranges::sort(flat, {}, &Type::id);
  flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
  std::erase_if(flat, [&](TypeRef type) {
    const LiteralType* literal = AsLiteralType(type);
    return literal && std::ranges::find(flat, literal->base) != flat.end();
  });
  AbsorbEnums(*this, flat);
  const TypeRef literals[] = {bool_ ? LiteralBool(false) : nullptr, bool_ ? LiteralBool(true) : nullptr};
  if (std::ranges::find(flat, literals[0]) != flat.end() && std::ranges::find(flat, literals[1]) != flat.end()) {
    std::erase_if(flat, [&](TypeRef type) { return type == literals[0] || type == literals[1]; });
    flat.insert(std::ranges::lower_bound(flat, bool_->id, {}, &Type::id), bool_);
  }
  if (flat.empty()) return never;
  if (flat.size() == 1) return flat[0];
  return Intern(UnionType{{}, flat});
}

TypeRef TypeStore::Literal(TypeRef base, const ast::Constant* value) {
  return Intern(LiteralType{{}, base, value, nullptr});
}

TypeRef TypeStore::LiteralMember(TypeRef base, const VariableSymbol* member) {
  const InstanceType* instance = AsInstanceType(base);
  return Intern(LiteralType{{}, base, nullptr, instance ? OriginalMember(*instance->cls, *member) : member});
}

std::vector<TypeRef> ValuesOf(TypeStore& types, TypeRef type) {
  if (type == types.bool_) return {types.LiteralBool(false), types.LiteralBool(true)};
  const InstanceType* instance = AsInstanceType(type);
  std::vector<TypeRef> values;
  if (!instance || !IsClosedEnum(*instance->cls)) return values;
  for (const VariableSymbol* member : instance->cls->class_vars) {
    bool is_original = IsEnumMember(*instance->cls, *member) && OriginalMember(*instance->cls, *member) == member;
    if (is_original) values.push_back(types.LiteralMember(type, member));
  }
  return values;
}

TypeRef TypeStore::LiteralBool(bool value) {
  ast::Constant constant{};
  constant.constant_kind = value ? ast::ConstantKind::True : ast::ConstantKind::False;
  return Literal(bool_, &constant);
}
TypeRef TypeStore::LiteralInt(int64_t value) {
  ast::Constant constant{};
  constant.constant_kind = ast::ConstantKind::Int;
  constant.int_value = value;
  return Literal(int_, &constant);
}
TypeRef TypeStore::LiteralStr(std::string_view value) {
  ast::Constant constant{};
  constant.constant_kind = ast::ConstantKind::Str;
  constant.text = value;
  return Literal(str_, &constant);
}

const CallableType* TypeStore::Callable(std::span<const ParamType> params, TypeRef result, bool any_params,
                                        const FunctionSymbol* function) {
  return Intern(CallableType{{}, params, result, any_params, function});
}
const OverloadedType* TypeStore::Overloaded(std::span<const CallableType* const> signatures) {
  return Intern(OverloadedType{{}, signatures});
}
TypeRef TypeStore::ClassObject(TypeRef instance) {
  if (instance->kind == TypeKind::kError) return error;
  return Intern(ClassObjectType{{}, instance});
}
TypeRef TypeStore::TypeVar(const TypeVarSymbol* symbol) { return Intern(TypeVarType{{}, symbol}); }
TypeRef TypeStore::Module(const ModuleSymbol* module) { return Intern(ModuleType{{}, module}); }

bool IsNone(TypeRef type) { return type->kind == TypeKind::kNone; }

std::span<const TypeRef> MembersOf(const TypeRef& type) {
  if (const UnionType* u = AsUnionType(type)) return u->members;
  return std::span(&type, 1);
}

bool IsOptional(TypeRef type) {
  const UnionType* u = AsUnionType(type);
  return u && std::ranges::any_of(u->members, IsNone);
}

TypeRef WithoutNone(TypeStore& types, TypeRef type) {
  if (IsNone(type)) return types.never;
  if (!IsOptional(type)) return type;
  std::vector<TypeRef> rest;
  for (TypeRef member : AsUnionType(type)->members) {
    if (!IsNone(member)) rest.push_back(member);
  }
  return types.Union(rest);
}

TypeRef StripLiteral(TypeStore& types, TypeRef type) {
  if (const LiteralType* literal = AsLiteralType(type)) return literal->base;
  const UnionType* u = AsUnionType(type);
  if (!u || std::ranges::none_of(u->members, AsLiteralType)) return type;
  std::vector<TypeRef> members;
  for (TypeRef member : u->members) members.push_back(StripLiteral(types, member));
  return types.Union(members);
}

}  // namespace spy::check
