// Type expressions: from annotations to types.
#include <algorithm>
#include <string>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/dialect.h"
#include "frontend/diagnostics/names.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/names/declarer.h"
#include "typecheck/names/imports.h"
#include "typecheck/names/known_names.h"
#include "typecheck/names/type_evaluator.h"

namespace spy::check {
namespace {

// The import that binds a variable before everything else that does; null: there is none.
const ImportBinding* FirstImport(const VariableSymbol& variable, const DeclaredModule& owner) {
  auto import = std::ranges::find(owner.scopes.imports, &variable, &ImportBinding::variable);
  if (import == owner.scopes.imports.end()) return nullptr;
  bool assigned = variable.initializer && variable.initializer->span.begin < import->alias->span.begin;
  return assigned ? nullptr : &*import;
}

// The special form of `typing` that a name stands for; null: it is something else.
const VariableSymbol* FormOfTyping(const Symbol* named) {
  const VariableSymbol* variable = AsVariableSymbol(ResolveAlias(named));
  bool in_typing = variable && variable->module && variable->module->module_kind == ModuleKind::kStub &&
                   variable->module->full_name == "typing" && !variable->initializer;
  return in_typing ? variable : nullptr;
}

}  // namespace

// Unit modules evaluate annotations when the definition runs: a name bound later would be a NameError in CPython.
void TypeEvaluator::CheckForward(const Symbol& symbol, Name name, Span use) {
  if (options_.deferred || module_.is_stub || module_.scopes.future_annotations || scope_.function) return;
  if (symbol.module != module_.symbol) return;
  const ast::ClassDef* def = nullptr;
  if (const ClassSymbol* cls = AsClassSymbol(&symbol)) def = cls->def;
  bool inside = def && use.begin >= def->span.begin && use.begin < def->span.end;
  if (!inside && symbol.name_span.begin < use.begin) return;
  std::string quoted = "\"" + std::string(name.view()) + "\"";
  module_.diagnostics.Report(diag::kForwardReference, use, name.view())
      .Note(symbol.name_span, inside ? "its definition is not complete here" : "defined here")
      .Help("quote it: `" + quoted + "`, or begin the file with `from __future__ import annotations`")
      .Fix(use, quoted);
}

void TypeEvaluator::ReportUndefined(Name name, Span span) {
  std::vector<std::string_view> candidates;
  for (const Scope* scope = &scope_; scope; scope = scope->parent) {
    for (const auto& [known, symbol] : scope->entries()) candidates.push_back(known.view());
  }
  for (const Symbol* symbol : program_.builtins->members) candidates.push_back(symbol->name);
  auto builder = module_.diagnostics.Report(diag::kUndefinedName, span, name.view());
  std::string_view near = Suggest(name.view(), candidates);
  HelpWithUndefined(builder, *module_.ast, name.view(), near, span, !override_span_);
}

NamedType TypeEvaluator::FromName(Name raw, Span span) {
  Name name = MangleName(raw, scope_.cls, program_.sources.names());
  const Symbol* symbol = LookupName(scope_, name, program_.builtins);
  if (!symbol) {
    ReportUndefined(raw, span);
    return NamedType::Of(types_.error);
  }
  CheckForward(*symbol, raw, span);
  return FromSymbol(*symbol, raw.view(), span);
}

NamedType TypeEvaluator::FromSymbol(const Symbol& found, std::string_view name, Span span) {
  const Symbol& symbol = *ResolveAlias(&found);
  switch (symbol.kind) {
    case SymbolKind::kClass: {
      NamedType named;
      named.cls = static_cast<const ClassSymbol*>(&symbol);
      EnsureHeader(program_, *named.cls);
      return named;
    }
    case SymbolKind::kTypeVar:
      return NamedType::Of(types_.TypeVar(static_cast<const TypeVarSymbol*>(&symbol)));
    case SymbolKind::kTypeAlias: {
      auto& alias = const_cast<TypeAliasSymbol&>(static_cast<const TypeAliasSymbol&>(symbol));
      NamedType named = NamedType::Of(check::EvaluateAlias(program_, alias));
      named.alias = &alias;
      return named;
    }
    case SymbolKind::kVariable:
      return FromVariable(static_cast<const VariableSymbol&>(symbol), name, span);
    case SymbolKind::kFunction:
    case SymbolKind::kModule:
      break;
  }
  auto builder = module_.diagnostics.Report(diag::kNotAType, span, name);
  builder.Label(symbol.kind == SymbolKind::kModule ? "this is a module" : "this is a function");
  if (name == "any") builder.Help("did you mean `Any`, from `typing`?");
  if (name == "callable") builder.Help("did you mean `Callable`, from `typing`?");
  return NamedType::Of(types_.error);
}

// A special form of typing, or an alias `X = int | str`.
NamedType TypeEvaluator::FromVariable(const VariableSymbol& variable, std::string_view name, Span span) {
  if (variable.is_foreign) return NamedType::Of(variable.type);
  DeclaredModule* owner = program_.DeclarationsOf(variable.module);
  bool in_typing =
      variable.module && variable.module->module_kind == ModuleKind::kStub && variable.module->full_name == "typing";
  if (in_typing && !variable.initializer) {
    NamedType named;
    named.special = variable.name;
    return named;
  }
  if (owner && variable.storage == Storage::kGlobal && variable.binding_count > 1) {
    NamedType first = FromFirstBinding(variable, *owner);
    if (first.type || first.cls || !first.special.empty()) return first;
  }
  bool is_alias = owner && variable.storage == Storage::kGlobal && variable.binding_count == 1 && variable.initializer;
  if (is_alias &&
      (ast::Is<ast::NameExpr>(variable.initializer) || ast::Is<ast::Attribute>(variable.initializer) ||
       ast::Is<ast::Subscript>(variable.initializer) || ast::Is<ast::BinOp>(variable.initializer) ||
       (variable.annotation && ast::Is<ast::Constant>(variable.initializer) &&
        SpecialFormName(program_, *owner, *owner->scopes.module_scope, *variable.annotation) == "TypeAlias"))) {
    return FromAliasOf(variable, *owner, name, span);
  }
  if (is_alias && ast::Is<ast::Call>(variable.initializer)) {
    NamedType made = FromCall(variable, *owner);
    if (made.type || made.cls) return made;
    if (MakesDynamicClass(*owner, *variable.initializer)) return NamedType::Of(types_.any);
  }
  auto builder = module_.diagnostics.Report(diag::kNotAType, span, name);
  builder.Label("this is a variable");
  if (variable.module == module_.symbol && !variable.name_span.empty())
    builder.Note(variable.name_span, "assigned here");
  return NamedType::Of(types_.error);
}

// try: from typing import Self / except ImportError: Self = TypeVar("Self"): what only annotations use is what the
// first binding makes it. Classes are not: which of them it is, only the run will show.
NamedType TypeEvaluator::FromFirstBinding(const VariableSymbol& variable, DeclaredModule& owner) {
  const ImportBinding* import = FirstImport(variable, owner);
  if (variable.initializer && !import) {
    if (ast::Is<ast::Subscript>(variable.initializer))  // if TYPE_CHECKING: X = tuple[int, ...] / else: X = object
      return FromAliasOf(variable, owner, variable.name, variable.name_span);
    return ast::Is<ast::Call>(variable.initializer) ? FromCall(variable, owner) : NamedType{};
  }
  const VariableSymbol* target = import ? FormOfTyping(import->target) : nullptr;
  return target ? FromVariable(*target, target->name, target->name_span) : NamedType{};
}

// X = list["X"] | int: inside its own value X is Any.
NamedType TypeEvaluator::FromAliasOf(const VariableSymbol& variable, DeclaredModule& owner, std::string_view name,
                                     Span span) {
  std::vector<const VariableSymbol*>& active = program_.aliases_in_progress;
  bool inside = std::ranges::find(active, &variable) != active.end();
  if (inside && nesting_ > 0) return NamedType::Of(types_.any);
  if (inside || depth_ > 16) {
    module_.diagnostics.Report(diag::kCyclicAlias, span, name);
    return NamedType::Of(types_.error);
  }
  AnnotationOptions options;
  options.deferred = true;
  active.push_back(&variable);
  TypeEvaluator inner(program_, owner, *owner.scopes.module_scope, options, depth_ + 1);
  inner.nesting_ = nesting_;
  NamedType result = inner.Resolve(*variable.initializer);
  active.pop_back();
  return result;
}

// P = namedtuple("P", "x y"), E = Enum("E", "A B") and the like: classes that CPython makes, whose instances are Any.
bool TypeEvaluator::MakesDynamicClass(DeclaredModule& owner, const ast::Expr& expr) {
  const ast::Expr* callee = ast::As<ast::Call>(expr).func;
  const auto* name = ast::DynCast<ast::NameExpr>(callee);
  const auto* attribute = ast::DynCast<ast::Attribute>(callee);
  std::string_view last = name ? name->name.view() : attribute ? attribute->attr.view() : std::string_view();
  if (!IsClassMaker(last)) return false;
  const Symbol* symbol = name ? owner.scopes.module_scope->Find(name->name) : nullptr;
  return !symbol || ResolveAlias(symbol)->module != owner.symbol || !AsFunctionSymbol(symbol);
}

// m.C, package.m.C
NamedType TypeEvaluator::FromAttribute(const ast::Attribute& attribute) {
  const ModuleSymbol* module = FindModule(*attribute.value);
  if (!module) {
    NamedType base = Resolve(*attribute.value);
    const ClassSymbol* nested = base.cls ? base.cls->FindNested(attribute.attr.view()) : nullptr;
    if (nested) return FromSymbol(*nested, attribute.attr.view(), SpanOf(attribute));
    const TypeVarType* spec = base.type ? AsTypeVarType(base.type) : nullptr;
    bool of_spec = spec && spec->symbol->var_kind == TypeVarKind::kParamSpec;
    if (of_spec && (attribute.attr == "args" || attribute.attr == "kwargs")) return base;  // *args: P.args
    bool dynamic = base.type && (base.type->kind == TypeKind::kError || base.type->kind == TypeKind::kAny);
    if (!dynamic) {
      module_.diagnostics.Report(diag::kInvalidTypeForm, SpanOf(attribute), "an attribute of a class");
    }
    return NamedType::Of(dynamic ? base.type : types_.error);
  }
  if (module->module_kind == ModuleKind::kForeign) return NamedType::Of(types_.any);
  if (const Symbol* symbol = module->Find(attribute.attr.view())) {
    return FromSymbol(*symbol, attribute.attr.view(), SpanOf(attribute));
  }
  if (IsUnlisted(*module, attribute.attr.view())) return NamedType::Of(types_.any);
  std::vector<std::string_view> candidates;
  for (const Symbol* member : module->members) candidates.push_back(member->name);
  auto builder =
      module_.diagnostics.Report(diag::kUnknownImport, SpanOf(attribute), module->full_name, attribute.attr.view());
  std::string_view near = Suggest(attribute.attr.view(), candidates);
  if (!near.empty()) builder.Help("did you mean `" + std::string(near) + "`?");
  return NamedType::Of(types_.error);
}

const ModuleSymbol* TypeEvaluator::FindModule(const ast::Expr& expr) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) {
    return AsModuleSymbol(ResolveAlias(LookupName(scope_, name->name, program_.builtins)));
  }
  if (const auto* dotted = ast::DynCast<ast::Attribute>(&expr)) {
    const ModuleSymbol* parent = FindModule(*dotted->value);
    if (!parent) return nullptr;
    if (parent->module_kind == ModuleKind::kForeign) return parent;
    return AsModuleSymbol(ResolveAlias(parent->Find(dotted->attr.view())));
  }
  return nullptr;
}

