import os
import time

import wordcount

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "story.txt")
text = wordcount.read(path)
counts = wordcount.count(wordcount.words(text))
print(f"{len(text)} characters, {sum(counts.values())} words, {len(counts)} different ones")
for word, times in wordcount.most_common(counts, 8):
    print(f"{word:>10} {times:4} {'#' * (times // 4)}")
print("longest:", ", ".join(wordcount.longest(counts, 4)))
book = text * 40
start = time.process_time()
total = wordcount.count(wordcount.words(book))
elapsed = time.process_time() - start
print(f"forty copies: {sum(total.values())} words")
print(f"seconds {elapsed:.6f}")
