// Data classes: bodies of the methods that come from the fields, and the end of the class statement.
#include "typecheck/names/data_class.h"

#include "codegen/build/function_builder.h"

namespace spy::build {

using check::ClassSymbol;
using check::DataClass;
using check::DataDefault;
using check::DataField;
using check::Synthesis;

// Hidden class variables of a data class: the mark of arguments that are not given, and the factories.
void Unit::DeclareFactories(ir::Class& cls, const ClassSymbol& symbol) {
  bool any = false;
  for (const DataField& field : symbol.data->fields) {
    any = any || field.HasFactory();
    if (field.default_kind != DataDefault::kFactory || field.owner != &symbol) continue;
    factories_[field.declaration] = {cls.id, uint32_t(cls.class_vars.size())};
    cls.class_vars.push_back({"<factory " + std::string(field.name) + ">", CheckOf(types.any)});
  }
  if (!any) return;
  sentinels_[&symbol] = {cls.id, uint32_t(cls.class_vars.size())};
  cls.class_vars.push_back({"<factory>", CheckOf(types.any)});
}

// A parameter with a factory also takes CPython's mark for "not given".
ir::CheckId Unit::FactoryParamCheck(check::TypeRef type) {
  ir::TypeCheck c{};
  c.kind = ir::CheckKind::kClassNamed;
  c.module = "dataclasses";
  c.name = "_HAS_DEFAULT_FACTORY_CLASS";
  ir::CheckId mark = module.AddCheck(c);
  ir::CheckId own = CheckOf(type);
  if (module.checks[own.index].kind == ir::CheckKind::kAny) return own;
  ir::TypeCheck both{};
  both.kind = ir::CheckKind::kUnion;
  both.name = module.checks[own.index].name;
  both.children = {own, mark};
  return module.AddCheck(both);
}

// A new default made by the field's factory.
ValueId FunctionBuilder::MakeDefault(const DataField& field) {
  ValueId value;
  switch (field.default_kind) {
    case DataDefault::kNone:
    case DataDefault::kValue:
      break;
    case DataDefault::kList:
      value = b_.Emit(Op::kListNew);
      break;
    case DataDefault::kDict:
      value = b_.Emit(Op::kDictNew);
      break;
    case DataDefault::kSet:
      value = b_.Emit(Op::kSetNew);
      break;
    case DataDefault::kFactory: {
      const MemberRef* factory = u_.FindFactory(field.declaration);
      if (!factory) return Poison(field.type);
      ValueId callee = b_.Emit(Op::kClassVarGet, {}, {factory->cls, factory->index});
      value = b_.Emit(Op::kObjCall, {callee}, {ir::ConstId{}});
      break;
    }
  }
  return Checked(value, field.type);
}

// The argument, or a new default where the call has left it out.
ValueId FunctionBuilder::GivenOrMade(const DataField& field, ValueId argument) {
  const MemberRef* sentinel = u_.FindSentinel(fn_->owner_class);
  if (!sentinel) return argument;
  BlockId make = b_.CreateBlock(), given = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, u_.TypeOf(field.type));
  ValueId mark = b_.Emit(Op::kClassVarGet, {}, {sentinel->cls, sentinel->index});
  b_.CondBr(b_.Emit(Op::kObjIs, {argument, mark}), make, given);
  b_.SealBlock(make);
  b_.SealBlock(given);
  b_.SetBlock(make);
  b_.Br(join, {MakeDefault(field)});
  b_.SetBlock(given);
  b_.Br(join, {As(argument, u_.TypeOf(field.type), field.type, true)});
  b_.StartBlock(join);
  return result;
}

// self.a = a; self.b = b; self.__post_init__(...)
void FunctionBuilder::BuildDataInit() {
  const DataClass& data = *fn_->owner_class->data;
  Values params;
  for (const check::Param& p : fn_->params) {
    params.push_back(b_.AddParam(p.is_factory ? ir::Type::Object() : u_.TypeOf(p.type)));
  }
  Values init_vars = {};
  bool complete = true;
  for (const DataField& field : data.fields) {
    ValueId value;
    for (size_t i = 1; i < fn_->params.size(); ++i) {
      if (fn_->params[i].name == field.name) value = params[i];
    }
    if (value && field.HasFactory()) value = GivenOrMade(field, value);
    if (!value && field.HasFactory()) value = MakeDefault(field);
    if (field.is_init_var) {
      if (value) init_vars.push_back(Object(value));
      continue;
    }
    const MemberRef* member = field.field ? u_.FindMember(field.field) : nullptr;
    if (!value || !member) {
      complete = complete && field.default_kind == DataDefault::kValue;
      continue;
    }
    ir::Type type = ir_.At(member->cls).fields[member->index].type;
    b_.Emit(Op::kFieldSet, {params[0], As(value, type, field.field->type, true)}, {member->cls, member->index});
  }
  for (const ClassSymbol* c : fn_->owner_class->mro) {
    for (const check::VariableSymbol* f : c->fields) complete = complete && (data.Find(f->name) || f->initializer);
  }
  // Where `__post_init__` sets the rest, the checker has seen that it does.
  if (complete) b_.Emit(Op::kInstComplete, {params[0]}, {u_.FindClass(fn_->owner_class)});
  if (fn_->owner_class->Lookup("__post_init__").symbol) {
    Values operands = {params[0]};
    operands.insert(operands.end(), init_vars.begin(), init_vars.end());
    b_.Emit(Op::kObjCallMethod, operands, {ir_.AddName("__post_init__"), ir::ConstId{}});
  }
  if (!complete) b_.Emit(Op::kInstComplete, {params[0]}, {u_.FindClass(fn_->owner_class)});
  b_.Return(b_.ConstNone());
}

