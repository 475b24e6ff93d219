// Token kinds of short sources.
#include "frontend/parse/lexer.h"

#include <catch2/catch.hpp>
#include <string>

#include "frontend/parse/unicode.h"

using namespace spy;
using namespace spy::parse;

namespace {

// The texts of the tokens' kinds, separated by blanks; "!" and the code for each diagnostic.
std::string Kinds(const std::string& text) {
  SourceManager sources;
  DiagnosticSink sink;
  Diagnostics diags(sink, *sources.AddText("x.spy", text));
  LexedSource lexed = Lexer(diags).Run();
  std::string result;
  for (const Token& token : lexed.tokens) {
    std::string_view kind = TextOf(token.kind);
    result += (result.empty() ? "" : " ") + std::string(kind.substr(0, kind.find(' ')) == "a" ? kind.substr(2) : kind);
  }
  for (const auto& diagnostic : sink.Sorted()) result += " !" + std::to_string(diagnostic->info->code);
  return result;
}

}  // namespace

TEST_CASE("indentation becomes tokens") {
  REQUIRE(Kinds("if x:\n  y\n\n # c\nz\n") ==
          "if name : end of line an indented block name end of line end of the block name end of line end of file");
  REQUIRE(Kinds("if x:\n\ty\n        z\n").find("!1006") != std::string::npos);
  REQUIRE(Kinds("if x:\n    y\n  z\n").find("!1005") != std::string::npos);
}

TEST_CASE("soft keywords are resolved by their line") {
  REQUIRE(Kinds("match x:\n case 1: y") ==
          "match name : end of line an indented block case number : name end of line end of the block end of file");
  REQUIRE(Kinds("match = case") == "name = name end of line end of file");
  REQUIRE(Kinds("match[x]") == "name [ name ] end of line end of file");
  REQUIRE(Kinds("type X = y") == "type name = name end of line end of file");
  REQUIRE(Kinds("type = type(x)") == "name = name ( name ) end of line end of file");
}

TEST_CASE("f-strings are cut at their fields") {
  REQUIRE(Kinds("f'a{b!r:>{c}}d'") ==
          "an f-string text { name ! name : text { name } } text end of the f-string end of line end of file");
  REQUIRE(Kinds("f'{f'{x}'}'") ==
          "an f-string { an f-string { name } end of the f-string } end of the f-string end of line end of file");
  REQUIRE(Kinds("f'{x:=5}'") == "an f-string { name : text } end of the f-string end of line end of file");
  REQUIRE(Kinds("f'{x'").find("!1015") != std::string::npos);
}

TEST_CASE("numbers") {
  for (const char* good : {"0", "00", "1_000", "0xFF", "0b1_0", "1.5e-3", "1.", ".5", "1e5j", "0_0"}) {
    INFO(good);
    REQUIRE(Kinds(good) == "number end of line end of file");
  }
  for (const char* bad : {"01", "1__0", "0x", "0b2", "1_", "5x", "0o8"}) {
    INFO(bad);
    REQUIRE(Kinds(bad).find("!1013") != std::string::npos);
  }
}

TEST_CASE("names beyond ASCII") {
  REQUIRE(Kinds("\xC3\xA9t\xC3\xA9 = 1") == "name = number end of line end of file");
  REQUIRE(Kinds("e\xCC\x81 = 1").find("!1018") != std::string::npos);     // e + combining acute: NFKC joins them
  REQUIRE(Kinds("\xEF\xAC\x81 = 1").find("!1018") != std::string::npos);  // the ligature fi
  REQUIRE(Kinds("\xE2\x82\xAC").find("!1011") != std::string::npos);      // the euro sign
  REQUIRE(Kinds("x = '\xFF'").find("!1012") != std::string::npos);
}

TEST_CASE("character names") {
  REQUIRE(CharacterByName("latin small letter a") == 'a');
  REQUIRE(CharacterByName("BULLET") == 0x2022);
  REQUIRE(CharacterByName("HANGUL SYLLABLE GAG") == 0xAC01);
  REQUIRE(CharacterByName("HANGUL SYLLABLE A") == 0xC544);
  REQUIRE(CharacterByName("CJK UNIFIED IDEOGRAPH-4E00") == 0x4E00);
  REQUIRE(CharacterByName("NBSP") == 0xA0);
  REQUIRE(CharacterByName("NO SUCH CHARACTER") == kBadCodePoint);
}
