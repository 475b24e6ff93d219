// Assignment to every kind of target.
#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/wording.h"

namespace spy::check {

// a = b = value
void Checker::CheckStmt(const ast::Assign& node) {
  TypeRef wanted = nullptr;
  for (const ast::Expr* target : node.targets) {
    if (!wanted) wanted = WantedBy(*target, node.value);
  }
  TypeRef type = Check(*node.value, wanted);
  for (const ast::Expr* target : node.targets) Assign(*target, node.value, type);
}

// What the value should be, known before it is checked: the declared type of the target.
TypeRef Checker::WantedBy(const ast::Expr& target, const ast::Expr* value) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&target)) {
    const VariableSymbol* variable = AsVariableSymbol(SymbolAt(*name));
    if (!variable || !variable->type || variable->type->kind == TypeKind::kError) return nullptr;
    if (variable->is_declared || variable->is_param) return variable->type;
    // `x = {}` after `x = something dynamic`.
    if (value && IsEmptyDisplay(*value) && variable->type->kind == TypeKind::kAny) {
      if (ast::Is<ast::Dict>(value)) return types_.Dict(types_.any, types_.any);
      if (ast::Is<ast::List>(value)) return types_.List(types_.any);
    }
    // `x = []` after `x = [1]`: what it is so far.
    return !value || !IsEmptyDisplay(*value) || IsPending(variable->type) ? nullptr : variable->type;
  }
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&target)) {
    size_t mark = program_.sink.Mark();
    TypeRef receiver = CheckReceiver(*attribute->value);
    program_.sink.Rollback(mark);
    if (receiver->kind == TypeKind::kAny || receiver->kind == TypeKind::kError || receiver->kind == TypeKind::kUnion)
      return nullptr;
    std::optional<Member> member = FindMember(types_, receiver, MemberName(*attribute).view());
    bool usable = member && member->type && member->type->kind != TypeKind::kError && !IsPending(member->type);
    return usable && !HasOpenVars(member->type) ? member->type : nullptr;
  }
  if (const auto* subscript = ast::DynCast<ast::Subscript>(&target)) {
    size_t mark = program_.sink.Mark();
    TypeRef container = Check(*subscript->value);
    TypeRef index = Check(*subscript->slice);
    program_.sink.Rollback(mark);
    if (container->kind != TypeKind::kInstance) return nullptr;
    TypeRef stored = StoredBy(container, index);
    return stored && !Contains(stored, TypeKind::kError) ? stored : nullptr;
  }
  auto of_elements = [&](ast::Seq<ast::Expr> elements) -> TypeRef {
    std::vector<TypeRef> parts;
    for (const ast::Expr* element : elements) {
      TypeRef part = ast::Is<ast::Starred>(element) ? nullptr : WantedBy(*element, nullptr);
      if (!part) return nullptr;
      parts.push_back(part);
    }
    return types_.Tuple(parts);
  };
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&target)) return of_elements(tuple->elts);
  return nullptr;
}

void Checker::Assign(const ast::Expr& target, const ast::Expr* value, TypeRef type) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&target)) return AssignName(*name, value, type);
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&target)) return AssignAttribute(*attribute, value, type);
  if (const auto* item = ast::DynCast<ast::Subscript>(&target)) return AssignItem(*item, value, type);
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&target)) return AssignSequence(target, tuple->elts, value, type);
  if (const auto* list = ast::DynCast<ast::List>(&target)) return AssignSequence(target, list->elts, value, type);
  if (const auto* star = ast::DynCast<ast::Starred>(&target)) {
    SetType(target, type);
    Assign(*star->value, nullptr, type);
  }
}

// x[i] = value
void Checker::AssignItem(const ast::Subscript& target, const ast::Expr* value, TypeRef type) {
  TypeRef container = Check(*target.value);
  TypeRef key = KeyOf(container);
  Check(*target.slice, key && WantsContext(*target.slice) ? key : nullptr);
  SetType(target, type);
  if (RefuseSysModules(target)) return;
  ResolveByStore(target, type);
  StoreItem(target, value, type);
}

bool Checker::RefuseSysModules(const ast::Subscript& target) {
  const auto* owner = ast::DynCast<ast::Attribute>(target.value);
  return owner && dialect::CheckSysModules(declared_.diagnostics, target, out_.types_[owner->value->id]);
}

