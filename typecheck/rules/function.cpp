// Functions: definitions as statements, and bodies.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/wording.h"

namespace spy::check {
namespace {

constexpr int kMaxPasses = 4;

bool IsDocstringOrEllipsis(const ast::Stmt& stmt) {
  if (stmt.kind == ast::NodeKind::Pass) return true;
  const auto* expr = ast::DynCast<ast::ExprStmt>(&stmt);
  const auto* constant = expr ? ast::DynCast<ast::Constant>(expr->value) : nullptr;
  return constant &&
         (constant->constant_kind == ast::ConstantKind::Str || constant->constant_kind == ast::ConstantKind::Ellipsis);
}

}  // namespace

// def f(...): -> binds f; the body is checked later
void Checker::CheckStmt(const ast::FunctionDef& node) { CheckDefinition(node); }

void Checker::CheckStmt(const ast::AsyncFunctionDef& node) { CheckDefinition(node); }

void Checker::CheckDefinition(const ast::FunctionBase& def) {
  const FunctionSymbol* function = AsFunctionSymbol(SymbolAt(def));
  if (!function) return;
  if (function->is_overload) {  // a type only; its defaults stand for those of the implementation
    if (function->owner_class == nullptr && !function->overloads.empty() && function->overloads[0] == function) {
      BindDefinition(*function, function->binding, SignatureOf(types_, *function));
    }
    return;
  }
  dialect::CheckFunction(declared_.diagnostics, def, *function);
  CheckDecorators(def, *function);
  CheckDefaults(def, *function);
  if (InInit() && std::ranges::find(function->captures, body_->init.self) != function->captures.end()) {
    if (std::optional<uint32_t> field = FirstUnsetField()) ReportSelfEscape(def.name_span, *field);
  }
  const uint32_t turn = turn_;
  if (body_ == module_body_ && !function->decorators.empty()) ++turn_;
  TypeRef type = Decorated(*function);
  if (function->owner_class && !function->decorators.empty()) const_cast<FunctionSymbol*>(function)->decorated = type;
  BindDefinition(*function, function->binding, type);
  if (body_->function) {
    std::erase_if(body_->deferred, [&](const DeferredFunction& known) { return known.function == function; });
    body_->deferred.push_back({function, &def, body_->flow});
  } else if (std::ranges::find(functions_, function, &Definition::function) == functions_.end()) {
    functions_.push_back({function, &def, turn});
  }
}

// Defaults are evaluated where the definition stands.
void Checker::CheckDefaults(const ast::FunctionBase&, const FunctionSymbol& function) {
  for (const Param& param : function.params) {
    if (!param.default_value) continue;
    TypeRef type = Check(*param.default_value, param.type);
    const VariableSymbol* variable = param.variable;
    if (variable && RefuseNoneFor(*param.default_value, type, param.type, variable->annotation, variable->name_span))
      continue;
    Require(*param.default_value, type, param.type, {}, param.variable ? param.variable->name_span : Span{});
  }
}

// The name of a definition is bound: to a variable where it is a value, else for good.
void Checker::BindDefinition(const Symbol& symbol, const VariableSymbol* binding, TypeRef type) {
  if (binding) {
    if (binding->is_declared) {
      BindVariable(*binding, DeclaredTypeOf(*binding), nullptr);
    } else {
      BindVariable(*binding, type, type);
    }
    NoteModuleBinding(*binding);
    return;
  }
  if (body_ != module_body_ || current_class_) return;
  maybe_defined_.insert(&symbol);
  if (conditional_depth_ > 0 || !body_->flow.reachable) return;
  defined_.insert(&symbol);
  unit_.bound_in.try_emplace(&symbol, turn_);
}

TypeRef Checker::ParameterVariableType(const Param& param) {
  if (param.kind == ParamKind::kVarArgs) return types_.VariadicTuple(param.type);
  if (param.kind == ParamKind::kKwArgs) return types_.Dict(types_.str_, param.type);
  return param.type;
}

void Checker::BindParameters(const FunctionSymbol& function, Body& body) {
  for (VariableSymbol* variable : function.locals) {
    bool param = variable->is_param;
    uint32_t place = PlaceOf(*variable);
    body.flow.Set(place, {nullptr, param ? Bound::kYes : Bound::kNo});
    bool keeps_type = param || variable->is_declared || variable->alias_of;
    if (!keeps_type) variable->type = nullptr;
  }
}

// Captured variables as the inner body finds them. Those that nothing can change any more keep what is known of them.
void Checker::CaptureFrom(Body& outer, const Flow& flow, Body& inner, const FunctionSymbol& function) {
  for (const VariableSymbol* variable : function.captures) {
    PlaceState state = flow.Get(outer.PlaceOf(variable));
    bool by_value = variable->storage == Storage::kLocal && state.bound == Bound::kYes;
    uint32_t place = inner.PlaceOf(variable);
    inner.places()[place].is_stable = IsStable(*variable);
    inner.flow.Set(place, {by_value ? state.type : nullptr, state.bound == Bound::kYes ? Bound::kYes : Bound::kMaybe});
  }
}

void Checker::CheckFunctionBody(const FunctionSymbol& function, const ast::FunctionBase& def, Body* outer,
                                const Flow* captured) {
  auto around = std::exchange(unbound_reads_, {});  // of the function that contains this one
  auto iterated = std::exchange(iterated_, nullptr);
  if (MayBeIterated(function, def, outer, captured)) iterated_ = &function;
  if (!constraint_choice_.empty() || !CheckForEachConstraint(function, def, outer, captured))
    CheckBodyOnce(function, def, outer, captured);
  for (const auto& [node, variable] : std::exchange(unbound_reads_, std::move(around))) {
    Report(diag::kPossiblyUnbound, node->span, variable->name)
        .Label("on some way here nothing is assigned to it")
        .Note(variable->name_span, "assigned here")
        .Help("give it a value before, or handle the other case");
  }
  iterated_ = iterated;
}

// Generator[int, str, None] says what send() takes; `for` and next() send None all the same. Where the body can take
// that, it gets it, as in CPython; where it cannot, None is refused when it arrives.
bool Checker::MayBeIterated(const FunctionSymbol& function, const ast::FunctionBase& def, Body* outer,
                            const Flow* captured) {
  TypeRef sent = function.send_type;
  if (!sent || sent->kind == TypeKind::kAny || IsSubtype(types_, types_.none, sent)) return false;
  if (!constraint_choice_.empty() || Contains(sent, TypeKind::kTypeVar)) return false;
  iterated_ = &function;
  bool good = Quietly([&] {
    int before = program_.sink.error_count();
    CheckBodyOnce(function, def, outer, captured);
    return program_.sink.error_count() == before;
  });
  iterated_ = nullptr;
  return good;
}

// def f(a: AnyStr): the body must hold for str and for bytes. It is compiled with such values as Any: what it does was
// checked.
bool Checker::CheckForEachConstraint(const FunctionSymbol& function, const ast::FunctionBase& def, Body* outer,
                                     const Flow* captured) {
  std::vector<const TypeVarSymbol*> vars;
  if (function.type) CollectTypeVars(function.type, vars);
  std::erase_if(vars, [](const TypeVarSymbol* var) { return var->constraints.empty(); });
  if (vars.empty()) return false;
  std::vector<std::pair<VariableSymbol*, TypeRef>> declared;
  for (VariableSymbol* variable : function.locals) {
    if (variable->is_declared && variable->type) declared.emplace_back(variable, variable->type);
  }
  auto check_with = [&](const Substitution& choice) {
    constraint_choice_ = choice;
    for (auto& [variable, type] : declared) variable->type = Substitute(types_, type, choice);
    CheckBodyOnce(function, def, outer, captured);
    for (auto& [variable, type] : declared) variable->type = type;
    constraint_choice_ = {};
  };
  size_t choices = vars[0]->constraints.size();
  bool good = true;
  for (size_t i = 0; i < choices && good; ++i) {
    Substitution choice;
    for (const TypeVarSymbol* var : vars) choice.Set(var, var->constraints[std::min(i, var->constraints.size() - 1)]);
    auto before = program_.sink.error_count();
    check_with(choice);
    good = program_.sink.error_count() == before;
  }
  if (!good) return true;
  Substitution dynamic;
  for (const TypeVarSymbol* var : vars) dynamic.Set(var, types_.any);
  Quietly([&] { check_with(dynamic); });
  return true;
}

void Checker::CheckBodyOnce(const FunctionSymbol& function, const ast::FunctionBase& def, Body* outer,
                            const Flow* captured) {
  std::unordered_map<uint32_t, TypeRef> hints;
  for (int pass = 0;; ++pass) {
    size_t mark = program_.sink.Mark();
    Body body;
    body.function = &function;
    body.outer = outer;
    body.scope = declared_.scopes.ScopeOf(def);
    body.hints = hints;
    body.errors_before = program_.sink.error_count();
    unbound_reads_.clear();
    if (outer) body.rigid = outer->rigid;
    if (function.type) CollectTypeVars(function.type, body.rigid);
    if (function.owner_class)
      body.rigid.insert(body.rigid.end(), function.owner_class->type_params.begin(),
                        function.owner_class->type_params.end());
    if (captured) CaptureFrom(*outer, *captured, body, function);
    BodyScope inside(body_, body);
    BindParameters(function, body);
    RunFunctionBody(function, def, body);
    if (!body.found_hint && !body.pending.empty() && pass + 1 < kMaxPasses) {
      auto deferred = body.deferred;
      Quietly([&] { return CheckDeferred(body); });  // they may fill the containers that are still empty here
      body.deferred = std::move(deferred);
    }
    if (body.found_hint && pass + 1 < kMaxPasses) {
      hints = body.hints;
      program_.sink.Rollback(mark);
      continue;
    }
    ReportPending();
    CheckDeferred(body);
    return;
  }
}

void Checker::RunFunctionBody(const FunctionSymbol& function, const ast::FunctionBase& def, Body& body) {
  TypeRef result = function.return_type ? function.return_type : function.result;
  body.declared_result = def.returns ? result : nullptr;
  if (body.declared_result && Contains(body.declared_result, TypeKind::kTypeVar)) {
    Substitution map = constraint_choice_;
    if (const ClassSymbol* cls = function.owner_class; cls && cls->self_var) map.Set(cls->self_var, cls->self_type);
    body.declared_result = Substitute(types_, body.declared_result, map);
  }
  if (!def.returns && function.name == "__init__" && function.owner_class) body.declared_result = types_.none;
  body.result_span = def.returns ? def.returns->span : def.name_span;
  StartInit(function, body);
  CheckBlock(def.body);
  if (body.flow.IsLive() && InInit()) CheckInitDone(def.name_span, true);
  CheckResult(function, def, body);
}

// Nested functions: now the types of all variables of the outer body are known.
void Checker::CheckDeferred(Body& body) {
  std::vector<DeferredFunction> deferred = std::move(body.deferred);
  for (const DeferredFunction& one : deferred) CheckFunctionBody(*one.function, *one.def, &body, &one.flow);
}

void Checker::CheckResult(const FunctionSymbol& function, const ast::FunctionBase& def, Body& body) {
  bool falls_off = body.flow.IsLive();
  if (!def.returns && function.is_generator) return ReportMissingGeneratorResult(function, def, body);
  bool is_stub = function.is_abstract ||
                 std::ranges::all_of(def.body, [](const ast::Stmt* stmt) { return IsDocstringOrEllipsis(*stmt); });
  if (!body.declared_result) return ReportMissingResult(function, def, body, falls_off && !is_stub);
  TypeRef wanted = body.declared_result;
  bool allows_none = IsSubtype(types_, types_.none, wanted) && wanted->kind != TypeKind::kNever;
  if (!falls_off || allows_none ||
      (is_stub && (function.is_abstract || (function.owner_class && function.owner_class->is_protocol))) ||
      wanted->kind == TypeKind::kAny)
    return;
  if (is_stub && !function.overloads.empty() && def.decorator_list.size()) return;
  auto report = Report(diag::kMissingReturn, def.name_span, function.name);
  if (body.open_match.first) {
    report.Note(body.open_match.first->subject->span,
                fmt::format("no `case` takes `{}`", CaseText(body.open_match.second)));
  }
  report
      .Label(wanted->kind == TypeKind::kNever ? "it is declared never to return" : "the end of the body can be reached")
      .Note(body.result_span, fmt::format("`{}` is wanted", ToString(wanted)))
      .Help(wanted->kind == TypeKind::kNever ? "raise at the end" : "return a value on every path, or raise");
}

// def f(): ... -> what it returns is wanted; `falls_off`: the end of the body is one of the ways to return
void Checker::ReportMissingResult(const FunctionSymbol& function, const ast::FunctionBase& def, const Body& body,
                                  bool falls_off) {
  TypeRef result = body.inferred_result ? body.inferred_result : types_.none;
  if (falls_off && body.inferred_result) result = Join(types_, result, types_.none);
  if (!body.flow.IsLive() && !body.inferred_result) result = types_.never;
  // An override gives what the overridden method gives, as long as nothing else is known or it fits.
  const FunctionSymbol* base = OverriddenBy(function);
  bool inherits = base && !function.is_async && !Contains(base->result, TypeKind::kError) &&
                  !Contains(base->result, TypeKind::kTypeVar) && IsSubtype(types_, result, base->result);
  if (inherits) result = base->result;
  // Where the body has errors, what is returned may be one of them.
  bool is_sure = inherits || !body.inferred_result || program_.sink.error_count() == body.errors_before;
  std::string text = !is_sure || Contains(result, TypeKind::kError) ? "..." : ToString(result);
  auto report = Report(diag::kMissingReturnType, def.name_span, function.name);
  report
      .Label(text == "..." ? "write what it returns"
             : inherits    ? fmt::format("in `{}` it returns `{}`", base->owner_class->name, text)
                           : fmt::format("it returns `{}`", text))
      .Help(fmt::format("write `-> {}` before the colon", text));
  if (size_t at = EndOfParameters(def); at && text != "...")
    report.Fix({uint32_t(at), uint32_t(at)}, fmt::format(" -> {}", text));
}

// def f(): yield x -> its annotation is wanted
void Checker::ReportMissingGeneratorResult(const FunctionSymbol& function, const ast::FunctionBase& def,
                                           const Body& body) {
  TypeRef yielded = body.inferred_yield ? body.inferred_yield : types_.any;
  const char* name = function.is_async ? "AsyncIterator" : "Iterator";
  std::string text = Contains(yielded, TypeKind::kError) ? "..." : fmt::format("{}[{}]", name, ToString(yielded));
  auto report = Report(diag::kMissingReturnType, def.name_span, function.name);
  report.Label(fmt::format("it is {} generator", function.is_async ? "an asynchronous" : "a"))
      .Help(fmt::format("write `-> {}` before the colon", text));
}

// The offset behind the closing parenthesis of the parameters; 0 when it is not found.
size_t Checker::EndOfParameters(const ast::FunctionBase& def) const {
  std::string_view text = declared_.ast->source.text();
  uint32_t at = def.body.empty() ? def.span.end : def.body.front()->span.begin;
  while (at > def.name_span.end && text[at - 1] != ':') --at;
  size_t close = text.rfind(')', at);
  return close != std::string_view::npos && close > def.name_span.end ? close + 1 : 0;
}

// return value
void Checker::CheckStmt(const ast::Return& node) {
  TypeRef wanted = body_->declared_result;
  TypeRef type = types_.none;
  if (node.value && body_->function && body_->function->guard && CheckGuardReturn(node)) return;
  if (node.value) type = Check(*node.value, wanted);
  if (InInit()) CheckInitDone(node.span, false);
  if (!wanted) {
    TypeRef plain = StripLiteral(types_, type);
    body_->inferred_result = body_->inferred_result ? Join(types_, body_->inferred_result, plain) : plain;
  } else if (!node.value && !IsSubtype(types_, types_.none, wanted)) {
    Report(diag::kReturnMismatch, node.span, body_->function ? body_->function->name : "", "None", ToString(wanted))
        .Note(body_->result_span, "declared here");
  } else if (node.value && !RefuseNamedForSelf(*node.value)) {
    RequireReturn(node, type, wanted);
  }
  Flow leaving = body_->flow;
  Jump(PendingJump::kReturn, leaving);
  body_->flow = Flow::Unreachable();
}

// def copy(self) -> Self: return C() -> of a subclass it would have to be the subclass.
bool Checker::RefuseNamedForSelf(const ast::Expr& value) {
  const FunctionSymbol* function = body_->function;
  const ClassSymbol* cls = function && !body_->lambda ? function->owner_class : nullptr;
  const TypeVarType* result =
      cls && function->return_type == nullptr && function->result ? AsTypeVarType(function->result) : nullptr;
  const auto* call = ast::DynCast<ast::Call>(&value);
  if (!result || !result->symbol->is_self || !call || cls->is_final || !NamesClass(*call->func)) return false;
  const InstanceType* made = AsInstanceType(out_.types_[value.id]);
  if (!made || made->cls != cls || AsClassSymbol(ResolveAlias(SymbolAt(*call->func))) != cls) return false;
  Report(diag::kReturnMismatch, value.span, function->name, ToString(made), "Self")
      .Label(fmt::format("called on a subclass this would still be {}", WithArticle(made)))
      .Note(body_->result_span, "declared here")
      .Help(fmt::format("call `{}(...)`, or mark `{}` as `@final`",
                        function->method_kind == MethodKind::kClass ? function->params[0].name : "type(self)",
                        cls->name));
  return true;
}

void Checker::RequireReturn(const ast::Return& node, TypeRef type, TypeRef wanted) {
  // Operators answer NotImplemented to pass the question on.
  bool special = body_->function && body_->function->owner_class && body_->function->name.starts_with("__");
  if (special && Contains(type, TypeKind::kInstance)) type = ExcludeFrom(type, types_.not_implemented);
  if (type->kind == TypeKind::kNever) return;
  if (wanted->kind == TypeKind::kNone && type->kind != TypeKind::kNone && type->kind != TypeKind::kAny &&
      !Contains(type, TypeKind::kError)) {
    Report(diag::kReturnMismatch, node.value->span, body_->function ? body_->function->name : "", ToString(type),
           "None")
        .Label(fmt::format("this is {}", WithArticle(type)))
        .Note(body_->result_span, "declared here");
    return;
  }
  if (IsSubtype(types_, type, wanted) || !body_->function || ast::Is<ast::IfExp>(node.value) ||
      IsConvertibleNumber(types_, type, wanted) ||
      (IsOptional(type) && IsSubtype(types_, WithoutNone(types_, type), wanted)) || SameContainer(type, wanted)) {
    Require(*node.value, type, wanted, {}, body_->result_span);
    return;
  }
  auto report =
      Report(diag::kReturnMismatch, node.value->span, body_->function->name, ToString(type), ToString(wanted));
  report.Label(fmt::format("this is {}", WithArticle(type))).Note(body_->result_span, "declared here");
  ExplainMismatch(report, type, wanted);
}

bool Checker::SameContainer(TypeRef a, TypeRef b) {
  const InstanceType *left = AsInstanceType(a), *right = AsInstanceType(WithoutNone(types_, b));
  return left && right && left->cls == right->cls && !left->args.empty();
}

}  // namespace spy::check
