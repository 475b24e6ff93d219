#include "codegen/ir/module.h"

#include <bit>
#include <functional>

namespace spy::ir {
namespace {

size_t Mix(size_t seed, size_t value) { return (seed ^ value) * 0x9E3779B97F4A7C15u + (seed >> 29); }

// 0.0 and -0.0 are different constants, and a nan equals itself.
bool SameConst(const Const& a, const Const& b) {
  return a.kind == b.kind && a.interned == b.interned && a.integer == b.integer && a.text == b.text &&
         a.items == b.items && std::bit_cast<uint64_t>(a.real) == std::bit_cast<uint64_t>(b.real);
}

size_t HashOf(const Const& c) {
  size_t hash = Mix(size_t(c.kind), std::hash<std::string>{}(c.text));
  hash = Mix(hash, size_t(c.integer));
  hash = Mix(hash, std::bit_cast<uint64_t>(c.real));
  for (ConstId item : c.items) hash = Mix(hash, item.index);
  return Mix(hash, c.interned);
}

size_t HashOf(const TypeCheck& c) {
  size_t hash = Mix(size_t(c.kind), c.class_id.index);
  hash = Mix(hash, std::hash<std::string>{}(c.name));
  for (CheckId child : c.children) hash = Mix(hash, child.index);
  for (ConstId child : c.children_consts) hash = Mix(hash, child.index);
  return hash;
}

// The entry of `pool` that equals `entry`, or a new one at its end.
template <class Pooled, class Equal>
uint32_t Pool(std::vector<Pooled>& pool, std::unordered_multimap<size_t, uint32_t>& index, const Pooled& entry,
              Equal equal) {
  size_t hash = HashOf(entry);
  auto [at, end] = index.equal_range(hash);
  for (; at != end; ++at) {
    if (equal(pool[at->second], entry)) return at->second;
  }
  index.emplace(hash, uint32_t(pool.size()));
  pool.push_back(entry);
  return uint32_t(pool.size() - 1);
}

uint32_t SizeOf(FieldRep rep) { return rep == FieldRep::kBool ? 1 : 8; }

}  // namespace

ConstId Module::AddConst(const Const& c) { return ConstId{Pool(consts, const_index_, c, SameConst)}; }

NameId Module::AddName(std::string_view name) {
  return AddConst({.kind = ConstKind::kStr, .interned = true, .text = std::string(name), .items = {}});
}

CheckId Module::AddCheck(const TypeCheck& check) {
  return CheckId{Pool(checks, check_index_, check, std::equal_to<TypeCheck>{})};
}

// Bases come before subclasses, so one walk lays all out. Words come before bytes: no holes but at the end.
void Module::LayOut() {
  for (Class& c : classes) {
    uint32_t offset = c.base ? At(c.base).size : kFirstFieldOffset;
    for (bool bytes : {false, true}) {
      for (Field& field : c.fields) {
        if ((field.rep == FieldRep::kBool) != bytes) continue;
        field.offset = offset;
        offset += SizeOf(field.rep);
      }
    }
    c.size = (offset + 7) & ~7u;
  }
}

bool Module::IsSubclass(ClassId derived, ClassId base) const {
  for (ClassId c = derived; c; c = At(c).base) {
    if (c == base) return true;
  }
  return false;
}

bool Module::IsAssignable(Type from, Type to) const {
  if (from == to) return true;
  if (to.kind == TypeKind::kObject) return IsPointer(from);
  return from.kind == TypeKind::kInstance && to.kind == TypeKind::kInstance && IsSubclass(from.class_id, to.class_id);
}

}  // namespace spy::ir
