import time

import bank


class Student(bank.Account):
    """A Python subclass of the compiled class: its `fee` is called by compiled code."""

    def __init__(self, owner, school):
        super().__init__(owner, 1000)
        self.school = school

    def fee(self, amount):
        return amount // 100 + 1


ann, bob = bank.Account("ann", 50_00), bank.Savings("bob", balance=200_00, rate=0.02)
zoe = Student("zoe", "Night School")
bank.transfer(bob, ann, 75_00)
print(ann, bob, zoe, zoe.school)
print("interest", bob.year(), "fee", zoe.withdraw(500), "left", zoe.balance)
try:
    bank.transfer(zoe, ann, 10_000)
except bank.InsufficientFunds as error:
    print(f"refused: {error} (missing {error.missing})")
for wrong in (0, -5):
    try:
        ann.deposit(wrong)
    except ValueError as error:
        print("refused:", error)
print(sorted([bob, ann, zoe]), max(ann, bob))
print(ann.history, isinstance(zoe, bank.Account), bank.Account.fee.__doc__)
rich, poor = bank.Account("rich", 10_000_000), bank.Account("poor")
start = time.process_time()
refused = bank.churn(rich, poor, 100_000)
elapsed = time.process_time() - start
print(f"after 100,000 transfers: {rich.balance} {poor.balance}, {refused} refused, {bank.Account.opened} accounts")
print(f"seconds {elapsed:.6f}")
