import time
from tests.guards.addresses import *
from tests.guards.pages import *
from tests.guards.walk import *
from tests.guards.breakdowns import breakdowns
def test_look(world, known):
    found=set()
    for rule, method in rules_of(world.app):
        found |= {Parameter("path", rule.endpoint, n) for n in rule.arguments}
    with noting(world.app) as noted, breakdowns(world.app) as broken:
        for p, side in ((world.a.people["dealer_owner"], world.a), *((h, world.a) for h in world.hq.values())):
            t=time.time()
            o = look_around(world.app, world.browser(p), side, known)
            print(p.roles, len(o.pages), len(o.forms), time.time()-t)
            found |= o.parameters
        found |= noted
    print("UNKNOWN\n"+"\n".join(known.unknown(found)))
    print({k:v for k,v in o.pages.items() if v not in (200,403,404)})
    print("\n".join(sorted(set(broken))))
