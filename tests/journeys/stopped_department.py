#!/usr/bin/python3
"""Each department in turn is stopped for a while: the others go on, it catches up by itself. With the word pull_only
the fast lane is switched off."""
import shop as shops
from load import Loader
from payvand import DEPARTMENTS, Installation, equal, story, wait_for

COMMANDS = 60  # to each department that is up, while one is down


def work(installation, shop, down):
    """The others answer commands and queries meanwhile."""
    makers = {"sales": shop.sale, "support": shop.case}
    running = [Loader(installation, name, shops.limited(makers.get(name, shop.introduction), COMMANDS))
               for name in installation.names if name != down]
    for loader in running:
        loader.start()
    for loader in running:
        loader.finish(60)
        installation.client.ask("ListCustomers", {"limit": 5}, loader.department)


def run(test, lane=""):
    lines = "".join(f"  - name: {name}\n" for name in DEPARTMENTS)
    installation = Installation(test, config=f"departments:\n{lines}fast_lane: {'no' if lane else 'yes'}\n")
    installation.start()
    shops.set_programme(installation.client)
    shop = shops.Shop(test.random, customers=40)
    for down in test.random.sample(DEPARTMENTS, len(DEPARTMENTS)):
        installation.stop(down)
        work(installation, shop, down)
        for name in installation.processes:  # and know that it is away
            wait_for(f"{name} knows that {down} is silent", 20, lambda: any(
                peer.name == down and peer.silent for peer in installation.client.status(name).peers))
        installation.start(down)
        test.figure(f"{down} caught up after", installation.wait_until_converged(), "s")
        shops.check_cards(installation)
    shops.check_everything(installation, shop)
    if lane:
        for name in DEPARTMENTS:
            told = {one.name: one.value for one in installation.client.status(name).counters}
            published = [value for counter, value in told.items() if counter.endswith("published_total")]
            equal(published, [0.0], f"events that {name} published without a fast lane")
    installation.stop()
    installation.rebuild_checks()


if __name__ == "__main__":
    story(run)
