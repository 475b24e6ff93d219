// Members of classes: methods, fields (class body and __init__), class variables.
#include <algorithm>

#include "frontend/diagnostics/dialect.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/names/declarer.h"

namespace spy::check {

// What an empty display could be annotated as.
static std::string_view EmptyForm(const ast::Expr* value) {
  if (ast::Is<ast::List>(value)) return "list[T]";
  return ast::Is<ast::Dict>(value) ? "dict[K, V]" : "T";
}
namespace {

// `self.x` -> x; else no name.
const ast::Attribute* SelfAttribute(const ast::Expr& expr, std::string_view self) {
  const auto* attribute = ast::DynCast<ast::Attribute>(&expr);
  const auto* value = attribute ? ast::DynCast<ast::NameExpr>(attribute->value) : nullptr;
  return value && value->name == self ? attribute : nullptr;
}

bool IsAccessor(MethodKind kind) { return kind == MethodKind::kPropertySetter || kind == MethodKind::kPropertyDeleter; }

// Whether a display, a comprehension or a call makes the value: one object, made once, which all instances share.
bool IsMadeOnce(const ast::Expr* value) {
  constexpr ast::NodeKind kMakers[] = {ast::NodeKind::List,     ast::NodeKind::Dict,     ast::NodeKind::Set,
                                       ast::NodeKind::ListComp, ast::NodeKind::DictComp, ast::NodeKind::SetComp,
                                       ast::NodeKind::Call};
  return value && std::ranges::find(kMakers, value->kind) != std::end(kMakers);
}

bool AssignsAttribute(const ast::Node& node, std::string_view name) {
  const auto* attribute = ast::DynCast<ast::Attribute>(&node);
  if (attribute && attribute->attr == name && attribute->ctx == ast::ExprContext::Store) return true;
  bool found = false;
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found || AssignsAttribute(child, name); });
  return found;
}

// `registry: dict[str, int] = {}` in a class that never assigns it through an instance: a class variable, as CPython
// has it.
bool IsSharedValue(const ClassSymbol& cls, const VariableSymbol& variable) {
  if (!IsMadeOnce(variable.initializer) || !cls.def->decorator_list.empty() || cls.class_kind != ClassKind::kNative)
    return false;
  return !AssignsAttribute(*cls.def, variable.name);
}

}  // namespace

void Declarer::AddMethods(ClassSymbol& cls) {
  const Scope* scope = tree_.ScopeOf(*cls.def);
  if (!scope) return;
  for (FunctionSymbol* function : tree_.functions) {
    if (function->owner_class != &cls) continue;
    const FunctionSymbol* named = AsFunctionSymbol(scope->Find(program_.Intern(function->name)));
    if (function->is_overload && named && !named->is_overload && !named->overloads.empty()) continue;  // it has its own
    FunctionSymbol* first = AsFunctionSymbol(cls.FindOwn(function->name));
    if (first && std::ranges::find(first->overloads, function) != first->overloads.end()) continue;
    if (first && !IsAccessor(function->method_kind)) {
      module_.diagnostics.Report(diag::kDuplicateMember, function->name_span, function->name, cls.name)
          .Note(first->name_span, "first defined here");
    }
    cls.AddMethod(function);
    cls.is_abstract |= function->is_abstract;
  }
}

// @functools.total_ordering: the orderings that it makes of the one that the class defines.
void Declarer::AddTotalOrdering(ClassSymbol& cls) {
  constexpr std::string_view kOrderings[] = {"__lt__", "__le__", "__gt__", "__ge__"};
  bool decorated = false;
  for (const ast::Expr* decorator : cls.def->decorator_list) {
    const auto* name = ast::DynCast<ast::NameExpr>(decorator);
    const auto* dotted = ast::DynCast<ast::Attribute>(decorator);
    decorated = decorated || (name && name->name == std::string_view("total_ordering")) ||
                (dotted && dotted->attr == std::string_view("total_ordering"));
  }
  const FunctionSymbol* own = nullptr;
  for (std::string_view name : kOrderings) own = own ? own : cls.FindMethod(name);
  if (!decorated || !own) return;
  for (std::string_view name : kOrderings) {
    if (cls.FindOwn(name)) continue;
    FunctionSymbol* made = program_.symbols.NewFunction(name, own->name_span, module_.symbol);
    made->params = own->params;
    made->result = own->result;
    made->type = own->type;
    made->method_kind = MethodKind::kInstance;
    made->owner_class = &cls;
    made->is_stub = true;
    cls.AddMethod(made);
  }
}

