// First pass of name resolution: what statements and expressions bind, in the order of the source. Uses are only
// collected.
#include "typecheck/names/binder.h"
#include "typecheck/names/static_condition.h"

namespace spy::check {
namespace {

bool TakesImportError(const ast::ExceptHandler* handler) {
  constexpr std::string_view kTaking[] = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"};
  auto takes = [&](const ast::Expr* type) {
    const auto* name = ast::DynCast<ast::NameExpr>(type);
    return name && std::ranges::find(kTaking, name->name.view()) != std::end(kTaking);
  };
  if (!handler->type) return true;
  const auto* tuple = ast::DynCast<ast::Tuple>(handler->type);
  return tuple ? std::ranges::any_of(tuple->elts, takes) : takes(handler->type);
}

}  // namespace

void Binder::Run() {
  tree_.symbols.assign(module_.ast->node_count, nullptr);
  tree_.uses.reserve(module_.ast->node_count / 3);
  scope_ = tree_.module_scope = NewScope(ScopeKind::kModule, nullptr, nullptr);
  WalkBlock(module_.ast->body);
  for (const auto& [name, symbol] : tree_.module_scope->entries()) {
    if (!IsPrivateImport(symbol)) module_.symbol->Add(symbol);
  }
}

void Binder::operator()(const ast::NameExpr& node) {
  if (node.ctx == ast::ExprContext::Load) {
    Use(node, node.name, scope_);
  } else {
    BindVariable(node.name, node, scope_);
  }
}

void Binder::operator()(const ast::NamedExpr& node) {
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

void Binder::operator()(const ast::GeneratorExp& node) {
  if (consumed_ == &node) {
    consumed_ = nullptr;
    BindComprehension(node, node.generators, {node.elt});
  } else {
    BindGenerator(node);
  }
}

void Binder::operator()(const ast::Call& node) {
  Walk(*node.func);
  if (IsConsumer(node)) consumed_ = node.args[0];
  for (const ast::Expr* arg : node.args) Walk(*arg);
  for (const ast::Keyword* keyword : node.keywords) Walk(*keyword);
}

void Binder::operator()(const ast::Await& node) {
  if (scope_->function && scope_->function->genexp) scope_->function->is_async = true;
  Walk(*node.value);
}

void Binder::operator()(const ast::Yield& node) {
  MarkGenerator();
  if (node.value) Walk(*node.value);
}

void Binder::operator()(const ast::YieldFrom& node) {
  MarkGenerator();
  Walk(*node.value);
}

void Binder::operator()(const ast::Assign& node) {
  Walk(*node.value);
  for (const ast::Expr* target : node.targets) Walk(*target);
  RememberInitializer(node);
}

void Binder::operator()(const ast::AugAssign& node) {
  Walk(*node.value);
  Walk(*node.target);
  // The target is read as well: one more binding than a plain assignment, never final.
  if (const auto* name = ast::DynCast<ast::NameExpr>(node.target)) CountBinding(name->name, node.span.begin);
}

void Binder::operator()(const ast::For& node) { BindFor(node); }

void Binder::operator()(const ast::AsyncFor& node) { BindFor(node); }

void Binder::operator()(const ast::While& node) {
  ++loop_depth_;
  Walk(*node.test);
  WalkBlock(node.body);
  --loop_depth_;
  WalkBlock(node.orelse);
}

void Binder::operator()(const ast::If& node) {
  // Arms that no version of CPython takes bind nothing in a module; in a function, names are local and `yield` makes a
  // generator wherever they stand. Arms under TYPE_CHECKING bind types, but not in a class body: its layout knows no
  // conditions.
  const bool in_class = scope_->kind == ScopeKind::kClass && !is_stub_;
  const bool in_module = scope_->kind == ScopeKind::kModule;
  bool decided = false;  // by an arm that always runs
  const ast::If* current = &node;
  for (;;) {
    Walk(*current->test);
    std::optional<bool> known = is_stub_ ? std::nullopt : StaticCondition(*current->test);
    const bool never = known == false, by_version = in_module && ast::Is<ast::Compare>(current->test);
    never_runs_ += never;
    if (!never || !(in_class || by_version)) WalkBlock(current->body);
    never_runs_ -= never;
    if (known == true && (in_class || by_version)) return;
    decided = decided || known == true;
    const ast::If* next = ast::NextElif(*current);
    if (!next) break;
    current = next;
  }
  never_runs_ += decided;
  WalkBlock(current->orelse);
  never_runs_ -= decided;
}

void Binder::operator()(const ast::With& node) { BindWith(node); }

void Binder::operator()(const ast::AsyncWith& node) { BindWith(node); }

void Binder::operator()(const ast::Try& node) { BindTry(node); }

void Binder::operator()(const ast::TryStar& node) { BindTry(node); }

void Binder::operator()(const ast::ExceptHandler& node) {
  if (node.type) Walk(*node.type);
  if (node.name) {
    BindVariable(node.name, node, scope_);
    CountBinding(node.name, node.span.begin);  // deleted at the end of the handler
  }
  WalkBlock(node.body);
}

void Binder::operator()(const ast::MatchCase& node) {
  Walk(*node.pattern);
  if (node.guard) Walk(*node.guard);
  WalkBlock(node.body);
}

void Binder::operator()(const ast::MatchAs& node) {
  if (node.pattern) Walk(*node.pattern);
  if (node.name) BindVariable(node.name, node, scope_);
}

void Binder::operator()(const ast::MatchStar& node) {
  if (node.name) BindVariable(node.name, node, scope_);
}

void Binder::operator()(const ast::MatchMapping& node) {
  for (const ast::Expr* key : node.keys) Walk(*key);
  for (const ast::Pattern* pattern : node.patterns) Walk(*pattern);
  if (node.rest) BindVariable(node.rest, node, scope_);
}

void Binder::operator()(const ast::Import& node) {
  for (const ast::Alias* alias : node.names) {
    std::string_view bound = alias->name.view();
    if (!alias->asname) bound = bound.substr(0, bound.find('.'));
    BindImport(node, *alias, alias->asname ? alias->asname : program_.Intern(bound));
  }
}

void Binder::operator()(const ast::ImportFrom& node) {
  bool is_future = node.level == 0 && node.module == std::string_view("__future__");
  for (const ast::Alias* alias : node.names) {
    if (is_future && alias->name == std::string_view("annotations")) tree_.future_annotations = true;
    if (alias->name == std::string_view("*")) continue;  // rejected by the dialect
    BindImport(node, *alias, alias->asname ? alias->asname : alias->name);
  }
}

void Binder::operator()(const ast::Global& node) {
  for (Name name : node.names) BindGlobal(Mangled(name));
}

void Binder::operator()(const ast::Nonlocal& node) {
  for (Name name : node.names) nonlocal_names_.emplace_back(scope_, Mangled(name));
  for (Name name : node.names) tree_.nonlocals.push_back({&node, Mangled(name), scope_, true});
}

void Binder::Walk(const ast::Node& node) { ast::Dispatch(node, *this); }

bool Binder::IsPrivateImport(const Symbol* symbol) const {
  if (!is_stub_) return false;
  for (const ImportBinding& binding : tree_.imports) {
    if (binding.variable == symbol) return binding.alias->asname.empty();
  }
  return false;
}

void Binder::WalkBlock(ast::Seq<ast::Stmt> body) {
  if (body.empty()) return;
  blocks_.push_back(next_block_++);
  for (const ast::Stmt* stmt : body) Walk(*stmt);
  blocks_.pop_back();
}

Scope* Binder::NewScope(ScopeKind kind, Scope* parent, const ast::Node* node) {
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

void Binder::Use(const ast::Node& node, Name name, Scope* scope) {
  if (is_stub_) return;  // bodies and annotations of stubs are looked up when evaluated
  tree_.uses.push_back({&node, Mangled(name), scope, quiet_});
}

bool Binder::IsNonlocal(const Scope* scope, Name name) const {
  for (const auto& [owner, known] : nonlocal_names_) {
    if (owner == scope && known == name) return true;
  }
  return false;
}

void Binder::MarkGenerator() {
  if (scope_->function) scope_->function->is_generator = true;
}

template <class F>
void Binder::BindFor(const F& node) {
  Walk(*node.iter);
  ++loop_depth_;
  Walk(*node.target);
  WalkBlock(node.body);
  --loop_depth_;
  WalkBlock(node.orelse);
}

template <class W>
void Binder::BindWith(const W& node) {
  for (const ast::WithItem* item : node.items) Walk(*item);
  WalkBlock(node.body);
}

template <class T>
void Binder::BindTry(const T& node) {
  bool saved = import_guarded_;
  import_guarded_ = saved || std::ranges::any_of(node.handlers, TakesImportError);
  WalkBlock(node.body);
  import_guarded_ = saved;
  for (const ast::ExceptHandler* handler : node.handlers) Walk(*handler);
  WalkBlock(node.orelse);
  WalkBlock(node.finalbody);
}

void Binder::WalkAnnotation(const ast::Expr* annotation) {
  if (!annotation || is_stub_) return;
  bool saved = std::exchange(quiet_, true);
  Walk(*annotation);
  quiet_ = saved;
}

std::string_view Binder::QualifiedName(std::string_view name) {
  if (scope_->kind == ScopeKind::kClass) {
    return program_.symbols.Keep(std::string(scope_->cls->qualname) + "." + std::string(name));
  }
  if (scope_->function) {
    return program_.symbols.Keep(std::string(scope_->function->qualname) + ".<locals>." + std::string(name));
  }
  return name;
}

void BindNames(Program& program, DeclaredModule& module) { Binder(program, module).Run(); }

}  // namespace spy::check
