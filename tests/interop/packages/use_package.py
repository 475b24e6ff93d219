# A package of three modules, compiled as one unit: imports in every style.
import shop
import shop.model
import shop.pricing
from shop import make_order
from shop.model import Item, Order

order = make_order([("pen", 3, 1.5), ("ink", 1, 7.25)])
print(order.total(), shop.VERSION, type(order) is Order is shop.model.Order, [i.name for i in order.items])
order.items.append(Item("cap", 10, 0.125))
print(order.total(), shop.pricing.discount(order.total()), shop.model.__name__, shop.__name__, Item.__module__)


class Gift(Item):
    def price(self):
        return 0.0


order.items.append(Gift("card", 1, 99.0))
print(order.total(), isinstance(order.items[-1], Item))
print(shop.discounted(shop.make_order([("a", 3, 9.5)])), shop.pricing.LIMIT)
