"""Store and forward along the chain Earth - rover - helicopter, in SimPy.

`product` is what travels, `store` where it waits, `chain` who is next to whom, `network` how it moves on and
what became of everything, `retries` how many transmissions its packets take, and how many of
those sent once arrive.
"""
