// First pass of name resolution: scopes and symbols from bindings. Uses are only collected.
#include <string>

#include "typecheck/names/declare.h"
#include "typecheck/names/scope.h"

namespace spy::check {
namespace {

class Binder {
 public:
  Binder(Program& program, DeclaredModule& module)
      : program_(program), module_(module), tree_(module.scopes), is_stub_(module.is_stub) {}

  void Run() {
    tree_.symbols.assign(module_.ast->node_count, nullptr);
    tree_.uses.reserve(module_.ast->node_count / 3);
    scope_ = tree_.module_scope = NewScope(ScopeKind::kModule, nullptr, nullptr);
    WalkBlock(module_.ast->body);
    for (const auto& [name, symbol] : tree_.module_scope->entries()) {
      if (!IsPrivateImport(symbol)) module_.symbol->Add(symbol);
    }
  }

  // Expressions: names are collected, scopes opened; everything else is its children.
  template <class T>
  void operator()(const T& node) {
    ast::ForEachChild(node, [this](const ast::Node& child) { Walk(child); });
  }
  void operator()(const ast::NameExpr& node) {
    if (node.ctx == ast::ExprContext::Load) {
      Use(node, node.name, scope_);
    } else {
      BindVariable(node.name, node, scope_);
    }
  }
  void operator()(const ast::Constant&) {}
  void operator()(const ast::NamedExpr& node) {
    Walk(*node.value);
    const ast::NameExpr& target = ast::As<ast::NameExpr>(*node.target);
    Scope* scope = scope_;
    auto is_comprehension = [](const Scope& s) {
      bool is_generator =
          s.kind == ScopeKind::kFunction && s.function && s.function->genexp && s.node == s.function->genexp;
      return s.kind == ScopeKind::kComprehension || is_generator;
    };
    while (is_comprehension(*scope)) scope = scope->parent;
    bool in_comprehension = scope != scope_;
    loop_depth_ += in_comprehension;
    BindVariable(target.name, target, scope);
    loop_depth_ -= in_comprehension;
    if (scope->function != scope_->function) Use(target, target.name, scope_);  // captured by the generator
  }
  void operator()(const ast::Lambda& node) { BindLambda(node); }
  void operator()(const ast::ListComp& node) { BindComprehension(node, node.generators, {node.elt}); }
  void operator()(const ast::SetComp& node) { BindComprehension(node, node.generators, {node.elt}); }
  void operator()(const ast::DictComp& node) { BindComprehension(node, node.generators, {node.key, node.value}); }
  void operator()(const ast::GeneratorExp& node) {
    if (consumed_ == &node) {
      consumed_ = nullptr;
      BindComprehension(node, node.generators, {node.elt});
    } else {
      BindGenerator(node);
    }
  }
  void operator()(const ast::Call& node) {
    Walk(*node.func);
    if (IsConsumer(node)) consumed_ = node.args[0];
    for (const ast::Expr* arg : node.args) Walk(*arg);
    for (const ast::Keyword* keyword : node.keywords) Walk(*keyword);
  }
  void operator()(const ast::Await& node) {
    if (scope_->function && scope_->function->genexp) scope_->function->is_async = true;
    Walk(*node.value);
  }
  void operator()(const ast::Yield& node) {
    MarkGenerator();
    if (node.value) Walk(*node.value);
  }
  void operator()(const ast::YieldFrom& node) {
    MarkGenerator();
    Walk(*node.value);
  }

