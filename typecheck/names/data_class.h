// Facts of data classes: the options of the decorator, the fields in the order of the synthesized `__init__`, inherited
// ones included. Made by the Declarer (data_class.cpp), hung onto the ClassSymbol, read-only afterwards; expressions
// and symbols are the tree's and the store's. Mistakes in a declaration are diagnostics, the facts then leave the part
// out.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "typecheck/names/symbol.h"

namespace spy::check {

class TypeStore;

// What makes a default: none, a value evaluated by the class body, or a callable called for each instance.
enum class DataDefault : uint8_t { kNone, kValue, kList, kDict, kSet, kFactory };

struct DataField {
  std::string_view name;
  const VariableSymbol* declaration = nullptr;  // in the class body that says it last
  const VariableSymbol* field = nullptr;        // what instances hold; null for InitVar
  const ClassSymbol* owner = nullptr;           // the class of `declaration`
  TypeRef type = nullptr;
  DataDefault default_kind = DataDefault::kNone;
  const ast::Expr* default_value = nullptr;  // the value, or the factory
  bool init = true, repr = true, compare = true, kw_only = false, is_init_var = false;
  enum Hash : uint8_t { kAsCompare, kYes, kNo } hash = kAsCompare;
  bool IsHashed() const { return hash == kAsCompare ? compare : hash == kYes; }
  bool HasFactory() const { return default_kind > DataDefault::kValue; }
};

// kEnum, kNamedTuple and kTypedDict are made by CPython's own metaclasses; only the fields and the kind are filled.
enum class DataKind : uint8_t { kData, kEnum, kNamedTuple, kTypedDict };

struct DataClass {
  DataKind kind = DataKind::kData;
  bool init = true, repr = true, eq = true, order = false, unsafe_hash = false, frozen = false, match_args = true;
  bool kw_only = false, slots = false, weakref_slot = false;
  bool is_declared = false;  // the fields are known
  const ast::Expr* decorator = nullptr;
  std::vector<DataField> fields;  // InitVars included, in the order of their first declaration
  const DataField* Find(std::string_view name) const {
    for (const DataField& field : fields) {
      if (field.name == name) return &field;
    }
    return nullptr;
  }
};

inline bool IsOfKind(const ClassSymbol& cls, DataKind kind) { return cls.data && cls.data->kind == kind; }
inline bool IsMade(const ClassSymbol& cls) { return cls.data && cls.data->kind != DataKind::kData; }
// A member of an enum, as declared in its body: `RED = 1`, also one that is another name of RED.
bool IsEnumMember(const ClassSymbol& cls, const VariableSymbol& variable);
// The first name that was given the value of a member.
const VariableSymbol* OriginalMember(const ClassSymbol& cls, const VariableSymbol& member);
// An enum whose values are its members: no Flag.
bool IsClosedEnum(const ClassSymbol& cls);
// A named tuple as the tuple of its fields; any other type as it is. (types/members.cpp)
TypeRef TupleView(TypeStore& types, TypeRef type);

}  // namespace spy::check