// The name part of a type expression, without arguments; other expressions are types already.
NamedType TypeEvaluator::Resolve(const ast::Expr& expr) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) return FromName(name->name, SpanOf(expr));
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&expr)) return FromAttribute(*attribute);
  if (const auto* constant = ast::DynCast<ast::Constant>(&expr);
      constant && constant->constant_kind == ast::ConstantKind::Str) {
    return FromString(*constant);
  }
  return NamedType::Of(EvaluateForm(expr));
}

// "Node", "list[int]"
NamedType TypeEvaluator::FromString(const ast::Constant& constant) {
  AnnotationOptions options = options_;
  options.deferred = true;
  auto is_word = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  bool plain = !constant.text.empty() && std::ranges::all_of(constant.text, is_word) && constant.text != "None";
  if (plain) {
    TypeEvaluator inner(program_, module_, scope_, options, depth_ + 1);
    inner.override_span_ = &constant;
    inner.nesting_ = nesting_;
    return inner.FromName(program_.Intern(constant.text), constant.span);
  }
  const ast::Expr* parsed = ParseString(constant);
  if (!parsed) return NamedType::Of(types_.error);
  TypeEvaluator inner(program_, module_, scope_, options, depth_ + 1);
  inner.override_span_ = override_span_ ? override_span_ : &constant;
  inner.nesting_ = nesting_;
  return inner.Resolve(*parsed);
}