  // Statements.
  void operator()(const ast::FunctionDef& node) { BindFunction(node, false); }
  void operator()(const ast::AsyncFunctionDef& node) { BindFunction(node, true); }
  void operator()(const ast::ClassDef& node) { BindClass(node); }
  void operator()(const ast::AnnAssign& node) { BindAnnotated(node); }
  void operator()(const ast::Assign& node) {
    Walk(*node.value);
    for (const ast::Expr* target : node.targets) Walk(*target);
    RememberInitializer(node);
  }
  void operator()(const ast::AugAssign& node) {
    Walk(*node.value);
    Walk(*node.target);
    // The target is read as well: one more binding than a plain assignment, never final.
    if (const auto* name = ast::DynCast<ast::NameExpr>(node.target)) CountBinding(name->name, node.span.begin);
  }
  void operator()(const ast::TypeAlias& node) { BindTypeAlias(node); }
  void operator()(const ast::For& node) { BindFor(node); }
  void operator()(const ast::AsyncFor& node) { BindFor(node); }
  void operator()(const ast::While& node) {
    ++loop_depth_;
    Walk(*node.test);
    WalkBlock(node.body);
    --loop_depth_;
    WalkBlock(node.orelse);
  }
  void operator()(const ast::If& node) {
    const ast::If* current = &node;
    for (;;) {
      Walk(*current->test);
      WalkBlock(current->body);
      const ast::If* next = ast::NextElif(*current);
      if (!next) break;
      current = next;
    }
    WalkBlock(current->orelse);
  }
  void operator()(const ast::With& node) { BindWith(node); }
  void operator()(const ast::AsyncWith& node) { BindWith(node); }
  void operator()(const ast::Try& node) { BindTry(node); }
  void operator()(const ast::TryStar& node) { BindTry(node); }
  void operator()(const ast::ExceptHandler& node) {
    if (node.type) Walk(*node.type);
    if (node.name) {
      BindVariable(node.name, node, scope_);
      CountBinding(node.name, node.span.begin);  // deleted at the end of the handler
    }
    WalkBlock(node.body);
  }
  void operator()(const ast::MatchCase& node) {
    Walk(*node.pattern);
    if (node.guard) Walk(*node.guard);
    WalkBlock(node.body);
  }
  void operator()(const ast::MatchAs& node) {
    if (node.pattern) Walk(*node.pattern);
    if (node.name) BindVariable(node.name, node, scope_);
  }
  void operator()(const ast::MatchStar& node) {
    if (node.name) BindVariable(node.name, node, scope_);
  }
  void operator()(const ast::MatchMapping& node) {
    for (const ast::Expr* key : node.keys) Walk(*key);
    for (const ast::Pattern* pattern : node.patterns) Walk(*pattern);
    if (node.rest) BindVariable(node.rest, node, scope_);
  }
  void operator()(const ast::Import& node) {
    for (const ast::Alias* alias : node.names) {
      std::string_view bound = alias->name.view();
      if (!alias->asname) bound = bound.substr(0, bound.find('.'));
      BindImport(node, *alias, alias->asname ? alias->asname : program_.Intern(bound));
    }
  }
  void operator()(const ast::ImportFrom& node) {
    bool is_future = node.level == 0 && node.module == std::string_view("__future__");
    for (const ast::Alias* alias : node.names) {
      if (is_future && alias->name == std::string_view("annotations")) tree_.future_annotations = true;
      if (alias->name == std::string_view("*")) continue;  // rejected by the dialect
      BindImport(node, *alias, alias->asname ? alias->asname : alias->name);
    }
  }
  void operator()(const ast::Global& node) {
    for (Name name : node.names) BindGlobal(Mangled(name));
  }
  void operator()(const ast::Nonlocal& node) {
    for (Name name : node.names) nonlocal_names_.emplace_back(scope_, Mangled(name));
    for (Name name : node.names) tree_.nonlocals.push_back({&node, Mangled(name), scope_, true});
  }

 private:
  void Walk(const ast::Node& node) { ast::Dispatch(node, *this); }

  // A stub exports what it imports only in the form `from m import a as a`.
  bool IsPrivateImport(const Symbol* symbol) const {
    if (!is_stub_) return false;
    for (const ImportBinding& binding : tree_.imports) {
      if (binding.variable == symbol) return binding.alias->asname.empty();
    }
    return false;
  }

  void WalkBlock(ast::Seq<ast::Stmt> body) {
    if (body.empty()) return;
    blocks_.push_back(next_block_++);
    for (const ast::Stmt* stmt : body) Walk(*stmt);
    blocks_.pop_back();
  }

  Scope* NewScope(ScopeKind kind, Scope* parent, const ast::Node* node) {
    Scope* scope = tree_.scopes.emplace_back(std::make_unique<Scope>()).get();
    scope->kind = kind;
    scope->parent = parent;
    scope->node = node;
    scope->module = module_.symbol;
    if (parent) {
      scope->function = parent->function;
      scope->cls = parent->cls;
    }
    if (node && kind != ScopeKind::kTypeParams) tree_.scope_of_node[node->id] = scope;
    return scope;
  }

