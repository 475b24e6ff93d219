// Headers of classes: bases, method resolution order (C3), kind.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/declarer.h"

namespace spy::check {

void EnsureHeader(Program& program, const ClassSymbol& cls) {
  if (cls.header != ClassSymbol::Progress::kCollected) return;
  if (DeclaredModule* module = program.DeclarationsOf(cls.module)) {
    Declarer(program, *module).DeclareHeader(const_cast<ClassSymbol&>(cls));
  }
}

// class C(A, B[int]): -> bases, MRO, self_type
void Declarer::DeclareHeader(ClassSymbol& cls) {
  if (cls.header != ClassSymbol::Progress::kCollected) return;
  cls.header = ClassSymbol::Progress::kInProgress;
  if (cls.def->type_params.empty()) CollectTypeParams(cls);
  std::vector<TypeRef> own;
  for (const TypeVarSymbol* var : cls.type_params) own.push_back(types_.TypeVar(var));
  cls.self_type = types_.Instance(&cls, own);
  cls.self_var = program_.symbols.NewTypeVar("Self", cls.name_span, cls.module);
  cls.self_var->bound = cls.self_type;
  cls.self_var->is_self = true;
  DeclareTypeParams(program_, module_, cls.def->type_params, AnnotationScope(*cls.def));
  for (const ast::Expr* base : cls.def->bases) AddBase(cls, *base);
  const ClassSymbol* object = types_.object_class;
  if (cls.bases.empty() && &cls != object && types_.object_) {
    if (object) EnsureHeader(program_, *object);
    cls.bases.push_back(types_.object_);
  }
  if (!ComputeMro(cls)) {
    module_.diagnostics.Report(diag::kInconsistentBases, cls.name_span, cls.name);
    cls.has_error_base = true;
    cls.mro = {&cls};
    if (object && &cls != object) cls.mro.push_back(object);
  }
  ComputeMroTypes(cls);
  DecideKind(cls);
  ReadMadeKind(cls);
  ReadDataDecorator(cls);
  cls.header = ClassSymbol::Progress::kDone;
}

// class C(Generic[T, U]), class C(Protocol[T]), class C(Base[T]) -> T, U; `Generic` and `Protocol` give the order
void Declarer::CollectTypeParams(ClassSymbol& cls) {
  const Scope& scope = AnnotationScope(*cls.def);
  AnnotationOptions options;
  options.deferred = true;
  bool ordered = false;
  size_t mark = program_.sink.Mark();
  for (const ast::Expr* base : cls.def->bases) {
    const auto* subscript = ast::DynCast<ast::Subscript>(base);
    if (!subscript || ordered) continue;
    std::string_view special = SpecialFormName(program_, module_, scope, *subscript->value);
    if (special == "Generic" || special == "Protocol") {
      ordered = true;
      cls.type_params.clear();
      const auto* tuple = ast::DynCast<ast::Tuple>(subscript->slice);
      for (const ast::Expr* arg : tuple ? tuple->elts : ast::Seq<ast::Expr>(&subscript->slice, 1)) {
        const auto* star = ast::DynCast<ast::Starred>(arg);
        AddTypeParamsOf(cls, EvaluateAnnotation(program_, module_, scope, star ? *star->value : *arg, options).type);
      }
    } else {
      AddTypeParamsOf(cls, EvaluateAnnotation(program_, module_, scope, *base, options).type);
    }
  }
  program_.sink.Rollback(mark);  // bases are evaluated again, and reported, by AddBase
}

void Declarer::AddTypeParamsOf(ClassSymbol& cls, TypeRef type) {
  std::vector<const TypeVarSymbol*> found;
  CollectTypeVars(type, found);
  for (const TypeVarSymbol* var : found) {
    if (std::ranges::find(cls.type_params, var) == cls.type_params.end()) {
      cls.type_params.push_back(const_cast<TypeVarSymbol*>(var));
    }
  }
}

void Declarer::AddBase(ClassSymbol& cls, const ast::Expr& expr) {
  const ast::Expr* named = &expr;
  if (const auto* subscript = ast::DynCast<ast::Subscript>(named)) named = subscript->value;
  std::string_view special = SpecialFormName(program_, module_, AnnotationScope(*cls.def), *named);
  if (special == "Protocol" || special == "Generic") {
    cls.is_protocol = cls.is_protocol || special == "Protocol";
    return;
  }
  if (special == "NamedTuple" || special == "TypedDict") return AddMadeBase(cls, expr, special);
  AnnotationOptions options;
  options.deferred = true;  // a base used too early is an unbound name, which the rules report
  AddClassBase(cls, expr, EvaluateAnnotation(program_, module_, AnnotationScope(*cls.def), expr, options).type);
}

void Declarer::AddClassBase(ClassSymbol& cls, const ast::Expr& expr, TypeRef base) {
  if (base->kind == TypeKind::kError) {
    cls.has_error_base = true;
    return;
  }
  if (base->kind == TypeKind::kAny) {
    cls.has_foreign_base = true;
    return;
  }
  const InstanceType* instance = NominalView(types_, base);
  bool is_class = base->kind == TypeKind::kInstance || base->kind == TypeKind::kTuple;
  constexpr std::string_view kSealed[] = {"bool", "NoneType", "function", "range", "slice", "ellipsis"};
  bool sealed = instance && instance->cls->class_kind == ClassKind::kBuiltin && !module_.is_stub &&
                std::ranges::find(kSealed, instance->cls->name) != std::end(kSealed);
  if (!is_class || !instance || sealed) {
    module_.diagnostics.Report(diag::kInvalidBase, expr.span, ToString(base));
    cls.has_error_base = true;
    return;
  }
  EnsureHeader(program_, *instance->cls);
  auto* base_class = const_cast<ClassSymbol*>(instance->cls);
  if (base_class->header == ClassSymbol::Progress::kInProgress) {
    module_.diagnostics.Report(diag::kCyclicBase, expr.span, cls.name);
    cls.has_error_base = true;
    return;
  }
  for (TypeRef known : cls.bases) {
    if (AsInstanceType(known)->cls != base_class) continue;
    module_.diagnostics.Report(diag::kDuplicateBase, expr.span, base_class->name, cls.name);
    return;
  }
  if (base_class->is_final) {
    module_.diagnostics.Report(diag::kFinalBase, expr.span, base_class->name)
        .Help("remove `@final` from `" + std::string(base_class->name) + "`, or hold an instance of it in a field");
  }
  cls.bases.push_back(instance);
  cls.has_error_base |= base_class->has_error_base;
  cls.has_foreign_base |= base_class->has_foreign_base;
  if (base_class->class_kind != ClassKind::kBuiltin) base_class->subclasses.push_back(&cls);
}

// C3: merges the bases' orders with the list of bases, keeping each in order.
bool Declarer::ComputeMro(ClassSymbol& cls) {
  std::vector<std::vector<const ClassSymbol*>> lists;
  std::vector<const ClassSymbol*> direct;
  for (TypeRef base : cls.bases) {
    const ClassSymbol* base_class = AsInstanceType(base)->cls;
    lists.push_back(base_class->mro);
    direct.push_back(base_class);
  }
  lists.push_back(direct);
  cls.mro = {&cls};
  for (;;) {
    std::erase_if(lists, [](const auto& list) { return list.empty(); });
    if (lists.empty()) return true;
    const ClassSymbol* next = nullptr;
    for (const auto& list : lists) {
      bool in_tail = std::ranges::any_of(
          lists, [&](const auto& other) { return std::find(other.begin() + 1, other.end(), list[0]) != other.end(); });
      if (!in_tail) {
        next = list[0];
        break;
      }
    }
    if (!next) return false;
    cls.mro.push_back(next);
    for (auto& list : lists) {
      if (list[0] == next) list.erase(list.begin());
    }
  }
}

void Declarer::ComputeMroTypes(ClassSymbol& cls) {
  cls.mro_types.assign(cls.mro.size(), nullptr);
  cls.mro_types[0] = cls.self_type;
  for (TypeRef base : cls.bases) {
    const ClassSymbol& base_class = *AsInstanceType(base)->cls;
    Substitution map = ArgumentsOf(base);
    for (size_t i = 0; i < base_class.mro.size(); ++i) {
      size_t own = std::ranges::find(cls.mro, base_class.mro[i]) - cls.mro.begin();
      if (own < cls.mro.size() && !cls.mro_types[own]) {
        cls.mro_types[own] = Substitute(types_, base_class.mro_types[i], map);
      }
    }
  }
  for (size_t i = 0; i < cls.mro.size(); ++i) {
    if (!cls.mro_types[i]) cls.mro_types[i] = cls.mro[i]->self_type;
  }
}

namespace {

bool IsCachedProperty(const ast::Expr& decorator) {
  const auto* name = ast::DynCast<ast::NameExpr>(&decorator);
  const auto* dotted = ast::DynCast<ast::Attribute>(&decorator);
  return (name && name->name == std::string_view("cached_property")) ||
         (dotted && dotted->attr == std::string_view("cached_property"));
}

// Classes that CPython itself must lay out: those that make their instances by a `__new__` of their own, and those with
// cached properties, which live in the instance's __dict__.
bool NeedsOpenInstances(const ast::ClassDef& def) {
  for (const ast::Stmt* stmt : def.body) {
    const auto* method = ast::DynCast<ast::FunctionDef>(stmt);
    if (!method) continue;
    if (method->name == std::string_view("__new__")) return true;
    for (const ast::Expr* decorator : method->decorator_list) {
      if (IsCachedProperty(*decorator)) return true;
    }
  }
  return false;
}

}  // namespace

// native while all bases are native or carry no layout (object, ABC, protocols); else open. So are classes in
// functions, which are made anew each time.
void Declarer::DecideKind(ClassSymbol& cls) {
  cls.is_exception = types_.base_exception_class && cls.IsSubclassOf(types_.base_exception_class);
  for (const ast::Expr* decorator : cls.def->decorator_list) {
    const auto* name = ast::DynCast<ast::NameExpr>(decorator);
    const auto* dotted = ast::DynCast<ast::Attribute>(decorator);
    std::string_view marker = name ? name->name.view() : dotted ? dotted->attr.view() : std::string_view();
    if (marker == "final") cls.is_final = true;
    if (marker == "runtime_checkable") cls.is_runtime_checkable = true;
  }
  if (module_.is_stub) return;
  if (cls.class_cell) cls.class_cell->type = types_.any;
  if (cls.is_protocol) {  // made by typing's own metaclass; values of it are of any class
    cls.class_kind = ClassKind::kOpen;
    return;
  }
  bool open = cls.has_foreign_base || cls.enclosing || NeedsOpenInstances(*cls.def);
  cls.class_kind = open ? ClassKind::kOpen : ClassKind::kNative;
  for (size_t i = 1; i < cls.mro.size(); ++i) {
    const ClassSymbol& base = *cls.mro[i];
    bool bare = &base == types_.object_class || (base.is_protocol && base.class_kind == ClassKind::kBuiltin) ||
                base.name == "ABC";
    if (!bare && base.class_kind != ClassKind::kNative) {
      cls.class_kind = ClassKind::kOpen;
    }
  }
}

}  // namespace spy::check
