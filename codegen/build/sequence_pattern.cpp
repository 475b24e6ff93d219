// Sequence and class patterns of match.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

bool IsWildcard(const ast::Pattern* node) {
  if (const auto* star = ast::DynCast<ast::MatchStar>(node)) return !star->name;
  const auto* as = ast::DynCast<ast::MatchAs>(node);
  return as && !as->pattern && !as->name;
}

}  // namespace

ValueId FunctionBuilder::LengthOf(ValueId value) {
  ir::TypeKind kind = TypeOf(value).kind;
  if (kind == ir::TypeKind::kList) return b_.Emit(Op::kListLen, {value});
  if (kind == ir::TypeKind::kTuple) return b_.Emit(Op::kTupleLen, {value});
  return b_.Emit(Op::kObjLen, {value});
}

// [a, *_, b]: items by index, as CPython does for a nameless star
void FunctionBuilder::MatchAroundStar(const ast::MatchSequence& node, size_t star, ValueId value, PatternState& state) {
  size_t count = node.patterns.size();
  for (size_t i = 0; i < count; ++i) {
    if (IsWildcard(node.patterns[i])) continue;
    ValueId index = b_.ConstInt(int64_t(i));
    if (i > star) index = b_.Emit(Op::kIntSub, {LengthOf(value), b_.ConstInt(int64_t(count - i))});
    ValueId item = TypeOf(value).kind == ir::TypeKind::kList ? b_.Emit(Op::kListItem, {value, index})
                                                             : b_.Emit(Op::kObjGetItem, {value, Object(index)});
    MatchItem(*node.patterns[i], item, state);
  }
}

// [a, b], [a, *rest]
void FunctionBuilder::MatchUnpacked(const ast::MatchSequence& node, size_t star, ValueId value, PatternState& state) {
  size_t count = node.patterns.size();
  ir::TypeKind kind = TypeOf(value).kind;
  bool by_index = star == count && kind == ir::TypeKind::kList;
  ValueId items;
  if (by_index) {
    items = b_.Emit(Op::kListIterable, {value});
  } else if (star == count) {
    items = b_.Emit(Op::kObjUnpack, {value}, {int64_t(count)});
  } else {
    items = b_.Emit(Op::kObjUnpackStar, {value}, {int64_t(star), int64_t(count - star - 1)});
  }
  Values parts;
  for (size_t i = 0; i < count; ++i) {
    if (IsWildcard(node.patterns[i])) {
      parts.push_back({});
    } else if (by_index) {
      parts.push_back(b_.Emit(Op::kListItem, {items, b_.ConstInt(int64_t(i))}));
    } else {
      parts.push_back(b_.Emit(Op::kTupleItem, {items}, {int64_t(i)}));
    }
  }
  for (size_t i = 0; i < count; ++i) {
    if (parts[i]) MatchItem(*node.patterns[i], parts[i], state);
  }
}

void FunctionBuilder::MatchKind(const ast::MatchSequence& node, ValueId value, PatternState& state) {
  size_t count = node.patterns.size(), star = count;
  for (size_t i = 0; i < count; ++i) {
    if (ast::Is<ast::MatchStar>(node.patterns[i])) star = i;
  }
  ir::TypeKind kind = TypeOf(value).kind;
  if (kind != ir::TypeKind::kList && kind != ir::TypeKind::kTuple) {
    value = Object(value);
    MatchTest(b_.Emit(Op::kMatchSequence, {value}), state);
  }
  if (star == count || count > 1) {
    int64_t wanted = int64_t(star == count ? count : count - 1);
    ir::Operator op = star == count ? ir::Operator::kEq : ir::Operator::kGe;
    MatchTest(b_.Emit(Op::kIntCompare, {LengthOf(value), b_.ConstInt(wanted)}, {op}), state);
  }
  if (std::all_of(node.patterns.begin(), node.patterns.end(), IsWildcard)) return;
  bool nameless = star < count && IsWildcard(node.patterns[star]);
  nameless ? MatchAroundStar(node, star, value, state) : MatchUnpacked(node, star, value, state);
}

// C(a, key=b) where the checker knows all attributes: fields of a native class
void FunctionBuilder::MatchFields(const ast::MatchClass& node, const check::MatchClassInfo& info, ValueId value,
                                  PatternState& state) {
  Values parts;
  for (const check::VariableSymbol* field : info.fields) {
    const MemberRef* member = u_.FindMember(field);
    ir::Type type = ir_.At(member->cls).fields[member->index].type;
    parts.push_back(b_.Emit(Op::kFieldGet, {value}, {member->cls, member->index}, type));
  }
  size_t positional = node.patterns.size();
  for (size_t i = 0; i < parts.size(); ++i) {
    const ast::Pattern& part = i < positional ? *node.patterns[i] : *node.kwd_patterns[i - positional];
    TypeRef type = m_.InputOf(part);
    Match(part, type ? Narrow(parts[i], type) : parts[i], state);
  }
}

// C(a, key=b) as CPython does it: all attributes are read before any sub-pattern is tried
void FunctionBuilder::MatchAttributes(const ast::MatchClass& node, ValueId value, PatternState& state) {
  ValueId cls = ObjectExpr(*node.cls);
  std::vector<std::string_view> names;
  for (Name name : node.kwd_attrs) names.push_back(name.view());
  int64_t positional = int64_t(node.patterns.size());
  ValueId attributes = b_.Emit(Op::kMatchClass, {Object(value), cls}, {positional, u_.NamesTuple(names)});
  MatchTest(b_.Emit(Op::kBoolNot, {b_.Emit(Op::kIsNull, {attributes})}), state);
  for (size_t i = 0; i < node.patterns.size() + node.kwd_patterns.size(); ++i) {
    const ast::Pattern* part =
        i < node.patterns.size() ? node.patterns[i] : node.kwd_patterns[i - node.patterns.size()];
    MatchItem(*part, b_.Emit(Op::kTupleItem, {attributes}, {int64_t(i)}), state);
  }
}

// C(a, key=b)
void FunctionBuilder::MatchKind(const ast::MatchClass& node, ValueId value, PatternState& state) {
  const check::MatchClassInfo* info = m_.ClassPatternOf(node);
  const auto* name = ast::DynCast<ast::NameExpr>(node.cls);
  const check::ClassSymbol* cls = name ? check::AsClassSymbol(check::ResolveAlias(m_.SymbolOf(*name))) : nullptr;
  bool by_fields = info && info->is_static && cls;
  for (const check::VariableSymbol* field : info ? info->fields : std::vector<const check::VariableSymbol*>{}) {
    by_fields = by_fields && field && u_.FindMember(field);
  }
  bool plain =
      node.kwd_patterns.empty() && (node.patterns.empty() || (info && info->takes_self && node.patterns.size() == 1));
  if (!cls || (!by_fields && !plain)) return MatchAttributes(node, value, state);
  if (!info->is_certain) {
    ValueId object = Object(value);
    ValueId is_instance = IsInstanceOf(object, *node.cls);
    if (!is_instance) is_instance = b_.Emit(Op::kObjIsInstance, {object, ObjectExpr(*node.cls)});
    MatchTest(is_instance, state);
  }
  if (TypeRef type = m_.types_[node.id]) value = Narrow(value, type);
  if (!plain) return MatchFields(node, *info, value, state);
  if (!node.patterns.empty()) Match(*node.patterns[0], value, state);
}

}  // namespace spy::build
