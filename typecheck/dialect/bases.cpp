// More than one base class: only mixins of the stubs without fields (ABC, Iterable and the like) may stand beside one.
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

// The class or base that declares fields, or null.
const ClassSymbol* WithFields(const ClassSymbol& cls) {
  for (const ClassSymbol* base : cls.mro) {
    if (base->class_kind != ClassKind::kBuiltin && !base->fields.empty()) return base;
  }
  return nullptr;
}

bool IsMixin(const ClassSymbol& cls) {
  return cls.is_protocol || (cls.class_kind == ClassKind::kBuiltin && (cls.is_abstract || cls.name == "ABC"));
}

}  // namespace

void CheckBases(Diagnostics& diags, const ast::ClassDef& node, const ClassSymbol& cls) {
  const ClassSymbol* first = nullptr;
  for (size_t i = 0; i < cls.bases.size(); ++i) {
    const InstanceType* base = AsInstanceType(cls.bases[i]);
    if (!base || IsMixin(*base->cls)) continue;
    if (!first) {
      first = base->cls;
      continue;
    }
    const ClassSymbol *left = WithFields(*first), *right = WithFields(*base->cls);
    Span where = cls.bases.size() == node.bases.size() ? node.bases[i]->span : node.name_span;
    if (left && right) {
      diags.Report(diag::kTwoFieldBases, where, cls.name, left->name, right->name)
          .Label("an instance has one layout")
          .Help("keep one of them in a field instead");
    } else {
      diags.Report(diag::kUnsupportedBases, where).Help("derive from one class, and keep the other in a field");
    }
    return;
  }
}

}  // namespace spy::check::dialect
