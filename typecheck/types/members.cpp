// Members of receivers: how attribute lookup sees a type, and what a member's type is from there.
#include <algorithm>

#include "typecheck/names/data_class.h"
#include "typecheck/types/relations.h"

namespace spy::check {
namespace {

TypeRef JoinAll(TypeStore& types, std::span<const TypeRef> parts) {
  TypeRef result = types.never;
  for (TypeRef part : parts) result = Join(types, result, part);
  return result;
}

// RAII: the pair is being compared.
class OpenSelf {
 public:
  OpenSelf(TypeStore& types, TypeRef receiver, TypeRef signature)
      : is_again(std::ranges::find(types.open_self, std::pair(receiver, signature)) != types.open_self.end()),
        types_(types) {
    types_.open_self.emplace_back(receiver, signature);
  }
  ~OpenSelf() { types_.open_self.pop_back(); }
  OpenSelf(const OpenSelf&) = delete;
  OpenSelf& operator=(const OpenSelf&) = delete;

  const bool is_again;

 private:
  TypeStore& types_;
};

// The signatures of a method that accept the receiver as `self`, without that parameter. An annotated `self` may bind
// type variables: {T: int} for `def sort(self: list[T])` on list[int].
TypeRef BindSelf(TypeStore& types, TypeRef signature, TypeRef receiver, TypeRef own_self) {
  auto bind = [&](const CallableType& callable) -> const CallableType* {
    if (callable.params.empty() || callable.params[0].kind > ParamKind::kPositionalOrKeyword) return &callable;
    TypeRef self = callable.params[0].type;
    if (self == own_self) return AsCallableType(DropParams(types, &callable, 1));  // the plain case
    OpenSelf open(types, receiver, &callable);
    if (open.is_again) return AsCallableType(DropParams(types, &callable, 1));
    Substitution bindings;
    if (Contains(self, TypeKind::kTypeVar)) {
      Infer(types, self, receiver, bindings);
      self = Substitute(types, self, bindings);
    }
    for (const auto& [var, type] : bindings.entries()) {
      if (var->bound && !IsSubtype(types, type, var->bound)) return nullptr;
    }
    if (!IsSubtype(types, receiver, self)) return nullptr;
    return AsCallableType(Substitute(types, DropParams(types, &callable, 1), bindings));
  };
  if (const CallableType* callable = AsCallableType(signature)) {
    const CallableType* bound = bind(*callable);
    return bound ? bound : DropParams(types, signature, 1);
  }
  const OverloadedType* overloaded = AsOverloadedType(signature);
  if (!overloaded) return signature;
  std::vector<const CallableType*> bound;
  for (const CallableType* candidate : overloaded->signatures) {
    if (const CallableType* fits = bind(*candidate)) bound.push_back(fits);
  }
  if (bound.empty()) return DropParams(types, signature, 1);
  if (bound.size() == 1) return bound[0];
  return types.Overloaded(bound);
}

// What an instance makes of a function found in its class: called without the first parameter. A cache of `functools`
// is bound as the function in it is.
TypeRef WithoutReceiver(TypeStore& types, TypeRef type) {
  const InstanceType* cache = AsInstanceType(type);
  if (!cache || cache->cls->name != "_lru_cache_wrapper" || cache->args.size() != 2) return DropParams(types, type, 1);
  TypeRef args[] = {DropParams(types, cache->args[0], 1), cache->args[1]};
  return types.Instance(cache->cls, args);
}

// What decorators made of a method, as read from an instance or through the class.
TypeRef DecoratedMethodType(TypeStore& types, const FunctionSymbol& method, bool through_class, bool bind) {
  TypeRef type = method.decorated ? method.decorated : types.any;
  switch (method.method_kind) {
    case MethodKind::kPropertyGetter:
    case MethodKind::kPropertySetter:
    case MethodKind::kPropertyDeleter:
      if (through_class) return types.Instance(types.property_class);
      return AsCallableType(type) ? AsCallableType(type)->result : types.any;
    case MethodKind::kNone:
    case MethodKind::kStatic:
      return type;
    case MethodKind::kClass:
      return WithoutReceiver(types, type);
    case MethodKind::kInstance:
      return through_class || !bind ? type : WithoutReceiver(types, type);
  }
  return types.error;
}

TypeRef MethodType(TypeStore& types, TypeRef receiver, const FunctionSymbol& method, bool through_class, bool bind) {
  bool is_decorated = !method.decorators.empty() && !method.is_stub && method.owner_class;
  if (is_decorated) return DecoratedMethodType(types, method, through_class, bind);
  switch (method.method_kind) {
    case MethodKind::kPropertyGetter:
      return through_class ? types.Instance(types.property_class) : (method.result ? method.result : types.error);
    case MethodKind::kPropertySetter:
    case MethodKind::kPropertyDeleter:
      return types.Instance(types.property_class);
    case MethodKind::kNone:
    case MethodKind::kStatic:
      return SignatureOf(types, method);
    case MethodKind::kClass:
      return DropParams(types, SignatureOf(types, method), 1);
    case MethodKind::kInstance: {
      TypeRef signature = SignatureOf(types, method);
      return through_class || !bind
                 ? signature
                 : BindSelf(types, signature, receiver, method.owner_class ? method.owner_class->self_type : nullptr);
    }
  }
  return types.error;
}

// A field that nothing assigns, to which a class below gives a default of a narrower type: that declaration.
const VariableSymbol* NarrowerDefault(TypeStore& types, TypeRef receiver, const Symbol& member) {
  const VariableSymbol* field = AsVariableSymbol(&member);
  const InstanceType* view = field && field->has_other_defaults ? NominalView(types, receiver) : nullptr;
  if (!view || !view->cls) return nullptr;
  for (const ClassSymbol* cls : view->cls->mro) {
    if (cls == field->owner_class) return nullptr;
    auto own = std::ranges::find(cls->field_defaults, field->name, &VariableSymbol::name);
    if (own != cls->field_defaults.end()) return *own;
  }
  return nullptr;
}

// `go = run` in a class body: read through an instance it is a bound method, as `run` is.
TypeRef BindAlias(TypeStore& types, TypeRef type, TypeRef receiver) {
  const CallableType* callable = AsCallableType(type);
  const FunctionSymbol* function = callable ? callable->function : nullptr;
  bool binds = function && function->owner_class && function->method_kind == MethodKind::kInstance &&
               callable->params.size() == function->params.size();
  return binds ? BindSelf(types, type, receiver, function->owner_class->self_type) : type;
}

}  // namespace

// enum.EnumType, for the class object of an enum of the unit; else null.
static const ClassSymbol* EnumMetaclass(TypeRef type) {
  const ClassObjectType* object = AsClassObjectType(type);
  const InstanceType* instance = object ? AsInstanceType(object->instance) : nullptr;
  if (!instance || !IsOfKind(*instance->cls, DataKind::kEnum)) return nullptr;
  for (const ClassSymbol* base : instance->cls->mro) {
    if (base->name == "Enum" && base->module && base->module->full_name == "enum") {
      return AsClassSymbol(base->module->Find("EnumType"));
    }
  }
  return nullptr;
}

TypeRef UpperOf(TypeStore& types, TypeRef type) {
  const TypeVarType* variable = AsTypeVarType(type);
  if (!variable) return type;
  if (!variable->symbol->constraints.empty()) return types.Union(variable->symbol->constraints);
  return variable->symbol->bound ? UpperOf(types, variable->symbol->bound) : types.object_;
}

const InstanceType* NominalView(TypeStore& types, TypeRef type) {
  switch (type->kind) {
    case TypeKind::kInstance:
      return AsInstanceType(type);
    case TypeKind::kNone:
      return AsInstanceType(types.Instance(types.none_class));
    case TypeKind::kLiteral:
      return AsInstanceType(AsLiteralType(type)->base);
    case TypeKind::kTuple:
      return AsInstanceType(types.Instance(types.tuple_class, JoinAll(types, AsTupleType(type)->elements)));
    case TypeKind::kCallable:
    case TypeKind::kOverloaded:
      return AsInstanceType(types.Instance(types.function_class));
    case TypeKind::kClassObject: {
      const ClassSymbol* meta = EnumMetaclass(type);
      if (meta) return AsInstanceType(types.Instance(meta, std::vector<TypeRef>{AsClassObjectType(type)->instance}));
      return AsInstanceType(types.Instance(types.type_class));
    }
    case TypeKind::kModule:
      return AsInstanceType(types.Instance(types.module_class));
    case TypeKind::kTypeVar: {
      TypeRef bound = AsTypeVarType(type)->symbol->bound;
      return bound ? NominalView(types, bound) : AsInstanceType(types.object_);
    }
    case TypeKind::kError:
    case TypeKind::kNever:
    case TypeKind::kAny:
    case TypeKind::kUnion:
      return nullptr;
  }
  return nullptr;
}

TypeRef AsBase(TypeStore& types, TypeRef type, const ClassSymbol* base) {
  const InstanceType* view = NominalView(types, type);
  if (!view) return nullptr;
  if (view->cls == base) return view;
  const ClassSymbol& cls = *view->cls;
  for (size_t i = 1; i < cls.mro.size(); ++i) {
    if (cls.mro[i] != base) continue;
    return i < cls.mro_types.size() ? Substitute(types, cls.mro_types[i], ArgumentsOf(view)) : nullptr;
  }
  return nullptr;
}

TypeRef SignatureOf(TypeStore& types, const FunctionSymbol& function) {
  if (function.overloads.empty()) return function.type ? function.type : types.error;
  std::vector<const CallableType*> signatures;
  for (const FunctionSymbol* overload : function.overloads) {
    if (overload->type) signatures.push_back(overload->type);
  }
  if (signatures.empty()) return types.error;
  return signatures.size() == 1 ? static_cast<TypeRef>(signatures[0]) : types.Overloaded(signatures);
}

TypeRef DropParams(TypeStore& types, TypeRef signature, int count) {
  if (count == 0) return signature;
  if (const CallableType* callable = AsCallableType(signature)) {
    std::span<const ParamType> params = callable->params;
    while (count-- > 0 && !params.empty() && params[0].kind <= ParamKind::kPositionalOrKeyword)
      params = params.subspan(1);
    return types.Callable(params, callable->result, callable->any_params, callable->function);
  }
  if (const OverloadedType* overloaded = AsOverloadedType(signature)) {
    std::vector<const CallableType*> signatures;
    for (const CallableType* one : overloaded->signatures) {
      signatures.push_back(AsCallableType(DropParams(types, one, count)));
    }
    return types.Overloaded(signatures);
  }
  return signature;
}

TypeRef TypeOfSymbol(TypeStore& types, const Symbol& symbol) {
  const Symbol& target = *ResolveAlias(&symbol);
  switch (target.kind) {
    case SymbolKind::kVariable: {
      TypeRef type = static_cast<const VariableSymbol&>(target).type;
      return type ? type : types.error;
    }
    case SymbolKind::kFunction:
      return SignatureOf(types, static_cast<const FunctionSymbol&>(target));
    case SymbolKind::kClass: {
      TypeRef self = static_cast<const ClassSymbol&>(target).self_type;
      return self ? types.ClassObject(self) : types.error;
    }
    case SymbolKind::kModule:
      return types.Module(static_cast<const ModuleSymbol*>(&target));
    case SymbolKind::kTypeVar:
    case SymbolKind::kTypeAlias:
      return types.any;
  }
  return types.error;
}

TypeRef MemberType(TypeStore& types, TypeRef receiver, const ClassSymbol* owner, const Symbol& member, bool bind) {
  const ClassObjectType* object = AsClassObjectType(receiver);
  bool of_meta = owner->name == "EnumType" && owner->module && owner->module->full_name == "enum";
  bool through_class = object && owner != types.type_class && owner != types.object_class && !of_meta;
  TypeRef instance = through_class ? object->instance : receiver;
  TypeRef raw = nullptr;
  if (const FunctionSymbol* method = AsFunctionSymbol(&member)) {
    raw = MethodType(types, instance, *method, through_class, bind);
  } else {
    raw = TypeOfSymbol(types, member);
    if (!through_class && bind) raw = BindAlias(types, raw, receiver);
  }
  if (const VariableSymbol* narrower = NarrowerDefault(types, instance, member)) raw = narrower->type;
  if (!Contains(raw, TypeKind::kTypeVar)) return raw;
  Substitution map;
  if (TypeRef base = AsBase(types, instance, owner)) map = ArgumentsOf(base);
  if (owner->self_var) map.Set(owner->self_var, StripLiteral(types, instance));
  return Substitute(types, raw, map);
}

std::optional<Member> FindMember(TypeStore& types, TypeRef receiver, std::string_view name) {
  if (const ClassObjectType* object = AsClassObjectType(receiver)) {
    if (const InstanceType* view = NominalView(types, object->instance)) {
      ClassSymbol::Found found = view->cls->Lookup(name);
      const ClassSymbol* meta = name.starts_with("__") ? EnumMetaclass(receiver) : nullptr;
      if (meta && meta->FindOwn(name)) found = {};
      if (found.symbol && found.owner != types.object_class) {
        return Member{found.symbol, found.owner, MemberType(types, receiver, found.owner, *found.symbol)};
      }
    }
  }
  if (const ModuleType* module = AsModuleType(receiver)) {
    if (const Symbol* symbol = module->module->Find(name)) {
      return Member{symbol, nullptr, TypeOfSymbol(types, *symbol)};
    }
  }
  const InstanceType* view = NominalView(types, receiver);
  if (!view || !view->cls) return std::nullopt;
  ClassSymbol::Found found = view->cls->Lookup(name);
  if (!found.symbol) return std::nullopt;
  return Member{found.symbol, found.owner, MemberType(types, receiver, found.owner, *found.symbol)};
}

std::optional<Member> FindMethodOfObject(TypeStore& types, TypeRef receiver, std::string_view name) {
  const ClassObjectType* object = AsClassObjectType(receiver);
  const InstanceType* view = object && name != "__init__" ? NominalView(types, object->instance) : nullptr;
  if (!view) return std::nullopt;
  ClassSymbol::Found found = view->cls->Lookup(name);
  const FunctionSymbol* method = AsFunctionSymbol(found.symbol);
  if (!method || found.owner != types.object_class || method->method_kind != MethodKind::kInstance) return std::nullopt;
  return Member{found.symbol, found.owner, MethodType(types, object->instance, *method, true, true)};
}

namespace {

// C(...) by a `__new__` of the user's that stands before any `__init__` of theirs: what it takes, and what it gives.
TypeRef NewSignature(TypeStore& types, const InstanceType& view, TypeRef instance) {
  for (const ClassSymbol* cls : view.cls->mro) {
    const FunctionSymbol* init = AsFunctionSymbol(cls->FindOwn("__init__"));
    if (cls->class_kind == ClassKind::kBuiltin || init) return nullptr;
    const FunctionSymbol* made = AsFunctionSymbol(cls->FindOwn("__new__"));
    const CallableType* signature = made ? AsCallableType(SignatureOf(types, *made)) : nullptr;
    if (!signature || signature->params.empty()) continue;
    const InstanceType* given = AsInstanceType(signature->result);
    bool own = !given || given->cls == cls;  // `Self` and the class's own name mean the class that is called
    return types.Callable(signature->params.subspan(1), own ? instance : signature->result, signature->any_params,
                          signature->function);
  }
  return nullptr;
}

}  // namespace

TypeRef ConstructorSignature(TypeStore& types, TypeRef instance) {
  const InstanceType* view = NominalView(types, instance);
  if (!view) return types.error;
  if (IsOfKind(*view->cls, DataKind::kEnum)) {
    ParamType value{"value", ParamKind::kPositionalOrKeyword, types.object_, false};
    return types.Callable(std::span(&value, 1), instance);
  }
  if (TypeRef made = NewSignature(types, *view, instance)) return made;
  ClassSymbol::Found found = view->cls->Lookup("__init__");
  const FunctionSymbol* init = AsFunctionSymbol(found.symbol);
  if (!init) return types.Callable({}, instance);
  TypeRef signature = SignatureOf(types, *init);
  Substitution map;
  if (TypeRef base = AsBase(types, instance, found.owner)) map = ArgumentsOf(base);
  if (found.owner->self_var) map.Set(found.owner->self_var, instance);
  auto construct = [&](const CallableType& callable) {
    bool own_self =
        found.owner == view->cls && !callable.params.empty() && callable.params[0].type != found.owner->self_type;
    TypeRef result = own_self ? callable.params[0].type : instance;
    TypeRef made = types.Callable(callable.params.subspan(callable.params.empty() ? 0 : 1), result, callable.any_params,
                                  callable.function);
    return AsCallableType(Substitute(types, made, map));
  };
  if (const CallableType* callable = AsCallableType(signature)) return construct(*callable);
  const OverloadedType* overloaded = AsOverloadedType(signature);
  if (!overloaded) return signature;
  std::vector<const CallableType*> signatures;
  for (const CallableType* one : overloaded->signatures) signatures.push_back(construct(*one));
  return types.Overloaded(signatures);
}

TypeRef TupleView(TypeStore& types, TypeRef type) {
  const InstanceType* instance = AsInstanceType(type);
  if (!instance) return type;
  for (const ClassSymbol* cls : instance->cls->mro) {
    if (!IsOfKind(*cls, DataKind::kNamedTuple) || !cls->data->is_declared) continue;
    std::vector<TypeRef> elements;
    for (const DataField& field : cls->data->fields) elements.push_back(field.type);
    return types.Tuple(elements);
  }
  return type;
}

}  // namespace spy::check
