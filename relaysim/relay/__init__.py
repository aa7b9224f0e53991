"""Store and forward in SimPy: every command up and every product down, through the rover.

`topology` says who is next to whom, `routers` by name which neighbour gets a product next (`least_delay` is one of them,
`route_check` refuses what cannot be), `product` is what travels, `node` where it waits, `channel` what moves it on,
`network` the ledger of it all, `timer` its events, `timetable` opens and closes channels by a list of contacts, `replay`
runs a contact plan alone, `windows` opens those of such a plan that something waits for, `retries` how many transmissions
its packets take, and how many of those sent once arrive.
"""
