// Arena, interner, edit distance, source files.
#include <catch2/catch.hpp>
#include <cstring>
#include <string>

#include "frontend/base/arena.h"
#include "frontend/base/interner.h"
#include "frontend/base/suggest.h"
#include "frontend/source/source.h"

using namespace spy;

TEST_CASE("the arena aligns, keeps addresses, and takes large blocks") {
  Arena arena;
  struct Pair {
    uint64_t a;
    uint32_t b;
  };
  std::vector<Pair*> pairs;
  for (uint32_t i = 0; i < 10000; ++i) {
    arena.Allocate(1, 1);
    pairs.push_back(arena.New<Pair>(uint64_t{i}, i + 1));
    REQUIRE(reinterpret_cast<uintptr_t>(pairs.back()) % alignof(Pair) == 0);
  }
  std::span<char> large = arena.NewArray<char>(5 << 20);
  std::memset(large.data(), 7, large.size());
  for (uint32_t i = 0; i < pairs.size(); ++i) {
    REQUIRE(pairs[i]->a == i);
    REQUIRE(pairs[i]->b == i + 1);
  }
  REQUIRE(arena.BytesReserved() >= large.size());
  REQUIRE(arena.CopyString("").empty());
  REQUIRE(arena.CopyString("abc") == "abc");
}

TEST_CASE("the interner gives each text one name with a dense id") {
  Interner names;
  std::vector<Name> all;
  for (int i = 0; i < 5000; ++i) all.push_back(names.Intern("name" + std::to_string(i)));
  REQUIRE(names.size() == 5000);
  for (int i = 0; i < 5000; ++i) {
    std::string text = "name" + std::to_string(i);
    REQUIRE(names.Intern(text) == all[size_t(i)]);
    REQUIRE(all[size_t(i)].view() == text);
    REQUIRE(all[size_t(i)].id() == uint32_t(i));
    REQUIRE(names.ById(uint32_t(i)) == all[size_t(i)]);
  }
  REQUIRE(names.Find("nobody").empty());
  REQUIRE(names.Intern("").empty());
  REQUIRE_FALSE(Name());
}

TEST_CASE("edit distance and suggestions") {
  REQUIRE(EditDistance("import", "improt", 3) == 1);
  REQUIRE(EditDistance("", "abc", 3) == 3);
  REQUIRE(EditDistance("abc", "xyz", 2) == 3);
  const std::string_view words[] = {"append", "extend", "insert"};
  REQUIRE(Suggest("apend", words) == "append");
  REQUIRE(Suggest("insrt", words) == "insert");
  REQUIRE(Suggest("zzzzzz", words).empty());
  REQUIRE(Suggest("append", words).empty());
}

TEST_CASE("lines end at LF, CRLF and CR; columns count bytes and characters") {
  SourceManager sources;
  const SourceFile& file = *sources.AddText("x.spy",
                                            "\xEF\xBB\xBF"
                                            "a\r\nb\xC3\xA9"
                                            "c\rd\n");
  REQUIRE(file.had_bom());
  REQUIRE(file.LineCount() == 4);
  REQUIRE(file.Line(1) == "a");
  REQUIRE(file.Line(2) ==
          "b\xC3\xA9"
          "c");
  REQUIRE(file.Line(3) == "d");
  REQUIRE(file.Line(4).empty());
  uint32_t c = uint32_t(file.text().find('c'));
  REQUIRE(file.Locate(c) == LineCol{2, 3});
  REQUIRE(file.DisplayColumn(c) == 3);
  REQUIRE(file.text().data()[file.text().size()] == 0);
}
