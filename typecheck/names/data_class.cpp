// Data classes: the options of `@dataclass`, the fields of the body and those inherited, in CPython's order.
#include "typecheck/names/data_class.h"

#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/names/declarer.h"
#include "typecheck/names/type_evaluator.h"

namespace spy::check {
namespace {

bool IsBoolLiteral(const ast::Expr& expr, bool* value) {
  const auto* constant = ast::DynCast<ast::Constant>(&expr);
  if (!constant) return false;
  *value = constant->constant_kind == ast::ConstantKind::True;
  return *value || constant->constant_kind == ast::ConstantKind::False;
}

std::string Option(std::string_view name) { return "option `" + std::string(name) + "` of a data class like this"; }

struct OptionRow {
  std::string_view name;
  bool DataClass::* member;
};
constexpr OptionRow kOptions[] = {
    {"init", &DataClass::init},
    {"repr", &DataClass::repr},
    {"eq", &DataClass::eq},
    {"order", &DataClass::order},
    {"unsafe_hash", &DataClass::unsafe_hash},
    {"frozen", &DataClass::frozen},
    {"match_args", &DataClass::match_args},
    {"kw_only", &DataClass::kw_only},
    {"slots", &DataClass::slots},
    {"weakref_slot", &DataClass::weakref_slot},
};

}  // namespace

// What `name` or `module.name` stands for; null for anything else.
const Symbol* Declarer::NamedSymbol(const Scope& scope, const ast::Expr& expr) {
  const Symbol* symbol = nullptr;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) {
    symbol = LookupName(scope, name->name, program_.builtins);
  } else if (const auto* dotted = ast::DynCast<ast::Attribute>(&expr)) {
    const ModuleSymbol* module = TypeEvaluator(program_, module_, scope, {}, 0).FindModule(*dotted->value);
    symbol = module ? module->Find(dotted->attr.view()) : nullptr;
  }
  return symbol ? ResolveAlias(symbol) : nullptr;
}

// @dataclass, @dataclass(...)
void Declarer::ReadDataDecorator(ClassSymbol& cls) {
  if (module_.is_stub) return;
  for (const ast::Expr* decorator : cls.def->decorator_list) {
    const auto* call = ast::DynCast<ast::Call>(decorator);
    const Symbol* symbol = NamedSymbol(AnnotationScope(*cls.def), call ? *call->func : *decorator);
    bool known = symbol && symbol->kind == SymbolKind::kFunction && symbol->name == "dataclass" && symbol->module &&
                 symbol->module->full_name == "dataclasses";
    if (!known || cls.data) continue;
    cls.data = program_.symbols.NewDataClass();
    cls.data->decorator = decorator;
    if (call) ReadDataOptions(*cls.data, *call);
  }
}

void Declarer::ReadDataOptions(DataClass& data, const ast::Call& call) {
  for (const ast::Keyword* keyword : call.keywords) {
    const auto* row = std::ranges::find(kOptions, keyword->arg.view(), &OptionRow::name);
    if (row != std::end(kOptions) && IsBoolLiteral(*keyword->value, &(data.*row->member))) continue;
    if (row != std::end(kOptions)) data.*row->member = false;
    module_.diagnostics.Report(diag::kNotSupported, keyword->span, Option(keyword->arg ? keyword->arg.view() : "**"))
        .Label(row == std::end(kOptions) ? "`dataclass` has no such option" : "its value decides what the class is");
  }
  if (!call.args.empty())
    module_.diagnostics.Report(diag::kNotSupported, call.args[0]->span, "a positional argument of `dataclass`");
  if (data.order && !data.eq)
    module_.diagnostics.Report(diag::kNotSupported, call.span, Option("order")).Label("`order` needs `eq`");
  if (data.weakref_slot && !data.slots) {
    module_.diagnostics.Report(diag::kNotSupported, call.span, Option("weakref_slot"))
        .Label("`weakref_slot` needs `slots`");
  }
}

void Declarer::DeclareDataClasses() {
  for (ClassSymbol* cls : tree_.classes) DeclareDataClass(*cls);
}