  Name Mangled(Name name) { return MangleName(name, scope_->cls, program_.sources.names()); }

  void Use(const ast::Node& node, Name name, Scope* scope) {
    if (is_stub_) return;  // bodies and annotations of stubs are looked up when evaluated
    tree_.uses.push_back({&node, Mangled(name), scope, quiet_});
  }

  bool IsNonlocal(const Scope* scope, Name name) const {
    for (const auto& [owner, known] : nonlocal_names_) {
      if (owner == scope && known == name) return true;
    }
    return false;
  }

  static Storage StorageIn(const Scope& scope) {
    switch (scope.kind) {
      case ScopeKind::kModule:
        return Storage::kGlobal;
      case ScopeKind::kClass:
        return Storage::kClass;
      case ScopeKind::kFunction:
      case ScopeKind::kComprehension:
      case ScopeKind::kTypeParams:
        return Storage::kLocal;
    }
    return Storage::kLocal;
  }

  VariableSymbol* NewVariable(Name name, Span span, Scope* scope) {
    VariableSymbol* variable = program_.symbols.NewVariable(name.view(), span, module_.symbol);
    variable->storage = StorageIn(*scope);
    if (variable->storage == Storage::kLocal) {
      variable->function = scope->function;
      if (scope->function) scope->function->locals.push_back(variable);
    }
    if (scope->kind == ScopeKind::kClass) variable->owner_class = scope->cls;
    scope->Set(name, variable);
    return variable;
  }

  // The variable that `name` is in the scope, made on first sight. A function or class bound to the name before becomes
  // a value of that variable.
  VariableSymbol* VariableIn(Scope* scope, Name name, Span span) {
    Symbol* known = scope->Find(name);
    if (!known) return NewVariable(name, span, scope);
    if (VariableSymbol* variable = AsVariableSymbol(known)) return variable;
    VariableSymbol* variable = nullptr;
    if (FunctionSymbol* function = AsFunctionSymbol(known)) {
      function->is_rebound = true;
      variable = function->binding ? function->binding : NewVariable(name, known->name_span, scope);
      function->binding = variable;
    } else if (ClassSymbol* cls = AsClassSymbol(known)) {
      variable = cls->binding ? cls->binding : NewVariable(name, known->name_span, scope);
      cls->binding = variable;
    } else {
      variable = NewVariable(name, span, scope);
    }
    if (variable->binding_count == 0) variable->binding_count = 1;
    scope->Set(name, variable);
    return variable;
  }

  void Count(VariableSymbol* variable, uint32_t position) {
    ++variable->binding_count;
    if (variable->storage != Storage::kLocal && variable->storage != Storage::kGlobal) return;
    BindingFacts& facts = tree_.binding_facts[variable];
    facts.position = position;
    facts.block = blocks_.empty() ? 0 : blocks_.back();
    facts.in_loop = facts.in_loop || loop_depth_ > 0;
  }

  void CountBinding(Name name, uint32_t position) {
    name = Mangled(name);
    if (IsNonlocal(scope_, name)) return;
    if (VariableSymbol* variable = AsVariableSymbol(scope_->Find(name))) Count(variable, position);
  }

  // The name is assigned, deleted, or bound by a loop, handler or pattern, at `node`.
  void BindVariable(Name raw, const ast::Node& node, Scope* scope) {
    Name name = Mangled(raw);
    tree_.uses.push_back({&node, name, scope, true});
    if (IsNonlocal(scope, name)) {
      tree_.nonlocals.push_back({&node, name, scope, true});
      return;
    }
    Count(VariableIn(scope, name, node.span), node.span.begin);
  }

  void BindGlobal(Name name) {
    Scope* module_scope = tree_.module_scope;
    if (scope_ == module_scope) return;
    Symbol* known = module_scope->Find(name);
    VariableSymbol* variable = VariableIn(module_scope, name, known ? known->name_span : Span{});
    variable->binding_count += 2;  // assigned by functions: never final
    scope_->Set(name, variable);
  }

  void MarkGenerator() {
    if (scope_->function) scope_->function->is_generator = true;
  }

