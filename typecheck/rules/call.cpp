// Calls: the steps, and what is called by the type of the callee.
#include <algorithm>

#include "frontend/ast/operator_methods.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/callee.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/type_queries.h"
#include "typecheck/rules/wording.h"

namespace spy::check {
// f(a, *b, k=c) -> the result of what f is
TypeRef Checker::CheckExpr(const ast::Call& node, TypeRef expected) {
  Callee callee = ResolveCallee(node);
  MarkConsumedGenerator(node, callee);
  TypeRef result = CheckSpecialCall(node, callee, expected);
  if (!result) {
    // Base.__init__(self, ...) may see `self` before the fields of the class are set.
    bool base_init = InInit() && callee.kind == CalleeKind::kUnboundMethod && callee.function->name == "__init__";
    const ClassSymbol* saved = body_->init.cls;
    if (base_init) body_->init.cls = nullptr;
    result = CallValue(node, callee.type, callee, expected);
    body_->init.cls = saved;
  }
  RecordCall(node, callee);
  NoteCallEffects(node, callee);
  const auto* method = ast::DynCast<ast::Attribute>(node.func);
  if (method && IsInitSelf(*method->value)) MarkFieldsSetBy(method->attr.view(), MethodKind::kInstance);
  if (result->kind == TypeKind::kAny) return NewInstance(node);
  return MayDecline(*node.func) && result->kind != TypeKind::kError ? types_.any : result;
}

// super().__new__(cls), object.__new__(cls): an instance of `cls`; any other call of a value of type Any gives Any.
TypeRef Checker::NewInstance(const ast::Call& node) {
  const auto* method = ast::DynCast<ast::Attribute>(node.func);
  if (!method || method->attr != "__new__" || node.args.empty()) return types_.any;
  TypeRef owner = out_.types_[method->value->id], made = out_.types_[node.args[0]->id];
  bool of_class = IsSuperCall(*method->value) || (owner && AsClassObjectType(owner));
  const ClassObjectType* cls = of_class && made ? AsClassObjectType(made) : nullptr;
  const InstanceType* instance = cls ? AsInstanceType(cls->instance) : nullptr;
  return instance && !instance->cls->has_foreign_base && !instance->cls->has_error_base ? instance : types_.any;
}

// a.__eq__(b), super().__add__(b): what an operator's method gives when it is called by name may be NotImplemented,
// whatever its annotation says.
bool Checker::MayDecline(const ast::Expr& callee) {
  const auto* method = ast::DynCast<ast::Attribute>(&callee);
  return method && ast::IsOperatorMethod(method->attr.view());
}

TypeRef Checker::CallValue(const ast::Call& node, TypeRef type, Callee& callee, TypeRef expected) {
  switch (type->kind) {
    case TypeKind::kError:
    case TypeKind::kNever:
    case TypeKind::kAny:
      CheckDynamicCall(node);
      return type;
    case TypeKind::kCallable:
      return CallCallable(node, *AsCallableType(type), callee, expected);
    case TypeKind::kOverloaded:
      return CallOverloaded(node, *AsOverloadedType(type), callee, expected);
    case TypeKind::kClassObject:
      return CallClass(node, *AsClassObjectType(type), callee, expected);
    case TypeKind::kUnion:
      return CallUnion(node, *AsUnionType(type), callee, expected);
    case TypeKind::kInstance:
      if (std::optional<Member> call = FindMember(types_, type, "__call__")) {
        if (call->type->kind != TypeKind::kInstance) {
          NoteOperatorEffects(type, type, "call", node.span);
          return CallValue(node, call->type, callee, expected);
        }
      }
      break;
    case TypeKind::kTypeVar:
      if (UpperOf(types_, type) != types_.object_) {
        callee.kind = CalleeKind::kDynamic;
        return CallValue(node, UpperOf(types_, type), callee, expected);
      }
      break;
    case TypeKind::kNone:
    case TypeKind::kTuple:
    case TypeKind::kLiteral:
    case TypeKind::kModule:
      break;
  }
  CheckDynamicCall(node);
  auto report = Report(diag::kNotCallable, node.func->span, ToString(type));
  report.Label(type->kind == TypeKind::kModule ? "this is a module" : fmt::format("this is {}", WithArticle(type)));
  if (type->kind == TypeKind::kModule)
    report.Help(fmt::format("call something in it: `{}.name(...)`", Quote(*node.func)));
  return types_.error;
}

// The arguments of something unknown are checked for themselves.
void Checker::CheckDynamicCall(const ast::Call& node) {
  for (const ast::Expr* arg : node.args) {
    const auto* lambda = ast::DynCast<ast::Lambda>(arg);
    if (lambda) {
      Check(*arg, types_.Callable({}, types_.any, true));
    } else {
      Check(*arg);
    }
  }
  for (const ast::Keyword* keyword : node.keywords) {
    Check(*keyword->value,
          ast::Is<ast::Lambda>(keyword->value) ? static_cast<TypeRef>(types_.Callable({}, types_.any, true)) : nullptr);
  }
}

TypeRef Checker::CallCallable(const ast::Call& node, const CallableType& signature, Callee& callee, TypeRef expected) {
  std::vector<Argument> args = CollectArguments(node);
  CallSite site{&node, node.func->span, callee.name, args};
  return Apply(site, signature, expected, true);
}

// C(...) -> an instance
TypeRef Checker::CallClass(const ast::Call& node, const ClassObjectType& object, Callee& callee, TypeRef expected) {
  const InstanceType* instance = NominalView(types_, object.instance) ? NominalView(types_, object.instance) : nullptr;
  if (!instance) {
    CheckDynamicCall(node);
    return object.instance;
  }
  const ClassSymbol& cls = *instance->cls;
  if (cls.module && cls.module->full_name == "enum" && cls.class_kind == ClassKind::kBuiltin) {  // makes an enum
    CheckDynamicCall(node);
    return types_.any;
  }
  if (callee.is_exact_class) ReportAbstract(node, cls);
  TypeRef signature = ConstructorSignature(types_, object.instance);
  const Symbol* init = cls.Lookup("__init__").symbol;
  bool foreign = cls.has_foreign_base && (!init || types_.object_class->FindOwn("__init__") == init);
  if (foreign || cls.has_error_base || IsDynamic(signature)) {
    CheckDynamicCall(node);
    return object.instance;
  }
  TypeRef result = CallValue(node, signature, callee, expected);
  if (cls.name == "partial" && cls.module && cls.module->full_name == "functools") CheckPartialCall(node);
  const InstanceType* made = AsInstanceType(result);
  if (made && made->cls == types_.tuple_class && made->args.size() == 1) return types_.VariadicTuple(made->args[0]);
  return result;
}

// A protocol, or a class with an abstract method that no class between overrides.
void Checker::ReportAbstract(const ast::Call& node, const ClassSymbol& cls) {
  if (cls.is_protocol && cls.class_kind != ClassKind::kBuiltin) {
    Report(diag::kAbstractInstance, node.func->span, cls.name)
        .Label("a protocol says what objects of other classes can do")
        .Help("make an instance of a class that has its members");
    return;
  }
  for (const ClassSymbol* base : cls.mro) {
    for (const FunctionSymbol* method : base->methods) {
      if (!method->is_abstract) continue;
      const FunctionSymbol* found = AsFunctionSymbol(cls.Lookup(method->name).symbol);
      if (!found || !found->is_abstract) continue;
      auto report = Report(diag::kAbstractInstance, node.func->span, cls.name);
      report.Label(fmt::format("`{}` is not implemented", method->name));
      if (method->module == out_.symbol) report.Note(method->name_span, "declared abstract here");
      report.Help("instantiate a subclass that implements it");
      return;
    }
  }
}

// Each member of the union is called; None is no callable.
TypeRef Checker::CallUnion(const ast::Call& node, const UnionType& type, Callee& callee, TypeRef expected) {
  callee.kind = CalleeKind::kDynamic;
  for (TypeRef member : type.members) {
    if (member->kind != TypeKind::kNone) continue;
    CheckDynamicCall(node);
    if (TakeAsDynamic(*node.func)) return types_.any;
    ReportPossiblyNone(*node.func, &type, "`None` cannot be called");
    return types_.error;
  }
  TypeRef result = types_.never;
  for (TypeRef member : type.members) {
    TypeRef one = CallValue(node, member, callee, expected);
    if (one->kind == TypeKind::kError) return one;
    result = result->kind == TypeKind::kNever ? one : Join(types_, result, one);
  }
  return result;
}

// Generator expressions are known where the whole of them is consumed at once.
void Checker::MarkConsumedGenerator(const ast::Call& node, const Callee& callee) {
  if (node.args.empty() || !ast::Is<ast::GeneratorExp>(node.args[0])) return;
  constexpr std::string_view kConsumers[] = {"sum", "any", "all", "list", "tuple", "set", "sorted"};
  bool known = callee.symbol && callee.symbol->module == program_.builtins &&
               std::ranges::find(kConsumers, callee.symbol->name) != std::end(kConsumers) &&
               callee.kind == CalleeKind::kBuiltin;
  bool join = callee.kind == CalleeKind::kBuiltinMethod && callee.function && callee.function->name == "join";
  if (known || join) consumed_generators_.insert(node.args[0]->id);
}

void Checker::RecordCall(const ast::Call& node, Callee& callee) {
  const CallInfo*& slot = out_.calls_[node.id];
  if (!slot) slot = &out_.call_storage_.emplace_back();
  CallInfo& info = *const_cast<CallInfo*>(slot);
  info = {};
  info.kind = callee.kind;
  bool spread = std::ranges::any_of(node.args, [](const ast::Expr* arg) { return ast::Is<ast::Starred>(arg); }) ||
                std::ranges::any_of(node.keywords, [](const ast::Keyword* keyword) { return !keyword->arg; });
  bool builtin = callee.kind == CalleeKind::kBuiltin || callee.kind == CalleeKind::kBuiltinMethod;
  if (spread && callee.kind != CalleeKind::kSuperMethod && !builtin) info.kind = CalleeKind::kDynamic;
  if (info.kind == CalleeKind::kDynamic) return;
  info.cls = callee.cls;
  if (builtin) {
    info.builtin = BuiltinName(callee.function ? *callee.function : *callee.symbol);
    return;
  }
  info.function = callee.function;
  if (callee.function && !callee.function->is_stub && !spread)
    FillSources(node, *callee.function, callee.has_receiver, info);
}

// One source per parameter; the arguments have been found to fit.
void Checker::FillSources(const ast::Call& node, const FunctionSymbol& function, bool has_receiver, CallInfo& info) {
  size_t position = 0;
  std::vector<bool> used(node.keywords.size());
  for (size_t i = 0; i < function.params.size(); ++i) {
    const Param& param = function.params[i];
    ArgSource source{ArgSource::kDefault, nullptr, {}, {}};
    auto by_name = [&] {
      for (size_t k = 0; k < node.keywords.size(); ++k) {
        if (node.keywords[k]->arg != param.name) continue;
        used[k] = true;
        source.kind = ArgSource::kExpr;
        source.expr = node.keywords[k]->value;
      }
    };
    if (i == 0 && has_receiver) {
      source.kind = ArgSource::kReceiver;
    } else if (param.kind <= ParamKind::kPositionalOrKeyword && position < node.args.size()) {
      source.kind = ArgSource::kExpr;
      source.expr = node.args[position++];
    } else if (param.kind == ParamKind::kPositionalOrKeyword || param.kind == ParamKind::kKeywordOnly) {
      by_name();
    } else if (param.kind == ParamKind::kVarArgs) {
      source.kind = ArgSource::kVarArgs;
      while (position < node.args.size()) source.rest.push_back(node.args[position++]);
    } else if (param.kind == ParamKind::kKwArgs) {
      source.kind = ArgSource::kKwArgs;
    }
    info.args.push_back(std::move(source));
  }
  for (ArgSource& source : info.args) {
    if (source.kind != ArgSource::kKwArgs) continue;
    for (size_t k = 0; k < node.keywords.size(); ++k) {
      if (!used[k]) source.rest_keywords.push_back(node.keywords[k]);
    }
  }
}

// "builtins.len", "math.sqrt", "list.append"
std::string_view Checker::BuiltinName(const Symbol& symbol) {
  auto [entry, added] = unit_.builtin_names.try_emplace(&symbol);
  if (!added) return entry->second;
  std::string_view module = symbol.module ? symbol.module->full_name : "builtins";
  const FunctionSymbol* function = AsFunctionSymbol(&symbol);
  std::string name;
  if (function && function->owner_class) {
    name = function->module == program_.builtins
               ? fmt::format("{}.{}", function->owner_class->name, symbol.name)
               : fmt::format("{}.{}.{}", module, function->owner_class->name, symbol.name);
  } else {
    name = fmt::format("{}.{}", module, symbol.name);
  }
  entry->second = program_.symbols.Keep(name);
  return entry->second;
}

// Of calling what an argument is.
const Effects& Checker::EffectsOfValue(const ast::Expr& value) const {
  if (const auto* lambda = ast::DynCast<ast::Lambda>(&value)) return unit_.effects.OfLambda(*lambda);
  const auto* name = ast::DynCast<ast::NameExpr>(&value);
  const Symbol* symbol = name ? ResolveAlias(SymbolAt(*name)) : nullptr;
  const FunctionSymbol* function = AsFunctionSymbol(symbol);
  const ClassSymbol* cls = AsClassSymbol(symbol);
  if (function && function->is_stub) return unit_.effects.OfOperators();
  if (cls && cls->class_kind == ClassKind::kBuiltin) return unit_.effects.OfOperators();
  return function || cls ? unit_.effects.OfCall(symbol->name) : unit_.effects.Unknown();
}

// len(x) -> __len__: the special method that is all a built-in runs of its arguments; empty: it may be any.
std::string_view Checker::OnlyMethodOf(const ast::Call& node) const {
  constexpr std::pair<std::string_view, std::string_view> kMethods[] = {
      {"len", "__len__"}, {"hash", "__hash__"}, {"abs", "__abs__"}, {"iter", "__iter__"}};
  const auto* name = ast::DynCast<ast::NameExpr>(node.func);
  for (auto [function, method] : kMethods) {
    if (name && node.args.size() == 1 && IsBuiltin(SymbolAt(*name), function)) return method;
  }
  return {};
}

// What the call may have changed.
void Checker::NoteCallEffects(const ast::Call& node, const Callee& callee) {
  bool builtin = callee.kind == CalleeKind::kBuiltin || callee.kind == CalleeKind::kBuiltinMethod;
  bool runs_code = !builtin;
  std::vector<const Effects*> effects;
  if (builtin) {
    // A built-in may call what it is given: functions, and special methods of the unit's classes.
    std::string_view method = OnlyMethodOf(node);
    effects.push_back(method.empty() ? &unit_.effects.OfOperators() : &unit_.effects.OfCall(method));
    auto look = [&](const ast::Expr& arg) {
      if (!out_.types_[arg.id]) return;  // of a call that does not fit
      for (TypeRef type : MembersOf(out_.types_[arg.id])) {
        const InstanceType* instance = AsInstanceType(type);
        bool calls = type->kind == TypeKind::kCallable || type->kind == TypeKind::kClassObject ||
                     type->kind == TypeKind::kOverloaded;
        if (calls || type->kind == TypeKind::kAny) effects.push_back(&EffectsOfValue(arg));
        runs_code = runs_code || calls || type->kind == TypeKind::kAny || !instance ||
                    instance->cls->class_kind != ClassKind::kBuiltin || !instance->args.empty();
      }
    };
    for (const ast::Expr* arg : node.args) look(*arg);
    for (const ast::Keyword* keyword : node.keywords) look(*keyword->value);
  } else if (callee.function && !callee.function->is_stub) {
    effects.push_back(&unit_.effects.OfCall(callee.function->name));
  } else if (callee.cls && callee.kind == CalleeKind::kConstructor) {
    effects.push_back(&unit_.effects.OfCall(callee.cls->name));
  } else {
    effects.push_back(&unit_.effects.Unknown());
  }
  if (!runs_code) return;
  ForgetAfterCalls(effects, node.span);
}

}  // namespace spy::check