// Inherited fields in the order of the bases' orders, last base first; a name keeps the place of its first declaration.
void Declarer::DeclareDataClass(ClassSymbol& cls) {
  if (!cls.data || cls.data->is_declared || cls.data->kind == DataKind::kEnum) return;
  cls.data->is_declared = true;
  for (size_t i = cls.mro.size(); i-- > 1;) {
    auto* base = const_cast<ClassSymbol*>(cls.mro[i]);
    if (!base->data || base->data->kind != cls.data->kind) continue;
    if (DeclaredModule* owner = program_.DeclarationsOf(base->module))
      Declarer(program_, *owner).DeclareDataClass(*base);
    for (const DataField& field : base->data->fields) {
      auto known = std::ranges::find(cls.data->fields, field.name, &DataField::name);
      if (known == cls.data->fields.end()) {
        cls.data->fields.push_back(field);
      } else {
        *known = field;
      }
    }
    if (cls.data->kind == DataKind::kData && base->data->frozen != cls.data->frozen) {
      std::string what = std::string(cls.data->frozen ? "a frozen data class" : "a data class that is not frozen") +
                         " whose base `" + std::string(base->name) + "` is different";
      module_.diagnostics.Report(diag::kNotSupported, cls.name_span, what).Label("Python raises a `TypeError` here");
    }
  }
  bool kw_only = cls.data->kw_only;
  for (const ast::Stmt* stmt : cls.def->body) {
    if (const auto* annotated = ast::DynCast<ast::AnnAssign>(stmt)) AddDataField(cls, *annotated, &kw_only);
  }
  CheckDataFields(cls);
  if (!cls.has_foreign_base && !cls.has_error_base) AddDataMethods(cls);
}

// Required[T], NotRequired[T], or as the class's `total` says
bool Declarer::IsRequiredKey(const ClassSymbol& cls, const ast::Expr& annotation) {
  if (const auto* subscript = ast::DynCast<ast::Subscript>(&annotation)) {
    std::string_view special = SpecialFormName(program_, module_, AnnotationScope(*cls.def), *subscript->value);
    if (special == "Required") return true;
    if (special == "NotRequired") return false;
  }
  bool total = true;
  for (const ast::Keyword* keyword : cls.def->keywords) {
    if (keyword->arg == "total") IsBoolLiteral(*keyword->value, &total);
  }
  return total;
}

// x: T, x: T = value, x: T = field(...)
void Declarer::AddDataField(ClassSymbol& cls, const ast::AnnAssign& stmt, bool* kw_only) {
  const auto* target = ast::DynCast<ast::NameExpr>(stmt.target);
  const VariableSymbol* declaration = target ? AsVariableSymbol(tree_.symbols[target->id]) : nullptr;
  if (!declaration || declaration->is_class_var) return;
  if (declaration->is_init_var && !declaration->type) {  // _: KW_ONLY
    *kw_only = true;
    return;
  }
  DataField field;
  field.name = declaration->name;
  field.declaration = declaration;
  field.owner = &cls;
  field.kw_only = *kw_only;
  field.is_init_var = declaration->is_init_var;
  field.type = declaration->type ? declaration->type : types_.error;
  if (!field.is_init_var) field.field = AsVariableSymbol(cls.Lookup(field.name).symbol);
  if (cls.data->kind == DataKind::kTypedDict) {
    field.kw_only = true;
    if (!IsRequiredKey(cls, *stmt.annotation))
      field.default_kind = DataDefault::kValue, field.default_value = stmt.annotation;
  }
  const auto* call = ast::DynCast<ast::Call>(stmt.value);
  const Symbol* callee = call ? NamedSymbol(AnnotationScope(*cls.def), *call->func) : nullptr;
  if (callee && callee->name == "field" && callee->module && callee->module->full_name == "dataclasses") {
    ReadFieldCall(field, *call);
  } else if (stmt.value) {
    field.default_kind = DataDefault::kValue;
    field.default_value = stmt.value;
  }
  if (cls.data->kind == DataKind::kData) CheckMutableDefault(field);
  auto known = std::ranges::find(cls.data->fields, field.name, &DataField::name);
  if (known == cls.data->fields.end()) {
    cls.data->fields.push_back(field);
  } else {
    *known = field;
  }
}

// __post_init__ is given what `__init__` was given for the InitVars, in their order.
void Declarer::CheckPostInit(const ClassSymbol& cls) {
  const FunctionSymbol* method = IsOfKind(cls, DataKind::kData) ? cls.FindMethod("__post_init__") : nullptr;
  if (!method || !method->decorators.empty() || method->method_kind != MethodKind::kInstance) return;
  size_t next = 1;
  for (const DataField& field : cls.data->fields) {
    if (!field.is_init_var || next > method->params.size()) continue;
    const Param* param = next < method->params.size() ? &method->params[next] : nullptr;
    bool takes = param && param->kind <= ParamKind::kVarArgs;
    if (!takes) {
      module_.diagnostics.Report(diag::kTooManyArguments, method->name_span, "__post_init__", next - 1, next)
          .Label("it is given the `InitVar` `" + std::string(field.name) + "` as well")
          .Note(field.declaration->name_span, "declared here");
      return;
    }
    if (!IsSubtype(types_, field.type, param->type)) {
      module_.diagnostics
          .Report(diag::kArgumentType, method->name_span, param->name, "__post_init__",
                  "a `" + ToString(field.type) + "`", ToString(param->type))
          .Label("`__init__` hands over what it was given for `" + std::string(field.name) + "`")
          .Note(field.declaration->name_span, "declared here");
    }
    if (param->kind != ParamKind::kVarArgs) ++next;
  }
  for (; next < method->params.size(); ++next) {
    const Param& param = method->params[next];
    if (param.default_value || param.kind == ParamKind::kVarArgs || param.kind == ParamKind::kKwArgs) continue;
    module_.diagnostics.Report(diag::kMissingArgument, method->name_span, param.name, "__post_init__")
        .Label("`__init__` has nothing to give for it")
        .Help("declare `" + std::string(param.name) + ": InitVar[...]` in the class");
    return;
  }
}

