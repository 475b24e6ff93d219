try:
    a
except B:
    b
except (C, D) as e:
    c
try:
    a
except* B as e:
    b
