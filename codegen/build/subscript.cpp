// Items: container[index], read and written.
#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

bool IsIndex(ir::Type t) { return t.kind == ir::TypeKind::kInt || t.kind == ir::TypeKind::kBool; }

}  // namespace

// A method of a native receiver called through its slot, as an operator does; none: it has no such method.
ValueId FunctionBuilder::CallSlot(ValueId receiver, std::string_view slot_name, const Values& args) {
  ir::Type type = TypeOf(receiver);
  if (type.kind != ir::TypeKind::kInstance) return {};
  int slot = u_.FindSlot(type.class_id, slot_name);
  if (slot < 0) return {};
  ir::FunctionId declared = ir_.At(type.class_id).vtable[size_t(slot)].declared;
  const check::FunctionSymbol& f = *u_.SymbolOf(declared);
  if (f.params.size() != args.size() + 1) return {};
  Values operands = {receiver};
  for (size_t i = 0; i < args.size(); ++i) {
    const check::Param& p = f.params[i + 1];
    if (p.kind != check::ParamKind::kPositionalOnly && p.kind != check::ParamKind::kPositionalOrKeyword) return {};
    operands.push_back(As(args[i], u_.TypeOf(p.type), p.type, false));
  }
  ir::Type result = u_.ResultOf(f);
  ValueId value = b_.Emit(Op::kCallVirtual, operands, {type.class_id, slot}, result);
  return result.kind == ir::TypeKind::kNone ? b_.ConstNone() : value;
}

// container[start:stop]: with bounds that are ints or left out, no slice object is made
ValueId FunctionBuilder::LoadSlice(ValueId container, const ast::Slice& slice, const ast::Subscript& e) {
  container = Object(container);
  ValueId start = slice.lower ? Expr(*slice.lower) : ValueId{}, stop = slice.upper ? Expr(*slice.upper) : ValueId{};
  b_.SetSpan(e.span);
  auto is_raw = [&](ValueId bound) { return !bound || TypeOf(bound).kind == ir::TypeKind::kInt; };
  ValueId value;
  if (is_raw(start) && is_raw(stop)) {
    int64_t written = int64_t(bool(start)) | int64_t(bool(stop)) << 1;
    value =
        b_.Emit(Op::kObjSlice, {container, start ? start : b_.ConstInt(0), stop ? stop : b_.ConstInt(0)}, {written});
  } else {
    auto bound = [&](ValueId v) { return v ? Object(v) : b_.ConstNone(); };
    value = b_.Emit(Op::kObjGetItem, {container, b_.Emit(Op::kSliceNew, {bound(start), bound(stop), b_.ConstNone()})});
  }
  return TypeOf(container).kind != ir::TypeKind::kObject ? Narrow(value, StaticType(e)) : Checked(value, StaticType(e));
}

// container[index]: elements of containers are checked where they are read
ValueId FunctionBuilder::LoadSubscript(ValueId container, ValueId index, const ast::Subscript& e) {
  TypeRef type = StaticType(e);
  ir::TypeKind kind = TypeOf(container).kind;
  if (IsIndex(TypeOf(index))) {
    if (kind == ir::TypeKind::kList) return Checked(b_.Emit(Op::kListItem, {container, PromoteInt(index)}), type);
    if (kind == ir::TypeKind::kStr) return b_.Emit(Op::kStrItem, {container, PromoteInt(index)});
    if (kind == ir::TypeKind::kTuple) return Checked(b_.Emit(Op::kTupleItemAt, {container, PromoteInt(index)}), type);
  }
  if (kind == ir::TypeKind::kDict) return Checked(b_.Emit(Op::kDictGetItem, {container, Object(index)}), type);
  if (ValueId value = CallSlot(container, "__getitem__", {index})) return Checked(value, type);
  ValueId value = b_.Emit(Op::kObjGetItem, {Object(container), Object(index)});
  bool slice_of_builtin =
      ast::Is<ast::Slice>(e.slice) && kind != ir::TypeKind::kObject && kind != ir::TypeKind::kInstance;
  return slice_of_builtin ? Narrow(value, type) : Checked(value, type);
}

ValueId FunctionBuilder::Build(const ast::Subscript& e) {
  ValueId container = Expr(*e.value);
  const auto* constant = ast::DynCast<ast::Constant>(e.slice);
  bool small = constant && constant->constant_kind == ast::ConstantKind::Int && !constant->is_big;
  if (small && TypeOf(container).kind == ir::TypeKind::kTuple) {
    return Checked(b_.Emit(Op::kTupleItem, {container}, {constant->int_value}), StaticType(e));
  }
  const auto* slice = ast::DynCast<ast::Slice>(e.slice);
  bool plain = slice && !slice->step && TypeOf(container).kind != ir::TypeKind::kInstance;
  if (plain) return LoadSlice(container, *slice, e);
  ValueId index = Expr(*e.slice);
  b_.SetSpan(e.span);
  return LoadSubscript(container, index, e);
}

// container[index] = value
void FunctionBuilder::StoreSubscript(ValueId container, ValueId index, ValueId value, const ast::Subscript& target) {
  b_.SetSpan(target.span);
  ir::TypeKind kind = TypeOf(container).kind;
  if (kind == ir::TypeKind::kList && IsIndex(TypeOf(index))) {
    index = PromoteInt(index);
    b_.Emit(Op::kListSetItem, {container, index, Object(value)});
  } else if (kind == ir::TypeKind::kDict) {
    index = Object(index);
    b_.Emit(Op::kDictSetItem, {container, index, Object(value)});
  } else if (!CallSlot(container, "__setitem__", {index, value})) {
    container = Object(container);
    index = Object(index);
    b_.Emit(Op::kObjSetItem, {container, index, Object(value)});
  }
}

}  // namespace spy::build