// field(default=..., default_factory=..., ...)
void Declarer::ReadFieldCall(DataField& field, const ast::Call& call) {
  if (!call.args.empty()) {
    module_.diagnostics.Report(diag::kTooManyArguments, call.args[0]->span, "field", 0, call.args.size())
        .Help("write `field(default=...)`");
  }
  for (const ast::Keyword* keyword : call.keywords) {
    std::string_view name = keyword->arg ? keyword->arg.view() : std::string_view("**");
    bool value = false, none = false;
    if (const auto* constant = ast::DynCast<ast::Constant>(keyword->value))
      none = constant->constant_kind == ast::ConstantKind::None;
    bool literal = IsBoolLiteral(*keyword->value, &value);
    if (name == "default") {
      field.default_kind = DataDefault::kValue;
      field.default_value = keyword->value;
    } else if (name == "default_factory") {
      field.default_kind = DataDefault::kFactory;
      field.default_value = keyword->value;
      const Symbol* made = NamedSymbol(*tree_.module_scope, *keyword->value);
      if (made == types_.list_class) field.default_kind = DataDefault::kList;
      if (made == types_.dict_class) field.default_kind = DataDefault::kDict;
      if (made == types_.set_class) field.default_kind = DataDefault::kSet;
    } else if (name == "init" && literal) {
      field.init = value;
    } else if (name == "repr" && literal) {
      field.repr = value;
    } else if (name == "compare" && literal) {
      field.compare = value;
    } else if (name == "kw_only" && literal) {
      field.kw_only = value;
    } else if (name == "hash" && (literal || none)) {
      field.hash = none ? DataField::kAsCompare : value ? DataField::kYes : DataField::kNo;
    } else if (name != "metadata") {
      module_.diagnostics.Report(diag::kNotSupported, keyword->span, Option(name))
          .Label("its value decides what the class is");
    }
  }
  bool both = std::ranges::count_if(call.keywords, [](const ast::Keyword* k) {
                return k->arg == "default" || k->arg == "default_factory";
              }) > 1;
  if (both)
    module_.diagnostics.Report(diag::kNotSupported, call.span, Option("default_factory"))
        .Label("with `default` as well");
}

// A list, dict or set as default would be shared by all instances: CPython's ValueError.
void Declarer::CheckMutableDefault(const DataField& field) {
  if (field.default_kind != DataDefault::kValue) return;
  const ast::Expr& value = *field.default_value;
  std::string_view type;
  if (ast::Is<ast::List>(&value) || ast::Is<ast::ListComp>(&value)) type = "list";
  if (ast::Is<ast::Dict>(&value) || ast::Is<ast::DictComp>(&value)) type = "dict";
  if (ast::Is<ast::Set>(&value) || ast::Is<ast::SetComp>(&value)) type = "set";
  if (const auto* call = ast::DynCast<ast::Call>(&value)) {
    const Symbol* made = NamedSymbol(*tree_.module_scope, *call->func);
    if (made == types_.list_class) type = "list";
    if (made == types_.dict_class) type = "dict";
    if (made == types_.set_class) type = "set";
  }
  if (type.empty()) return;
  auto report =
      module_.diagnostics.Report(diag::kNotSupported, value.span,
                                 "a mutable default of a field: one `" + std::string(type) + "` for all instances");
  report.Label("all instances would share it")
      .Help("write `field(default_factory=" + std::string(type) + ")`, or a function that makes it");
}

// Positional fields without default come first.
void Declarer::CheckDataFields(ClassSymbol& cls) {
  const DataField* with_default = nullptr;
  for (const DataField& field : cls.data->fields) {
    if (!field.init || field.kw_only) continue;
    if (field.default_kind != DataDefault::kNone) {
      with_default = &field;
    } else if (with_default && cls.data->init && !cls.FindMethod("__init__")) {
      bool own = field.owner == &cls;
      std::string what = "a field without default (`" + std::string(field.name) + "`) after one that has one (`" +
                         std::string(with_default->name) + "`)";
      module_.diagnostics.Report(diag::kNotSupported, own ? field.declaration->name_span : cls.name_span, what)
          .Help("give it a default, put it first, or make it `field(kw_only=True)`");
      return;
    }
  }
}

}  // namespace spy::check