// The expression that a quoted annotation holds; null: reported. Its tree lives as long as the module's.
const ast::Expr* TypeEvaluator::ParseString(const ast::Constant& constant) {
  DiagnosticSink quiet;
  const SourceFile* file =
      program_.sources.AddText(module_.ast->source.path(), "(" + std::string(constant.text) + ")\n");
  std::unique_ptr<ast::Module> tree = program_.library.hooks.parse_module(*file, quiet);
  bool parsed = tree && !quiet.HasErrors() && tree->body.size() == 1;
  const auto* stmt = parsed ? ast::DynCast<ast::ExprStmt>(tree->body[0]) : nullptr;
  if (!stmt || depth_ > 16) {
    module_.diagnostics.Report(diag::kStringAnnotation, constant.span, constant.text);
    return nullptr;
  }
  module_.annotation_asts.push_back(std::move(tree));
  return stmt->value;
}

TypeRef TypeEvaluator::Evaluate(const ast::Expr& expr) { return Finish(Resolve(expr), expr); }

// A name without arguments as a type.
TypeRef TypeEvaluator::Finish(const NamedType& named, const ast::Expr& expr) {
  if (named.type) return named.type;
  if (named.cls) return FinishClass(*named.cls, expr);
  return EvaluateBareSpecial(named.special, expr);
}