void Checker::AssignSequence(const ast::Expr& target, ast::Seq<ast::Expr> targets, const ast::Expr* value,
                             TypeRef type) {
  SetType(target, type);
  // a, b = x, y: each part goes to its target, so that findings point at the part.
  ast::Seq<ast::Expr> parts;
  if (const auto* tuple = ast::DynCast<ast::Tuple>(value)) parts = tuple->elts;
  if (const auto* list = ast::DynCast<ast::List>(value)) parts = list->elts;
  bool matched = parts.size() == targets.size();
  for (const ast::Expr* part : parts) matched = matched && !ast::Is<ast::Starred>(part);
  for (const ast::Expr* one : targets) matched = matched && !ast::Is<ast::Starred>(one);
  std::vector<TypeRef> types = Unpack(value ? *value : target, type, targets);
  for (size_t i = 0; i < targets.size(); ++i) Assign(*targets[i], matched ? parts[i] : nullptr, types[i]);
}

// x = value
void Checker::AssignName(const ast::NameExpr& target, const ast::Expr* value, TypeRef type) {
  SetType(target, type);
  const Symbol* symbol = SymbolAt(target);
  if (const VariableSymbol* variable = AsVariableSymbol(symbol)) {
    AssignSymbol(*variable, value, type, target.span);
    SetType(target, variable->is_declared || variable->is_param ? DeclaredTypeOf(*variable) : type);
  }
}

void Checker::AssignSymbol(const VariableSymbol& variable, const ast::Expr* value, TypeRef type, Span where) {
  bool again = variable.is_written_final && variable.binding_count > 1 && variable.name_span.begin != where.begin;
  if (again && variable.storage != Storage::kField) {
    Report(diag::kFinalAssignment, where, variable.name).Note(variable.name_span, "declared `Final` here");
  }
  bool fixed = variable.is_declared || variable.is_param;
  // A module variable has the type of its module-level assignments; other functions only assign to it.
  bool from_elsewhere = !fixed && !IsLocalHere(variable) && variable.type && variable.storage != Storage::kClass;
  TypeRef narrowed = type;  // a literal type comes from something declared so
  if (fixed || from_elsewhere) {
    TypeRef declared = DeclaredTypeOf(variable);
    if (!RequireAssigned(variable, value, type, where)) type = narrowed = declared;
    narrowed = NarrowedByAssignment(declared, type);
  }
  if (!fixed && !from_elsewhere) StartPending(variable, value, type);
  const bool declared_before = variable.is_declared;
  if (from_elsewhere) const_cast<VariableSymbol&>(variable).is_declared = true;
  BindVariable(variable, type, narrowed);
  const_cast<VariableSymbol&>(variable).is_declared = declared_before;
  NoteModuleBinding(variable);
}

bool Checker::RequireAssigned(const VariableSymbol& variable, const ast::Expr* value, TypeRef type, Span where) {
  TypeRef declared = DeclaredTypeOf(variable);
  Span place = variable.module == out_.symbol ? variable.name_span : Span{};
  if (value) return Require(*value, type, declared, {}, place);
  if (declared->kind == TypeKind::kError || IsSubtype(types_, type, declared)) return true;
  if (IsConvertibleNumber(types_, type, declared)) {
    Report(diag::kTypeMismatch, where, ToString(declared), ToString(type))
        .Label(fmt::format("this receives {}", WithArticle(type)))
        .Note(place, "declared here");
    return false;
  }
  Report(diag::kTypeMismatch, where, ToString(declared), ToString(type))
      .Label(fmt::format("this receives {}", WithArticle(type)))
      .Note(place, "declared here");
  return false;
}

// What is known of a variable of type `declared` right after a value of type `type` went into it.
TypeRef Checker::NarrowedByAssignment(TypeRef declared, TypeRef type) {
  if (declared->kind == TypeKind::kAny || declared->kind == TypeKind::kError) return nullptr;
  if (Contains(type, TypeKind::kError) || type->kind == TypeKind::kNever) return nullptr;
  if (Contains(type, TypeKind::kAny)) {  // of list[Any] at least this is known: it is a list, not None, no int
    std::vector<TypeRef> fitting;
    for (TypeRef member : MembersOf(declared)) {
      bool fits = std::ranges::any_of(MembersOf(type), [&](TypeRef one) { return IsSubtype(types_, one, member); });
      if (fits) fitting.push_back(member);
    }
    TypeRef rest = types_.Union(fitting);
    bool something = std::ranges::all_of(MembersOf(type), [](TypeRef member) {
      return member->kind == TypeKind::kTuple ||
             (member->kind == TypeKind::kInstance && Contains(member, TypeKind::kAny));
    });
    return something && rest != declared && rest->kind != TypeKind::kNever ? rest : nullptr;
  }
  return IsSubtype(types_, type, declared) && type != declared ? type : nullptr;
}

