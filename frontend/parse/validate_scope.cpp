// `global` and `nonlocal`: declared before use, not for parameters, bound somewhere outside.
//
// Runs only for modules that have such declarations. Names are entered in the order in which CPython's symbol table
// sees them; `nonlocal` is resolved at the end, because the binding may come later in the text.
#include <deque>
#include <unordered_map>
#include <vector>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/validate.h"

namespace spy::parse {

using namespace ast;

namespace {

enum Flag : unsigned {
  kParameter = 1,
  kUsed = 2,
  kAssigned = 4,
  kAnnotated = 8,
  kGlobal = 16,
  kNonlocal = 32,
  kTypeParameter = 64
};

enum class ScopeKind { Module, Class, Function, TypeParameters, Comprehension };

struct Scope {
  ScopeKind kind;
  Scope* parent;
  std::unordered_map<Name, unsigned> names;
};

class ScopeChecker {
 public:
  explicit ScopeChecker(Diagnostics& diags) : diags_(diags) {}

  void Run(const Module& module) {
    Enter(ScopeKind::Module);
    VisitAll(module.body);
    for (const Pending& pending : nonlocals_) Resolve(pending);
  }

 private:
  struct Pending {
    Scope* scope;
    Name name;
    Span span;
  };

  void Enter(ScopeKind kind) {
    scopes_.push_back({kind, scope_, {}});
    scope_ = &scopes_.back();
  }
  void Leave() { scope_ = scope_->parent; }

  void Visit(const Node* node) {
    if (node) Dispatch(*node, [this](const auto& concrete) { Check(concrete); });
  }
  template <class T>
  void VisitAll(Seq<T> nodes) {
    for (const T* node : nodes) Visit(node);
  }
  template <class T>
  void Check(const T& node) {
    ForEachChild(node, [this](const Node& child) { Visit(&child); });
  }

  void Add(Name name, unsigned flags) {
    if (name) scope_->names[name] |= flags;
  }

  void Check(const NameExpr& node) { Add(node.name, node.ctx == ExprContext::Load ? kUsed : kAssigned); }

  // target := value binds outside of all comprehensions
  void Check(const NamedExpr& node) {
    Scope* inner = scope_;
    while (scope_->kind == ScopeKind::Comprehension) scope_ = scope_->parent;
    Visit(node.target);
    scope_ = inner;
    Visit(node.value);
  }

  void Check(const If& node) {
    const If* link = &node;
    for (;;) {
      Visit(link->test);
      VisitAll(link->body);
      const If* next = NextElif(*link);
      if (!next) break;
      link = next;
    }
    VisitAll(link->orelse);
  }

  void Check(const AnnAssign& node) {
    const NameExpr* name = DynCast<NameExpr>(node.target);
    if (name) {
      unsigned flags = scope_->names[name->name];
      if ((flags & (kGlobal | kNonlocal)) && scope_->kind != ScopeKind::Module && node.simple) {
        diags_.Report(diag::kScopeAnnotated, name->span, name->name.view(), flags & kGlobal ? "global" : "nonlocal");
      }
      if (node.simple) {
        Add(name->name, kAnnotated | kAssigned);
      } else if (node.value) {
        Add(name->name, kAssigned);
      }
    } else {
      Visit(node.target);
    }
    Visit(node.annotation);
    Visit(node.value);
  }

  void Check(const Global& node) { Declare(node.names, node.name_spans, kGlobal, "global"); }
  void Check(const Nonlocal& node) {
    if (scope_->kind == ScopeKind::Module) return;  // reported already
    Declare(node.names, node.name_spans, kNonlocal, "nonlocal");
    for (size_t i = 0; i < node.names.size(); ++i) nonlocals_.push_back({scope_, node.names[i], node.name_spans[i]});
  }

  void Declare(NameList names, SpanList spans, unsigned flag, std::string_view word) {
    for (size_t i = 0; i < names.size(); ++i) {
      unsigned before = scope_->names[names[i]];
      std::string_view name = names[i].view();
      if (before & kParameter) {
        diags_.Report(diag::kScopeParameter, spans[i], name, word);
      } else if (before & kUsed) {
        diags_.Report(diag::kScopeLate, spans[i], name, "used", word);
      } else if (before & kAnnotated) {
        diags_.Report(diag::kScopeAnnotated, spans[i], name, word);
      } else if (before & kAssigned) {
        diags_.Report(diag::kScopeLate, spans[i], name, "assigned", word);
      } else if (before & (kGlobal | kNonlocal) & ~flag) {
        diags_.Report(diag::kScopeConflict, spans[i], name);
      }
      Add(names[i], flag);
    }
  }

  void Resolve(const Pending& pending) {
    if (pending.scope->names[pending.name] & kGlobal) return;  // reported as a conflict
    for (Scope* scope = pending.scope->parent; scope; scope = scope->parent) {
      if (scope->kind == ScopeKind::Class && pending.name == "__class__")
        return;  // bound in every class body's methods
      if (scope->kind != ScopeKind::Function && scope->kind != ScopeKind::TypeParameters) continue;
      auto found = scope->names.find(pending.name);
      if (found == scope->names.end()) continue;
      if (found->second & kTypeParameter) {
        diags_.Report(diag::kTypeParameterInvalid, pending.span,
                      fmt::format("nonlocal binding not allowed for type parameter `{}`", pending.name.view()));
        return;
      }
      if (found->second & kGlobal) break;
      if (found->second & (kParameter | kAssigned | kNonlocal)) return;
    }
    diags_.Report(diag::kNonlocalUnbound, pending.span, pending.name.view());
  }