TypeRef TypeEvaluator::FinishClass(const ClassSymbol& cls, const ast::Expr& expr) {
  if (&cls == types_.none_class) return types_.none;
  bool generic = !cls.type_params.empty();
  if (!generic) return types_.Instance(&cls);
  std::vector<TypeRef> defaults;
  if (cls.type_params[0]->default_type && FillArguments(cls.type_params, {}, defaults))
    return types_.Instance(&cls, defaults);
  if (!module_.is_stub) {
    ReportBareGeneric(cls.name, cls.type_params.size(), expr);
    return types_.error;
  }
  if (&cls == types_.tuple_class) return types_.VariadicTuple(types_.any);
  return types_.Instance(&cls, std::vector<TypeRef>(cls.type_params.size(), types_.any));
}

void TypeEvaluator::ReportBareGeneric(std::string_view name, size_t count, const ast::Expr& expr) {
  std::string arguments = name == "tuple" || name == "Tuple" ? "Any, ..." : name == "Callable" ? "..., Any" : "Any";
  for (size_t i = 1; i < count; ++i) arguments += ", Any";
  module_.diagnostics.Report(diag::kBareGeneric, SpanOf(expr), name)
      .Label("elements of unknown type")
      .Help("say what it holds; `" + std::string(name) + "[" + arguments + "]` if it may be anything");
}

// InitVar[T], KW_ONLY: marks of data classes
std::optional<AnnotationResult> TypeEvaluator::DataMarker(const ast::Expr& head, const ast::Subscript* subscript) {
  const Symbol* symbol = nullptr;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&head)) {
    symbol = LookupName(scope_, name->name, program_.builtins);
  } else if (const auto* dotted = ast::DynCast<ast::Attribute>(&head)) {
    const ModuleSymbol* module = FindModule(*dotted->value);
    symbol = module ? module->Find(dotted->attr.view()) : nullptr;
  }
  const ClassSymbol* cls = symbol ? AsClassSymbol(ResolveAlias(symbol)) : nullptr;
  if (!cls || !cls->module || cls->module->full_name != "dataclasses") return std::nullopt;
  AnnotationResult result;
  result.is_init_var = true;
  if (cls->name == "KW_ONLY" && !subscript) return result;
  if (cls->name != "InitVar" || !subscript) return std::nullopt;
  result.type = Evaluate(*subscript->slice);
  return result;
}