// A module variable is bound: functions called later need not look.
void Checker::NoteModuleBinding(const VariableSymbol& variable) {
  bool definite = body_ == module_body_ && conditional_depth_ == 0 && body_->flow.reachable;
  if (definite && variable.storage == Storage::kGlobal) unit_.bound_in.try_emplace(&variable, turn_);
}

// x.attr = value
void Checker::AssignAttribute(const ast::Attribute& target, const ast::Expr* value, TypeRef type) {
  SetType(target, type);
  TypeRef receiver = CheckReceiver(*target.value);
  AttributeInfo info;
  for (TypeRef member : MembersOf(receiver)) {
    if (member->kind == TypeKind::kError || member->kind == TypeKind::kNever) continue;
    if (member->kind == TypeKind::kAny) {
      ForgetAfterCall(unit_.effects.Unknown(), target.span);
      continue;
    }
    if (member->kind == TypeKind::kNone) {
      if (TakeAsDynamic(*target.value)) info = {};
      if (out_.types_[target.value->id]->kind == TypeKind::kAny) break;
      ReportPossiblyNone(*target.value, receiver, fmt::format("`None` has no `{}`", target.attr.view()));
      break;
    }
    AssignMember(target, member, value, type, info);
  }
  if (AsUnionType(receiver)) info.kind = AttributeKind::kDynamic;
  Record(target, info);
  if (info.variable && IsPlace(*info.variable)) AfterFieldStore(target, *info.variable, type);
}

// self.x = ... in the `__init__` of the class that declares x
bool Checker::IsOwnInit(const ast::Attribute& target, const VariableSymbol& field) const {
  const FunctionSymbol* function = body_->function;
  const auto* name = ast::DynCast<ast::NameExpr>(target.value);
  if (!function || function->name != "__init__" || function->owner_class != field.owner_class || !name) return false;
  return !function->params.empty() && SymbolAt(*name) == function->params[0].variable;
}

void Checker::AssignMember(const ast::Attribute& target, TypeRef receiver, const ast::Expr* value, TypeRef type,
                           AttributeInfo& info) {
  if (dialect::RefuseSpecialAttribute(declared_.diagnostics, target)) return;
  if (receiver->kind == TypeKind::kModule) {
    dialect::RefuseModuleAttribute(declared_.diagnostics, target, *AsModuleType(receiver)->module);
    return;
  }
  std::optional<Member> member = FindMember(types_, receiver, MemberName(target).view());
  if (!member && DynamicAttribute(receiver)) return;
  if (receiver->kind == TypeKind::kCallable || receiver->kind == TypeKind::kOverloaded || !member) {
    dialect::RefuseUndeclared(declared_.diagnostics, types_, target, receiver,
                              SuggestMember(receiver, target.attr.view()));
    return;
  }
  bool through_class = receiver->kind == TypeKind::kClassObject;
  const InstanceType* view = through_class ? nullptr : NominalView(types_, receiver);
  bool native = view && view->cls->class_kind == ClassKind::kNative && member->owner &&
                member->owner->class_kind == ClassKind::kNative;
  if (const VariableSymbol* variable = AsVariableSymbol(member->symbol)) {
    info.variable = variable;
    if (through_class) {
      if (variable->storage == Storage::kField)
        return dialect::RefuseUndeclared(declared_.diagnostics, types_, target, receiver, {});
      info.kind = AttributeKind::kClassMember;
      info.symbol = variable;
      // cls.x = 1, Sub.x = 1: a class below may get a variable of its own that hides this one.
      const auto* named = ast::DynCast<ast::NameExpr>(target.value);
      const ClassSymbol* cls = named ? AsClassSymbol(SymbolAt(*named)) : nullptr;
      if (cls != variable->owner_class) const_cast<VariableSymbol*>(variable)->has_other_defaults = true;
    } else if (variable->storage == Storage::kClass) {
      // An instance has only its fields: the assignment would make a new one that hides the class variable.
      return dialect::RefuseClassVariableOnInstance(declared_.diagnostics, target, *variable);
    } else if (native) {
      info.kind = AttributeKind::kField;
    }
    if (variable->is_written_final && !IsOwnInit(target, *variable)) {
      Report(diag::kFinalAssignment, target.attr_span, variable->name)
          .Note(variable->name_span, "declared `Final` here");
      return;
    }
    if (variable->storage == Storage::kField && view && RefuseFrozen(target, *variable, *view->cls)) return;
    RequireMember(target, *variable, member->type, value, type);
    if (InInit() && IsInitSelf(*target.value)) MarkFieldSet(*variable);
    return;
  }
  AssignThroughMethod(target, receiver, *member, value, type, info);
}