// x: int, x: int = 0 -> fields; x: ClassVar[int], x = 0 -> class variables
void Declarer::AddBodyVariables(ClassSymbol& cls) {
  if (IsOfKind(cls, DataKind::kEnum)) return AddEnumMembers(cls);
  const Scope& scope = *tree_.ScopeOf(*cls.def);
  for (const auto& [name, symbol] : scope.entries()) {
    VariableSymbol* variable = AsVariableSymbol(symbol);
    if (!variable || variable->owner_class != &cls) continue;
    if (cls.FindOwn(name.view())) {
      module_.diagnostics.Report(diag::kDuplicateMember, variable->name_span, variable->name, cls.name);
      continue;
    }
    if (variable->is_init_var && cls.data) continue;
    if (RedeclaresField(cls, *variable)) continue;
    bool final_value = variable->is_written_final && variable->initializer && !IsOfKind(cls, DataKind::kData);
    if (variable->annotation && !variable->is_class_var && !final_value && !IsSharedValue(cls, *variable)) {
      variable->storage = Storage::kField;
      if (!variable->type) variable->type = types_.error;
      cls.AddField(variable);
    } else {
      InferClassVariable(*variable, scope);
      cls.AddClassVar(variable);
    }
  }
}

// A class-body name that a base class has as field: the field stays one, its default for this class may be another.
bool Declarer::RedeclaresField(ClassSymbol& cls, VariableSymbol& variable) {
  ClassSymbol::Found known = cls.Lookup(variable.name);
  const VariableSymbol* field = AsVariableSymbol(known.symbol);
  if (!field || field->storage != Storage::kField || known.owner->class_kind == ClassKind::kBuiltin) return false;
  if (variable.annotation) {
    variable.storage = Storage::kField;
    CheckOverride(cls, variable, *field, *known.owner);
  }
  TypeRef inherited = MemberType(types_, cls.self_type, known.owner, *field);
  bool narrows = variable.annotation && variable.initializer && variable.type && inherited != variable.type &&
                 IsSubtype(types_, variable.type, inherited) && !program_.IsAttributeAssigned(variable.name);
  if (!narrows) variable.type = inherited;
  variable.is_declared = true;
  if (variable.initializer) {
    const_cast<VariableSymbol*>(field)->has_other_defaults = true;
    cls.field_defaults.push_back(&variable);
  }
  return true;
}

void Declarer::InferClassVariable(VariableSymbol& variable, const Scope& scope) {
  if (variable.type) return;
  if (variable.name == "__slots__" || variable.name == "__match_args__") {
    variable.type = types_.any;
    return;
  }
  if (variable.initializer) variable.type = ManifestType(program_, module_, *variable.initializer, scope);
  if (variable.type) return;
  variable.type = types_.error;
  module_.diagnostics.Report(diag::kMissingFieldType, variable.name_span, variable.name)
      .Help("annotate it: `" + std::string(variable.name) + ": ClassVar[...]` for one value per class, `" +
            std::string(variable.name) + ": ...` for one per instance");
}

// Assignments to self.x in __init__ declare fields that the class body does not.
void Declarer::AddInitFields(ClassSymbol& cls) {
  FunctionSymbol* init =
      cls.FindMethod(IsOfKind(cls, DataKind::kData) ? "__post_init__" : "__init__", MethodKind::kInstance);
  if (!init || !init->def || init->params.empty() || module_.is_stub) return;
  const Scope* scope = tree_.ScopeOf(*init->def);
  init_helpers_.clear();
  if (scope) WalkInit(cls, static_cast<const ast::FunctionBase*>(init->def)->body, *scope, init->params[0].name);
}

// self.reset() and self.value = v with a setter: what `__init__` calls declares fields as well.
void Declarer::WalkInitHelper(ClassSymbol& cls, std::string_view name, MethodKind kind) {
  const FunctionSymbol* helper = cls.FindMethod(name, kind);
  if (!helper || !helper->def || helper->method_kind != kind || helper->params.empty()) return;
  if (std::ranges::find(init_helpers_, helper) != init_helpers_.end()) return;
  init_helpers_.push_back(helper);
  const Scope* scope = tree_.ScopeOf(*helper->def);
  if (scope) WalkInit(cls, static_cast<const ast::FunctionBase*>(helper->def)->body, *scope, helper->params[0].name);
}