// "ClassVar[int]", "Final": what only a declaration may say, quoted.
std::optional<AnnotationResult> TypeEvaluator::QuotedTop(const ast::Expr& expr) {
  const auto* constant = ast::DynCast<ast::Constant>(&expr);
  bool text = constant && constant->constant_kind == ast::ConstantKind::Str;
  bool special = text && (constant->text.starts_with("ClassVar") || constant->text.starts_with("Final") ||
                          constant->text.starts_with("typing."));
  const ast::Expr* parsed = special ? ParseString(*constant) : nullptr;
  if (!parsed) return std::nullopt;
  AnnotationOptions options = options_;
  options.deferred = true;
  TypeEvaluator inner(program_, module_, scope_, options, depth_ + 1);
  inner.override_span_ = override_span_ ? override_span_ : constant;
  return inner.EvaluateTop(*parsed);
}

AnnotationResult TypeEvaluator::EvaluateTop(const ast::Expr& expr) {
  if (std::optional<AnnotationResult> quoted = QuotedTop(expr)) return *quoted;
  const auto* subscript = ast::DynCast<ast::Subscript>(&expr);
  const ast::Expr& head = subscript ? *subscript->value : expr;
  std::string_view special = SpecialFormName(program_, module_, scope_, head);
  if (special == "TypeAlias" && !subscript && options_.allow_alias) return {types_.any, true, false};
  if (options_.allow_class_var && special.empty()) {
    if (std::optional<AnnotationResult> marker = DataMarker(head, subscript)) return *marker;
  }
  bool is_key = special == "Required" || special == "NotRequired" || special == "ReadOnly";
  if (is_key && subscript && options_.allow_class_var) return EvaluateTop(*subscript->slice);
  bool is_final = special == "Final" && options_.allow_final;
  bool is_class_var = special == "ClassVar" && options_.allow_class_var;
  if (!is_final && !is_class_var) return {Evaluate(expr), false, false};
  AnnotationResult result{nullptr, is_final, is_class_var};
  if (!subscript) return result;
  AnnotationResult inner = EvaluateTop(*subscript->slice);
  result.type = inner.type;
  result.is_final |= inner.is_final;
  result.is_class_var |= inner.is_class_var;
  return result;
}

AnnotationResult EvaluateAnnotation(Program& program, DeclaredModule& module, const Scope& scope, const ast::Expr& expr,
                                    AnnotationOptions options) {
  return TypeEvaluator(program, module, scope, options, 0).EvaluateTop(expr);
}

std::string_view SpecialFormName(Program& program, DeclaredModule& module, const Scope& scope, const ast::Expr& expr) {
  const Symbol* symbol = nullptr;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) {
    symbol = ResolveAlias(LookupName(scope, name->name, program.builtins));
  } else if (ast::Is<ast::Attribute>(&expr)) {
    const auto& dotted = ast::As<ast::Attribute>(expr);
    const ModuleSymbol* owner = TypeEvaluator(program, module, scope, {}, 0).FindModule(*dotted.value);
    if (owner) symbol = ResolveAlias(owner->Find(dotted.attr.view()));
  }
  const VariableSymbol* variable = AsVariableSymbol(symbol);
  if (variable && variable->module == module.symbol && variable->binding_count > 1) {
    // if TYPE_CHECKING: from typing import Protocol / else: Protocol = object
    if (const ImportBinding* import = FirstImport(*variable, module)) symbol = import->target;
  }
  const VariableSymbol* form = FormOfTyping(symbol);
  return form ? form->name : std::string_view();
}

TypeRef EvaluateAlias(Program& program, TypeAliasSymbol& alias) {
  if (alias.target) return alias.target;
  DeclaredModule* module = program.DeclarationsOf(alias.module);
  if (!module) return program.types.error;
  if (alias.in_progress) {
    alias.is_recursive = true;
    return program.types.any;
  }
  alias.in_progress = true;
  DeclareTypeParams(program, *module, alias.params, *alias.scope);
  AnnotationOptions options;
  options.deferred = true;
  alias.target = EvaluateAnnotation(program, *module, *alias.scope, *alias.value, options).type;
  alias.in_progress = false;
  if (alias.is_recursive && alias.target->kind == TypeKind::kAny) {
    module->diagnostics.Report(diag::kCyclicAlias, alias.name_span, alias.name);
    alias.target = program.types.error;
  }
  return alias.target;
}

}  // namespace spy::check
