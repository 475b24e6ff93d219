// More than one base class: fields may come from one of them only, and not beside a built-in class with a layout of its
// own.
#include <algorithm>

#include "frontend/diagnostics/dialect.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

// The nearest class that declares fields, or null.
const ClassSymbol* WithFields(const ClassSymbol& cls) {
  for (const ClassSymbol* base : cls.mro) {
    if (base->class_kind == ClassKind::kNative && !base->fields.empty()) return base;
  }
  return nullptr;
}

// The built-in class that makes the layout (Exception, list, ...), or null.
const ClassSymbol* BuiltinLayout(const ClassSymbol& cls, const TypeStore& types) {
  for (const ClassSymbol* base : cls.mro) {
    bool bare = base == types.object_class || base->is_protocol || base->is_abstract || base->name == "ABC" ||
                base->name == "Generic";
    if (base->class_kind == ClassKind::kBuiltin && !bare) return base;
  }
  return nullptr;
}

}  // namespace

void CheckBases(Diagnostics& diags, const TypeStore& types, const ast::ClassDef& node, const ClassSymbol& cls) {
  const ClassSymbol *fields = nullptr, *builtin = nullptr;
  for (size_t i = 0; i < cls.bases.size(); ++i) {
    const InstanceType* base = AsInstanceType(cls.bases[i]);
    if (!base) continue;
    const ClassSymbol* own = WithFields(*base->cls);
    if (!builtin) builtin = BuiltinLayout(*base->cls, types);
    Span where = cls.bases.size() == node.bases.size() ? node.bases[i]->span : node.name_span;
    if (own && fields && !own->IsSubclassOf(fields) && !fields->IsSubclassOf(own)) {
      diags.Report(diag::kTwoFieldBases, where, cls.name, fields->name, own->name)
          .Label("an instance has one layout")
          .Help("keep one of them in a field instead");
      return;
    }
    if (own && (!fields || own->IsSubclassOf(fields))) fields = own;
    if (fields && builtin && cls.bases.size() > 1 && !builtin->IsSubclassOf(fields)) {
      diags.Report(diag::kUnsupportedBases, where, fields->name, builtin->name)
          .Label("an instance has one layout")
          .Help(fmt::format("derive from `{}`, and keep the other in a field", builtin->name));
      return;
    }
  }
}

}  // namespace spy::check::dialect