// Two values of one field, as a bool.
ValueId FunctionBuilder::FieldsEqual(ValueId left, ValueId right) {
  if (ValueId raw = CompareRaw(ast::CmpOperator::Eq, left, right)) return raw;
  ValueId equal = CallHelper("spyc.data_equal", {Object(left), Object(right)});
  return b_.Emit(Op::kObjIs, {equal, Object(b_.ConstBool(true))});
}

// A function of the runtime that stands among the built-ins.
ValueId FunctionBuilder::CallHelper(std::string_view name, const Values& args) {
  Values operands = {b_.BuiltinNamed(name)};
  operands.insert(operands.end(), args.begin(), args.end());
  return b_.Emit(Op::kObjCall, operands, {ir::ConstId{}});
}

// other is of self's class: go on with it as such; else NotImplemented
ValueId FunctionBuilder::SameClassOrReturn(ValueId self, ValueId other) {
  auto refuse = [&] { b_.Return(b_.BuiltinNamed("NotImplemented")); };
  ContinueIf(b_.Emit(Op::kInstIs, {other}, {u_.FindClass(fn_->owner_class)}), refuse);
  ir::NameId name = ir_.AddName("__class__");
  ValueId own = b_.Emit(Op::kObjGetAttr, {self}, {name}), theirs = b_.Emit(Op::kObjGetAttr, {other}, {name});
  ContinueIf(b_.Emit(Op::kObjIs, {own, theirs}), refuse);
  return As(other, u_.TypeOf(fn_->owner_class->self_type), fn_->owner_class->self_type, true);
}

// Goes on in a new block where `condition` holds; where not, `otherwise` ends the function.
void FunctionBuilder::ContinueIf(ValueId condition, const std::function<void()>& otherwise) {
  BlockId next = b_.CreateBlock(), stop = b_.CreateBlock();
  b_.CondBr(condition, next, stop);
  b_.SealBlock(next);
  b_.StartBlock(stop);
  otherwise();
  b_.SetBlock(next);
}

ValueId FunctionBuilder::ReadDataField(ValueId self, const DataField& field) {
  const MemberRef* member = u_.FindMember(field.field);
  if (!member) return b_.ConstNone();
  return b_.Emit(Op::kFieldGet, {self}, {member->cls, member->index}, ir_.At(member->cls).fields[member->index].type);
}

// (self.a, self.b) op (other.a, other.b): the first fields that differ decide
void FunctionBuilder::BuildDataCompare(ast::CmpOperator op) {
  ValueId self = b_.AddParam(u_.TypeOf(fn_->params[0].type));
  ValueId other = b_.AddParam(ir::Type::Object());
  bool equality = op == ast::CmpOperator::Eq;
  if (equality) {
    ContinueIf(b_.Emit(Op::kBoolNot, {b_.Emit(Op::kObjIs, {self, other})}),
               [&] { b_.Return(Object(b_.ConstBool(true))); });
  }
  other = SameClassOrReturn(self, other);
  for (const DataField& field : fn_->owner_class->data->fields) {
    if (!field.compare || field.is_init_var) continue;
    ValueId left = ReadDataField(self, field), right = ReadDataField(other, field);
    ContinueIf(FieldsEqual(left, right),
               [&] { b_.Return(Object(equality ? b_.ConstBool(false) : CompareOne(op, left, right, false))); });
  }
  b_.Return(Object(b_.ConstBool(equality || op == ast::CmpOperator::LtE || op == ast::CmpOperator::GtE)));
}