void Declarer::WalkSetters(ClassSymbol& cls, const ast::Expr& target, std::string_view self) {
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&target)) {
    for (const ast::Expr* part : tuple->elts) WalkSetters(cls, *part, self);
  }
  const ast::Attribute* member = SelfAttribute(target, self);
  if (member) WalkInitHelper(cls, member->attr.view(), MethodKind::kPropertySetter);
}

void Declarer::WalkInit(ClassSymbol& cls, ast::Seq<ast::Stmt> body, const Scope& scope, std::string_view self) {
  size_t settled_before = settled_.size();
  for (const ast::Stmt* stmt : body) {
    if (const auto* assign = ast::DynCast<ast::Assign>(stmt)) {
      for (const ast::Expr* target : assign->targets) {
        FieldTarget(cls, *target, assign->value, nullptr, scope, self);
        WalkSetters(cls, *target, self);
      }
    } else if (const auto* value = ast::DynCast<ast::ExprStmt>(stmt)) {
      const auto* call = ast::DynCast<ast::Call>(value->value);
      const ast::Attribute* method = call ? SelfAttribute(*call->func, self) : nullptr;
      if (method) WalkInitHelper(cls, method->attr.view(), MethodKind::kInstance);
    } else if (const auto* annotated = ast::DynCast<ast::AnnAssign>(stmt)) {
      FieldTarget(cls, *annotated->target, annotated->value, annotated->annotation, scope, self);
    } else if (const auto* test = ast::DynCast<ast::If>(stmt)) {
      for (const ast::If* current = test; current; current = ast::NextElif(*current)) {
        WalkInit(cls, current->body, scope, self);
        if (!ast::NextElif(*current)) WalkInit(cls, current->orelse, scope, self);
      }
      NoteSettled(*test);
    } else if (const auto* loop = ast::DynCast<ast::For>(stmt)) {
      WalkInit(cls, loop->body, scope, self);
      WalkInit(cls, loop->orelse, scope, self);
    } else if (const auto* whole = ast::DynCast<ast::While>(stmt)) {
      WalkInit(cls, whole->body, scope, self);
      WalkInit(cls, whole->orelse, scope, self);
    } else if (const auto* with = ast::DynCast<ast::With>(stmt)) {
      WalkInit(cls, with->body, scope, self);
    } else if (const auto* attempt = ast::DynCast<ast::Try>(stmt)) {
      WalkInit(cls, attempt->body, scope, self);
      for (const ast::ExceptHandler* handler : attempt->handlers) WalkInit(cls, handler->body, scope, self);
      WalkInit(cls, attempt->orelse, scope, self);
      WalkInit(cls, attempt->finalbody, scope, self);
    }
  }
  settled_.resize(settled_before);
}

// self.x: T = v of a field that a base declares: code that knows the base stores what the base allows.
void Declarer::CheckFieldAgain(const ClassSymbol& cls, const VariableSymbol& field, const ClassSymbol& owner,
                               const ast::Attribute& target, const ast::Expr& annotation, const Scope& scope) {
  AnnotationOptions options;
  options.allow_final = true;
  options.deferred = true;
  TypeRef own = EvaluateAnnotation(program_, module_, scope, annotation, options).type;
  TypeRef inherited = MemberType(types_, cls.self_type, &owner, field);
  if (!own || own == inherited || Contains(own, TypeKind::kError) || Contains(inherited, TypeKind::kError)) return;
  auto builder = module_.diagnostics.Report(diag::kOverrideField, target.attr_span, field.name, ToString(own), cls.name,
                                            ToString(inherited), owner.name);
  NoteBase(builder, field, "declared here");
  builder.Help("code that knows only `" + std::string(owner.name) + "` could store a `" + ToString(inherited) +
               "` in it");
}

// An initialiser that is made of parameters without type: those are reported.
bool Declarer::UsesUntyped(const ast::Node& node) {
  const auto* name = ast::DynCast<ast::NameExpr>(&node);
  const VariableSymbol* variable = name ? AsVariableSymbol(tree_.symbols[name->id]) : nullptr;
  if (variable) return variable->is_param && variable->type && variable->type->kind == TypeKind::kError;
  bool found = false;
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found || UsesUntyped(child); });
  return found;
}