  void RememberInitializer(const ast::Assign& node) {
    if (node.targets.size() != 1) return;
    const auto* target = ast::DynCast<ast::NameExpr>(node.targets[0]);
    if (!target) return;
    if (VariableSymbol* variable = AsVariableSymbol(scope_->Find(Mangled(target->name)))) {
      if (!variable->initializer) variable->initializer = node.value;
    }
  }

  void BindAnnotated(const ast::AnnAssign& node) {
    if (node.value) Walk(*node.value);
    WalkAnnotation(node.annotation);
    const auto* target = ast::DynCast<ast::NameExpr>(node.target);
    if (!target) {
      Walk(*node.target);
      return;
    }
    Name name = Mangled(target->name);
    VariableSymbol* variable = VariableIn(scope_, name, target->span);
    tree_.uses.push_back({target, name, scope_, true});
    if (node.value) Count(variable, node.span.begin);
    if (!variable->annotation) {
      variable->annotation = node.annotation;
      tree_.annotated.push_back({variable, &node, scope_});
    }
    if (node.value && !variable->initializer) variable->initializer = node.value;
  }

  void BindTypeAlias(const ast::TypeAlias& node) {
    const ast::NameExpr& target = ast::As<ast::NameExpr>(*node.name);
    TypeAliasSymbol* alias = program_.symbols.NewTypeAlias(target.name.view(), target.span, module_.symbol);
    alias->value = node.value;
    tree_.symbols[node.id] = tree_.symbols[target.id] = alias;
    Scope* outer = scope_;
    OpenTypeParams(node, node.type_params);
    alias->params = node.type_params;
    alias->type_params = TypeParamsOf(node.type_params);
    WalkAnnotation(node.value);
    tree_.aliases.emplace_back(alias, scope_);
    alias->scope = scope_;
    scope_ = outer;
    scope_->Set(Mangled(target.name), alias);
  }

  template <class F>
  void BindFor(const F& node) {
    Walk(*node.iter);
    ++loop_depth_;
    Walk(*node.target);
    WalkBlock(node.body);
    --loop_depth_;
    WalkBlock(node.orelse);
  }

  template <class W>
  void BindWith(const W& node) {
    for (const ast::WithItem* item : node.items) Walk(*item);
    WalkBlock(node.body);
  }

  static bool TakesImportError(const ast::ExceptHandler* handler) {
    constexpr std::string_view kTaking[] = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"};
    auto takes = [&](const ast::Expr* type) {
      const auto* name = ast::DynCast<ast::NameExpr>(type);
      return name && std::ranges::find(kTaking, name->name.view()) != std::end(kTaking);
    };
    if (!handler->type) return true;
    const auto* tuple = ast::DynCast<ast::Tuple>(handler->type);
    return tuple ? std::ranges::any_of(tuple->elts, takes) : takes(handler->type);
  }

  template <class T>
  void BindTry(const T& node) {
    bool saved = import_guarded_;
    import_guarded_ = saved || std::ranges::any_of(node.handlers, TakesImportError);
    WalkBlock(node.body);
    import_guarded_ = saved;
    for (const ast::ExceptHandler* handler : node.handlers) Walk(*handler);
    WalkBlock(node.orelse);
    WalkBlock(node.finalbody);
  }

  void BindImport(const ast::Stmt& stmt, const ast::Alias& alias, Name bound) {
    Name name = Mangled(bound);
    tree_.uses.push_back({&alias, name, scope_, true});
    Span span = alias.asname ? alias.asname_span : alias.name_span;
    VariableSymbol* variable = VariableIn(scope_, name, span);
    Count(variable, alias.span.begin);
    tree_.imports.push_back({&stmt, &alias, variable, scope_, import_guarded_});
  }

  void WalkAnnotation(const ast::Expr* annotation) {
    if (!annotation || is_stub_) return;
    bool saved = std::exchange(quiet_, true);
    Walk(*annotation);
    quiet_ = saved;
  }

  std::string_view QualifiedName(std::string_view name) {
    if (scope_->kind == ScopeKind::kClass) {
      return program_.symbols.Keep(std::string(scope_->cls->qualname) + "." + std::string(name));
    }
    if (scope_->function) {
      return program_.symbols.Keep(std::string(scope_->function->qualname) + ".<locals>." + std::string(name));
    }
    return name;
  }

