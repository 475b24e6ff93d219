// Scopes of functions, lambdas, generator expressions and comprehensions.
#include "typecheck/names/binder.h"

namespace spy::check {
namespace {

// A decorator that is not one of the known markers makes some other value of the function.
bool IsReplacedByDecorator(ast::Seq<ast::Expr> decorators) {
  constexpr std::string_view kMarkers[] = {"overload", "final", "override", "no_type_check"};
  for (size_t i = 0; i < decorators.size(); ++i) {
    bool known = false;
    for (std::string_view marker : kMarkers) known = known || HasDecorator(decorators.subspan(i, 1), marker);
    if (!known) return true;
  }
  return false;
}

bool Suspends(const ast::Node& node) {
  if (node.kind == ast::NodeKind::Lambda) return false;
  const auto* comprehension = ast::DynCast<ast::Comprehension>(&node);
  bool found = node.kind == ast::NodeKind::Await || (comprehension && comprehension->is_async);
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found || Suspends(child); });
  return found;
}

}  // namespace

void Binder::BindDefinition(Name name, FunctionSymbol* function, bool is_overload) {
  Symbol* known = scope_->Find(name);
  if (!known) {
    scope_->Set(name, function);
    if (is_overload) function->overloads.push_back(function);
    return;
  }
  FunctionSymbol* previous = AsFunctionSymbol(known);
  if (previous && is_overload && !previous->overloads.empty()) {
    previous->overloads.push_back(function);
    return;
  }
  if (previous && !previous->overloads.empty() && previous->is_overload && !is_overload) {
    function->overloads = previous->overloads;  // the implementation takes the name over
    scope_->Set(name, function);
    return;
  }
  if (scope_->kind == ScopeKind::kClass && previous) return;
  VariableSymbol* variable = VariableIn(scope_, name, function->name_span);
  Count(variable, function->name_span.begin);
  function->is_rebound = true;
  function->binding = variable;
}

void Binder::BindFunction(const ast::FunctionBase& node, bool is_async) {
  for (const ast::Expr* decorator : node.decorator_list) {
    if (!is_stub_) Walk(*decorator);
  }
  Name name = Mangled(node.name);
  FunctionSymbol* function = program_.symbols.NewFunction(name.view(), node.name_span, module_.symbol);
  function->def = &node;
  function->qualname = QualifiedName(node.name.view());
  function->is_async = is_async;
  function->is_stub = is_stub_;
  function->enclosing = scope_->function;
  function->owner_class = scope_->kind == ScopeKind::kClass ? scope_->cls : nullptr;
  bool is_overload = HasDecorator(node.decorator_list, "overload");
  function->is_overload = is_overload && !is_stub_;
  tree_.symbols[node.id] = function;
  tree_.functions.push_back(function);
  BindDefinition(name, function, is_overload);
  if (IsReplacedByDecorator(node.decorator_list) && scope_->kind != ScopeKind::kClass) {
    function->binding = VariableIn(scope_, name, node.name_span);
    function->is_rebound = true;
  }
  if (scope_->function && scope_->kind != ScopeKind::kClass && !function->binding) {
    // A closure needs a variable of the enclosing function, though names resolve to the function.
    function->binding = NewVariable(name, node.name_span, scope_);
    Count(function->binding, node.name_span.begin);
    scope_->Set(name, function);
  }
  Scope* outer = scope_;
  OpenTypeParams(node, node.type_params);
  BindSignature(node, *node.args, node.returns);
  BindBody(node, function, [&] {
    BindParams(*node.args);
    if (!is_stub_) WalkBlock(node.body);
  });
  scope_ = outer;
}

void Binder::BindSignature(const ast::Node&, const ast::Arguments& args, const ast::Expr* returns) {
  if (is_stub_) return;
  for (const ast::Expr* value : args.defaults) Walk(*value);
  for (const ast::Expr* value : args.kw_defaults) {
    if (value) Walk(*value);
  }
  auto annotate = [&](const ast::Arg* arg) {
    if (arg) WalkAnnotation(arg->annotation);
  };
  for (const ast::Arg* arg : args.posonlyargs) annotate(arg);
  for (const ast::Arg* arg : args.args) annotate(arg);
  annotate(args.vararg);
  for (const ast::Arg* arg : args.kwonlyargs) annotate(arg);
  annotate(args.kwarg);
  WalkAnnotation(returns);
}

