// One line of IR text as words, strings, numbers and punctuation. Lives for one line; the first mistake sticks in
// error().
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace spy::ir {

class TextLexer {
 public:
  explicit TextLexer(std::string_view line) : rest_(line) { SkipSpace(); }

  bool AtEnd() const { return rest_.empty(); }
  char Peek() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool Accept(std::string_view text);  // punctuation, or a whole word
  void Expect(std::string_view text);
  bool AtName() const;
  std::string Name();  // a word or a string
  std::string String();
  std::string_view Word();
  std::string Braced();  // {anything}
  int64_t Integer();
  double Double();
  void Fail(std::string_view what);
  bool ok() const { return error_.empty(); }
  const std::string& error() const { return error_; }

 private:
  void SkipSpace();
  std::string_view NumberText();

  std::string_view rest_;
  std::string error_;
};

}  // namespace spy::ir