  void AddParameters(const Arguments& args) {
    auto add_all = [this](Seq<Arg> list) {
      for (const Arg* arg : list) Add(arg->name, kParameter);
    };
    add_all(args.posonlyargs);
    add_all(args.args);
    add_all(args.kwonlyargs);
    if (args.vararg) Add(args.vararg->name, kParameter);
    if (args.kwarg) Add(args.kwarg->name, kParameter);
  }

  void Check(const TypeVar& node) {
    Add(node.name, kTypeParameter | kAssigned);
    VisitInner(node.bound);
    VisitInner(node.default_value);
  }
  void Check(const ParamSpec& node) {
    Add(node.name, kTypeParameter | kAssigned);
    VisitInner(node.default_value);
  }
  void Check(const TypeVarTuple& node) {
    Add(node.name, kTypeParameter | kAssigned);
    VisitInner(node.default_value);
  }
  void VisitInner(const Expr* expr) {
    if (!expr) return;
    Enter(ScopeKind::Comprehension);
    Visit(expr);
    Leave();
  }

  void CheckFunction(const FunctionBase& node) {
    Add(node.name, kAssigned);
    VisitAll(node.decorator_list);
    VisitAll(node.args->defaults);
    VisitAll(node.args->kw_defaults);
    if (!node.type_params.empty()) {
      Enter(ScopeKind::TypeParameters);
      VisitAll(node.type_params);
    }
    VisitAnnotations(*node.args);
    Visit(node.returns);
    Enter(ScopeKind::Function);
    AddParameters(*node.args);
    VisitAll(node.body);
    Leave();
    if (!node.type_params.empty()) Leave();
  }
  void VisitAnnotations(const Arguments& args) {
    VisitAll(args.posonlyargs);
    VisitAll(args.args);
    Visit(args.vararg);
    VisitAll(args.kwonlyargs);
    Visit(args.kwarg);
  }
  void Check(const FunctionDef& node) { CheckFunction(node); }
  void Check(const AsyncFunctionDef& node) { CheckFunction(node); }

  void Check(const Lambda& node) {
    VisitAll(node.args->defaults);
    VisitAll(node.args->kw_defaults);
    Enter(ScopeKind::Function);
    AddParameters(*node.args);
    Visit(node.body);
    Leave();
  }

  void Check(const ClassDef& node) {
    Add(node.name, kAssigned);
    VisitAll(node.decorator_list);
    if (!node.type_params.empty()) {
      Enter(ScopeKind::TypeParameters);
      VisitAll(node.type_params);
    }
    VisitAll(node.bases);
    VisitAll(node.keywords);
    Enter(ScopeKind::Class);
    VisitAll(node.body);
    Leave();
    if (!node.type_params.empty()) Leave();
  }

  void Check(const TypeAlias& node) {
    Visit(node.name);
    Enter(ScopeKind::TypeParameters);
    VisitAll(node.type_params);
    Visit(node.value);
    Leave();
  }

  void CheckComprehension(Seq<Comprehension> generators, const Expr* key, const Expr* value) {
    Visit(generators[0]->iter);
    Enter(ScopeKind::Comprehension);
    for (size_t i = 0; i < generators.size(); ++i) {
      Visit(generators[i]->target);
      if (i > 0) Visit(generators[i]->iter);
      VisitAll(generators[i]->ifs);
    }
    Visit(key);
    Visit(value);
    Leave();
  }
  void Check(const ListComp& node) { CheckComprehension(node.generators, node.elt, nullptr); }
  void Check(const SetComp& node) { CheckComprehension(node.generators, node.elt, nullptr); }
  void Check(const DictComp& node) { CheckComprehension(node.generators, node.key, node.value); }
  void Check(const GeneratorExp& node) { CheckComprehension(node.generators, node.elt, nullptr); }

  void Check(const ExceptHandler& node) {
    Visit(node.type);
    Add(node.name, kAssigned);
    VisitAll(node.body);
  }
  void Check(const Alias& node) {
    if (node.name == "*") return;
    std::string_view bound = node.asname ? node.asname.view() : node.name.view();
    Add(diags_.file().names().Intern(bound.substr(0, bound.find('.'))), kAssigned);
  }
  void Check(const MatchAs& node) {
    Visit(node.pattern);
    Add(node.name, kAssigned);
  }
  void Check(const MatchStar& node) { Add(node.name, kAssigned); }
  void Check(const MatchMapping& node) {
    VisitAll(node.keys);
    VisitAll(node.patterns);
    Add(node.rest, kAssigned);
  }

  Diagnostics& diags_;
  std::deque<Scope> scopes_;
  Scope* scope_ = nullptr;
  std::vector<Pending> nonlocals_;
};

}  // namespace

void ValidateScopes(const Module& module, Diagnostics& diags) { ScopeChecker(diags).Run(module); }

}  // namespace spy::parse
