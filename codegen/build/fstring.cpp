// f-strings.
#include "codegen/build/function_builder.h"

namespace spy::build {

// {value!r:spec} -> the text of the field
ValueId FunctionBuilder::Build(const ast::FormattedValue& e) {
  ValueId value = Expr(*e.value);
  bool is_text = TypeOf(value).kind == ir::TypeKind::kStr;
  value = Object(value);
  switch (e.conversion) {
    case 's':
      value = b_.Emit(Op::kObjStr, {value});
      break;
    case 'r':
      value = b_.Emit(Op::kObjRepr, {value});
      break;
    case 'a':
      value = b_.Emit(Op::kObjAscii, {value});
      break;
    default:
      break;
  }
  if (!e.format_spec && (is_text || e.conversion >= 0)) return value;
  ValueId spec = e.format_spec ? ObjectExpr(*e.format_spec) : b_.ConstStr("");
  return b_.Emit(Op::kObjFormat, {value, spec});
}

// f"text{field}text"
ValueId FunctionBuilder::Build(const ast::JoinedStr& e) {
  Values parts;
  for (const ast::Expr* part : e.values) parts.push_back(Expr(*part));
  if (parts.empty()) return b_.ConstStr("");
  return b_.Emit(Op::kStrJoin, parts);
}

}  // namespace spy::build