// hash((self.a, self.b))
void FunctionBuilder::BuildDataHash() {
  ValueId self = b_.AddParam(u_.TypeOf(fn_->params[0].type));
  Values values;
  for (const DataField& field : fn_->owner_class->data->fields) {
    if (field.IsHashed() && !field.is_init_var) values.push_back(Object(ReadDataField(self, field)));
  }
  b_.Return(b_.Emit(Op::kObjHash, {b_.Emit(Op::kTupleNew, values)}));
}

void FunctionBuilder::BuildDataRepr() {
  ValueId self = b_.AddParam(u_.TypeOf(fn_->params[0].type));
  std::vector<std::string_view> names;
  ir::Const labels{};  // what stands before each value
  labels.kind = ir::ConstKind::kTuple;
  for (const DataField& field : fn_->owner_class->data->fields) {
    if (!field.repr || field.is_init_var) continue;
    labels.items.push_back(u_.Str((names.empty() ? "(" : ", ") + std::string(field.name) + "="));
    names.push_back(field.name);
  }
  ValueId text = CallHelper("spyc.data_repr", {self, Const(u_.NamesTuple(names)), Const(ir_.AddConst(labels))});
  b_.Return(Narrow(text, fn_->result));
}

void FunctionBuilder::BuildSynthesized() {
  b_.SetSpan(fn_->owner_class->def->span);
  switch (fn_->synthesis) {
    case Synthesis::kNone:
      break;
    case Synthesis::kInit:
      BuildDataInit();
      break;
    case Synthesis::kRepr:
      BuildDataRepr();
      break;
    case Synthesis::kEq:
      BuildDataCompare(ast::CmpOperator::Eq);
      break;
    case Synthesis::kLt:
      BuildDataCompare(ast::CmpOperator::Lt);
      break;
    case Synthesis::kLe:
      BuildDataCompare(ast::CmpOperator::LtE);
      break;
    case Synthesis::kGt:
      BuildDataCompare(ast::CmpOperator::Gt);
      break;
    case Synthesis::kGe:
      BuildDataCompare(ast::CmpOperator::GtE);
      break;
    case Synthesis::kHash:
      BuildDataHash();
      break;
  }
  b_.Finish();
}

// An annotation as the class body evaluates it, or its text under `from __future__ import annotations`.
ValueId FunctionBuilder::AnnotationObject(const ast::Expr& annotation) {
  bool deferred = m_.source->text().find("from __future__ import annotations") != std::string_view::npos;
  return deferred ? Const(u_.Str(m_.source->Text(annotation.span))) : ObjectExpr(annotation);
}

// `x: T = value` in the body of a data class: evaluated here, given to data_make later.
void FunctionBuilder::AddDataPart(const ast::AnnAssign& stmt, DataParts* parts) {
  const auto* target = ast::DynCast<ast::NameExpr>(stmt.target);
  const check::VariableSymbol* v = target ? check::AsVariableSymbol(m_.SymbolOf(*target)) : nullptr;
  if (!v) return;
  parts->names.push_back(v->name);
  if (v->is_class_var) {
    BuildStmt(stmt);
    parts->kinds += 'c';
    parts->values.push_back(AnnotationObject(*stmt.annotation));
    return;
  }
  char kind = v->is_init_var ? (v->type ? 'i' : 'k') : 'f';
  ValueId value = stmt.value ? ObjectExpr(*stmt.value) : ValueId{};
  parts->kinds += value ? char(kind - 'a' + 'A') : kind;
  parts->values.push_back(AnnotationObject(*stmt.annotation));
  if (value) parts->values.push_back(value);
}

// The facts that the runtime's data_make reads: options, names of the body, their kinds.
void FunctionBuilder::MakeDataClass(const ClassSymbol& symbol, ValueId cls, const DataParts& parts) {
  const DataClass& d = *symbol.data;
  const check::FunctionSymbol* init = symbol.FindMethod("__init__");
  bool own_init = init && init->synthesis == Synthesis::kInit;
  const bool options[] = {d.init,       d.repr,    d.eq,    d.order,        d.unsafe_hash, d.frozen,
                          d.match_args, d.kw_only, d.slots, d.weakref_slot, own_init};
  int64_t flags = 0, bit = 1;
  for (bool option : options) {
    if (option) flags |= bit;
    bit *= 2;
  }
  ir::Const number{}, facts{};
  number.kind = ir::ConstKind::kInt;
  number.integer = flags;
  facts.kind = ir::ConstKind::kTuple;
  facts.items = {ir_.AddConst(number), u_.NamesTuple(parts.names), u_.Str(parts.kinds)};
  Values operands = {cls, Const(ir_.AddConst(facts))};
  operands.insert(operands.end(), parts.values.begin(), parts.values.end());
  CallHelper("spyc.data_make", operands);
}

}  // namespace spy::build
