// Classes with more than one base: which base gives the layout, and which ones stand beside it.
#include <algorithm>

#include "typecheck/names/declarer.h"

namespace spy::check {
namespace {

// The class nearest in the MRO whose own fields make the layout of the class's instances; null: it has no fields.
const ClassSymbol* LayoutOf(const ClassSymbol& cls) {
  for (const ClassSymbol* base : cls.mro) {
    if (base->class_kind == ClassKind::kNative && !base->fields.empty()) return base;
  }
  return nullptr;
}

// The base that all fields come from: its layout begins with those of all others. The first one where none has fields.
const ClassSymbol* PrimaryBase(const ClassSymbol& cls) {
  const ClassSymbol* primary = nullptr;
  for (TypeRef type : cls.bases) {
    const ClassSymbol* base = AsInstanceType(type)->cls;
    if (base->class_kind != ClassKind::kNative) continue;
    const ClassSymbol *layout = LayoutOf(*base), *known = primary ? LayoutOf(*primary) : nullptr;
    bool better = layout && layout != known && (!known || layout->IsSubclassOf(known));
    if (!primary || better) primary = base;
  }
  return primary;
}

// The class and its native bases that the layout's chain does not hold: CPython makes them, without __dict__.
void MakeMixin(const ClassSymbol& cls, const ClassSymbol* primary) {
  for (const ClassSymbol* base : cls.mro) {
    if (base->class_kind != ClassKind::kNative || (primary && primary->IsSubclassOf(base))) continue;
    auto* mixin = const_cast<ClassSymbol*>(base);
    mixin->class_kind = ClassKind::kOpen;
    mixin->is_mixin = true;
  }
}

// A class with a layout that is CPython's own: a built-in or foreign one, or what derives from one.
bool HasForeignLayout(const ClassSymbol& cls, const TypeStore& types) {
  if (cls.has_foreign_base) return true;
  return std::ranges::any_of(cls.mro, [&](const ClassSymbol* base) {
    bool bare = base == types.object_class || base->is_protocol || base->name == "ABC" || base->name == "Generic";
    return base->class_kind == ClassKind::kBuiltin && !bare;
  });
}

}  // namespace

// class C(Mixin, Base): the bases beside the one with fields become mixins.
void Declarer::DecideMixins(ClassSymbol& cls) {
  bool several = cls.bases.size() + (cls.has_foreign_base ? 1 : 0) > 1;
  if (module_.is_stub || cls.is_mixin || !several) return;
  const ClassSymbol* primary = HasForeignLayout(cls, types_) ? nullptr : PrimaryBase(cls);
  for (TypeRef type : cls.bases) {
    const ClassSymbol& base = *AsInstanceType(type)->cls;
    const ClassSymbol* layout = LayoutOf(base);
    bool fits = !layout || (primary && primary->IsSubclassOf(layout));  // else the dialect refuses the bases
    if (fits && base.class_kind == ClassKind::kNative && !(primary && primary->IsSubclassOf(&base)))
      MakeMixin(base, primary);
  }
}

}  // namespace spy::check
