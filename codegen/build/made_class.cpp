// Class statements whose class CPython's own metaclass makes: enums, named tuples, typed dicts; data classes
// with a base of CPython, whose methods its own decorator makes. The body's names go
// into the namespace that the metaclass prepares; then it is called, as `types.new_class` does.
#include "codegen/build/function_builder.h"
#include "typecheck/names/data_class.h"

namespace spy::build {

using check::ClassSymbol;
using check::DataKind;
using check::FunctionSymbol;
using check::MethodKind;

// module.function(args)
ValueId FunctionBuilder::CallModule(std::string_view module, std::string_view function, const Values& args) {
  Values operands = {b_.Emit(Op::kImportModule, {}, {ir_.AddName(module), int64_t(0)})};
  operands.insert(operands.end(), args.begin(), args.end());
  return b_.Emit(Op::kObjCallMethod, operands, {ir_.AddName(function), ir::ConstId{}});
}

void FunctionBuilder::SetInSpace(std::string_view name, ValueId value) {
  b_.Emit(Op::kObjSetItem, {class_space_, b_.ConstName(name), Object(value)});
}

ValueId FunctionBuilder::GetFromSpace(std::string_view name) {
  return b_.Emit(Op::kObjGetItem, {class_space_, b_.ConstName(name)});
}

// def in the body: the function, decorated, as the kind of method it is
void FunctionBuilder::BuildMadeMethod(const ast::FunctionBase& def, const FunctionSymbol& symbol) {
  ValueId value = Decorate(def.decorator_list, symbol.decorators, [&] { return MakeAnnotated(def, symbol); });
  auto call = [&](ValueId callee) { return b_.Emit(Op::kObjCall, {callee, value}, {ir::ConstId{}}); };
  switch (symbol.method_kind) {
    case MethodKind::kNone:
    case MethodKind::kInstance:
      break;
    case MethodKind::kStatic:
      value = call(b_.BuiltinNamed("staticmethod"));
      break;
    case MethodKind::kClass:
      value = call(b_.BuiltinNamed("classmethod"));
      break;
    case MethodKind::kPropertyGetter:
      value = call(b_.BuiltinNamed("property"));
      break;
    case MethodKind::kPropertySetter:
    case MethodKind::kPropertyDeleter: {
      std::string_view half = symbol.method_kind == MethodKind::kPropertySetter ? "setter" : "deleter";
      value = call(b_.Emit(Op::kObjGetAttr, {GetFromSpace(symbol.name)}, {ir_.AddName(half)}));
      break;
    }
  }
  SetInSpace(symbol.name, value);
}

// The statements in order; annotated names of named tuples and typed dicts go to __annotations__.
void FunctionBuilder::BuildMadeBody(const ast::ClassDef& def, const ClassSymbol&) {
  ValueId annotations;
  for (const ast::Stmt* stmt : def.body) {
    if (!b_.IsReachable()) return;
    const auto* annotated = ast::DynCast<ast::AnnAssign>(stmt);
    const auto* target = annotated ? ast::DynCast<ast::NameExpr>(annotated->target) : nullptr;
    if (!target) {
      BuildStmt(*stmt);
      continue;
    }
    if (annotated->value) SetInSpace(target->name.view(), Expr(*annotated->value));
    if (!annotations) {
      annotations = b_.Emit(Op::kDictNew);
      SetInSpace("__annotations__", annotations);
    }
    ValueId type = AnnotationObject(*annotated->annotation);
    b_.Emit(Op::kObjSetItem, {Object(annotations), b_.ConstName(target->name.view()), Object(type)});
  }
}

// class Color(Enum): body -> meta(name, bases, namespace, **keywords)
void FunctionBuilder::BuildMadeClass(const ast::ClassDef& def, const ClassSymbol& symbol) {
  Values decorators, bases, keywords;
  for (const ast::Expr* d : def.decorator_list) {
    const auto* name = ast::DynCast<ast::NameExpr>(d);
    if (!(name && name->name == "final")) decorators.push_back(ObjectExpr(*d));
  }
  for (const ast::Expr* base : def.bases) bases.push_back(ObjectExpr(*base));
  for (const ast::Keyword* k : def.keywords) {
    keywords.push_back(b_.ConstName(k->arg.view()));
    keywords.push_back(ObjectExpr(*k->value));
  }
  b_.SetSpan(def.span);
  ValueId name = b_.ConstName(symbol.name), written = b_.Emit(Op::kTupleNew, bases);
  ValueId resolved = CallModule("types", "resolve_bases", {written});
  ValueId prepared = CallModule("types", "prepare_class", {name, resolved, b_.Emit(Op::kDictNew, keywords)});
  auto part = [&](int64_t i) { return b_.Emit(Op::kObjGetItem, {prepared, Object(b_.ConstInt(i))}); };
  std::pair outer(class_body_, class_state_);
  ValueId outer_space = class_space_;
  class_body_ = &symbol;
  class_state_ = {};
  class_space_ = part(1);
  SetInSpace("__module__", b_.Emit(Op::kGlobalGet, {}, {u_.GlobalOf(m_.symbol, "__name__", u_.types.any)}));
  SetInSpace("__qualname__", Const(u_.Str(symbol.qualname.empty() ? symbol.name : symbol.qualname)));
  if (ir::ConstId doc = u_.DocOf(def.body)) SetInSpace("__doc__", Const(doc));
  bool replaced = symbol.data->kind == DataKind::kNamedTuple || symbol.data->kind == DataKind::kTypedDict;
  if (replaced) SetInSpace("__orig_bases__", written);
  BuildMadeBody(def, symbol);
  ValueId args = b_.Emit(Op::kTupleNew, {name, resolved, class_space_});
  class_space_ = outer_space;
  std::tie(class_body_, class_state_) = outer;
  b_.SetSpan(def.span);
  ValueId value = b_.Emit(Op::kObjCallEx, {part(0), args, part(2)});
  for (size_t i = decorators.size(); i-- > 0;) value = b_.Emit(Op::kObjCall, {decorators[i], value}, {ir::ConstId{}});
  if (!symbol.enclosing) b_.Emit(Op::kClassSeal, {value}, {u_.FindClass(&symbol)});
  BindName(&symbol, symbol.binding, value);
}

// member.value and member.name of an enum, past the descriptors
ValueId FunctionBuilder::LoadMadeAttribute(const ast::Attribute& e, ValueId receiver) {
  const check::InstanceType* type = check::AsInstanceType(StaticType(*e.value));
  if (!type) return {};
  const ClassSymbol* declaring = nullptr;
  for (const ClassSymbol* c : type->cls->mro) {
    if (check::IsMade(*c)) declaring = c;
  }
  if (!declaring) return {};
  std::string_view name = e.attr.view();
  if (declaring->data->kind == DataKind::kEnum && (name == "value" || name == "name")) {
    for (const ClassSymbol* c : type->cls->mro) {
      if (c->def && c->class_kind != check::ClassKind::kBuiltin && (c->FindMethod(name) || c->FindClassVar(name)))
        return {};
    }
    return b_.Emit(Op::kObjGetAttr, {Object(receiver)}, {ir_.AddName(name == "value" ? "_value_" : "_name_")});
  }
  return {};
}

}  // namespace spy::build
