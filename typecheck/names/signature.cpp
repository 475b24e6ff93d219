// Signatures of functions, types of annotated variables and of imported names.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/declarer.h"

namespace spy::check {
namespace {

// The last part of `name`, `a.name` or `name(...)`.
std::string_view DecoratorName(const ast::Expr& decorator) {
  const ast::Expr* expr = &decorator;
  if (const auto* call = ast::DynCast<ast::Call>(expr)) expr = call->func;
  if (const auto* name = ast::DynCast<ast::NameExpr>(expr)) return name->name.view();
  if (const auto* dotted = ast::DynCast<ast::Attribute>(expr)) return dotted->attr.view();
  return {};
}

}  // namespace

// def f(a: int, *rest: str) -> bool -> params, result, type
void Declarer::DeclareFunction(FunctionSymbol& function) {
  if (function.lambda) {
    AddParams(function, *function.lambda->args, AnnotationScope(*function.lambda));
    return;  // parameter types come from where the lambda stands
  }
  if (function.genexp) return;  // as its elements
  const auto& def = static_cast<const ast::FunctionBase&>(*function.def);
  const Scope& scope = AnnotationScope(def);
  DeclareTypeParams(program_, module_, def.type_params, scope);
  ReadDecorators(function, def);
  AddParams(function, *def.args, scope);
  CheckReceiver(function, def);
  if (def.returns) {
    function.result = EvaluateType(program_, module_, scope, *def.returns);
    ReadGuard(function, *def.returns, scope);
  } else {
    bool is_init = function.owner_class && function.name == "__init__";
    function.result = is_init ? types_.none : types_.error;  // a missing one is reported with the body's type
  }
  if (function.is_generator || function.is_async) DeclareSuspension(function, def);
  FinishSignature(function);
}

// -> TypeGuard[T], -> TypeIs[T]
void Declarer::ReadGuard(FunctionSymbol& function, const ast::Expr& returns, const Scope& scope) {
  const auto* subscript = ast::DynCast<ast::Subscript>(&returns);
  if (!subscript) return;
  std::string_view special = SpecialFormName(program_, module_, scope, *subscript->value);
  if (special != "TypeGuard" && special != "TypeIs") return;
  function.guard = EvaluateType(program_, module_, scope, *subscript->slice);
  function.guard_is = special == "TypeIs";
}

// `Self` in a body is the class itself.
TypeRef Declarer::ForBody(const ClassSymbol* cls, TypeRef type) {
  if (!cls || !cls->self_var || !type || !Contains(type, TypeKind::kTypeVar)) return type;
  Substitution map;
  map.Set(cls->self_var, cls->self_type);
  return Substitute(types_, type, map);
}

// What the annotation of a generator or coroutine says about `yield` and `return`. That of a coroutine is what awaiting
// it gives.
void Declarer::DeclareSuspension(FunctionSymbol& function, const ast::FunctionBase& def) {
  TypeRef declared = function.result;
  if (!function.is_generator) {
    function.return_type = declared;
    if (declared->kind == TypeKind::kError || !types_.coroutine_class) return;
    TypeRef args[] = {types_.any, types_.any, declared};
    function.result = types_.Instance(types_.coroutine_class, args);
    return;
  }
  function.yield_type = function.send_type = function.return_type = types_.any;
  const InstanceType* instance = AsInstanceType(declared);
  bool says_nothing =
      declared->kind == TypeKind::kError || declared->kind == TypeKind::kAny || declared == types_.object_;
  if (says_nothing || module_.is_stub) return;
  const ClassSymbol* cls = instance ? instance->cls : nullptr;
  bool is_full = cls && cls == (function.is_async ? types_.async_generator_class : types_.generator_class);
  bool is_plain = cls && (function.is_async ? cls == types_.async_iterator_class || cls == types_.async_iterable_class
                                            : cls == types_.iterator_class || cls == types_.iterable_class);
  if (!is_full && !is_plain) {
    const char* wanted = function.is_async ? "AsyncIterator[...]" : "Iterator[...]";
    module_.diagnostics
        .Report(diag::kGeneratorResult, def.returns->span, function.name,
                function.is_async ? "an asynchronous generator" : "a generator", ToString(declared))
        .Label(fmt::format("`yield` makes it {}", function.is_async ? "an asynchronous generator" : "a generator"))
        .Help(fmt::format("write `{}`", wanted));
    return;
  }
  function.yield_type = instance->args.empty() ? types_.any : instance->args[0];
  function.send_type = types_.none;
  if (is_full && instance->args.size() > 1) function.send_type = instance->args[1];
  if (is_full && instance->args.size() > 2) function.return_type = instance->args[2];
  if (function.is_async) function.return_type = types_.none;
}

void Declarer::ReadDecorators(FunctionSymbol& function, const ast::FunctionBase& def) {
  function.method_kind = function.owner_class ? MethodKind::kInstance : MethodKind::kNone;
  if (function.owner_class && (function.name == "__init_subclass__" || function.name == "__class_getitem__")) {
    function.method_kind = MethodKind::kClass;
  }
  if (function.owner_class && function.name == "__new__") function.method_kind = MethodKind::kStatic;
  for (const ast::Expr* decorator : def.decorator_list) {
    std::string_view name = DecoratorName(*decorator);
    bool in_class = function.owner_class != nullptr;
    const auto* dotted = ast::DynCast<ast::Attribute>(decorator);
    bool accessor = in_class && dotted && ast::Is<ast::NameExpr>(dotted->value) &&
                    ast::As<ast::NameExpr>(*dotted->value).name == function.name;
    if (in_class && name == "staticmethod") {
      function.method_kind = MethodKind::kStatic;
    } else if (in_class && name == "classmethod") {
      function.method_kind = MethodKind::kClass;
    } else if (in_class && (name == "property" || name == "abstractproperty")) {
      function.method_kind = MethodKind::kPropertyGetter;
    } else if (in_class && name == "cached_property") {
      function.method_kind = MethodKind::kPropertyGetter;  // read like a property; made by the library's class
      function.decorators.push_back(decorator);
    } else if (accessor && name == "setter") {
      function.method_kind = MethodKind::kPropertySetter;
    } else if (accessor && name == "deleter") {
      function.method_kind = MethodKind::kPropertyDeleter;
    } else if (in_class && name == "abstractmethod") {
      function.is_abstract = true;
    } else if (name == "override") {
      function.is_override = true;
    } else if (name == "final") {
      function.is_final = true;
    } else if (name != "overload" && name != "no_type_check") {
      function.decorators.push_back(decorator);
    }
  }
  // A method that its decorators replace is an attribute that the class body sets: calls look it up.
  if (function.owner_class && !module_.is_stub && !function.decorators.empty()) function.is_rebound = true;
}

void Declarer::AddParams(FunctionSymbol& function, const ast::Arguments& args, const Scope& scope) {
  size_t positional = args.posonlyargs.size() + args.args.size();
  size_t first_default = positional - args.defaults.size();
  size_t index = 0;
  auto add = [&](const ast::Arg& arg, ParamKind kind, const ast::Expr* default_value) {
    auto* variable = AsVariableSymbol(const_cast<Symbol*>(tree_.symbols[arg.id]));
    bool receiver = function.params.empty() && kind <= ParamKind::kPositionalOrKeyword &&
                    function.method_kind != MethodKind::kNone &&
                    (function.method_kind != MethodKind::kStatic || function.name == "__new__");
    Param param{arg.name.view(), kind, nullptr, default_value, variable};
    if (variable) param.name = variable->name;
    if (!function.lambda) {
      param.type = TypeOfParam(function, arg, scope, receiver);
      if (variable) {
        variable->is_declared = true;
        TypeRef type = ForBody(function.owner_class, param.type);
        variable->type = kind == ParamKind::kVarArgs  ? types_.VariadicTuple(type)
                         : kind == ParamKind::kKwArgs ? types_.Dict(types_.str_, type)
                                                      : type;
      }
    }
    function.params.push_back(param);
  };
  auto default_of = [&](size_t i) -> const ast::Expr* {
    return i < first_default ? nullptr : args.defaults[i - first_default];
  };
  for (const ast::Arg* arg : args.posonlyargs) add(*arg, ParamKind::kPositionalOnly, default_of(index)), ++index;
  // `__other` in a protocol: positional, by the spelling that was there before the slash.
  bool in_protocol = function.owner_class && function.owner_class->is_protocol;
  for (const ast::Arg* arg : args.args) {
    bool by_place = in_protocol && arg->name.view().starts_with("__") && !arg->name.view().ends_with("__");
    add(*arg, by_place ? ParamKind::kPositionalOnly : ParamKind::kPositionalOrKeyword, default_of(index)), ++index;
  }
  if (args.vararg) add(*args.vararg, ParamKind::kVarArgs, nullptr);
  for (size_t i = 0; i < args.kwonlyargs.size(); ++i)
    add(*args.kwonlyargs[i], ParamKind::kKeywordOnly, args.kw_defaults[i]);
  if (args.kwarg) add(*args.kwarg, ParamKind::kKwArgs, nullptr);
}

TypeRef Declarer::TypeOfParam(FunctionSymbol& function, const ast::Arg& arg, const Scope& scope, bool is_receiver) {
  const auto* star = ast::DynCast<ast::Starred>(arg.annotation);  // *args: *Ts
  if (star) return EvaluateType(program_, module_, scope, *star->value);
  if (arg.annotation) return EvaluateType(program_, module_, scope, *arg.annotation);
  if (is_receiver) {
    TypeRef self = function.owner_class->self_type;
    bool takes_class = function.method_kind == MethodKind::kClass || function.name == "__new__";
    return takes_class ? types_.ClassObject(self) : self;
  }
  return module_.is_stub ? types_.any : types_.error;  // reported with what it is called with
}

void Declarer::FinishSignature(FunctionSymbol& function) {
  std::vector<ParamType> params;
  for (const Param& param : function.params) {
    params.push_back({param.name, param.kind, param.type, param.default_value != nullptr});
  }
  function.type = types_.Callable(params, function.result, false, &function);
}

void Declarer::CheckReceiver(FunctionSymbol& function, const ast::FunctionBase& def) {
  if (module_.is_stub || function.BoundParams() == 0) return;
  bool has_receiver = !function.params.empty() && (function.params[0].kind <= ParamKind::kPositionalOrKeyword ||
                                                   function.params[0].kind == ParamKind::kVarArgs);
  if (!has_receiver) {
    bool is_class = function.method_kind == MethodKind::kClass;
    module_.diagnostics.Report(diag::kMethodWithoutSelf, def.name_span, function.name, is_class ? "class" : "instance")
        .Help(is_class ? "add `cls`" : "add `self`, or decorate with `@staticmethod`");
    return;
  }
  auto expects = [&](size_t count, const char* text) {
    size_t required = std::ranges::count_if(function.params, [](const Param& p) { return !p.default_value; });
    if (required != count) module_.diagnostics.Report(diag::kPropertySignature, def.name_span, function.name, text);
  };
  if (function.method_kind == MethodKind::kPropertyGetter) expects(1, "only `self`");
  if (function.method_kind == MethodKind::kPropertySetter) expects(2, "`self` and the new value");
  if (function.method_kind == MethodKind::kPropertyDeleter) expects(1, "only `self`");
}

// x: T = value -> the variable's declared type
void Declarer::DeclareAnnotated(const AnnotatedVariable& annotated) {
  VariableSymbol& variable = *annotated.variable;
  AnnotationOptions options;
  options.allow_final = true;
  options.allow_class_var = annotated.scope->kind == ScopeKind::kClass;
  options.deferred = module_.is_stub || annotated.scope->function != nullptr;
  options.allow_alias = annotated.scope->kind == ScopeKind::kModule;
  AnnotationResult result =
      EvaluateAnnotation(program_, module_, *annotated.scope, *annotated.stmt->annotation, options);
  variable.is_class_var = result.is_class_var;
  variable.is_init_var = result.is_init_var;
  variable.is_written_final = result.is_final;
  if (result.is_final) variable.is_final = true;
  if (result.type) {
    bool in_body = annotated.scope->function && annotated.scope->kind != ScopeKind::kClass;
    variable.type =
        in_body
            ? ForBody(annotated.scope->cls ? annotated.scope->cls : annotated.scope->function->owner_class, result.type)
            : result.type;
    variable.is_declared = true;
  } else if (annotated.stmt->value) {
    TypeRef manifest = ManifestType(program_, module_, *annotated.stmt->value, *annotated.scope);
    if (manifest) variable.type = manifest;
  }
}

void Declarer::DeclareImport(const ImportBinding& binding) {
  VariableSymbol& variable = *binding.variable;
  if (variable.type || !binding.target || variable.binding_count != 1) return;
  if (const VariableSymbol* source = AsVariableSymbol(ResolveAlias(binding.target))) {
    variable.type = source->type;  // may still be null: inferred with the other module's body
  } else {
    variable.type = TypeOfSymbol(types_, *binding.target);
  }
}

}  // namespace spy::check