void Binder::BindParams(const ast::Arguments& args) {
  auto bind = [&](const ast::Arg* arg) {
    if (!arg) return;
    Name name = Mangled(arg->name);
    VariableSymbol* variable = NewVariable(name, arg->name_span, scope_);
    variable->is_param = true;
    variable->binding_count = 1;
    variable->annotation = arg->annotation;
    tree_.binding_facts[variable] = {};
    tree_.symbols[arg->id] = variable;
  };
  if (is_stub_) return;
  for (const ast::Arg* arg : args.posonlyargs) bind(arg);
  for (const ast::Arg* arg : args.args) bind(arg);
  for (const ast::Arg* arg : args.kwonlyargs) bind(arg);
  bind(args.vararg);
  bind(args.kwarg);
}

void Binder::BindLambda(const ast::Lambda& node) {
  BindSignature(node, *node.args, nullptr);
  FunctionSymbol* function = program_.symbols.NewFunction("<lambda>", node.span, module_.symbol);
  function->lambda = &node;
  function->qualname = QualifiedName("<lambda>");
  function->enclosing = scope_->function;
  tree_.symbols[node.id] = function;
  tree_.functions.push_back(function);
  BindBody(node, function, [&] {
    BindParams(*node.args);
    Walk(*node.body);
  });
}

bool Binder::IsConsumer(const ast::Call& node) const {
  if (node.args.size() != 1 || !ast::Is<ast::GeneratorExp>(node.args[0])) return false;
  for (const ast::Keyword* keyword : node.keywords) {
    bool plain = ast::Is<ast::NameExpr>(keyword->value) || ast::Is<ast::Lambda>(keyword->value) ||
                 ast::Is<ast::Constant>(keyword->value);
    if (!keyword->arg || !plain) return false;
  }
  if (const auto* method = ast::DynCast<ast::Attribute>(node.func)) {
    return method->attr == "join" && ast::Is<ast::Constant>(method->value);
  }
  const auto* name = ast::DynCast<ast::NameExpr>(node.func);
  if (!name) return false;
  if (Suspends(*node.args[0])) return false;  // an asynchronous generator: those cannot be gone through
  constexpr std::string_view kConsumers[] = {"sum", "any", "all", "list", "tuple", "set", "sorted"};
  bool known = false;
  for (std::string_view consumer : kConsumers) known = known || name->name == consumer;
  for (const Scope* scope = scope_; known && scope; scope = scope->parent) known = !scope->Find(name->name);
  return known;
}

void Binder::BindGenerator(const ast::GeneratorExp& node) {
  Walk(*node.generators[0]->iter);
  FunctionSymbol* function = program_.symbols.NewFunction("<genexpr>", node.span, module_.symbol);
  function->genexp = &node;
  function->is_generator = true;
  function->qualname = QualifiedName("<genexpr>");
  function->enclosing = scope_->function;
  tree_.symbols[node.id] = function;
  tree_.functions.push_back(function);
  BindBody(node, function, [&] {
    ++loop_depth_;
    for (size_t i = 0; i < node.generators.size(); ++i) {
      function->is_async = function->is_async || node.generators[i]->is_async;
      if (i) Walk(*node.generators[i]->iter);
      Walk(*node.generators[i]->target);
      for (const ast::Expr* condition : node.generators[i]->ifs) Walk(*condition);
    }
    Walk(*node.elt);
    --loop_depth_;
  });
}

void Binder::BindComprehension(const ast::Expr& node, ast::Seq<ast::Comprehension> generators,
                               std::initializer_list<const ast::Expr*> results) {
  Walk(*generators[0]->iter);
  Scope* outer = scope_;
  scope_ = NewScope(ScopeKind::kComprehension, outer, &node);
  ++loop_depth_;
  for (size_t i = 0; i < generators.size(); ++i) {
    if (i) Walk(*generators[i]->iter);
    Walk(*generators[i]->target);
    for (const ast::Expr* condition : generators[i]->ifs) Walk(*condition);
  }
  for (const ast::Expr* result : results) Walk(*result);
  --loop_depth_;
  scope_ = outer;
}

}  // namespace spy::check