// self.x: T = v, self.x = v, self.a, self.b = v, w
void Declarer::FieldTarget(ClassSymbol& cls, const ast::Expr& target, const ast::Expr* value,
                           const ast::Expr* annotation, const Scope& scope, std::string_view self) {
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&target)) {
    const auto* values = ast::DynCast<ast::Tuple>(value);
    bool pairwise = values && values->elts.size() == tuple->elts.size();
    TypeRef whole = value && !pairwise ? ManifestType(program_, module_, *value, scope) : nullptr;
    const TupleType* parts = whole ? AsTupleType(whole) : nullptr;
    if (parts && (parts->variadic || parts->elements.size() != tuple->elts.size())) parts = nullptr;
    for (size_t i = 0; i < tuple->elts.size(); ++i) {
      shown_ = parts ? parts->elements[i] : nullptr;
      FieldTarget(cls, *tuple->elts[i], pairwise ? values->elts[i] : nullptr, nullptr, scope, self);
    }
    shown_ = nullptr;
    return;
  }
  const ast::Attribute* attribute = SelfAttribute(target, self);
  if (!attribute) return;
  Name name = MangleName(attribute->attr, &cls, program_.sources.names());
  ClassSymbol::Found known = cls.Lookup(name.view());
  if (known.symbol) {  // a class variable is refused where the assignment is checked
    const VariableSymbol* field = AsVariableSymbol(known.symbol);
    bool is_field = field && field->storage == Storage::kField;
    if (annotation && known.owner != &cls && is_field)
      CheckFieldAgain(cls, *field, *known.owner, *attribute, *annotation, scope);
    if (annotation && known.owner == &cls && field && field->storage == Storage::kField) {
      module_.diagnostics.Report(diag::kFieldRedeclared, attribute->attr_span, name.view())
          .Note(known.symbol->name_span, "first declared here");
    }
    return;
  }
  if (cls.has_error_base) return;
  VariableSymbol* field = program_.symbols.NewVariable(name.view(), attribute->attr_span, module_.symbol);
  field->storage = Storage::kField;
  field->owner_class = &cls;
  field->annotation = annotation;
  AnnotationOptions options;
  options.allow_final = true;
  options.deferred = true;  // annotations of attributes in functions are never evaluated by CPython
  if (annotation) {
    AnnotationResult result = EvaluateAnnotation(program_, module_, scope, *annotation, options);
    field->type = result.type;
    field->is_final = field->is_written_final = result.is_final;
    field->is_declared = result.type != nullptr;
  }
  if (!field->type) field->type = value ? ManifestType(program_, module_, *value, scope) : shown_;
  if (value && !annotation) field->type = WithoutSettledNone(cls, *value, attribute->attr.view(), field->type);
  bool only_none = field->type && field->type->kind == TypeKind::kNone && !annotation;
  if (!field->type || only_none) {
    field->type = types_.error;
    if (value && UsesUntyped(*value)) return cls.AddField(field);
    std::string written = std::string(self) + "." + std::string(attribute->attr.view());
    module_.diagnostics.Report(diag::kMissingFieldType, target.span, name.view())
        .Label(only_none ? "`None` does not say what it will hold later" : "its initialiser does not show the type")
        .Help("annotate it: `" + written + ": " + std::string(only_none ? "T | None" : EmptyForm(value)) + " = " +
              std::string(value && value->span.size() < 30 ? module_.ast->source.Text(value->span) : "...") + "`");
  }
  cls.AddField(field);
}

// A class with its own __eq__ and no __hash__ has `__hash__ = None`.
void Declarer::AddHashRule(ClassSymbol& cls) {
  if (module_.is_stub || !cls.FindOwn("__eq__") || cls.FindOwn("__hash__")) return;
  VariableSymbol* hash = program_.symbols.NewVariable("__hash__", cls.name_span, module_.symbol);
  hash->storage = Storage::kClass;
  hash->owner_class = &cls;
  hash->type = types_.none;
  hash->is_declared = hash->is_implicit = true;
  cls.AddClassVar(hash);
}

}  // namespace spy::check