  // Type variables of `[T, U]` in a scope of their own around the definition.
  void OpenTypeParams(const ast::Node& node, ast::Seq<ast::TypeParam> params) {
    if (params.empty()) return;
    Scope* scope = NewScope(ScopeKind::kTypeParams, scope_, &node);
    scope_ = scope;
    for (const ast::TypeParam* param : params) {
      ast::Dispatch(*param, [&](const auto& concrete) {
        TypeVarSymbol* var = program_.symbols.NewTypeVar(concrete.name.view(), concrete.name_span, module_.symbol);
        if (concrete.kind == ast::NodeKind::ParamSpec) var->var_kind = TypeVarKind::kParamSpec;
        if (concrete.kind == ast::NodeKind::TypeVarTuple) var->var_kind = TypeVarKind::kTuple;
        var->infers_variance = !is_stub_;
        if (!is_stub_) {
          scope->Set(concrete.name, var);
          tree_.symbols[concrete.id] = var;
          return;
        }
        if (var->name.ends_with("_co")) var->variance = Variance::kCovariant;
        if (var->name.ends_with("_contra")) var->variance = Variance::kContravariant;
        scope->Set(concrete.name, var);
        tree_.symbols[concrete.id] = var;
      });
    }
  }

  std::vector<TypeVarSymbol*> TypeParamsOf(ast::Seq<ast::TypeParam> params) {
    std::vector<TypeVarSymbol*> result;
    for (const ast::TypeParam* param : params) {
      if (auto* var = AsTypeVarSymbol(const_cast<Symbol*>(tree_.symbols[param->id]))) result.push_back(var);
    }
    return result;
  }

  static bool HasDecorator(ast::Seq<ast::Expr> decorators, std::string_view wanted) {
    for (const ast::Expr* decorator : decorators) {
      if (const auto* name = ast::DynCast<ast::NameExpr>(decorator); name && name->name == wanted) return true;
      if (const auto* dotted = ast::DynCast<ast::Attribute>(decorator); dotted && dotted->attr == wanted) return true;
    }
    return false;
  }

  // A decorator that is not one of the known markers makes some other value of the function.
  static bool IsReplacedByDecorator(ast::Seq<ast::Expr> decorators) {
    constexpr std::string_view kMarkers[] = {"overload", "final", "override", "no_type_check"};
    for (size_t i = 0; i < decorators.size(); ++i) {
      bool known = false;
      for (std::string_view marker : kMarkers) known = known || HasDecorator(decorators.subspan(i, 1), marker);
      if (!known) return true;
    }
    return false;
  }

  // As above for classes: the known ones give the class itself back.
  static bool IsReplacedByClassDecorator(ast::Seq<ast::Expr> decorators) {
    constexpr std::string_view kSame[] = {"final",     "total_ordering", "runtime_checkable",
                                          "dataclass", "unique",         "no_type_check"};
    for (ast::Expr* decorator : decorators) {
      const auto* call = ast::DynCast<ast::Call>(decorator);
      ast::Expr* named = call ? call->func : decorator;
      bool known = false;
      for (std::string_view name : kSame) known = known || HasDecorator(ast::Seq<ast::Expr>(&named, 1), name);
      if (!known) return true;
    }
    return false;
  }

  // What CPython calls the `__class__` cell of a class in a function.
  VariableSymbol* NewClassCell(Span span) {
    VariableSymbol* cell = program_.symbols.NewVariable("__class__", span, module_.symbol);
    cell->storage = Storage::kLocal;
    cell->function = scope_->function;
    cell->is_declared = true;
    cell->binding_count = 2;  // never copied: methods are made before it is set
    scope_->function->locals.push_back(cell);
    return cell;
  }