void Checker::RequireMember(const ast::Attribute& target, const VariableSymbol& variable, TypeRef declared,
                            const ast::Expr* value, TypeRef type) {
  Span place = variable.module == out_.symbol ? variable.name_span : Span{};
  bool only_none = declared->kind == TypeKind::kNone && type->kind != TypeKind::kNone && type->kind != TypeKind::kAny;
  if (value && only_none && !variable.annotation && !Contains(type, TypeKind::kError)) {  // x = None in the class body
    std::string text = fmt::format("{} | None", ToString(type));
    if (variable.storage == Storage::kClass) text = fmt::format("ClassVar[{}]", text);
    Report(diag::kTypeMismatch, value->span, ToString(declared), ToString(type))
        .Label(fmt::format("this is {}", WithArticle(type)))
        .Note(place, "nothing here says that it may hold more than `None`")
        .Help(fmt::format("declare it: `{}: {} = None`", variable.name, text));
  } else if (value) {
    Require(*value, type, declared, {}, place);
  } else if (!IsSubtype(types_, type, declared) && !Contains(type, TypeKind::kError)) {
    auto report = Report(diag::kTypeMismatch, target.span, ToString(declared), ToString(type));
    report.Label(fmt::format("this receives {}", WithArticle(type))).Note(place, "declared here");
    if (declared == types_.int_ && type == types_.float_)
      report.Help(fmt::format("declare `{}` as `float`, or make the result an `int`", variable.name));
  }
}

// A property with setter; anything else of a class is fixed.
void Checker::AssignThroughMethod(const ast::Attribute& target, TypeRef receiver, const Member& member,
                                  const ast::Expr* value, TypeRef type, AttributeInfo& info) {
  const FunctionSymbol* getter = AsFunctionSymbol(member.symbol);
  if (!getter || getter->method_kind == MethodKind::kNone || receiver->kind == TypeKind::kClassObject ||
      getter->BoundParams() == 0 ||
      (getter->method_kind != MethodKind::kPropertyGetter && getter->method_kind != MethodKind::kPropertySetter)) {
    return dialect::RefuseMethodAssignment(declared_.diagnostics, types_, target, receiver, *member.symbol);
  }
  bool init_self = InInit() && IsInitSelf(*target.value);
  if (init_self && !ReadsOnlySetFields(target.attr.view(), MethodKind::kPropertySetter)) CheckSelfUse(*target.value);
  const FunctionSymbol* setter = member.owner->FindMethod(getter->name, MethodKind::kPropertySetter);
  if (!setter) {
    Report(diag::kReadOnlyProperty, target.attr_span, getter->name, ToString(receiver))
        .Label("it can only be read")
        .Note(getter->name_span, "the getter is here")
        .Help(fmt::format("add `@{}.setter`", getter->name));
    return;
  }
  info.kind = member.owner->class_kind == ClassKind::kNative ? AttributeKind::kProperty : AttributeKind::kDynamic;
  info.function = getter;
  if (setter->params.size() == 2 && value)
    Require(*value, type, setter->params[1].type, {},
            setter->params[1].variable ? setter->params[1].variable->name_span : Span{});
  ForgetAfterCall(unit_.effects.OfCall(setter->name), target.span);
  if (init_self) MarkFieldsSetBy(target.attr.view(), MethodKind::kPropertySetter);
}

// Other names for the object show the new value too; this one has its type.
void Checker::AfterFieldStore(const ast::Attribute& target, const VariableSymbol& field, TypeRef type) {
  std::optional<uint32_t> place = PlaceOfExpr(target, true);
  ForgetField(field, place ? *place : ~0u, target.span);
  if (!place) return;
  ForgetFieldsOf(*place);
  TypeRef narrowed = NarrowedByAssignment(DeclaredTypeOf(field), StripLiteral(types_, type));
  if (type->kind != TypeKind::kAny) body_->lost.erase(*place);  // self.n += 1 of a field taken as Any
  Narrow(*place, narrowed, target.span);
  NoteRaise();
}

}  // namespace spy::check
