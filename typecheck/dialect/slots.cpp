// `__slots__`: a field that it does not name could not be assigned under CPython.
#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

const ast::Expr* SlotsOf(const ast::ClassDef& node) {
  for (const ast::Stmt* stmt : node.body) {
    const ast::Expr *target = nullptr, *value = nullptr;
    if (const auto* assign = ast::DynCast<ast::Assign>(stmt)) target = assign->targets[0], value = assign->value;
    if (const auto* annotated = ast::DynCast<ast::AnnAssign>(stmt))
      target = annotated->target, value = annotated->value;
    const auto* name = ast::DynCast<ast::NameExpr>(target);
    if (name && name->name == "__slots__") return value;
  }
  return nullptr;
}

ast::Seq<ast::Expr> ItemsOf(const ast::Expr& slots) {
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&slots)) return tuple->elts;
  if (const auto* list = ast::DynCast<ast::List>(&slots)) return list->elts;
  return {};
}

// A class without `__slots__` gives its instances a __dict__, which takes any attribute.
bool HasDict(const ClassSymbol& cls) {
  for (const ClassSymbol* base : cls.mro) {
    bool counts = base->class_kind != ClassKind::kBuiltin;
    if (counts && !base->FindOwn("__slots__")) return true;
  }
  return cls.has_foreign_base;
}

// Names of fields are stored mangled, as CPython stores those of slots.
bool Names(const ast::Expr& item, std::string_view field, const ClassSymbol& cls) {
  const auto* text = ast::DynCast<ast::Constant>(&item);
  if (!text) return true;  // computed: not ours to judge
  std::string name(text->text);
  std::string_view owner = cls.name;
  owner.remove_prefix(std::min(owner.find_first_not_of('_'), owner.size()));
  bool is_private = name.starts_with("__") && !name.ends_with("__") && !owner.empty();
  return name == "__dict__" || field == (is_private ? "_" + std::string(owner) + name : name);
}

}  // namespace

void CheckSlots(Diagnostics& diags, const ast::ClassDef& node, const ClassSymbol& cls) {
  const ast::Expr* slots = SlotsOf(node);
  if (!slots || HasDict(cls)) return;
  bool literal = ast::Is<ast::Tuple>(slots) || ast::Is<ast::List>(slots) || ast::Is<ast::Constant>(slots);
  if (!literal) return;
  for (const VariableSymbol* field : cls.fields) {
    bool named = ast::Is<ast::Constant>(slots) && Names(*slots, field->name, cls);
    for (const ast::Expr* item : ItemsOf(*slots)) named = named || Names(*item, field->name, cls);
    if (named) continue;
    diags.Report(diag::kSlots, field->name_span, field->name, cls.name)
        .Label("CPython would raise AttributeError here")
        .Note(slots->span, "the fields that instances have")
        .Help(fmt::format("add \"{}\" to `__slots__`", field->name));
  }
}

}  // namespace spy::check::dialect