  // def f -> f in the scope, unless bound before; in a class every definition is kept (properties, overloads).
  void BindDefinition(Name name, FunctionSymbol* function, bool is_overload) {
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

  void BindFunction(const ast::FunctionBase& node, bool is_async) {
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

  // Defaults and annotations belong to the enclosing scope.
  void BindSignature(const ast::Node&, const ast::Arguments& args, const ast::Expr* returns) {
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

  void BindParams(const ast::Arguments& args) {
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

  // Opens the function's scope, runs `walk` in it with fresh block and loop state.
  template <class F>
  void BindBody(const ast::Node& node, FunctionSymbol* function, F walk) {
    if (scope_->function || function->lambda || function->genexp) {
      tree_.closure_sites[function] = {node.span.begin, blocks_};
    }
    Scope* outer = scope_;
    scope_ = NewScope(ScopeKind::kFunction, outer, &node);
    scope_->function = function;
    std::vector<uint32_t> saved_blocks = std::exchange(blocks_, {0});
    uint32_t saved_loops = std::exchange(loop_depth_, 0);
    walk();
    loop_depth_ = saved_loops;
    blocks_ = std::move(saved_blocks);
    scope_ = outer;
  }

  void BindLambda(const ast::Lambda& node) {
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

  static bool Suspends(const ast::Node& node) {
    if (node.kind == ast::NodeKind::Lambda) return false;
    const auto* comprehension = ast::DynCast<ast::Comprehension>(&node);
    bool found = node.kind == ast::NodeKind::Await || (comprehension && comprehension->is_async);
    ast::ForEachChild(node, [&](const ast::Node& child) { found = found || Suspends(child); });
    return found;
  }

  // f((x for ...)) where f is a built-in that goes through the whole of it before anything else happens, unless its
  // name is bound to something else by now.
  bool IsConsumer(const ast::Call& node) const {
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

  // Its first iterable is evaluated outside; the rest is the body of a generator function.
  void BindGenerator(const ast::GeneratorExp& node) {
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

  // The first iterable is evaluated outside, everything else inside the comprehension's own scope.
  void BindComprehension(const ast::Expr& node, ast::Seq<ast::Comprehension> generators,
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

  void BindClass(const ast::ClassDef& node) {
    for (const ast::Expr* decorator : node.decorator_list) {
      if (!is_stub_) Walk(*decorator);
    }
    Name name = Mangled(node.name);
    ClassSymbol* cls = program_.symbols.NewClass(name.view(), node.name_span, module_.symbol);
    cls->def = &node;
    cls->qualname = QualifiedName(node.name.view());
    cls->class_kind = is_stub_ ? ClassKind::kBuiltin : ClassKind::kNative;
    cls->enclosing = scope_->function;
    cls->owner_class = scope_->kind == ScopeKind::kClass ? scope_->cls : nullptr;
    if (cls->owner_class) scope_->cls->AddNested(cls);
    cls->is_decorated = !is_stub_ && IsReplacedByClassDecorator(node.decorator_list);
    tree_.symbols[node.id] = cls;
    tree_.classes.push_back(cls);
    if (scope_->Find(name)) {
      VariableSymbol* variable = VariableIn(scope_, name, node.name_span);
      Count(variable, node.name_span.begin);
      cls->binding = variable;
    } else {
      if ((scope_->function || cls->is_decorated) && scope_->kind != ScopeKind::kClass) {
        cls->binding = NewVariable(name, node.name_span, scope_);
        Count(cls->binding, node.name_span.begin);
      }
      scope_->Set(name, cls);
    }
    if (scope_->function && !is_stub_) cls->class_cell = NewClassCell(node.name_span);
    Scope* outer = scope_;
    OpenTypeParams(node, node.type_params);
    cls->type_params = TypeParamsOf(node.type_params);
    for (const ast::Expr* base : node.bases) Walk(*base);
    for (const ast::Keyword* keyword : node.keywords) Walk(*keyword);
    scope_ = NewScope(ScopeKind::kClass, scope_, &node);
    scope_->cls = cls;
    WalkBlock(node.body);
    scope_ = outer;
  }

  Program& program_;
  DeclaredModule& module_;
  ScopeTree& tree_;
  bool is_stub_;
  bool quiet_ = false;
  bool import_guarded_ = false;  // in a `try` that takes ImportError
  Scope* scope_ = nullptr;
  const ast::Expr* consumed_ = nullptr;  // a generator expression about to be walked that is consumed at once
  uint32_t loop_depth_ = 0;
  uint32_t next_block_ = 1;  // 0 is the block of parameters
  std::vector<uint32_t> blocks_;
  std::vector<std::pair<Scope*, Name>> nonlocal_names_;
};

}  // namespace

void BindNames(Program& program, DeclaredModule& module) { Binder(program, module).Run(); }

}  // namespace spy::check
